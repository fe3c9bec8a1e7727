"""How the columns of a roster (a file of real people) are read."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import model_validator

from mentorsim.documents.places import Path
from mentorsim.scenario.attributes import RESERVED_NAMES
from mentorsim.scenario.records import RecordColumns
from mentorsim.scenario.roster_columns import (
    COLUMN,
    AttributeColumn,
    Cell,
    ColumnSpec,
    ListColumn,
    NumberColumn,
    Only,
    PriorGradeColumn,
    RoleColumn,
    SlotsColumn,
    one_or_more,
)
from mentorsim.scenario.settings import Items, Settings, problems_error, setting

__all__ = ["AttributeColumn", "Cell", "PriorGradeColumn", "RoleColumn", "RosterSettings"]

Encoding = Literal[
    "auto",
    "utf-8",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "cp1250",
    "cp1252",
    "iso-8859-1",
    "iso-8859-2",
    "iso-8859-15",
    "mac-roman",
]


class RosterSettings(Settings):
    """A roster: one row per person, and what its columns mean."""

    file: str = setting(
        ...,
        "CSV or XLSX file, relative to the scenario file; book.xlsx#Mentees for a sheet",
        min_length=1,
        example="students.csv",
    )
    mentors_file: str | None = setting(
        None, "A second file, or sheet, that lists the mentors", min_length=1, example="mentors.csv"
    )
    delimiter: Literal["auto", ",", ";", "tab", "|"] = setting(
        "auto", "What separates the columns; auto finds it"
    )
    encoding: Encoding = setting("auto", "The file's encoding; auto tries utf-8, then cp1252")
    header_row: int | None = setting(
        None, "Row with the column names, as a spreadsheet counts; found where it is not given", low=1
    )
    id: ColumnSpec | None = setting(
        None, "Column with each person's own id; where there is none, the row number is the id"
    )
    name: ColumnSpec | None = setting(
        None,
        "Column, or columns, with people's names: lists of wishes may then name people",
        example=["First name", "Last name"],
    )
    show: Items[str] = setting(
        (), "Columns carried into the list of pairs, never onto the screen", example=["First name", "E-mail"]
    )
    role: RoleColumn | None = setting(
        None,
        "Column that tells mentors from mentees; without one, and without mentors_file, all are mentees",
    )
    duplicates: Literal["refuse", "keep_last", "keep_first", "both"] = setting(
        "refuse",
        "Who stands in two rows: refused; the last or first row counts; or both, where one row signs up as a "
        "mentee and the other as a mentor",
    )
    only: Annotated[Items[Only], one_or_more("column")] = setting(
        (), "Only people whose column has one of these values", example={"column": "consent", "is": "yes"}
    )
    prior_grade: Annotated[PriorGradeColumn | None, COLUMN] = setting(
        None,
        "Column with the grade that people bring; without one it is drawn, and cannot be matched by",
        example="Admission grade",
    )
    attributes: dict[str, Annotated[AttributeColumn, COLUMN]] = setting(
        {},
        "Attributes from columns",
        example={"major": {"column": "Course"}, "woman": {"column": "Gender", "yes": ["0"]}},
    )
    numbers: dict[str, Annotated[NumberColumn, COLUMN]] = setting(
        {}, "Further columns of numbers that matching may use, by name", example={"age": "Age at enrollment"}
    )
    lists: dict[str, Annotated[ListColumn, COLUMN]] = setting(
        {},
        "Columns with lists of people (ids or names), by name, the most wanted first",
        example={"wishes": "Preferred mentors"},
    )
    missing: Literal["refuse", "middle", "drop"] = setting(
        "refuse",
        "A missing prior grade is refused, set to the middle, or its row dropped; with middle, a missing "
        "attribute is the category unknown",
    )
    values: Annotated[Items[str] | None, one_or_more()] = setting(
        None,
        "Columns with answers to survey questions about values, one or more",
        min_length=1,
        max_length=100,
        example=["q1", "q2", "q3"],
    )
    slots: Annotated[SlotsColumn | None, COLUMN] = setting(
        None, "Column, or columns of 0 and 1, with free weekly times", example="free times"
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
        if self.mentors_file is not None and self.role is not None:
            problems.append((("role",), "cannot stand beside mentors_file, which tells who is a mentor"))
        if problems:
            raise problems_error(problems)
        return self
