"""Whether a first row names columns or is a person: told by the rows below it, so that no cell is printed."""

from __future__ import annotations

import re
from collections.abc import Sequence

_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+\Z")
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?\Z")
_DIGITS = re.compile(r"\d+")
_LOOKED_AT = 2_000
_MOST_ALIKE = 0.8


def what_it_holds(names: Sequence[str], rows: Sequence[Sequence[str]]) -> str | None:
    """Return what a first row holds in place of the columns' names, in words; None where it names them.

    Parameters
    ----------
    names
        The cells of the first row.
    rows
        The rows below it.
    """
    filled = [name for name in names if name]
    if any(_ADDRESS.match(name) for name in filled):
        return "an e-mail address"
    if 2 * sum(bool(_NUMBER.match(name)) for name in filled) > len(filled) > 1:
        return "mostly numbers"
    alike = columns_alike(names, rows)
    return "answers like those in the rows below" if alike >= 2 and 3 * alike >= len(filled) else None


def columns_alike(names: Sequence[str], rows: Sequence[Sequence[str]]) -> int:
    """Count columns whose name is an answer itself: it stands among several below, or is built like them.

    A column to tick, which holds its own name or nothing, is not one of them.
    """
    below = [tuple(row) for row in rows[:_LOOKED_AT] if list(row) != list(names)]
    return sum(bool(name) and _is_alike(name, place, below) for place, name in enumerate(names))


def _is_alike(name: str, place: int, rows: Sequence[Sequence[str]]) -> bool:
    answers = [row[place].casefold() for row in rows if place < len(row) and row[place]]
    if len(set(answers)) < 2:
        return False
    if name.casefold() in answers:
        return True
    if not _DIGITS.search(name):
        return False
    built = _built(name)
    return sum(_built(answer) == built for answer in answers) >= _MOST_ALIKE * len(answers)


def _built(text: str) -> str:
    """Return how an id is built, whatever its digits: ``S77`` as ``s88``, and not as ``T77`` or ``77``."""
    return _DIGITS.sub("0", text).casefold()
