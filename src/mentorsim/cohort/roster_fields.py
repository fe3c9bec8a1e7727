"""Read the fields of a roster's people, column by column, and note what every value was read as."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mentorsim.cohort import roster_columns as columns_of
from mentorsim.cohort.people import Category, Options
from mentorsim.cohort.roster_checks import NOT_A_NUMBER, Problems
from mentorsim.cohort.roster_people import People, empty_by_side
from mentorsim.errors import RosterError
from mentorsim.roster.capacity import NumberReading, read_number
from mentorsim.roster.grades import GradeReading, read_grades
from mentorsim.roster.lists import ListReading, read_columns, read_list, separator_of
from mentorsim.roster.reading import ColumnReading, ValueReading, value_readings
from mentorsim.roster.time_zones import read_zone
from mentorsim.roster.times import NotUnderstoodError, is_parts, read_times, said_times, shifted
from mentorsim.roster.words import folded, is_no_answer, is_yes
from mentorsim.scenario.roster_columns import said_columns

if TYPE_CHECKING:
    from mentorsim.scenario.roster import AttributeColumn, PriorGradeColumn
    from mentorsim.scenario.roster_columns import ListColumn, NumberColumn, SlotsColumn

_A_DATE = (
    "the cell is a date, which a spreadsheet makes of a range such as 2-3; write the range as text (up to "
    "3), or "
    "set dates: ranges for this number"
)
#: What the scenario says of times that are all of one zone.
NO_ZONES = "none"
_NO_TIME = "a time is not understood; write such as Mon am; Tue pm, or Tue 14:00-16:00"


@dataclass
class FieldReader:
    """Reads fields for every view of the people, and gathers mistakes and readings.

    Parameters
    ----------
    people
        Who counts.
    """

    people: People
    problems: Problems
    readings: list[ColumnReading] = field(default_factory=list)

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
        self._note(column, "prior_grade", "grades", read.why, cells, read.read_as, missing, numbers)
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
            self._note(column, name, "yes or no", why, cells, read_as, _unknown(category))
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
        self._note(column, name, kind, why, cells, read_as, _unknown(category))
        return category

    def _as_list(self, name: str, named: AttributeColumn, key: str, column: str) -> Options | None:
        if named.several is False or named.yes is not None or named.values is not None:
            return None
        rows = self.people.cells(named.column, key)
        if rows and len(rows[0]) > 1:
            first_names = self._names_of(named.column)
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
        self._note_list(column, name, why, read)
        return columns_of.chosen_options(read)

    def _names_of(self, spec: object) -> list[str]:
        from mentorsim.scenario.roster_columns import columns_of as names_of

        names = names_of(spec, "mentee") or names_of(spec, "mentor")  # type: ignore[arg-type]
        return [self.people.columns.header[self.people.columns.place(name, "")] for name in names]

    def number(self, name: str, named: NumberColumn) -> NDArray[np.float64]:
        """Return a column of numbers, in its own unit."""
        key = f"cohort.roster.numbers.{name}"
        column = said_columns(named.column)
        cells = self.people.column(named.column, key)
        read = self._numbers(cells)
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
        self._note(column, name, "numbers", why, cells, said, missing, numbers)
        return numbers

    def _numbers(self, cells: Sequence[str]) -> dict[str, NumberReading]:
        comma = self.people.columns.decimal_comma
        return {cell: read_number(cell, decimal_comma=comma) for cell in dict.fromkeys(cells)}

    def _plain_numbers(self, spec: object, key: str) -> list[float]:
        column = said_columns(spec)  # type: ignore[arg-type]
        cells = self.people.column(spec, key)  # type: ignore[arg-type]
        read = self._numbers(cells)
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
            read = self._numbers(cells)
            for row, cell in zip(self.people.row_numbers(), cells, strict=True):
                if read[cell].value is None:
                    self.problems.add(column, NOT_A_NUMBER, row)
            numbers = np.array([math.nan if (v := read[cell].value) is None else v for cell in cells])
            missing = np.isnan(numbers).tolist()
            self._note(
                column, "values", "survey answers", "as the scenario says", cells, {}, missing, numbers
            )
            found.append(numbers)
        return np.array(found)

    def times(self, named: SlotsColumn) -> columns_of.ReadTimes:
        """Return free times."""
        column = said_columns(named.column)
        rows = self.people.cells(named.column, "cohort.roster.slots")
        if rows and len(rows[0]) > 1:
            half_hours = self._ticked_times(named, rows)
            said: dict[str, str] = {}
            cells = [""] * len(rows)
        else:
            cells = [row[0] if row else "" for row in rows]
            half_hours, said = self._said_times(cells, column)
        has_zones = named.time_zone not in (None, NO_ZONES)
        if named.time_zone is None and any(bits is not None and not is_parts(bits) for bits in half_hours):
            self._refuse_forgotten_zones()
        if named.time_zone is not None and has_zones:
            half_hours = self._in_one_zone(named.time_zone, half_hours)
        missing = [bits is None for bits in half_hours]
        why = "weekly times" + ("" if not has_zones else ", moved to one time zone")
        self._note(column, "slots", "times", why, cells, said, missing)
        return columns_of.week_times(half_hours, has_zones=has_zones)

    def _refuse_forgotten_zones(self) -> None:
        """Refuse hours of several time zones that would be compared as if they were of one."""
        columns = self.people.columns
        for place, name in enumerate(columns.header):
            cells = {columns.cells[view.row][place] for view in self.people.views}
            zones = set()
            for cell in cells:
                try:
                    zones.add(read_zone(cell))
                except ValueError:
                    zones = set()
                    break
            if len(zones - {None}) > 1:
                raise RosterError(
                    f"column {name!r} holds several time zones, but cohort.roster.slots does not say whose "
                    "hours "
                    f"they are: write slots: {{column: ..., time_zone: {name}}}, or time_zone: {NO_ZONES} "
                    "if all "
                    "hours are of one zone",
                    file=columns.path,
                )

    def _said_times(self, cells: Sequence[str], column: str) -> tuple[list[int | None], dict[str, str]]:
        read: dict[str, int | None] = {}
        bad: set[str] = set()
        for cell in dict.fromkeys(cells):
            try:
                read[cell] = read_times(cell)
            except NotUnderstoodError:
                read[cell] = None
                bad.add(cell)
        for row, cell in zip(self.people.row_numbers(), cells, strict=True):
            if cell in bad:
                self.problems.add(column, _NO_TIME, row)
        said = {cell: "no answer" if bits is None else said_times(bits) for cell, bits in read.items()}
        return [read[cell] for cell in cells], said

    def _ticked_times(self, named: SlotsColumn, rows: Sequence[Sequence[str]]) -> list[int | None]:
        names = self._names_of(named.column)
        bits = []
        for name in names:
            try:
                read = read_times(name)
            except NotUnderstoodError:
                read = None
            if read is None:
                raise RosterError(
                    f"column {name!r} is one of the times (cohort.roster.slots), but its name is not "
                    "understood "
                    "as a day and time; name it such as Mon 9:00 or Mon am",
                    file=self.people.columns.path,
                )
            bits.append(read)
        found: list[int | None] = []
        for cells in rows:
            answered = any(not is_no_answer(cell) for cell in cells)
            total = 0
            for cell, own in zip(cells, bits, strict=True):
                total |= own if is_yes(cell) else 0
            found.append(total if answered else None)
        return found

    def _in_one_zone(self, column: str, half_hours: Sequence[int | None]) -> list[int | None]:
        cells = self.people.column(column, "cohort.roster.slots.time_zone")
        zones: dict[str, int | None] = {}
        bad: set[str] = set()
        for cell in dict.fromkeys(cells):
            try:
                zones[cell] = read_zone(cell)
            except ValueError:
                zones[cell] = None
                bad.add(cell)
        for row, cell in zip(self.people.row_numbers(), cells, strict=True):
            if cell in bad:
                self.problems.add(column, "the time zone is not understood; write such as UTC+5:30", row)
        said = {cell: "no answer" if zone is None else f"UTC{zone / 2:+g}" for cell, zone in zones.items()}
        missing = [zones[cell] is None for cell in cells]
        self._note(column, "slots.time_zone", "time zones", "hours ahead of UTC", cells, said, missing)
        return [
            None if bits is None or (zone := zones[cell]) is None else shifted(bits, -zone)
            for bits, cell in zip(half_hours, cells, strict=True)
        ]

    def people_listed(self, name: str, named: ListColumn, names: Sequence[str] | None) -> NDArray[np.int32]:
        """Return lists of people as places among the people, the most wanted first, then -1.

        Parameters
        ----------
        name, named
            The field and its columns.
        names
            Everybody's name, where there is a column with names.
        """
        key = f"cohort.roster.lists.{name}"
        column = said_columns(named.column)
        finder = _Finder(self.people.identifiers, names)
        lists: list[list[int]] = []
        skipped = 0
        for row, cells in zip(self.people.row_numbers(), self.people.cells(named.column, key), strict=True):
            chosen: list[int] = []
            for cell in cells:
                for wanted in _listed_names(cell, finder, one=len(cells) > 1):
                    place = finder.place(wanted)
                    if place is None:
                        skipped += 1
                        if named.unknown == "refuse" and folded(wanted) not in self.people.gone:
                            self.problems.add(column, finder.hint(wanted), row)
                    elif place >= 0:
                        chosen.append(place)
            lists.append(list(dict.fromkeys(chosen)))
        longest = max(map(len, lists), default=0)
        listed = np.full((longest, len(lists)), -1, np.int32)
        for place, found in enumerate(lists):
            listed[: len(found), place] = found
        why = "people, the most wanted first"
        why += f"; {skipped:,} left out, who do not count or are not on the roster" if skipped else ""
        self._note(column, name, "lists of people", why, (), {}, [not found for found in lists])
        return listed

    def _note(
        self,
        column: str,
        setting: str,
        kind: str,
        why: str,
        cells: Sequence[str],
        read_as: Mapping[str, str],
        missing: Sequence[bool],
        numbers: NDArray[np.float64] | None = None,
    ) -> None:
        shown: tuple[ValueReading, ...]
        if numbers is not None:
            plain = np.sort(numbers[~np.isnan(numbers)])
            if len(plain):
                why += f"; from {plain[0]:g} to {plain[-1]:g}"
            shown = value_readings([cell for cell in cells[: self.people.size] if cell in read_as], read_as)
        else:
            shown = value_readings(cells[: self.people.size], read_as)
        self.readings.append(
            ColumnReading(column, setting, kind, why, shown, empty_by_side(self.people, missing))
        )

    def _note_list(self, column: str, name: str, why: str, read: ListReading) -> None:
        counts: Counter[int] = Counter()
        for chosen in read.chosen[: self.people.size]:
            counts.update(chosen or ())
        shown = tuple(
            ValueReading(read.options[option], count, "an option")
            for option, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        )
        missing = [chosen is None for chosen in read.chosen]
        empty = empty_by_side(self.people, missing)
        self.readings.append(ColumnReading(column, name, "lists of options", why, shown, empty))


def _unknown(category: Category) -> list[bool]:
    if columns_of.UNKNOWN not in category.categories:
        return [False] * len(category.codes)
    unknown: list[bool] = (category.codes == category.categories.index(columns_of.UNKNOWN)).tolist()
    return unknown


def _listed_names(cell: str, finder: _Finder, *, one: bool) -> list[str]:
    if is_no_answer(cell):
        return []
    if one or finder.place(cell) is not None:
        return [cell]
    for marks in (";", "|\n", ","):
        pieces = [cell]
        for mark in marks:
            pieces = [part for piece in pieces for part in piece.split(mark)]
        if len(pieces) > 1:
            return [part.strip() for part in pieces if part.strip()]
    return [cell]


class _Finder:
    """Finds people by id, or by name where it is unique; compared without case, blanks and accents."""

    def __init__(self, identifiers: Sequence[str], names: Sequence[str] | None) -> None:
        self._exact = {identifier: place for place, identifier in enumerate(identifiers)}
        self._loose: dict[str, set[int]] = {}
        for known in (identifiers, names or ()):
            for place, text in enumerate(known[: len(identifiers)]):
                if text:
                    self._loose.setdefault(folded(text), set()).add(place)

    def place(self, wanted: str) -> int | None:
        """Return a person's place, or None where nobody, or more than one, is called so."""
        if wanted in self._exact:
            return self._exact[wanted]
        found = self._loose.get(folded(wanted), set())
        return next(iter(found)) if len(found) == 1 else None

    def hint(self, wanted: str) -> str:
        """Say what is wrong with a name, without quoting any."""
        from difflib import get_close_matches

        if len(self._loose.get(folded(wanted), ())) > 1:
            return "several people have the name that is listed; write the id"
        near = get_close_matches(folded(wanted), self._loose, 1, 0.8)
        if near:
            return "a name is misspelled: one person on the roster is called nearly so; correct it"
        return "an id is listed that no row of the file has; write ids with semicolons between them"
