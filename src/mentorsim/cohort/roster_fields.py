"""Read the fields of a roster's people, column by column, and note what every value was read as."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mentorsim.cohort import roster_columns as columns_of
from mentorsim.cohort.field_notes import FieldNotes
from mentorsim.cohort.people import Category, Options
from mentorsim.cohort.roster_checks import NOT_A_NUMBER
from mentorsim.roster.grades import GradeReading, read_grades
from mentorsim.roster.lists import read_columns, read_list, separator_of
from mentorsim.scenario.roster_columns import said_columns

if TYPE_CHECKING:
    from mentorsim.scenario.roster import AttributeColumn, PriorGradeColumn
    from mentorsim.scenario.roster_columns import ColumnSpec, NumberColumn

_A_DATE = (
    "the cell is a date, which a spreadsheet makes of a range such as 2-3; write the range as text (up to "
    "3), or set dates: ranges for this number"
)


class FieldReader(FieldNotes):
    """Reads grades, attributes, numbers and answers, and notes what every value was read as."""

    def grades(self, named: PriorGradeColumn) -> tuple[NDArray[np.float64], str]:
        """Return prior grades, a high one the better, and the column's name."""
        column = said_columns(named.column)
        cells = self.people.column(named.column, "cohort.roster.prior_grade")
        read = read_grades(
            cells,
            column,
            named.best,
            named.order,
            named.values,
            decimal_comma=self.people.columns.decimal_comma,
        )
        self._grade_problems(column, read)
        numbers = np.array(read.numbers)
        missing = np.isnan(numbers).tolist()
        self.note(
            *(column, "prior_grade", "grades", read.why, cells, read.read_as, missing, numbers),
            guessed=read.is_guess,
        )
        return (-numbers if read.best == "low" else numbers), column

    def _grade_problems(self, column: str, read: GradeReading) -> None:
        rows = self.people.row_numbers()
        for place in read.bad:
            self.problems.add(column, NOT_A_NUMBER, rows[place])
        for place in read.infinite:
            self.problems.add(column, "the number is infinite", rows[place])

    def attribute(self, name: str, named: AttributeColumn) -> Category | Options:
        """Return an attribute: categories, or options where cells hold several answers."""
        key = f"cohort.roster.attributes.{name}"
        column = said_columns(named.column)
        if named.at_least is not None:
            numbers = self._plain_numbers(named.column, key)
            category = columns_of.yes_by_threshold(numbers, named.at_least)
            cells = self.people.column(named.column, key)
            read_as = {
                cell: category.categories[code] for cell, code in zip(cells, category.codes, strict=True)
            }
            why = f"yes from {named.at_least:g} on"
            self.note(column, name, "yes or no", why, cells, read_as, _unknown(category))
            return category
        several = self._as_list(name, named, key, column)
        if several is not None:
            return several
        cells = self.people.column(named.column, key)
        path = self.people.columns.path
        if named.yes is not None:
            category = columns_of.yes_by_value(cells, named.yes, path, column)
            why = "yes for the values that the scenario lists"
        else:
            category = columns_of.named_groups(cells, named.values or {}, path, column)
            why = "one category for each value"
        read_as = {cell: category.categories[code] for cell, code in zip(cells, category.codes, strict=True)}
        kind = "yes or no" if named.is_yes_no else "categories"
        self.note(column, name, kind, why, cells, read_as, _unknown(category))
        return category

    def _as_list(self, name: str, named: AttributeColumn, key: str, column: str) -> Options | None:
        if named.several is False or named.yes is not None or named.values is not None:
            return None
        rows = self.people.cells(named.column, key)
        if rows and len(rows[0]) > 1:
            first_names = self.names_of(named.column)
            read = read_columns([list(cells) for cells in zip(*rows, strict=True)], first_names)
            why = "one list from several columns"
        else:
            cells = [row[0] if row else "" for row in rows]
            separator = named.separator
            if not named.is_said_to_be_list:
                separator = separator_of(cells)
                if separator is None:
                    return None
            read = read_list(cells, separator, named.options)
            mark = {"\n": "line breaks"}.get(read.separator, repr(read.separator))
            why = f"several answers in a cell, parted by {mark}"
            if read.joined:
                why += f"; read as one option: {'; '.join(map(repr, read.joined))}"
        self.note_list(column, name, why, read)
        return columns_of.chosen_options(read)

    def number(self, name: str, named: NumberColumn) -> NDArray[np.float64]:
        """Return a column of numbers, in its own unit."""
        key = f"cohort.roster.numbers.{name}"
        column = said_columns(named.column)
        cells = self.people.column(named.column, key)
        read = self.numbers_in(cells)
        found = []
        for row, cell in zip(self.people.row_numbers(), cells, strict=True):
            reading = read[cell]
            value = reading.value
            if reading.is_date and named.dates == "ranges" and reading.ends is not None:
                value = float(reading.ends[1])
            if value is None:
                self.problems.add(column, _A_DATE if reading.is_date else NOT_A_NUMBER, row)
            elif math.isinf(value):
                self.problems.add(column, "the number is infinite", row)
            found.append(math.nan if value is None else value)
        said = {
            cell: f"{reading.ends[1]}, the most of the range that was a date"
            if reading.ends
            else reading.said
            for cell, reading in read.items()
            if reading.said
        }
        numbers = np.array(found)
        missing = np.isnan(numbers).tolist()
        why = "numbers; a low one is the better" if named.best == "low" else "as the scenario says"
        self.note(column, name, "numbers", why, cells, said, missing, numbers)
        return numbers

    def _plain_numbers(self, spec: ColumnSpec, key: str) -> list[float]:
        column = said_columns(spec)
        cells = self.people.column(spec, key)
        read = self.numbers_in(cells)
        for row, cell in zip(self.people.row_numbers(), cells, strict=True):
            if read[cell].value is None:
                self.problems.add(column, NOT_A_NUMBER, row)
        values = [read[cell].value for cell in cells]
        return [math.nan if value is None else value for value in values]

    def answers(self, columns: Sequence[str]) -> NDArray[np.float64]:
        """Return survey answers, shape (questions, views)."""
        found = []
        for column in columns:
            cells = self.people.column(column, "cohort.roster.values")
            read = self.numbers_in(cells)
            for row, cell in zip(self.people.row_numbers(), cells, strict=True):
                if read[cell].value is None:
                    self.problems.add(column, NOT_A_NUMBER, row)
            numbers = np.array([math.nan if (v := read[cell].value) is None else v for cell in cells])
            missing = np.isnan(numbers).tolist()
            self.note(column, "values", "survey answers", "as the scenario says", cells, {}, missing, numbers)
            found.append(numbers)
        return np.array(found)


def _unknown(category: Category) -> list[bool]:
    if columns_of.UNKNOWN not in category.categories:
        return [False] * len(category.codes)
    unknown: list[bool] = (category.codes == category.categories.index(columns_of.UNKNOWN)).tolist()
    return unknown
