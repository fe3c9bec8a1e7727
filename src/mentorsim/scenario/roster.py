"""How the columns of a roster (a file of real students) are read."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import model_validator

from mentorsim.documents.places import Path
from mentorsim.scenario.attributes import RESERVED_NAMES
from mentorsim.scenario.records import RecordColumns
from mentorsim.scenario.settings import Items, Settings, population_setting, problems_error, setting
from mentorsim.scenario.shorthand import ANY_SCALAR, Shorthand

Encoding = Literal[
    "auto", "utf-8", "utf-16", "cp1250", "cp1252", "iso-8859-1", "iso-8859-2", "iso-8859-15", "mac-roman"
]
Cell = Annotated[str, ANY_SCALAR]


def _column(value: object) -> object:
    return {"column": value} if isinstance(value, str) else value


_COLUMN = Shorthand(_column, ({"type": "string", "description": "The column's name."},))


class PriorGradeColumn(Settings):
    """The column with the grade that students bring; it is standardized."""

    column: str = setting(..., "Name of the column", example="Admission grade")
    values: dict[str, float] | None = setting(
        None,
        "Numbers for the values of the column, where it holds words or bands, the better the higher",
        min_length=2,
        example={"A": 4, "B": 3, "C": 2},
    )
    reliability: float = population_setting("prior_grade_reliability", above=0, high=1)


class RoleColumn(Settings):
    """The column that tells upper-years from first-years."""

    column: str = setting(..., "Name of the column", example="year")
    upper_years: Items[Cell] = setting(
        ...,
        "Values of the column that mean an upper-year; all others are first-years",
        min_length=1,
        example=["2", "3"],
    )


class AttributeColumn(Settings):
    """A column that becomes an attribute: as it is, by listed values, by a threshold, or with other names."""

    column: str = setting(..., "Name of the column", example="Gender")
    yes: Items[Cell] | None = setting(
        None, "Values that mean yes; all others mean no", min_length=1, example=["0"]
    )
    at_least: float | None = setting(None, "Lowest number that means yes; lower ones mean no", example=23)
    values: dict[str, str] | None = setting(
        None, "Categories by the values of the column", min_length=1, example={"N": "north", "S": "south"}
    )

    @model_validator(mode="after")
    def _check(self) -> AttributeColumn:
        rules = [name for name in ("yes", "at_least", "values") if getattr(self, name) is not None]
        if len(rules) > 1:
            raise problems_error(
                [((rules[1],), f"cannot stand beside {rules[0]}: choose one of yes, at_least and values")]
            )
        return self

    @property
    def is_yes_no(self) -> bool:
        """Whether the attribute has the categories ``no`` and ``yes``."""
        return self.yes is not None or self.at_least is not None


class RosterSettings(Settings):
    """A roster: one row per student, and what its columns mean."""

    file: str = setting(
        ..., "CSV or XLSX file, relative to the scenario file", min_length=1, example="students.csv"
    )
    delimiter: Literal["auto", ",", ";", "tab", "|"] = setting(
        "auto", "What separates the columns; auto finds it"
    )
    encoding: Encoding = setting("auto", "The file's encoding; auto tries utf-8, then cp1252")
    id: str | None = setting(
        None, "Column with each student's own id; where there is none, the row number is the id"
    )
    prior_grade: Annotated[PriorGradeColumn | None, _COLUMN] = setting(
        None,
        "Column with the grade that students bring; without one it is drawn, and cannot be matched by",
        example="Admission grade",
    )
    role: RoleColumn | None = setting(
        None,
        "Column that tells upper-years; without one, all are first-years and upper-years are synthesized",
    )
    attributes: dict[str, Annotated[AttributeColumn, _COLUMN]] = setting(
        {},
        "Attributes from columns",
        example={"major": {"column": "Course"}, "woman": {"column": "Gender", "yes": ["0"]}},
    )
    numbers: dict[str, str] = setting(
        {}, "Further columns of numbers that matching may use, by name", example={"age": "Age at enrollment"}
    )
    lists: dict[str, str] = setting(
        {},
        "Columns with lists of ids, by name, the most wanted first, for the match rule preference",
        example={"wishes": "Preferred mentors"},
    )
    missing: Literal["refuse", "middle", "drop"] = setting(
        "refuse",
        "A missing prior grade is refused, set to the middle, or its row dropped; with middle, a missing "
        "attribute is the category unknown",
    )
    values: Items[str] | None = setting(
        None,
        "Three columns with survey answers about values",
        min_length=3,
        max_length=3,
        example=["q1", "q2", "q3"],
    )
    slots: str | None = setting(
        None, "Column with free weekly times, such as `Mon am; Tue pm`", example="free times"
    )

    records: RecordColumns | None = setting(
        None, "What became of the students; only `mentorsim calibrate --records` reads it"
    )

    @model_validator(mode="after")
    def _check(self) -> RosterSettings:
        problems: list[tuple[Path, str]] = [
            (("numbers", name), "is also an attribute: give it another name")
            for name in self.numbers
            if name in self.attributes
        ]
        problems += [
            (("lists", name), "is also an attribute or a number: give it another name")
            for name in self.lists
            if name in self.attributes or name in self.numbers
        ]
        problems += [
            ((section, name), "is the name of a field that every student has: give it another name")
            for section in ("attributes", "numbers", "lists")
            for name in getattr(self, section)
            if name in RESERVED_NAMES
        ]
        if problems:
            raise problems_error(problems)
        return self
