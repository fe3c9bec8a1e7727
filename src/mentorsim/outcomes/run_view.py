"""What outcomes see of one run: columns over the first-years, and who used the program."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from mentorsim.documents.nearest import nearest
from mentorsim.errors import UnknownNameError

if TYPE_CHECKING:
    from mentorsim.model import MentoringModel

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
Flags = NDArray[np.bool_]
Result = TypeVar("Result")


@dataclass(frozen=True, eq=False)
class AttributeGroups:
    """The first-years by one attribute.

    Attributes
    ----------
    codes
        Position of each first-year's category, -1 where unknown; shape (first-years,).
    categories
        Their names.
    sizes
        Number of first-years in each.
    """

    codes: NDArray[np.int64]
    categories: tuple[str, ...]
    sizes: NDArray[np.int64]

    def means(self, values: NDArray[Any]) -> Floats:
        """Mean of the values in each category, NaN where nobody counts; NaN values do not count."""
        counts = values == values
        if counts.all():
            bins, weights = self.codes + 1, values
        else:
            bins, weights = self.codes[counts] + 1, values[counts]
        length = len(self.categories) + 1
        totals = np.bincount(bins, weights, length)[1:]
        numbers = np.bincount(bins, minlength=length)[1:]
        with np.errstate(invalid="ignore"):
            means: Floats = totals / numbers
        return means


@dataclass(frozen=True, eq=False)
class FirstYears:
    """Who the outcomes of one replication are about: the same students in every policy.

    Attributes
    ----------
    rows
        Their rows in the student columns; a slice where they stand together.
    count
        How many they are.
    groupings
        The first-years by each attribute.
    """

    rows: slice | Rows
    count: int
    groupings: dict[str, AttributeGroups]


def first_years_of(
    role: NDArray[Any], attributes: dict[str, tuple[NDArray[Any], tuple[str, ...]]]
) -> FirstYears:
    """Find the first-years of a cohort.

    Parameters
    ----------
    role
        0 for first-years; one entry per student.
    attributes
        Codes per student (-1: unknown) and names of the categories, by attribute.
    """
    listed = np.flatnonzero(role == 0)
    count = len(listed)
    together = count > 0 and int(listed[-1]) - int(listed[0]) == count - 1
    rows = slice(int(listed[0]), int(listed[-1]) + 1) if together else listed
    groupings = {}
    for name, (codes, categories) in attributes.items():
        own = codes[rows].astype(np.int64)
        sizes = np.bincount(own + 1, minlength=len(categories) + 1)[1:].astype(np.int64)
        groupings[name] = AttributeGroups(own, categories, sizes)
    return FirstYears(rows, count, groupings)


class Pairs(NamedTuple):
    """The mentoring ties ever made, one array per variable.

    Attributes
    ----------
    mentor, mentee
        Rows of the students.
    group
        Number of the group, -1 for a pair of its own.
    start
        First week, counted from 0.
    last_week
        The week in which it ended, or the last week of the horizon.
    end_reason
        Code of the model's `EndReason`; 0 while it lasts.
    meetings
        Meetings held.
    coached
        1 after coaching.
    """

    mentor: NDArray[np.int32]
    mentee: NDArray[np.int32]
    group: NDArray[np.int32]
    start: NDArray[np.int32]
    last_week: NDArray[np.int32]
    end_reason: NDArray[np.int32]
    meetings: NDArray[np.int32]
    coached: NDArray[np.int32]


class RunView:
    """One finished run, for outcomes to read; what several outcomes need is computed once.

    Parameters
    ----------
    model
        The model, at the horizon.
    first_years
        The first-years of its replication; None: found anew.
    mentors
        Rows of the students that the mentors' outcomes are about; None: those who mentor in this run. A
        comparison passes the students who mentor in any of its policies, so that both sides of a difference
        are about the same people.

    Examples
    --------
    >>> import mentorsim as ms
    >>> run = ms.RunView(ms.MentoringModel("first_year_university", rng=7).run())
    >>> run.of_first_years("belonging").shape, run.gpa.shape
    ((400,), (400,))
    """

    def __init__(
        self, model: MentoringModel, first_years: FirstYears | None = None, mentors: Rows | None = None
    ) -> None:
        self.model = model
        self.scenario = model.study
        self.program = model.program
        self.students = model.students
        self.pairs = pairs_of(model)
        self.participation = model.participation
        self.weeks: int = model.weeks
        self.first_years = first_years_of_model(model) if first_years is None else first_years
        self.mentors: Rows = mentors_in_any([model]) if mentors is None else mentors
        self._once: dict[Callable[[RunView], Any], Any] = {}

    def of_first_years(self, column: str) -> NDArray[Any]:
        """Return a student column for the first-years alone, shape (first-years,).

        Raises
        ------
        UnknownNameError
            When there is no such column.
        """
        if not hasattr(self.students, column):
            guess = nearest(column, [*self.students._fields, *self.model.own_columns])
            hint = f"did you mean {guess!r}?" if guess else "`mentorsim show --columns` lists them"
            raise UnknownNameError(f"there is no column {column!r} of students; {hint}")
        values: NDArray[Any] = getattr(self.students, column)[self.first_years.rows]
        return values

    def once(self, function: Callable[[RunView], Result]) -> Result:
        """Return a function's result for this run, computed when it is first asked for."""
        if function not in self._once:
            self._once[function] = function(self)
        result: Result = self._once[function]
        return result

    @cached_property
    def enrolled(self) -> Flags:
        """Whether each first-year is enrolled at the horizon."""
        enrolled: Flags = self.of_first_years("enrolled") != 0
        return enrolled

    @cached_property
    def gpa(self) -> Floats:
        """Grade points per attempted course of each first-year; NaN for who attempted none."""
        return shares_of(self.of_first_years("grade_points"), self.of_first_years("courses_attempted"))

    @cached_property
    def attendance(self) -> Floats:
        """Share of classes that each first-year attended over the weeks in school; NaN without a week."""
        return shares_of(self.of_first_years("attendance_sum"), self.of_first_years("attendance_weeks"))

    @cached_property
    def accepted(self) -> Flags:
        """Whether each first-year accepted a place in the program."""
        accepted: Flags = self.participation.status[self.first_years.rows] >= 2
        return accepted

    @cached_property
    def first_match(self) -> NDArray[np.int32]:
        """The week in which each first-year was first matched, or -1."""
        weeks: NDArray[np.int32] = self.participation.first_week[self.first_years.rows]
        return weeks

    @cached_property
    def accepted_week(self) -> NDArray[np.int64]:
        """The week in which each first-year accepted a place (and one was first looked for), or -1."""
        weeks = np.full(len(self.students.role), -1, dtype=np.int64)
        for record in reversed(self.model.matchings):
            weeks[record.mentees] = record.week
        return weeks[self.first_years.rows]

    @cached_property
    def matched(self) -> Flags:
        """Whether each first-year was ever matched."""
        return self.first_match >= 0

    @cached_property
    def participants(self) -> int:
        """Number of first-years who were ever matched."""
        return int(np.count_nonzero(self.matched))

    @cached_property
    def degree(self) -> NDArray[np.int64]:
        """Number of enrolled friends of every student, shape (students,)."""
        friendships = self.model.friendships
        present = self.students.enrolled != 0
        both = present[friendships.first] & present[friendships.second]
        size = len(present)
        return np.bincount(friendships.first[both], minlength=size) + np.bincount(
            friendships.second[both], minlength=size
        )


def first_years_of_model(model: MentoringModel) -> FirstYears:
    """Find the first-years of a model's replication."""
    attributes = model.world.cohort.attributes
    named = {name: (category.codes, category.categories) for name, category in attributes.items()}
    return first_years_of(model.students.role, named)


def pairs_of(model: MentoringModel) -> Pairs:
    """Copy what outcomes need of a model's ties out of its records."""
    ties = model.ties
    end = ties["end_week"]
    return Pairs(
        mentor=ties["mentor"].copy(),
        mentee=ties["mentee"].copy(),
        group=ties["group"].copy(),
        start=ties["start"].copy(),
        last_week=np.where(end < 0, np.int32(model.weeks - 1), end),
        end_reason=ties["end_reason"].copy(),
        meetings=ties["meetings"].copy(),
        coached=ties["coached"].copy(),
    )


def mentors_in_any(models: Sequence[MentoringModel]) -> Rows:
    """Return the rows of the students who have a mentee in any of the runs of one replication, ascending."""
    if not models:
        return np.zeros(0, dtype=np.int64)
    flags = np.zeros(len(models[0].students.role), dtype=np.bool_)
    for model in models:
        flags[model.ties["mentor"]] = True
    return np.flatnonzero(flags)


def shares_of(totals: NDArray[Any], counts: NDArray[Any]) -> Floats:
    """Divide, giving NaN where the count is 0."""
    result = np.full(len(totals), np.nan)
    np.divide(totals, counts, out=result, where=counts > 0)
    return result


def where(condition: Flags, values: NDArray[Any]) -> Floats:
    """Keep the values of those for whom the condition holds; the others are NaN and do not count."""
    return np.where(condition, values, np.nan)


def mean_of(values: NDArray[Any]) -> float:
    """Mean of the values that are not NaN; NaN where there is none."""
    count = len(values)
    if count == 0:
        return np.nan
    total = float(np.add.reduce(values, dtype=np.float64))
    if total == total:
        return total / count
    present = values[values == values]
    return float(np.add.reduce(present)) / len(present) if len(present) else np.nan
