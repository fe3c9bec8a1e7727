"""The columns of a roster by name, and what is wrong in them: by row and column, never what a cell says."""

from __future__ import annotations

import difflib
import math
from collections.abc import Sequence
from pathlib import Path

from mentorsim.documents.table_file import RowNumber, Table
from mentorsim.errors import RosterError
from mentorsim.roster.capacity import read_number
from mentorsim.roster.first_row import columns_alike
from mentorsim.roster.header import find_column, said_rows
from mentorsim.roster.words import is_no_answer

_LONGEST_LIST = 12


class Columns:
    """The columns of a roster by name, after the checks that need no mapping.

    Parameters
    ----------
    table
        The file's cells; its first row names the columns.

    Raises
    ------
    RosterError
        When there are only column names, or two columns have one name.
    """

    def __init__(self, table: Table) -> None:
        self.path = table.path
        self.header = table.rows[0]
        self.rows = table.numbers[1:]
        self.aliases = table.aliases
        self.cells = table.rows[1:]
        self.decimal_comma = table.delimiter != ","
        self.used: set[int] = set()
        self._check_header()
        if not self.cells:
            raise RosterError("the file has column names but no student below them", file=self.path)

    def _check_header(self) -> None:
        seen: set[str] = set()
        for name in self.header:
            if name and name in seen:
                shown = "alike" if self._may_be_people() else repr(name)
                raise RosterError(f"two columns are named {shown}; rename one of them", file=self.path)
            seen.add(name)

    def place(self, name: str, key: str) -> int:
        """Find a column that the scenario's ``key`` asks for.

        Raises
        ------
        RosterError
            When there is no such column; the nearest name is shown.
        """
        place = find_column(self.header, self.aliases, name)
        if place is None:
            raise RosterError(
                f"there is no column {name.strip()!r}, which {key} names; {self._nearest(name.strip())}",
                file=self.path,
            )
        self.used.add(place)
        return place

    def text(self, name: str, key: str) -> list[str]:
        """Return the cells of the column ``name``, which the scenario's ``key`` asks for.

        Raises
        ------
        RosterError
            When there is no such column; the nearest name is shown.
        """
        place = self.place(name, key)
        return [cells[place] for cells in self.cells]

    def _may_be_people(self) -> bool:
        """Whether the row of column names may be a person, whose cells are not to be printed."""
        return len(self.header) == 1 or columns_alike(self.header, self.cells) > 0

    def _nearest(self, wanted: str) -> str:
        if self._may_be_people():
            return (
                "the names of its columns are not shown, because they may be a person's answers: does a row "
                "with the columns' names stand above the people?"
            )
        by_lower = {name.lower(): name for name in reversed(self.header) if name}
        close = difflib.get_close_matches(wanted.lower(), by_lower, n=1, cutoff=0.5)
        if close:
            return f"the nearest is {by_lower[close[0]]!r}"
        shown = ", ".join(repr(name) for name in self.header[:_LONGEST_LIST])
        return f"the columns are {shown}" + (", ..." if len(self.header) > _LONGEST_LIST else "")

    def numbers(self, name: str, key: str) -> list[float]:
        """Return a column of numbers, NaN where a cell is missing.

        Raises
        ------
        RosterError
            When a cell is not a number, or is infinite; with its row.
        """
        cells = self.text(name, key)
        read = {cell: read_number(cell, decimal_comma=self.decimal_comma) for cell in dict.fromkeys(cells)}
        found = [read[cell] for cell in cells]
        problems = Problems(self.path)
        for row, reading in zip(self.rows, found, strict=True):
            if reading.value is None or (reading.said and not math.isnan(reading.value)):
                problems.add(name, NOT_A_NUMBER, row)
            elif math.isinf(reading.value):
                problems.add(name, "the number is infinite", row)
        problems.refuse()
        return [math.nan if reading.value is None else reading.value for reading in found]


NOT_A_NUMBER = "the cell is not a number; leave it empty if it is missing"


class Problems:
    """Mistakes in a roster's cells, gathered so that they are said all at once, grouped by column."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._rows: dict[tuple[str, str], list[RowNumber]] = {}

    def add(self, column: str, sentence: str, row: RowNumber) -> None:
        """Note that a row's cell in a column is wrong."""
        self._rows.setdefault((column, sentence), []).append(row)

    def refuse(self) -> None:
        """Refuse the roster if anything is wrong.

        Raises
        ------
        RosterError
            With a line for each column and mistake, the first ten rows and how many more.
        """
        lines = [
            f"{said_rows(list(dict.fromkeys(rows)))}, column {column!r}: {sentence}"
            for (column, sentence), rows in self._rows.items()
        ]
        if lines:
            raise RosterError("\n".join(lines), file=self._path)


def is_missing(cell: str) -> bool:
    """Tell whether a cell counts as missing: empty, NA, NaN, null, *prefer not to say* and the like."""
    return is_no_answer(cell)


def refuse_missing(
    problems: Problems, rows: Sequence[RowNumber], missing: Sequence[bool], column: str
) -> None:
    """Note every missing cell, under ``missing: refuse``, with the other rules there are."""
    for row, is_gap in zip(rows, missing, strict=True):
        if is_gap:
            problems.add(
                column,
                "the cell is missing; fill it in, or set cohort.roster.missing to middle or drop",
                row,
            )
