"""Sums of floats in Python whose bits are the same in every version of Python."""

from __future__ import annotations

from collections.abc import Iterable


def added_in_order(numbers: Iterable[float]) -> float:
    """Return the sum of numbers, added one after the other.

    Not `sum`: from Python 3.12 on it makes up for rounding, and other bits come out.
    """
    total = 0.0
    for number in numbers:
        total += number
    return total
