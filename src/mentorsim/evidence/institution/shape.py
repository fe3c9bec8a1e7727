"""The shape of two distributions, in bands: weeks of leaving within terms, and grades."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from mentorsim.evidence.institution.records import Floats, StudentRecords, progress_in_term

if TYPE_CHECKING:
    from mentorsim.scenario.calendar import Calendar
    from mentorsim.scenario.institution import InstitutionSettings

Column = Callable[[StudentRecords], Floats]

_MOST_PARTS = 8
_WEEKS_PER_PART = 3


def weeks_of_leaving(calendar: Calendar) -> Iterator[tuple[str, Column]]:
    """Name parts of a term, and whether each leaver of a term left in it (NaN: did not leave within one)."""
    weeks = calendar.weeks_per_term
    parts = max(1, min(_MOST_PARTS, weeks // _WEEKS_PER_PART))
    ends = [0, *(round(weeks * (part + 1) / parts) for part in range(parts))]
    for first, last in itertools.pairwise(ends):
        when = f"week {last}" if last == first + 1 else f"weeks {first + 1} to {last}"
        name = f"left in {when} of a term"
        yield name, _left_between(calendar, first / weeks, last / weeks)


def grade_bands(institution: InstitutionSettings) -> Iterator[tuple[str, Column]]:
    """Name bands of the grade scale, and whether each student's GPA is in it (NaN: has none)."""
    scale = institution.grade_scale
    inner = sorted({institution.pass_grade / 2, institution.pass_grade, institution.good_grade, 0.9 * scale})
    yield "GPA of 0", _between(-np.inf, 0.0)
    ends = [0.0, *(end for end in inner if 0.0 < end < scale), scale]
    for low, high in itertools.pairwise(ends):
        start = "above 0" if low == 0.0 else f"from {low:g}"
        yield f"GPA {start} to {high:g}", _between(low, high, first=low == 0.0, last=high == scale)


def _left_between(calendar: Calendar, low: float, high: float) -> Column:
    def column(records: StudentRecords) -> Floats:
        progress = progress_in_term(records.left_week, calendar)
        flags = ((progress >= low) & (progress < high)).astype(np.float64)
        return np.where(np.isfinite(progress), flags, np.nan)

    return column


def _between(low: float, high: float, *, first: bool = False, last: bool = True) -> Column:
    def column(records: StudentRecords) -> Floats:
        gpa = records.gpa
        above = gpa > low if first else gpa >= low
        below = gpa <= high if last else gpa < high
        return np.where(np.isfinite(gpa), (above & below).astype(np.float64), np.nan)

    return column
