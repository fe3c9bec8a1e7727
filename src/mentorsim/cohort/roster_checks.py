"""Refuse a roster that cannot be right, naming the row and column but never what a person's cell says."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Sequence
from pathlib import Path

from mentorsim.documents.table_file import RowNumber, Table
from mentorsim.errors import RosterError

MISSING = frozenset({"", "na", "n/a", "#n/a", "nan", "null"})
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\Z")
_INFINITY = re.compile(r"[+-]?inf(inity)?\Z", re.IGNORECASE)
_DECIMAL_COMMA = re.compile(r"([+-]?\d*),(\d+)\Z")
_LONGEST_LIST = 12


class Columns:
    """The columns of a roster by name, after the checks that need no mapping.

    Parameters
    ----------
    table
        The file's cells; its first row names the columns.

    Raises
    ------
    ScenarioError
        When there are only column names, two columns have one name, or a row is longer or shorter than the
        first.
    """

    def __init__(self, table: Table) -> None:
        self.path = table.path
        self.header = table.rows[0]
        self.rows = table.numbers[1:]
        self._cells = table.rows[1:]
        self._decimal_comma = table.delimiter != ","
        self._check_header()
        if not self._cells:
            raise RosterError("the file has column names but no student below them", file=self.path)
        for number, cells in zip(self.rows, self._cells, strict=True):
            if len(cells) != len(self.header):
                raise RosterError(
                    f"row {number} has {len(cells)} cells, but row {table.numbers[0]} names "
                    f"{len(self.header)} columns; look for a missing or an unquoted delimiter in it",
                    file=self.path,
                )

    def _check_header(self) -> None:
        seen: set[str] = set()
        for name in self.header:
            if name and name in seen:
                raise RosterError(f"two columns are named {name!r}; rename one of them", file=self.path)
            seen.add(name)

    def text(self, name: str, key: str) -> list[str]:
        """Return the cells of the column ``name``, which the scenario's ``key`` asks for.

        Raises
        ------
        ScenarioError
            When there is no such column; the nearest name is shown.
        """
        wanted = name.strip()
        if not wanted or wanted not in self.header:
            raise RosterError(
                f"there is no column {wanted!r}, which {key} names; {self._nearest(wanted)}", file=self.path
            )
        place = self.header.index(wanted)
        return [cells[place] for cells in self._cells]

    def _nearest(self, wanted: str) -> str:
        by_lower = {name.lower(): name for name in reversed(self.header)}
        close = difflib.get_close_matches(wanted.lower(), by_lower, n=1, cutoff=0.5)
        if close:
            return f"the nearest is {by_lower[close[0]]!r}"
        shown = ", ".join(repr(name) for name in self.header[:_LONGEST_LIST])
        return f"the columns are {shown}" + (", ..." if len(self.header) > _LONGEST_LIST else "")

    def numbers(self, name: str, key: str) -> list[float]:
        """Return a column of numbers, NaN where a cell is missing.

        Raises
        ------
        ScenarioError
            When a cell is not a number, or is infinite.
        """
        parsed = []
        for row, cell in zip(self.rows, self.text(name, key), strict=True):
            value = self._number(cell)
            if value is None:
                raise RosterError(
                    f"row {row}, column {name!r}: the cell is not a number; leave it empty if it is missing",
                    file=self.path,
                )
            if math.isinf(value):
                raise RosterError(f"row {row}, column {name!r}: the number is infinite", file=self.path)
            parsed.append(value)
        return parsed

    def _number(self, cell: str) -> float | None:
        # NaN for a missing cell, None for a cell that is no number.
        if is_missing(cell):
            return math.nan
        if self._decimal_comma:
            # Where the comma does not part the cells it is the decimal sign of much of Europe.
            cell = _DECIMAL_COMMA.sub(r"\1.\2", cell)
        if _NUMBER.match(cell):
            return float(cell)
        return math.inf if _INFINITY.match(cell) else None


def is_missing(cell: str) -> bool:
    """Tell whether a cell counts as missing: empty, NA, N/A, NaN or null."""
    return cell.lower() in MISSING


def check_identifiers(path: Path, rows: Sequence[RowNumber], identifiers: Sequence[str], column: str) -> None:
    """Refuse empty and repeated ids.

    Raises
    ------
    ScenarioError
        Naming the rows, not the id.
    """
    first_row: dict[str, RowNumber] = {}
    for row, identifier in zip(rows, identifiers, strict=True):
        if not identifier:
            raise RosterError(f"row {row}, column {column!r}: the id is empty", file=path)
        if identifier in first_row:
            raise RosterError(
                f"row {row}, column {column!r}: the id is already that of row {first_row[identifier]}",
                file=path,
            )
        first_row[identifier] = row


def refuse_missing(path: Path, rows: Sequence[RowNumber], missing: Sequence[bool], column: str) -> None:
    """Refuse the first missing cell, under ``missing: refuse``.

    Raises
    ------
    ScenarioError
        Naming its row, and the other rules there are.
    """
    for row, is_gap in zip(rows, missing, strict=True):
        if is_gap:
            raise RosterError(
                f"row {row}, column {column!r}: the cell is missing; fill it in, or set "
                "cohort.roster.missing to middle or drop",
                file=path,
            )
