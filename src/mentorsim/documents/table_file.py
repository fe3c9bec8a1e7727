"""Read a table of text cells from a CSV file or a workbook, with spreadsheet row numbers."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from mentorsim.documents.workbook import workbook_rows
from mentorsim.errors import ScenarioError

DELIMITERS = (",", ";", "\t", "|")
_DELIMITER_NAMES = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|", "\\t": "\t"}
_LARGEST_FILE = 500_000_000
#: How an XLSX file begins (it is a zip archive), and how an old XLS file.
_WORKBOOK = b"PK\x03\x04"
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"

#: A row as a spreadsheet counts it; with the file's name where a table was put together from several files.
RowNumber = int | str


@dataclass(frozen=True)
class Table:
    """The cells of a file as text without surrounding spaces.

    ``numbers`` are the rows as a spreadsheet shows them (the first row of the file is 1); blank rows are left
    out. ``delimiter`` is the one that was used; a tab for a workbook.
    """

    path: Path
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[RowNumber, ...]
    delimiter: str


def read_table(path: Path, delimiter: str = "auto", encoding: str = "auto") -> Table:
    """Read a delimited text file, or the first sheet of a workbook (XLSX).

    Parameters
    ----------
    path
        The file.
    delimiter
        One character, or ``auto``: the one of comma, semicolon, tab and bar that splits the first row most.
    encoding
        A name that Python knows, or ``auto``: by byte-order mark, else UTF-8, else Windows-1252.

    Raises
    ------
    ScenarioError
        When the file cannot be read or decoded, holds no row, or is broken as a CSV file.
    """
    data = _read(path)
    if data.startswith(_WORKBOOK):
        return _table(path, enumerate(workbook_rows(path, data), 1), "\t")
    text = _decode(path, data, encoding)
    separator = _sniff(text) if delimiter == "auto" else _DELIMITER_NAMES.get(delimiter, delimiter)
    if len(separator) != 1:
        raise ScenarioError(
            f"the delimiter {delimiter!r} is not one character; use auto, ',', ';', '|' or tab", file=path
        )
    return _table(path, _rows(path, text, separator), separator)


def file_version(path: Path) -> tuple[int, int]:
    """Tell versions of a file apart, by its time and size; a file that is not there has one, too."""
    try:
        status = path.stat()
    except OSError:
        return 0, 0
    return status.st_mtime_ns, status.st_size


def _table(path: Path, numbered: Iterable[tuple[int, tuple[str, ...]]], delimiter: str) -> Table:
    rows: list[tuple[str, ...]] = []
    numbers: list[RowNumber] = []
    for number, row in numbered:
        if any(row):
            rows.append(row)
            numbers.append(number)
    if not rows:
        raise ScenarioError("the file is empty; its first row must name the columns", file=path)
    return Table(path, tuple(rows), tuple(numbers), delimiter)


def _rows(path: Path, text: str, delimiter: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as problem:
            raise ScenarioError(
                f"row {number + 1} is not valid CSV ({problem}); look for a quotation mark not closed",
                file=path,
                line=reader.line_num,
            ) from None
        number += 1
        yield number, tuple(cell.strip() for cell in cells)


def _read(path: Path) -> bytes:
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


def _decode(path: Path, data: bytes, encoding: str) -> str:
    if data.startswith(_OLD_WORKBOOK):
        raise ScenarioError(
            "this is a workbook of the old kind (XLS) or with a password; save it as XLSX without one, or as "
            "CSV (UTF-8), and name that file",
            file=path,
        )
    if encoding != "auto":
        candidates = ["utf-8-sig" if encoding.lower().replace("_", "-") in {"utf-8", "utf8"} else encoding]
    elif data.startswith((b"\xff\xfe", b"\xfe\xff")):
        candidates = ["utf-16"]
    else:
        candidates = ["utf-8-sig", "cp1252"]
    for candidate in candidates:
        try:
            text = data.decode(candidate)
        except LookupError:
            raise ScenarioError(f"there is no encoding named {encoding!r}; use auto", file=path) from None
        except UnicodeError:
            continue
        if "\0" in text:
            break
        return text
    raise ScenarioError(
        "the file is not readable as text; save it as CSV (UTF-8), or name its encoding", file=path
    )


def _sniff(text: str) -> str:
    first_row = next((line for line in text.splitlines() if line.strip()), "")
    quoted = False
    counts = dict.fromkeys(DELIMITERS, 0)
    for character in first_row:
        if character == '"':
            quoted = not quoted
        elif not quoted and character in counts:
            counts[character] += 1
    return max(DELIMITERS, key=lambda candidate: counts[candidate])
