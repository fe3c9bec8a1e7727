"""What became of students, observed or simulated, in one form, so that both are measured alike."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mentorsim.cohort.roster_columns import UNKNOWN

if TYPE_CHECKING:
    from mentorsim.cohort.people import Category
    from mentorsim.cohort.shares import AttributeShares
    from mentorsim.scenario import Scenario
    from mentorsim.scenario.calendar import Calendar

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

STAYED = np.inf
"""The week of leaving of who did not leave."""


@dataclass(frozen=True, eq=False)
class StudentRecords:
    """The first-years of a roster and what became of them; arrays have one entry per student.

    Attributes
    ----------
    retained
        1 or 0, NaN where unknown.
    gpa
        Mean result over the terms, on the institution's scale; NaN where there is none.
    results
        Of each term, shape (terms, students); NaN where there is none.
    left_week
        Week of the calendar, from 1, in which a student left; infinite for who stayed, NaN where unknown.
    prior_grade
        Standardized, NaN where unknown.
    passed
        Share of the courses taken that were passed; NaN where unknown.
    never_started
        How many left before the first day, of whom nothing else is known.
    stayed_and_left
        How many are said to have stayed and have a time of leaving as well, which does not count.
    """

    retained: Floats
    gpa: Floats
    results: Floats
    left_week: Floats
    prior_grade: Floats
    passed: Floats
    never_started: int = 0
    stayed_and_left: int = 0

    @property
    def size(self) -> int:
        """Number of students."""
        return len(self.gpa)

    def known_as_in(self, observed: StudentRecords) -> StudentRecords:
        """Forget what is not known of the same students in other records."""
        unknown = np.isnan(observed.gpa)
        if not np.isfinite(observed.retained).any():
            # Records that tell of nobody who left hold those who were there to the end.
            unknown = unknown | (self.retained == 0.0)
        if not (observed.gpa == 0.0).any():
            # And without a single 0 they hold those who completed something.
            unknown = unknown | (self.gpa == 0.0)
        return replace(
            self,
            retained=np.where(np.isnan(observed.retained), np.nan, self.retained),
            gpa=np.where(unknown, np.nan, self.gpa),
            results=np.where(unknown, np.nan, self.results),
            left_week=np.where(np.isnan(observed.left_week), np.nan, self.left_week),
            passed=np.where(np.isnan(observed.passed), np.nan, self.passed),
        )


@dataclass(frozen=True)
class RowsRead:
    """Which rows of a file of records count.

    Attributes
    ----------
    rows
        How many the file has.
    left_out
        How many are nobody's, by reason.
    own_rows
        Whether every row is a student of its own, because no column holds ids.
    starts
        First-years by start, where there are several; empty where there are not.
    """

    rows: int
    left_out: dict[str, int]
    own_rows: bool
    starts: dict[str, int]


@dataclass(frozen=True, eq=False)
class Institution:
    """An institution's own records.

    Attributes
    ----------
    scenario
        The study whose population is to be fitted; its roster names the columns.
    observed
        What became of the first-years, in the order of the roster.
    groups
        The first-years' attributes by name.
    half
        Which of two random halves each student belongs to: a keyed draw of the student's id.
    shares
        Of the categories of every attribute, as the model's cohort has them.
    reading
        Of the file: how many rows it has, and which count.
    """

    scenario: Scenario
    observed: StudentRecords
    groups: dict[str, Category]
    half: NDArray[np.int64]
    shares: AttributeShares
    reading: RowsRead


def known_categories(category: Category) -> list[tuple[int, str]]:
    """Return the codes and names of an attribute's categories, without the unknown."""
    return [(code, name) for code, name in enumerate(category.categories) if name != UNKNOWN]


BOUNDARY = 0.5
"""Added to the week of leaving of who did not come back: after the last week before a term, or of all."""


def is_early(weeks: Floats, calendar: Calendar) -> Floats:
    """Whether who left did so before the second term began; NaN for who stayed or is unknown."""
    return of_leavers(weeks, np.floor(weeks) <= calendar.weeks_per_term + calendar.break_weeks)


def is_within_term(weeks: Floats, calendar: Calendar) -> Floats:
    """Whether who left did so within a term, its last week included, and not in a break or after it."""
    week = np.where(np.isfinite(weeks), weeks, 1.0) - 1.0
    period = calendar.weeks_per_term + calendar.break_weeks
    inside = np.mod(week, period) <= calendar.weeks_per_term - 1
    return of_leavers(weeks, inside & (week < period * calendar.terms))


def progress_in_term(weeks: Floats, calendar: Calendar) -> Floats:
    """How far into a term who left within one was, 0 to 1; NaN for all others."""
    inside = is_within_term(weeks, calendar) == 1.0
    period = calendar.weeks_per_term + calendar.break_weeks
    week = np.mod(np.where(inside, weeks, 1.0) - 1.0, period)
    return np.where(inside, (week + 0.5) / calendar.weeks_per_term, np.nan)


def is_in_first_term(weeks: Floats, calendar: Calendar) -> Floats:
    """Of those who left within a term, whether it was the first; NaN for all others."""
    inside = is_within_term(weeks, calendar) == 1.0
    return np.where(inside, (weeks <= calendar.weeks_per_term).astype(np.float64), np.nan)


def of_leavers(weeks: Floats, flags: Flags) -> Floats:
    """Keep flags of those whose week of leaving is known; NaN for all others."""
    return np.where(np.isfinite(weeks), flags.astype(np.float64), np.nan)
