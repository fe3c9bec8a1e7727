"""Put a file of mentees and a file of mentors together into one table with a column that tells them apart."""

from __future__ import annotations

from pathlib import Path

from mentorsim.cohort.roster_people import ROLE_COLUMN
from mentorsim.documents.table_file import RowNumber, Table
from mentorsim.errors import RosterError
from mentorsim.roster.header import find_column
from mentorsim.roster.roles import Role


def joined(mentees: Table, mentors: Table) -> Table:
    """Join two tables under all their columns; where a file lacks a column its cells are empty.

    Columns whose names differ only in case, blanks, quotes or accents are one. Rows are numbered by file,
    such as ``12 of mentors.csv``.

    Raises
    ------
    RosterError
        When one of the files has only column names, or two columns of one name.
    """
    header = list(mentees.rows[0])
    places_of_mentors: list[int] = []
    for name in mentors.rows[0]:
        place = find_column(mentees.rows[0], mentees.aliases, name) if name else None
        if place is None:
            place = len(header)
            header.append(name)
        places_of_mentors.append(place)
    rows: list[tuple[str, ...]] = [(*header, ROLE_COLUMN)]
    numbers: list[RowNumber] = [1]
    width = len(header)
    for table, role in ((mentees, Role.MENTEE), (mentors, Role.MENTOR)):
        _refuse_unfit(table, role.value)
        places = range(len(table.rows[0])) if table is mentees else places_of_mentors
        for number, cells in zip(table.numbers[1:], table.rows[1:], strict=True):
            row = [""] * width
            for place, cell in zip(places, cells, strict=True):
                row[place] = cell
            rows.append((*row, role.value))
            numbers.append(f"{number} of {table.path.name}")
    # A comma parts cells only where both files say so; else it is taken for a decimal sign.
    delimiter = "," if mentees.delimiter == mentors.delimiter == "," else "\t"
    notes = [f"{table.path.name}: {note}" for table in (mentees, mentors) for note in table.notes]
    return Table(
        Path(f"{mentees.path} and {mentors.path}"),
        tuple(rows),
        tuple(numbers),
        delimiter,
        tuple(notes),
        mentees.aliases,
    )


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
