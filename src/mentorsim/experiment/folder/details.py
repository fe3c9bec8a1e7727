"""What may be kept of a run beside its row: the mentoring ties that were made, and the students."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mentorsim.experiment.rows import RunDetails

if TYPE_CHECKING:
    from mentorsim.experiment.plan import Plan
    from mentorsim.model import MentoringModel


def details_of(plan: Plan, models: Mapping[int, MentoringModel]) -> dict[str, RunDetails]:
    """Collect the details that a plan keeps, of the models of one replication.

    Parameters
    ----------
    models
        Models that have run, by the position of their policy.
    """
    makers = {"ties": tie_columns, "students": student_columns}
    return {name: _collected(maker, models) for name, maker in makers.items() if name in plan.keep and models}


def tie_columns(model: MentoringModel) -> dict[str, NDArray[Any]]:
    """Return the mentoring ties of a run: who, from when until when (-1: to the end), how it went."""
    ties = model.ties
    names = ties.dtype.names or ()
    return {name: ties[name].copy() for name in names}


def student_columns(model: MentoringModel) -> dict[str, NDArray[Any]]:
    """Return the students of a run as they are at its end, by row."""
    students = model.students
    count = len(students.key)
    columns: dict[str, NDArray[Any]] = {"student": np.arange(count)}
    for name in students._fields:
        column = np.asarray(getattr(students, name))
        if column.shape == (count,) and name != "key":
            columns[name] = column.copy()
    return columns


def _collected(maker: Any, models: Mapping[int, MentoringModel]) -> RunDetails:
    found = {number: maker(model) for number, model in sorted(models.items())}
    names = list(next(iter(found.values())))
    lengths = {number: len(columns[names[0]]) for number, columns in found.items()}
    return RunDetails(
        np.concatenate([np.full(length, number, np.int64) for number, length in lengths.items()]),
        {name: np.concatenate([columns[name] for columns in found.values()]) for name in names},
    )
