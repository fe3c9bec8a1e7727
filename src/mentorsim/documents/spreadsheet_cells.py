"""Cells that a spreadsheet shows and does not run, and how they are read back."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

#: What makes a spreadsheet take a cell for a formula; the last four are the wide forms of = + - @.
_STARTS = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"
_RISKY = re.compile(f"'*[{re.escape(_STARTS)}]")
_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?\Z")


def safe_cell(text: str) -> str:
    """Put an apostrophe before what a spreadsheet would run; numbers and everything else stay.

    Also before an apostrophe that is there already, so that `plain_cell` gives back any text.
    """
    return f"'{text}" if _RISKY.match(text) and not _NUMBER.match(text) else text


def plain_cell(text: str) -> str:
    """Undo `safe_cell`."""
    return text[1:] if text.startswith("'") and _RISKY.match(text) else text


def safe_row(cells: Iterable[object]) -> list[object]:
    """Return a row of a CSV file in which every text is a `safe_cell`."""
    return [_safe(cell) for cell in cells]


def safe_csv(table: pd.DataFrame) -> str:
    """Write a table as CSV, its texts as safe cells: one header row, nothing where a value is missing."""
    safe = table.copy()
    for place, kind in enumerate(table.dtypes):
        if kind.kind not in "bifc":
            safe.isetitem(place, [_safe(cell) for cell in table.iloc[:, place]])
    return str(safe.to_csv(index=False, lineterminator="\n"))


def _safe(cell: object) -> object:
    return safe_cell(cell) if isinstance(cell, str) else cell
