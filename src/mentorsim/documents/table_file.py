"""Read a table of text cells from a CSV file or a workbook, with spreadsheet row numbers."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from mentorsim.documents.held_files import held_content, held_version
from mentorsim.documents.text_files import decode
from mentorsim.documents.workbook import workbook_rows
from mentorsim.errors import ScenarioError

DELIMITERS = (",", ";", "\t", "|")
_DELIMITER_NAMES = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|", "\\t": "\t"}
_LARGEST_FILE = 500_000_000
_MOST_CELLS = 100_000_000
_MOST_COLUMNS = 20_000
#: How an XLSX file begins (it is a zip archive).
_WORKBOOK = b"PK\x03\x04"
_SEPARATOR_LINE = re.compile(r"\ufeff?\"?sep=(.)\"?[;,\t|]*\r?\n", re.IGNORECASE)
#: Blanks that nobody sees: a space that does not break, and marks without width.
_BLANKS = str.maketrans(
    {"\u00a0": " ", "\u2007": " ", "\u202f": " ", "\u200b": "", "\ufeff": "", "\u2060": ""}
)

#: A row as a spreadsheet counts it; with the file's name where a table was put together from several files.
RowNumber = int | str


@dataclass(frozen=True)
class Table:
    """The cells of a file as text without surrounding spaces.

    ``numbers`` are the rows as a spreadsheet shows them (the first row of the file is 1); blank rows are left
    out. ``delimiter`` is the one that was used; a tab for a workbook. ``notes`` are sentences about what was
    left out or had to be assumed in reading; ``aliases`` are further names of columns, with their places.
    """

    path: Path
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[RowNumber, ...]
    delimiter: str
    notes: tuple[str, ...] = ()
    aliases: dict[str, int] = field(default_factory=dict)


def read_table(path: Path, delimiter: str = "auto", encoding: str = "auto") -> Table:
    """Read a delimited text file, or a sheet of a workbook (XLSX).

    Parameters
    ----------
    path
        The file; ``book.xlsx#Mentors`` is the sheet *Mentors* of a workbook, whose first sheet counts
        otherwise.
    delimiter
        One character, or ``auto``: the one that a first line ``sep=;`` names, else the one of comma,
        semicolon, tab and bar that splits the first row most.
    encoding
        A name that Python knows, or ``auto``: by byte-order mark, else UTF-8, else Windows-1252.

    Raises
    ------
    ScenarioError
        When the file cannot be read or decoded, holds no row, is larger than is read, or is broken as a CSV
        file.
    """
    file, sheet = split_sheet(path)
    data = _read(file)
    if data.startswith(_WORKBOOK):
        found = workbook_rows(path, data, sheet)
        return _table(path, found.rows, "\t", found.notes)
    if sheet:
        raise ScenarioError("only a workbook (XLSX) has sheets; name the file without #", file=path)
    text, note = decode(path, data, encoding)
    notes = [note] if note else []
    separator = _DELIMITER_NAMES.get(delimiter, delimiter)
    skipped = 0
    said = _SEPARATOR_LINE.match(text)
    if said is not None:
        text, skipped = text[said.end() :], 1
        separator = said[1] if delimiter == "auto" else separator
        notes.append("Row 1 only names the delimiter (sep=).")
    elif delimiter == "auto":
        separator = _sniff(text)
    if len(separator) != 1:
        raise ScenarioError(
            f"the delimiter {delimiter!r} is not one character; use auto, ',', ';', '|' or tab", file=path
        )
    return _table(path, _rows(path, text, separator, skipped), separator, notes)


def split_sheet(path: Path) -> tuple[Path, str]:
    """Part ``book.xlsx#Mentors`` into the file and the sheet; a file whose own name has a # is one file."""
    name, mark, sheet = path.name.rpartition("#")
    if not mark or not name or path.exists():
        return path, ""
    return path.with_name(name), sheet


def file_version(path: Path) -> tuple[int, int]:
    """Tell versions of a file apart, by its time and size; a file that is not there has one, too."""
    held = held_version(path)
    if held is not None:
        return held
    try:
        status = split_sheet(path)[0].stat()
    except OSError:
        return 0, 0
    return status.st_mtime_ns, status.st_size


def _table(
    path: Path, numbered: Iterable[tuple[int, tuple[str, ...]]], delimiter: str, notes: Iterable[str]
) -> Table:
    rows: list[tuple[str, ...]] = []
    numbers: list[RowNumber] = []
    said = list(notes)
    cells = blank = waiting = 0
    for number, row in numbered:
        if not any(row):
            waiting += 1
            continue
        # Blank rows behind the last one are nobody's rows.
        blank, waiting = blank + waiting, 0
        rows.append(row)
        numbers.append(number)
        cells += len(row)
        if cells > _MOST_CELLS or len(row) > _MOST_COLUMNS:
            raise ScenarioError(
                f"row {number}: the table is larger than {_MOST_CELLS:,} cells or {_MOST_COLUMNS:,} columns; "
                "is it the right file?",
                file=path,
            )
    if not rows:
        raise ScenarioError("the file is empty; its first row must name the columns", file=path)
    if blank + waiting:
        said.append(f"{blank + waiting:,} blank rows are left out.")
    return Table(path, tuple(rows), tuple(numbers), delimiter, tuple(said))


def _rows(path: Path, text: str, delimiter: str, skipped: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = skipped
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as problem:
            if "field larger" in str(problem):
                raise ScenarioError(
                    f"row {number + 1} holds a cell of more than 131,072 characters; look for a quotation "
                    "mark "
                    "that is opened and not closed",
                    file=path,
                ) from None
            raise ScenarioError(
                f"row {number + 1}: a quotation mark is opened and not closed, or stands in the middle of a "
                "cell; mend the row, or save the file again from a spreadsheet",
                file=path,
                line=reader.line_num + skipped,
            ) from None
        number += 1
        yield number, tuple(clean_cell(cell) for cell in cells)


def clean_cell(text: str) -> str:
    """Take blanks from both ends of a cell, those that nobody sees among them."""
    return text.strip() if text.isascii() else text.translate(_BLANKS).strip()


def _read(path: Path) -> bytes:
    held = held_content(path)
    if held is not None:
        return held
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise ScenarioError("the file is larger than 500 MB; is it the right one?", file=path)
        return path.read_bytes()
    except FileNotFoundError:
        raise ScenarioError(
            "there is no such file; a path is taken relative to the folder of the scenario", file=path
        ) from None
    except IsADirectoryError:
        raise ScenarioError("this is a folder; name a CSV file in it", file=path) from None
    except OSError as problem:
        raise ScenarioError(f"the file cannot be read ({problem.strerror})", file=path) from None


def _sniff(text: str) -> str:
    first_row = next((line for line in text.splitlines() if line.strip()), "")
    quoted = False
    counts = dict.fromkeys(DELIMITERS, 0)
    for character in first_row:
        if character == '"':
            quoted = not quoted
        elif not quoted and character in counts:
            counts[character] += 1
    if not any(counts.values()):
        # A title above the table: the first line that is parted at all says by what.
        for line in text.splitlines()[1:20]:
            found = {mark: line.count(mark) for mark in DELIMITERS}
            if any(found.values()):
                return max(DELIMITERS, key=lambda candidate: found[candidate])
    return max(DELIMITERS, key=lambda candidate: counts[candidate])
