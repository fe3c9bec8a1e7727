"""How many digits differences are written with: as many as their intervals warrant."""

from __future__ import annotations

import math
from collections.abc import Iterable

_MOST = 4


def decimals_for(intervals: Iterable[tuple[float, float]], least: int) -> int:
    """Return a number of decimals with which no interval that excludes 0 looks as if it held it.

    Parameters
    ----------
    intervals
        Low and high ends.
    least
        Decimals in any case.

    Returns
    -------
    int
        From ``least`` to 4.
    """
    nearest = [min(abs(low), abs(high)) for low, high in intervals if low * high > 0.0]
    needed = max((math.ceil(-math.log10(2.0 * end)) for end in nearest if end > 0.0), default=least)
    return min(max(needed, least), _MOST)


def signed(value: float, decimals: int) -> str:
    """Write a difference with its sign; what is rounded to 0 has none."""
    text = f"{value:+.{decimals}f}"
    return text[1:] if float(text) == 0.0 else text.replace("-", "\u2212")


def unsigned(value: float, decimals: int) -> str:
    """Write an end of an interval; what is rounded to 0 has no sign."""
    return signed(value, decimals).removeprefix("+")
