"""Put a file of mentees and a file of mentors together into one table with a column that tells them apart."""

from __future__ import annotations

from pathlib import Path

from mentorsim.documents.table_file import RowNumber, Table
from mentorsim.errors import RosterError

#: The column that is added, and what it says of mentors.
ROLE_COLUMN = "which file"
MENTOR, MENTEE = "mentor", "mentee"


def joined(mentees: Table, mentors: Table) -> Table:
    """Join two tables under all their columns; where a file lacks a column its cells are empty.

    Rows are numbered by file, such as ``12 of mentors.csv``.

    Raises
    ------
    UserError
        When one of the files has only column names, a row of the wrong length, or no column in common with
        the other.
    """
    header = list(dict.fromkeys([*mentees.rows[0], *mentors.rows[0]]))
    if not {name for name in mentees.rows[0] if name} & set(mentors.rows[0]):
        raise RosterError(
            f"{mentees.path.name} and {mentors.path.name} have no column name in common; name the id's "
            "column alike in both",
            file=mentors.path,
        )
    rows: list[tuple[str, ...]] = [(*header, ROLE_COLUMN)]
    numbers: list[RowNumber] = [1]
    for table, role in ((mentees, MENTEE), (mentors, MENTOR)):
        own = table.rows[0]
        _refuse_unfit(table, role)
        places = [own.index(name) if name in own else -1 for name in header]
        for number, cells in zip(table.numbers[1:], table.rows[1:], strict=True):
            rows.append((*("" if place < 0 else cells[place] for place in places), role))
            numbers.append(f"{number} of {table.path.name}")
    # A comma parts cells only where both files say so; else it is taken for a decimal sign.
    delimiter = "," if mentees.delimiter == mentors.delimiter == "," else "\t"
    return Table(Path(f"{mentees.path} and {mentors.path}"), tuple(rows), tuple(numbers), delimiter)


def _refuse_unfit(table: Table, role: str) -> None:
    header = table.rows[0]
    if ROLE_COLUMN in header:
        raise RosterError(f"the column {ROLE_COLUMN!r} must be called otherwise", file=table.path)
    named = [name for name in header if name]
    if len(set(named)) < len(named):
        twice = next(name for name in named if named.count(name) > 1)
        raise RosterError(f"two columns are named {twice!r}; rename one of them", file=table.path)
    if len(table.rows) == 1:
        raise RosterError(f"the file has column names but no {role} below them", file=table.path)
    for number, cells in zip(table.numbers[1:], table.rows[1:], strict=True):
        if len(cells) != len(header):
            raise RosterError(
                f"row {number} has {len(cells)} cells, but the first row names {len(header)} columns; look "
                "for a missing or an unquoted delimiter in it",
                file=table.path,
            )
