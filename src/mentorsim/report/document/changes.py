"""How differences are written in the report: in students where an outcome is counted in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mentorsim.report.document.source import ComparisonSource
from mentorsim.report.numbers import NOTHING, Scale

#: What a student does who has an outcome that is counted among all first-years.
DOES = {
    "retention": "stay enrolled",
    "good_grades": "have good grades",
    "low_attendance": "miss more than a tenth of their classes",
}


@dataclass(frozen=True)
class Changes:
    """Writes the differences of one outcome.

    Parameters
    ----------
    students
        How many it is counted among; 0: it is not counted in students.
    scale
        How its numbers are written otherwise.
    """

    students: float
    scale: Scale

    @classmethod
    def of(cls, source: ComparisonSource, outcome: str) -> Changes:
        """Return what writes the differences of an outcome."""
        return cls(source.students if outcome in DOES else 0.0, source.scale(outcome))

    @property
    def factor(self) -> float:
        """What numbers are multiplied by."""
        return self.students or self.scale.factor

    @property
    def unit(self) -> str:
        """Of the differences."""
        return f"students of {self.students:,.0f}" if self.students else self.scale.change_unit

    def change(self, value: float | None) -> str:
        """Write a difference with its sign."""
        if value is None:
            return NOTHING
        if not self.students:
            return self.scale.change(value).replace("-", "−")
        text = f"{value * self.students:+,.1f}".replace("-", "−")
        return "0" if float(text[1:].replace(",", "")) == 0.0 else text

    def between(self, row: Mapping[str, Any], low: str, high: str) -> str:
        """Write two ends of a row."""
        if row.get(low) is None or row.get(high) is None:
            return NOTHING
        return f"{self.change(row[low])} to {self.change(row[high])}"

    def showing(self, row: Mapping[str, Any]) -> Changes:
        """Return what writes enough digits that an interval without 0 does not look as if it held it."""
        return Changes(self.students, self.scale.showing(row.get("interval_low"), row.get("interval_high")))
