"""Find the row that names the columns: below titles, over several rows of a survey tool, with odd blanks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from mentorsim.documents.table_file import Table, read_table
from mentorsim.errors import RosterError
from mentorsim.roster.first_row import what_it_holds
from mentorsim.roster.words import folded, plain_name

_LOOKED_AT = 30
_IMPORT_ID = re.compile(r"\{\s*.?ImportId")
#: What the second row of column names of some survey tools says.
_RESPONSE = frozenset({"response", "open-ended response", "antwort", "reponse", "respuesta"})
_CURLY = str.maketrans(
    {"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u00a0": " "}
)


def read_people(
    path: Path, delimiter: str = "auto", encoding: str = "auto", header_row: int | None = None
) -> Table:
    """Read a list of people: a table whose first row then names the columns.

    Parameters
    ----------
    path, delimiter, encoding
        As for `read_table`.
    header_row
        The row with the column names, as a spreadsheet counts; found where it is None.

    Raises
    ------
    RosterError
        As `read_table`; when no row looks like column names; when a row is longer than the column names, or a
        cell holds characters that no text has.
    """
    return with_header(read_table(path, delimiter, encoding), header_row)


def with_header(table: Table, header_row: int | None = None) -> Table:
    """Make the row that names the columns the first, and every other row as long as it.

    Raises
    ------
    RosterError
        As in `read_people`.
    """
    place = _asked(table, header_row) if header_row is not None else _found(table)
    notes = list(table.notes)
    if place:
        above = table.numbers[:place]
        verb = "is" if len(above) == 1 else "are"
        notes.append(f"{_rows(above)} above the column names {verb} left out.")
    names = [_clean(cell) for cell in table.rows[place]]
    after = place + 1
    aliases: dict[str, int] = {}
    coded = next((at for at in (after, after + 1) if _is_import_row(table, at)), None)
    if coded is not None:
        # Qualtrics: short codes, then the questions, then a row for its own use.
        if coded > after:
            aliases = {_clean(cell): at for at, cell in enumerate(table.rows[after]) if cell}
        notes.append(
            f"{_rows(table.numbers[after : coded + 1])} of the survey tool below the column names left out."
        )
        after = coded + 1
    elif _is_response_row(table, after):
        names = _spread(names, [_clean(cell) for cell in table.rows[after]])
        notes.append(f"The column names stand in {_rows(table.numbers[place : after + 1]).lower()}.")
        after += 1
    names = _trimmed(names)
    sheets = next((note for note in table.notes if note.startswith("The workbook has")), "")
    if after >= len(table.rows) and sheets:
        raise RosterError(f"the sheet lists nobody. {sheets}", file=table.path)
    # Whoever says which row it is may know better than what is told by the rows below it.
    _refuse_data(table.path, table.numbers[place], names, table.rows[after:] if header_row is None else ())
    rows, row_numbers = _body(table, after, len(names), notes)
    _refuse_control_characters(table.path, names, rows, row_numbers)
    return replace(
        table,
        rows=(tuple(names), *rows),
        numbers=(table.numbers[place], *row_numbers),
        notes=tuple(notes),
        aliases={name: at for name, at in aliases.items() if at < len(names)},
    )


def _asked(table: Table, header_row: int) -> int:
    if header_row not in table.numbers:
        raise RosterError(f"there is no row {header_row}, which header_row names", file=table.path)
    return table.numbers.index(header_row)


def _found(table: Table) -> int:
    filled = [sum(map(bool, row)) for row in table.rows[:_LOOKED_AT]]
    widest = max(filled)
    for place, count in enumerate(filled):
        if count >= 2 and 2 * count >= widest:
            return place
    return 0


def _clean(name: str) -> str:
    return " ".join(name.translate(_CURLY).split())


def _is_import_row(table: Table, place: int) -> bool:
    return place < len(table.rows) and any(_IMPORT_ID.match(cell) for cell in table.rows[place])


def _is_response_row(table: Table, place: int) -> bool:
    return place < len(table.rows) and any(folded(cell) in _RESPONSE for cell in table.rows[place])


def _spread(questions: list[str], answers: list[str]) -> list[str]:
    names, last = [], ""
    for place in range(max(len(questions), len(answers))):
        question = questions[place] if place < len(questions) else ""
        answer = answers[place] if place < len(answers) else ""
        last = question or last
        whole = not answer or folded(answer) in _RESPONSE
        names.append(last if whole else f"{last} {answer}")
    return names


def _trimmed(names: list[str]) -> list[str]:
    while names and not names[-1]:
        names.pop()
    return names


def _refuse_data(path: Path, number: object, names: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Refuse a first row that holds a person in place of column names, without quoting it."""
    what = what_it_holds(names, rows)
    if what is not None:
        raise RosterError(
            f"row {number} should name the columns, but holds {what}; put a row with the columns' names "
            "above the people, or say in cohort.roster.header_row which row it is",
            file=path,
        )


def _body(
    table: Table, start: int, width: int, notes: list[str]
) -> tuple[list[tuple[str, ...]], list[int | str]]:
    rows: list[tuple[str, ...]] = []
    numbers: list[int | str] = []
    short: list[int | str] = []
    outside: list[int | str] = []
    for number, cells in zip(table.numbers[start:], table.rows[start:], strict=True):
        row = cells
        if len(row) > width:
            if not any(row[:width]):
                outside.append(number)
                continue
            if any(row[width:]):
                raise RosterError(
                    f"row {number} has {len(row)} cells, but row {table.numbers[start - 1]} names {width} "
                    "columns; look for an unquoted delimiter in it",
                    file=table.path,
                )
            row = row[:width]
        elif len(row) < width:
            short.append(number)
            row = (*row, *[""] * (width - len(row)))
        rows.append(row)
        numbers.append(number)
    if outside:
        notes.append(f"{_rows(outside)} left out: only cells outside the named columns.")
    if short:
        notes.append(f"{_rows(short)} shorter than the row of column names: the last cells count as empty.")
    return rows, numbers


def _refuse_control_characters(
    path: Path, names: Sequence[str], rows: Sequence[Sequence[str]], numbers: Sequence[int | str]
) -> None:
    for number, cells in zip(numbers, rows, strict=True):
        for place, cell in enumerate(cells):
            if cell.isprintable():
                continue
            if any(unicodedata.category(mark) == "Cc" and mark not in "\n\r\t" for mark in cell):
                raise RosterError(
                    f"row {number}, column {names[place]!r}: the cell holds a character that cannot be seen "
                    "(a control character); type the cell again",
                    file=path,
                )


def _rows(numbers: Sequence[object]) -> str:
    return said_rows(numbers).capitalize()


def said_rows(numbers: Sequence[object], most: int = 10) -> str:
    """Say rows: ``row 3``, ``rows 3, 4 and 9``, ``rows 3, 4, ... and 20 more``."""
    listed = [str(number) for number in numbers[:most]]
    files = {text.partition(" of ")[2] for text in map(str, numbers)}
    if len(numbers) > 1 and len(files) == 1 and "" not in files:
        # All of one of two files: its name is said once.
        own = [str(number).partition(" of ")[0] for number in numbers]
        return f"{said_rows(own, most)} of {files.pop()}"
    if len(numbers) > most:
        return f"rows {', '.join(listed)} and {len(numbers) - most:,} more"
    if len(listed) == 1:
        return f"row {listed[0]}"
    return f"rows {', '.join(listed[:-1])} and {listed[-1]}"


def find_column(names: Sequence[str], aliases: dict[str, int], wanted: str) -> int | None:
    """Find a column by its name: as written, else by what is the same without case, quotes and accents."""
    exact = _clean(wanted)
    if not exact:
        return None
    if exact in names:
        return list(names).index(exact)
    if exact in aliases:
        return aliases[exact]
    for compare in (folded, plain_name):
        found = {place for place, name in enumerate(names) if name and compare(name) == compare(exact)}
        found |= {place for name, place in aliases.items() if compare(name) == compare(exact)}
        if len(found) == 1 and compare(exact):
            return found.pop()
    return None
