"""Small phrases: people, money, chances, lists of names, counts with their nouns."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

_NOBODY = 0.05


def people(number: float) -> str:
    """Write a number of people without its sign: whole from ten on, one decimal below."""
    size = abs(number)
    if size < _NOBODY:
        return "0"
    if size < 9.95:
        return f"{size:.1f}".removesuffix(".0")
    return f"{size:,.0f}"


def from_to(low: str, high: str, *, joined: str = "to") -> str:
    """Write a range of two written numbers; one number where both are the same."""
    return low if low == high else f"{low} {joined} {high}"


def more_or_fewer(
    low: float, high: float, *, joined: str = "to", words: tuple[str, str] = ("more", "fewer")
) -> str:
    """Write from how many fewer to how many more people: "3 fewer to 8 more", "8 to 22 more"."""
    more, fewer = words
    if abs(low) < _NOBODY and abs(high) < _NOBODY:
        return f"0 {more}"
    if low < 0.0 < high and abs(low) >= _NOBODY and abs(high) >= _NOBODY:
        return f"{people(low)} {fewer} {joined} {people(high)} {more}"
    small, large = sorted((abs(low), abs(high)))
    return f"{from_to(people(small), people(large), joined=joined)} {more if low + high >= 0.0 else fewer}"


def money(amount: float, currency: str) -> str:
    """Write an amount of money with at most three digits that matter."""
    if not math.isfinite(amount):
        return "any amount"
    return f"{rounded(amount):,.0f} {currency}".replace("-", "−")


def rounded(amount: float) -> float:
    """Round an amount to three digits from a thousand on, to whole units below."""
    size = abs(amount)
    if size < 1000.0:
        return round(amount) + 0.0
    step = 10.0 ** (math.floor(math.log10(size)) - 2)
    return round(amount / step) * step


def chance(probability: float) -> str:
    """Write a probability in whole percent; only what is certain is 0 or 100."""
    if 0.0 <= probability < 0.005:
        return "under 1 %" if probability else "0 %"
    if 0.995 <= probability < 1.0:
        return "over 99 %"
    return f"{100.0 * probability:.0f} %"


def in_a_row(names: Sequence[str], last: str = "and") -> str:
    """Write names as in a sentence: a, b and c."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {last} {names[-1]}"


def a_count(number: int, one: str, many: str | None = None) -> str:
    """Write a number with its noun."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def capital(sentence: str) -> str:
    """Write the first letter large; names of policies come as their author wrote them."""
    return sentence[:1].upper() + sentence[1:]


def day_in_words(day: date) -> str:
    """Write a date as readers do: 26 November 2026."""
    months = (
        *("January", "February", "March", "April", "May", "June", "July", "August"),
        *("September", "October", "November", "December"),
    )
    return f"{day.day} {months[day.month - 1]} {day.year}"
