"""Which column, or columns, of a roster hold what, and how their cells are meant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from mentorsim.scenario.settings import Items, Settings, population_setting, problems_error, setting
from mentorsim.scenario.shorthand import ANY_SCALAR, Shorthand

Cell = Annotated[str, ANY_SCALAR]
Side = Literal["mentee", "mentor"]


def _refuse_other(value: object) -> object:
    # Said here once; pydantic would report one error for each form.
    if isinstance(value, str):
        return value
    if isinstance(value, list | tuple) and value and all(isinstance(item, str) for item in value):
        return tuple(value)
    if isinstance(value, SideColumns) or (isinstance(value, Mapping) and set(value) <= {"mentee", "mentor"}):
        return value
    raise problems_error(
        [((), "must be a column's name, a list of names, or {mentee: NAME, mentor: NAME} for two columns")]
    )


def _several(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


ColumnNames = Annotated[str | tuple[str, ...], BeforeValidator(_several)]


class SideColumns(Settings):
    """One field in two columns: what mentees say of themselves, and what mentors do."""

    mentee: ColumnNames | None = setting(None, "The mentees' column, or columns", example="I look for")
    mentor: ColumnNames | None = setting(None, "The mentors' column, or columns", example="I can offer")


#: A column's name, several names, or a column for each side.
ColumnSpec = Annotated[str | tuple[str, ...] | SideColumns, BeforeValidator(_refuse_other)]


def columns_of(spec: ColumnSpec, side: Side) -> tuple[str, ...]:
    """Return the columns of one side; none where it has none."""
    if isinstance(spec, SideColumns):
        own = getattr(spec, side)
        return () if own is None else columns_of(own, side)
    return (spec,) if isinstance(spec, str) else spec


def said_columns(spec: ColumnSpec) -> str:
    """Say the columns of a setting in a message."""
    names = dict.fromkeys((*columns_of(spec, "mentee"), *columns_of(spec, "mentor")))
    return " / ".join(names)


def _column(value: object) -> object:
    is_sides = isinstance(value, Mapping) and bool(value) and set(value) <= {"mentee", "mentor"}
    return {"column": value} if isinstance(value, str | list | tuple) or is_sides else value


#: A column alone in place of a section with ``column``.
COLUMN = Shorthand(
    _column,
    (
        {"type": "string", "description": "The column's name."},
        {"type": "array", "items": {"type": "string"}, "description": "Several columns."},
        {
            "type": "object",
            "properties": {"mentee": {}, "mentor": {}},
            "additionalProperties": False,
            "description": "A column for each side.",
        },
    ),
)


def one_or_more(key: str = "") -> Shorthand:
    """Let one entry stand for a list of one: a section with ``key``, or a word."""

    def expand(value: object) -> object:
        if key:
            return [value] if isinstance(value, Mapping) and key in value else value
        return [value] if isinstance(value, str) else value

    return Shorthand(expand, ({"type": "object"} if key else {"type": "string"},))


class PriorGradeColumn(Settings):
    """The column with the grade that people bring; it is standardized."""

    column: ColumnSpec = setting(..., "Name of the column", example="Admission grade")
    reliability: float = population_setting("prior_grade_reliability", above=0, high=1)
    best: Literal["high", "low"] | None = setting(
        None, "Whether high or low numbers are best (low: 1 is best); inferred and said where not given"
    )
    order: Items[Cell] | None = setting(
        None, "Grades that are words, from the best to the worst", min_length=2, example=["A", "B", "C"]
    )
    values: dict[str, float] | None = setting(
        None,
        "Numbers of grades that are bands or words, such as the middle of a band",
        min_length=1,
        example={"below 60": 55, "60 and more": 70},
    )

    @model_validator(mode="after")
    def _check(self) -> PriorGradeColumn:
        if self.order is not None and self.values is not None:
            raise problems_error([(("values",), "cannot stand beside order: choose one")])
        return self


class RoleColumn(Settings):
    """The column that tells mentors from mentees."""

    column: str = setting(..., "Name of the column", example="year")
    mentors: Items[Cell] | None = setting(
        None, "Values that mean a mentor", min_length=1, example=["Mentor", "Mentor (returning)"]
    )
    upper_years: Items[Cell] | None = setting(None, "The same as mentors", min_length=1, example=["2", "3"])
    mentees: Items[Cell] | None = setting(
        None, "Values that mean a mentee; where not given, all that are not listed and say nothing of mentors"
    )
    both: Items[Cell] | None = setting(None, "Values that mean both", min_length=1, example=["Both"])
    neither: Items[Cell] | None = setting(None, "Values of people who are left out", min_length=1)

    @model_validator(mode="after")
    def _check(self) -> RoleColumn:
        if self.mentors is not None and self.upper_years is not None:
            raise problems_error([(("upper_years",), "means the same as mentors: give one of them")])
        return self

    @property
    def listed_mentors(self) -> tuple[str, ...]:
        """The values that mean a mentor."""
        return self.mentors or self.upper_years or ()


class AttributeColumn(Settings):
    """A column that becomes an attribute: as it is, by listed values, by a threshold, or with other names.

    Answers to *tick all that apply* are lists of options, which the rule overlap compares.
    """

    column: ColumnSpec = setting(..., "Name of the column", example="Gender")
    yes: Items[Cell] | None = setting(
        None, "Values that mean yes; all others mean no", min_length=1, example=["0"]
    )
    at_least: float | None = setting(None, "Lowest number that means yes; lower ones mean no", example=23)
    values: dict[str, str] | None = setting(
        None, "Categories by the values of the column", min_length=1, example={"N": "north", "S": "south"}
    )
    several: bool | None = setting(
        None, "Whether a cell may hold several answers; inferred and said where not given"
    )
    separator: Annotated[str, Field(min_length=1, max_length=9)] | None = setting(
        None, "What parts several answers, such as ; or comma; found where not given"
    )
    options: Items[Cell] | None = setting(
        None, "All options, where some hold the separator themselves", min_length=2
    )

    @model_validator(mode="after")
    def _check(self) -> AttributeColumn:
        rules = [name for name in ("yes", "at_least", "values") if getattr(self, name) is not None]
        if len(rules) > 1:
            raise problems_error(
                [((rules[1],), f"cannot stand beside {rules[0]}: choose one of yes, at_least and values")]
            )
        if rules and self.is_said_to_be_list:
            raise problems_error([((rules[0],), "does not fit a column with several answers in a cell")])
        return self

    @property
    def is_yes_no(self) -> bool:
        """Whether the attribute has the categories ``no`` and ``yes``."""
        return self.yes is not None or self.at_least is not None

    @property
    def is_said_to_be_list(self) -> bool:
        """Whether the scenario says that cells hold several answers."""
        several_columns = any(len(columns_of(self.column, side)) > 1 for side in ("mentee", "mentor"))
        return bool(self.several) or self.separator is not None or self.options is not None or several_columns


class NumberColumn(Settings):
    """A column of numbers, words such as *up to 3* among them."""

    column: ColumnSpec = setting(..., "Name of the column", example="Age at enrollment")
    best: Literal["high", "low"] = setting(
        "high", "Whether a high or a low number is the better one, such as a rank"
    )
    dates: Literal["refuse", "ranges"] = setting(
        "refuse",
        "Dates that a spreadsheet has made of ranges (2-3 becomes 2 March): refused, or read as the ranges",
    )


class ListColumn(Settings):
    """A column, or several by rank, with people: by id or, where cohort.roster.name is given, by name."""

    column: ColumnSpec = setting(..., "Name of the column", example="Preferred mentors")
    unknown: Literal["refuse", "skip"] = setting(
        "refuse", "Whoever is not on the roster: refused, or left out with a count"
    )


class SlotsColumn(Settings):
    """Free weekly times: one column, or columns of 0 and 1 named by day and time."""

    column: ColumnSpec = setting(..., "Name of the column", example="free times")
    time_zone: str | None = setting(
        None,
        "Column with each person's time zone; times are then local ones. none: all times are of one zone",
        example="Time zone",
    )


def _values(value: Any) -> Any:
    return value if isinstance(value, list | tuple) else [value]


class Only(Settings):
    """A filter: a column, and the values that people must have in it."""

    column: str = setting(..., "Name of the column", example="consent")
    is_: Annotated[Items[Cell], BeforeValidator(_values)] = setting(
        ..., "Values that count", alias="is", min_length=1, example=["yes"]
    )
