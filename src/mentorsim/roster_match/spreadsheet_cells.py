"""Cells that a spreadsheet shows and does not run, and how they are read back."""

from __future__ import annotations

import re

#: What makes a spreadsheet take a cell for a formula; the last four are the wide forms of = + - @.
_STARTS = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"
_RISKY = re.compile(f"'*[{re.escape(_STARTS)}]")
_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?\Z")


def safe_cell(text: str) -> str:
    """Put an apostrophe before what a spreadsheet would run; numbers and everything else stay.

    Also before an apostrophe that stands there already, so that `plain_cell` gives back any text.
    """
    return f"'{text}" if _RISKY.match(text) and not _NUMBER.match(text) else text


def plain_cell(text: str) -> str:
    """Undo `safe_cell`."""
    return text[1:] if text.startswith("'") and _RISKY.match(text) else text
