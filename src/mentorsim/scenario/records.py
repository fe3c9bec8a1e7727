"""What became of the students of a roster: columns that `mentorsim calibrate --records` fits the study to."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import model_validator

from mentorsim.documents.places import Path
from mentorsim.scenario.settings import Items, Settings, problems_error, setting
from mentorsim.scenario.shorthand import ANY_SCALAR, Shorthand

_A_DATE = "must be a date such as 2025-09-01"

Cell = Annotated[str, ANY_SCALAR]


class RetainedColumn(Settings):
    """The column that tells who stayed: by the values that mean yes, or by those that mean no."""

    column: str = setting(..., "Name of the column", example="Target")
    yes: Items[Cell] | None = setting(
        None, "Values that mean retained; all others mean not", min_length=1, example=["Graduate"]
    )
    no: Items[Cell] | None = setting(
        None, "Values that mean not retained; all others mean retained", min_length=1, example=["Dropout"]
    )

    @model_validator(mode="after")
    def _check(self) -> RetainedColumn:
        if (self.yes is None) == (self.no is None):
            raise problems_error([((), "needs one of yes and no: the values that mean so")])
        return self


class TermResult(Settings):
    """The columns with the result of one term."""

    grade: str = setting(..., "Column with the mean grade, on the institution's scale", example="grade 1")
    courses: str | None = setting(
        None, "Column with the number of courses taken, by which terms are weighted", example="enrolled 1"
    )
    passed: str | None = setting(
        None,
        "Column with the number of courses passed, where the grade is the mean of these alone; the others "
        "then count 0",
        example="approved 1",
    )
    values: dict[str, float] | None = setting(
        None,
        "Numbers of grades that are letters or words, on the institution's scale",
        min_length=1,
        example={"A": 4, "B": 3, "C": 2, "D": 1, "F": 0},
    )

    @model_validator(mode="after")
    def _check(self) -> TermResult:
        if self.passed is not None and self.courses is None:
            raise problems_error([(("passed",), "needs courses: how many were taken")])
        return self


class Starts(Settings):
    """Several starts, such as presentations of a course: a column that names each student's own."""

    column: str = setting(..., "Name of the column", example="presentation")
    first_days: dict[str, str] = setting(
        ...,
        "First day of week 1 by the values of the column",
        unit="year-month-day",
        min_length=1,
        example={"2013J": "2013-10-01", "2014B": "2014-02-01"},
    )

    @model_validator(mode="after")
    def _check(self) -> Starts:
        problems: list[tuple[Path, str]] = [
            (("first_days", name), _A_DATE) for name, day in self.first_days.items() if not _is_date(day)
        ]
        if problems:
            raise problems_error(problems)
        return self


class LeftOn(Settings):
    """The column with the date on which a student left, empty for who did not."""

    column: str = setting(..., "Name of the column", example="left on")
    first_day: str | None = setting(
        None, "First day of the calendar's week 1", unit="year-month-day", example="2025-09-01"
    )
    starts: Starts | None = setting(None, "First days, where students start at several times")

    @model_validator(mode="after")
    def _check(self) -> LeftOn:
        if (self.first_day is None) == (self.starts is None):
            raise problems_error([((), "needs one of first_day and starts: when week 1 begins")])
        if self.first_day is not None and not _is_date(self.first_day):
            raise problems_error([(("first_day",), _A_DATE)])
        return self


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


_RESULT = Shorthand(
    lambda value: {"grade": value} if isinstance(value, str) else value,
    ({"type": "string", "description": "The column's name."},),
)


class RecordColumns(Settings):
    """What became of the students; only `mentorsim calibrate --records` reads it."""

    retained: RetainedColumn | None = setting(None, "Column that tells who was retained")
    results: Items[Annotated[TermResult, _RESULT]] = setting(
        (),
        "Columns with the results of each term of the calendar, in order",
        max_length=12,
        example=["grade 1", "grade 2"],
    )
    left_week: str | None = setting(
        None, "Column with the week of the calendar in which a student left, empty for who did not"
    )
    left_day: str | None = setting(
        None,
        "Column with the day on which a student left, counted from the first day of the calendar: 0 for that "
        "day, below 0 for who left before it, empty for who did not leave",
        example="date_unregistration",
    )
    left_on: LeftOn | None = setting(None, "The same as a date")

    @model_validator(mode="after")
    def _check(self) -> RecordColumns:
        problems: list[tuple[Path, str]] = []
        columns = {"left_week": self.left_week, "left_day": self.left_day, "left_on": self.left_on}
        given = [name for name, column in columns.items() if column is not None]
        problems += [((other,), f"cannot stand beside {given[0]}: choose one") for other in given[1:]]
        if not (self.results or self.retained or given):
            problems.append(
                ((), "must name at least one column: retained, results, left_week, left_day or left_on")
            )
        if problems:
            raise problems_error(problems)
        return self

    @property
    def knows_when(self) -> bool:
        """Whether the records tell when students left."""
        return not (self.left_week is None and self.left_day is None and self.left_on is None)

    @property
    def knows_who_stayed(self) -> bool:
        """Whether the records tell who was retained."""
        return self.retained is not None or self.knows_when

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of all columns that the records are read from."""
        left = [] if self.left_on is None else [self.left_on.column]
        if self.left_on is not None and self.left_on.starts is not None:
            left.append(self.left_on.starts.column)
        of_results = (name for one in self.results for name in (one.grade, one.courses, one.passed))
        retained = None if self.retained is None else self.retained.column
        return tuple(filter(None, (retained, *of_results, self.left_week, self.left_day, *left)))
