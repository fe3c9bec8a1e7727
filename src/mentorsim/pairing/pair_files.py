"""Required and forbidden pairs from a file: two columns, mentee and mentor."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np

from mentorsim.documents.table_file import file_version, read_table
from mentorsim.errors import ScenarioError
from mentorsim.pairing.problem import Rows

COLUMNS = ("mentee", "mentor")


def read_pairs(path: Path, names: tuple[str, ...]) -> Rows:
    """Read pairs of students, once per process and version of the file.

    Parameters
    ----------
    path
        A CSV file with the columns ``mentee`` and ``mentor``.
    names
        The id of each row: ids of a roster, or ``first-year 1``, ``upper-year 12`` for synthesized students.

    Returns
    -------
    Rows
        Shape (pairs, 2): mentee row, mentor row.

    Raises
    ------
    ScenarioError
        When a column is missing or an id is unknown; the row of the file is named, the person is not.
    """
    return _read_version(path, names, file_version(path))


@lru_cache(maxsize=8)
def _read_version(path: Path, names: tuple[str, ...], version: tuple[int, int]) -> Rows:
    table = read_table(path)
    header = [cell.lower() for cell in table.rows[0]]
    for column in COLUMNS:
        if column not in header:
            raise ScenarioError(f"no column {column!r}; the first row must name mentee and mentor", file=path)
    places = [header.index(column) for column in COLUMNS]
    row_of = {name: row for row, name in enumerate(names)}
    pairs = np.empty((len(table.rows) - 1, 2), np.int64)
    for pair, number, cells in zip(pairs, table.numbers[1:], table.rows[1:], strict=True):
        for side, (column, place) in enumerate(zip(COLUMNS, places, strict=True)):
            name = cells[place] if place < len(cells) else ""
            if name not in row_of:
                raise ScenarioError(
                    f"row {number}: the {column} is not a student of the cohort; use the roster's ids, or "
                    "first-year 1, upper-year 1, ... for synthesized students",
                    file=path,
                )
            pair[side] = row_of[name]
    pairs.flags.writeable = False
    return pairs
