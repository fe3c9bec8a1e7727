"""How the tables of analyses are written: labels, scales, and intervals of one outcome and policy."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mentorsim.outcomes import Outcome
from mentorsim.outcomes.gaps import Gap
from mentorsim.report.numbers import Scale, scale_of
from mentorsim.report.shown import label_of

if TYPE_CHECKING:
    import pandas as pd

    from mentorsim.analysis.subject import Subject

#: More tables than this make a page that nobody reads: the rest is in the CSV.
MOST_TABLES = 8


@dataclass(frozen=True, eq=False)
class AnalysisSection:
    """The rows of one outcome and policy.

    Attributes
    ----------
    outcome, policy
        What they are of.
    rows
        The rows, with new numbers.
    scale
        How the numbers are written.
    is_difference
        Whether levels of the outcome are differences to the baseline.
    """

    outcome: Outcome
    policy: str
    rows: pd.DataFrame
    scale: Scale
    is_difference: bool

    @property
    def label(self) -> str:
        """The outcome in words."""
        return label_of(self.outcome)

    @property
    def title(self) -> str:
        """Above a table: the outcome, its unit, the policy."""
        unit = self.scale.change_unit if self.is_difference else self.scale.unit
        return f"{self.label} ({unit}): {self.policy}"

    def value(self, number: float) -> str:
        """Write a value of the outcome: with a sign where it is a difference to the baseline."""
        found = none_of(number)
        return self.scale.change(found) if self.is_difference else self.scale.mean(found)

    def with_half_width(self, row: Any) -> str:
        """Write a value with half the width of its interval."""
        write = self.scale.change_with_half_width if self.is_difference else self.scale.with_half_width
        return write(none_of(row.estimate), none_of(row.low), none_of(row.high))

    def change_with_half_width(self, estimate: float, low: float, high: float) -> str:
        """Write a change between points with half the width of its interval."""
        return self.scale.change_with_half_width(none_of(estimate), none_of(low), none_of(high))


def sections(table: pd.DataFrame, subject: Subject) -> Iterator[AnalysisSection]:
    """Divide a tidy table by outcome and policy, in the order of the subject."""
    for outcome in subject.outcomes:
        of_outcome = table[table["outcome"] == outcome.name]
        if of_outcome.empty:
            continue
        half_widths = ((of_outcome["high"] - of_outcome["low"]) / 2.0).dropna()
        scale = scale_of(
            outcome.unit,
            half_widths.tolist(),
            of_outcome["estimate"].dropna().tolist(),
            is_difference=isinstance(outcome.function, Gap),
        )
        for policy in subject.policies:
            rows = of_outcome[of_outcome["policy"] == policy].reset_index(drop=True)
            if not rows.empty:
                yield AnalysisSection(outcome, policy, rows, scale, subject.of == "difference")


def none_of(number: float | None) -> float | None:
    """Return None for a number that is missing."""
    return None if number is None or not math.isfinite(number) else float(number)


def more_tables(left: int) -> str:
    """Say that tables are not shown."""
    return f"and {left} more tables: ask for them with --outcome and --policy, or see --out" if left else ""


def in_words(path: str) -> str:
    """Return a path as in headings, without what is plain from the context: `mentees per mentor`."""
    for start in ("program.", "parameters.", "policies."):
        path = path.removeprefix(start)
    return path.replace(".", ": ").replace("_", " ")


def by_influence(rows: pd.DataFrame, column: str, kind: str) -> list[str]:
    """Order the factors by one of their indices, the largest first."""
    chosen = rows[rows[column] == kind].sort_values("estimate", ascending=False, kind="stable")
    return [str(factor) for factor in chosen["factor"]]
