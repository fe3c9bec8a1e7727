"""Read the first sheet of a spreadsheet workbook (XLSX) as rows of text, as its export to CSV would be."""

from __future__ import annotations

import datetime
import io
import warnings
from pathlib import Path

from mentorsim.errors import ScenarioError

_MIDNIGHT = datetime.time()


def workbook_rows(path: Path, data: bytes) -> list[tuple[str, ...]]:
    """Give the cells of a workbook's first sheet, row by row from the top.

    Formulas give the value that was last calculated; dates are written as ``2026-09-01``, truths as ``TRUE``
    and ``FALSE``, whole numbers without a decimal point. All rows are as long as the last column that holds
    something.

    Parameters
    ----------
    path
        The file, for messages.
    data
        Its content.

    Raises
    ------
    ScenarioError
        When openpyxl is not installed, or the file is damaged or protected.
    """
    try:
        from openpyxl import load_workbook
    except ImportError:
        raise ScenarioError(
            "reading a workbook needs the package openpyxl: install it with pip install "
            "'mentorsim[spreadsheet]', or save the sheet as CSV (UTF-8) and name that file",
            file=path,
        ) from None
    try:
        with warnings.catch_warnings():
            # What openpyxl does not know, such as drop-down lists, does not matter here.
            warnings.simplefilter("ignore")
            workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            sheet = workbook.worksheets[0]
            sheet.reset_dimensions()  # some programs write a wrong size
            rows = [tuple(map(_text, row)) for row in sheet.iter_rows(values_only=True)]
            workbook.close()
    except Exception:  # openpyxl raises whatever it stumbles over: zip, XML, key and type errors
        raise ScenarioError(
            "the workbook cannot be read; open it, save it again without a password as XLSX or CSV (UTF-8), "
            "and name that file",
            file=path,
        ) from None
    width = max((place + 1 for row in rows for place, cell in enumerate(row) if cell), default=0)
    return [(*row[:width], *[""] * (width - len(row))) for row in rows]


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
    return str(value).strip()
