"""All outcomes: importing the files that define the built-in ones puts them into the register."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from mentorsim.mechanisms.registry import own_columns
from mentorsim.outcomes import costs, first_years, mentoring, mentors  # noqa: F401
from mentorsim.outcomes.registry import Floats, Measure, Outcome, register, register_so_far
from mentorsim.outcomes.run_view import RunView


def registered_outcomes() -> Mapping[str, Measure]:
    """Return every registered outcome by its name; those made from patterns (`retention_term_1`) are not.

    The columns of a user's own mechanisms that say which way is better are among them.
    """
    for name, (column, owner) in own_columns().items():
        if column.outcome is not None and name not in register_so_far():
            meaning = f"Mean over first-years of {column.meaning}, of the mechanism {owner}"
            register(Outcome(name, column.unit, column.outcome, meaning, ColumnMean(name), per_student=True))
    return register_so_far()


@dataclass(frozen=True)
class ColumnMean:
    """An outcome that is a column: its entries for the first-years, NaN where no mechanism adds it."""

    name: str

    def __call__(self, run: RunView) -> Floats:
        """Return a number per first-year."""
        if not hasattr(run.students, self.name):
            return np.full(run.first_years.count, np.nan)
        return run.of_first_years(self.name).astype(np.float64)
