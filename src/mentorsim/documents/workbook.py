"""Read a sheet of a spreadsheet workbook (XLSX) as rows of text, as its export to CSV would be."""

from __future__ import annotations

import datetime
import io
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mentorsim.documents.nearest import nearest
from mentorsim.errors import ScenarioError

_MIDNIGHT = datetime.time()
#: What a workbook may unpack to, and how long a cell may be (Excel's own limit).
_MOST_BYTES = 400_000_000
_LONGEST_CELL = 32_767
_MOST_ROWS = 1_048_576
_MOST_COLUMNS = 20_000
_MOST_CELLS = 100_000_000

Row = tuple[int, tuple[str, ...]]


@dataclass(frozen=True)
class SheetRows:
    """The rows of a sheet that hold something, with their numbers, and sentences about what was read how."""

    rows: tuple[Row, ...]
    notes: tuple[str, ...]


def workbook_rows(path: Path, data: bytes, sheet: str = "") -> SheetRows:
    """Return the cells of a sheet, row by row from the top; rows without any cell are left out.

    Formulas give the value that was last calculated; dates are written as ``2026-09-01``, truths as ``TRUE``
    and ``FALSE``, whole numbers without a decimal point. All rows are as long as the last column that holds
    something in any of them.

    Parameters
    ----------
    path
        The file, for messages.
    data
        Its content.
    sheet
        The sheet's name, capital or small letters alike; the first sheet where it is empty.

    Raises
    ------
    ScenarioError
        When openpyxl is not installed, there is no such sheet, a formula was never calculated, or the file is
        damaged, protected or larger than is read.
    """
    try:
        from openpyxl import load_workbook
    except ImportError:
        raise ScenarioError(
            "reading a workbook needs the package openpyxl: install it with pip install "
            "'mentorsim[spreadsheet]', or save the sheet as CSV (UTF-8) and name that file",
            file=path,
        ) from None
    _refuse_large(path, data)
    try:
        with warnings.catch_warnings():
            # What openpyxl does not know, such as drop-down lists, does not matter here.
            warnings.simplefilter("ignore")
            workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            chosen, notes = _chosen(path, workbook, sheet)
            rows = _collected(path, _numbered(chosen))
            title = chosen.title
            workbook.close()
            if not rows:
                return SheetRows((), notes)
            gaps = _not_calculated(data, title, rows) if b"<f" in _sheet_bytes(data) else []
    except ScenarioError:
        raise
    except Exception:  # openpyxl raises whatever it stumbles over: zip, XML, key and type errors
        raise ScenarioError(
            "the workbook cannot be read; open it, save it again without a password as XLSX or CSV (UTF-8), "
            "and name that file",
            file=path,
        ) from None
    if gaps:
        listed = ", ".join(map(str, gaps[:10])) + (", ..." if len(gaps) > 10 else "")
        raise ScenarioError(
            f"{'row' if len(gaps) == 1 else 'rows'} {listed}: formulas that were never calculated; open "
            "the workbook in a spreadsheet and "
            "save "
            "it, or put the values in their place",
            file=path,
        )
    width = max(place + 1 for _, row in rows for place, cell in enumerate(row) if cell)
    return SheetRows(tuple((number, (*row, *[""] * (width - len(row)))) for number, row in rows), notes)


def _refuse_large(path: Path, data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile:
        return  # openpyxl's failure is reported like every other
    if size > _MOST_BYTES:
        raise ScenarioError(
            f"the workbook unpacks to more than {_MOST_BYTES // 1_000_000} MB; is it the right one?",
            file=path,
        )


def _sheet_bytes(data: bytes) -> bytes:
    # Only to know whether there is any formula at all: most rosters have none.
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        return b"".join(archive.read(name) for name in parts)


def _chosen(path: Path, workbook: Any, sheet: str) -> tuple[Any, tuple[str, ...]]:
    by_name = {one.title.casefold().strip(): one for one in workbook.worksheets}
    names = ", ".join(repr(one.title) for one in workbook.worksheets[:10])
    if not by_name:
        raise ScenarioError("the workbook has no sheet with cells", file=path)
    if sheet:
        found = by_name.get(sheet.casefold().strip())
        if found is None:
            near = nearest(sheet.casefold(), by_name)
            hint = f"did you mean {by_name[near].title!r}?" if near else f"its sheets are {names}"
            raise ScenarioError(f"the workbook has no sheet {sheet!r}; {hint}", file=path)
        return found, ()
    first = workbook.worksheets[0]
    if len(by_name) == 1:
        return first, ()
    return first, (
        f"The workbook has {len(by_name)} sheets ({names}); the first was read. Another is named as "
        f"{path.name}#{workbook.worksheets[1].title}.",
    )


def _numbered(sheet: Any) -> Iterator[tuple[int, list[tuple[int, Any]]]]:
    """Yield only the cells that are there: openpyxl itself would fill up a far corner with empty ones."""
    from openpyxl.worksheet._reader import WorkSheetParser

    if not hasattr(sheet, "_get_source"):  # not as openpyxl 3 has it: then by its public way
        for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
            yield number, [(place, value) for place, value in enumerate(row) if value is not None]
        return
    with sheet._get_source() as source:
        parser = WorkSheetParser(
            source,
            sheet._shared_strings,
            data_only=sheet.parent.data_only,
            epoch=sheet.parent.epoch,
            date_formats=sheet.parent._date_formats,
            timedelta_formats=sheet.parent._timedelta_formats,
        )
        for number, row in parser.parse():
            cells = [(cell["column"] - 1, cell["value"]) for cell in row if cell["value"] is not None]
            yield number, cells


def _collected(path: Path, numbered: Iterator[tuple[int, list[tuple[int, Any]]]]) -> list[Row]:
    rows: list[Row] = []
    total = 0
    for number, cells in numbered:
        texts = [(place, _text(value)) for place, value in cells]
        texts = [(place, text) for place, text in texts if text]
        if not texts:
            continue
        last = max(place for place, _ in texts)
        too_long = any(len(text) > _LONGEST_CELL for _, text in texts)
        if too_long:
            raise ScenarioError(
                f"row {number} holds a cell of more than {_LONGEST_CELL:,} characters, which no spreadsheet "
                "allows; is it the right file?",
                file=path,
            )
        total += last + 1
        if number > _MOST_ROWS or last >= _MOST_COLUMNS or total > _MOST_CELLS:
            raise ScenarioError(
                f"row {number} holds a cell far outside the table (at most {_MOST_ROWS:,} rows, "
                f"{_MOST_COLUMNS:,} columns and {_MOST_CELLS:,} cells are read); delete stray cells, and "
                "save "
                "the workbook again",
                file=path,
            )
        row = [""] * (last + 1)
        for place, text in texts:
            row[place] = text
        rows.append((number, tuple(row)))
    return rows


def _not_calculated(data: bytes, title: str, rows: list[Row]) -> list[int]:
    """Return the rows with formulas that have no value: written by a program that does not calculate."""
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        known = dict(rows)
        gaps = []
        for number, cells in _numbered(workbook[title]):
            row = known.get(number, ())
            for place, value in cells:
                formula = getattr(value, "text", value)
                is_formula = isinstance(formula, str) and formula.startswith("=")
                if is_formula and (place >= len(row) or not row[place]):
                    gaps.append(number)
                    break
        workbook.close()
    return gaps


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime.datetime):
        return (value.date() if value.time() == _MIDNIGHT else value).isoformat()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value).replace("\u00a0", " ").strip()
