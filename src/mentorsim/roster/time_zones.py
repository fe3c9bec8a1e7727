"""Time zones as people write them: how far local time is ahead of UTC, in half hours."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache

from mentorsim.roster.words import folded, is_no_answer

#: On this day zones by name (Europe/Berlin) are looked up: in the middle of an autumn term.
ON = datetime(2026, 11, 16, 12)
_OFFSET = re.compile(r"(?:utc|gmt)\s*([+-])\s*(\d{1,2})(?::?(\d{2}))?")
_BARE = re.compile(r"([+-])\s*(\d{1,2})(?::?(\d{2}))?\Z")
_LETTERS = re.compile(r"\b([a-z]{1,5})\b")
_ABBREVIATIONS = {
    "utc": 0.0, "gmt": 0.0, "wet": 0.0, "bst": 1.0, "cet": 1.0, "mez": 1.0, "cest": 2.0, "mesz": 2.0,
    "eet": 2.0,
    "eest": 3.0, "msk": 3.0, "ist": 5.5, "pkt": 5.0, "ict": 7.0, "sgt": 8.0, "hkt": 8.0, "cst": -6.0,
    "jst": 9.0, "kst": 9.0, "aest": 10.0, "aedt": 11.0, "nzst": 12.0, "nzdt": 13.0, "est": -5.0, "edt": -4.0,
    "et": -5.0, "cdt": -5.0, "ct": -6.0, "mst": -7.0, "mdt": -6.0, "mt": -7.0, "pst": -8.0, "pdt": -7.0,
    "pt": -8.0, "akst": -9.0, "hst": -10.0, "brt": -3.0, "art": -3.0,
}  # fmt: skip


@lru_cache(maxsize=10_000)
def read_zone(cell: str) -> int | None:
    """Return how many half hours local time is ahead of UTC; None where nothing is said.

    Read are offsets (``UTC+5:30``, also in ``IST (UTC+5:30)``), names such as ``Europe/Berlin`` (as on
    16 November 2026), and usual abbreviations; quarters of an hour are rounded down.

    Raises
    ------
    ValueError
        When it is not understood.
    """
    if is_no_answer(cell):
        return None
    text = folded(cell)
    found = _OFFSET.search(text) or _BARE.match(text)
    if found is not None:
        halves = 2 * int(found[2]) + int(found[3] or 0) // 30
        return halves if found[1] == "+" else -halves
    if "/" in cell:
        return _by_name(cell.strip())
    for word in _LETTERS.findall(text):
        if word in _ABBREVIATIONS:
            return round(2 * _ABBREVIATIONS[word])
    raise ValueError("not a time zone")


def _by_name(name: str) -> int:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        offset = ON.replace(tzinfo=ZoneInfo(name.replace(" ", "_"))).utcoffset()
    except (ZoneInfoNotFoundError, OSError, ValueError):
        raise ValueError("not a time zone") from None
    assert offset is not None
    return int(offset.total_seconds() // 1800)
