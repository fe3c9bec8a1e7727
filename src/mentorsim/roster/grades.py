"""Grades and ranks of any direction: numbers, letters, percentages, bands, or an order that is stated."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from mentorsim.roster.capacity import read_number
from mentorsim.roster.words import folded, is_no_answer, plain_name

Best = Literal["high", "low"]

_LETTERS = re.compile(r"([A-F])([+-]?)\Z")
_LETTER_POINTS = {"A": 4.0, "B": 3.0, "C": 2.0, "D": 1.0, "E": 0.5, "F": 0.0}
_PERCENT = re.compile(r"(\d+(?:[.,]\d+)?)\s*%\Z")
_OUT_OF = re.compile(r"(\d+(?:[.,]\d+)?)\s*/\s*(\d+(?:[.,]\d+)?)\Z")
_BAND = re.compile(r"(\d+(?:[.,]\d+)?)\s*%?\s*(?:-|to|bis)\s*(\d+(?:[.,]\d+)?)\s*%?\Z")
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th|\.)\Z")
#: Words in a column's name that say that 1 is best.
_LOW_IS_BEST = frozenset(
    {"rank", "ranking", "rang", "platz", "position", "place", "note", "abiturnote", "abinote", "schulnote",
     "notenschnitt", "notendurchschnitt", "abischnitt", "hzb", "durchschnittsnote", "abschlussnote"}
)  # fmt: skip
_HIGH_IS_BEST = frozenset(
    {"gpa", "points", "punkte", "score", "percent", "percentage", "percentile", "sat", "act", "average",
     "mark",
     "marks", "moyenne", "tariff", "credits", "iq"}
)  # fmt: skip
#: A column's name that says outright which number is best: "(1 = best)", "lower is better".
_NUMBER_IS_BEST = re.compile(
    r"\b(\d+(?:[.,]\d+)?)\s*(?:=|:|is|ist|being|means)\s*(?:the\s+|der\s+|die\s+|das\s+)?"
    r"(?:very\s+best|best|beste|bester|highest|top|excellent|sehr gut)\b"
)
_BEST_IS_NUMBER = re.compile(r"\b(?:best|beste|bester|highest|top)\s*(?:=|:|is|ist)\s*(\d+(?:[.,]\d+)?)")
_LOWER_IS_BETTER = re.compile(r"\blow(?:er|est)?\s*(?:=|is)\s*(?:the\s+)?(?:better|best)\b")
_HIGHER_IS_BETTER = re.compile(r"\bhigh(?:er|est)?\s*(?:=|is)\s*(?:the\s+)?(?:better|best)\b")
_TAKEN = "is taken for the best"
_USUAL = f"the highest {_TAKEN}; where 1 is best, say best: low"
#: German school and university grades lie between these.
_GERMAN = (0.7, 6.0)


@dataclass(frozen=True)
class GradeReading:
    """A column of grades as numbers, NaN where there is none; ``best`` tells which end is best.

    ``bad`` are places of cells that are not understood, ``infinite`` of infinite numbers; ``read_as`` says
    what other than plain numbers was read as.
    """

    numbers: list[float]
    best: Best
    why: str
    bad: list[int]
    infinite: list[int]
    read_as: dict[str, str]

    @property
    def is_guess(self) -> bool:
        """Whether the end taken for the best is not the usual one, though nobody said so outright."""
        return _TAKEN in self.why and self.why != _USUAL


def read_grades(
    cells: Sequence[str],
    column: str,
    best: Best | None,
    order: Sequence[str] | None,
    values: Mapping[str, float] | None = None,
    *,
    decimal_comma: bool,
) -> GradeReading:
    """Read a column of grades.

    Parameters
    ----------
    cells
        Its cells.
    column
        Its name, which may tell the direction.
    best
        Whether high or low numbers are best; None: inferred, and said.
    order
        The values from the best to the worst, for grades that are words.
    values
        The number of each value, for grades that are bands or words.
    decimal_comma
        Whether a comma is the decimal sign.
    """
    if order is not None:
        return _ordered(cells, order)
    if values is not None:
        return _valued(cells, values, best or "high")
    known = [cell for cell in cells if not is_no_answer(cell)]
    letters = bool(known) and all(_LETTERS.match(cell.upper()) for cell in known)
    found: dict[str, tuple[float | None, str]] = {}
    for cell in dict.fromkeys(cells):
        if letters and not is_no_answer(cell):
            found[cell] = _letter(cell)
        else:
            found[cell] = _number(cell, decimal_comma)
    numbers = [found[cell][0] for cell in cells]
    bad = [place for place, number in enumerate(numbers) if number is None]
    plain = [math.nan if number is None else number for number in numbers]
    infinite = [place for place, number in enumerate(plain) if math.isinf(number)]
    finite = [number for number in plain if math.isfinite(number)]
    said = {cell: text for cell, (_, text) in found.items() if text}
    if letters:
        direction, why = "high" if best is None else best, "letters: A is best"
        direction = "high"
    else:
        direction, why = _direction(column, best, finite)
    return GradeReading(plain, direction, why, bad, infinite, said)


def _said_outright(column: str, numbers: Sequence[float]) -> Best | None:
    """Return the direction that a column's name states, such as "(1 = best)"; None where it does not."""
    name = folded(column)
    if _LOWER_IS_BETTER.search(name):
        return "low"
    if _HIGHER_IS_BETTER.search(name):
        return "high"
    found = _NUMBER_IS_BEST.search(name) or _BEST_IS_NUMBER.search(name)
    if found is None or not numbers:
        return None
    stated = float(found[1].replace(",", "."))
    # The number named lies nearer to one end of the column than to the other.
    return "low" if abs(stated - min(numbers)) < abs(stated - max(numbers)) else "high"


def _direction(column: str, best: Best | None, numbers: Sequence[float]) -> tuple[Best, str]:
    if best is not None:
        return best, f"best: {best}"
    outright = _said_outright(column, numbers)
    if outright is not None:
        word = "lowest" if outright == "low" else "highest"
        return outright, f"the {word} is best, as the column's name says"
    words = set(plain_name(column).split())
    if words & _LOW_IS_BEST:
        is_note = not words & {"rank", "ranking", "rang", "platz", "position", "place"}
        if is_note and numbers and not (_GERMAN[0] <= min(numbers) and max(numbers) <= _GERMAN[1]):
            return "high", f"the highest {_TAKEN}, because there are numbers above 6"
        return "low", f"the lowest {_TAKEN}, by the column's name; else say best: high"
    if words & _HIGH_IS_BEST:
        return "high", "the highest is best, by the column's name"
    return "high", _USUAL


def _letter(cell: str) -> tuple[float | None, str]:
    found = _LETTERS.match(cell.upper())
    if found is None:
        return None, ""
    points = _LETTER_POINTS[found[1]] + {"": 0.0, "+": 0.3, "-": -0.3}[found[2]]
    return points, f"{points:g} points"


def _number(cell: str, decimal_comma: bool) -> tuple[float | None, str]:
    for pattern in (_PERCENT, _OUT_OF, _BAND):
        found = pattern.match(cell)
        if found is None:
            continue
        first = float(found[1].replace(",", "."))
        if pattern is _PERCENT:
            return first, f"{first:g}"
        second = float(found[2].replace(",", "."))
        if pattern is _OUT_OF:
            return (100.0 * first / second, f"{100.0 * first / second:g} %") if second else (None, "")
        return (first + second) / 2.0, f"{(first + second) / 2.0:g}, the middle of the band"
    ordinal = _ORDINAL.match(folded(cell))
    if ordinal is not None:
        return float(ordinal[1]), ordinal[1]
    reading = read_number(cell, decimal_comma=decimal_comma)
    return (
        (reading.value, "") if not reading.said or reading.value is None else (_plain_only(reading.value), "")
    )


def _plain_only(value: float) -> float | None:
    # Words such as "three" are not grades; a missing one is.
    return value if math.isnan(value) else None


def _ordered(cells: Sequence[str], order: Sequence[str]) -> GradeReading:
    place_of = {folded(value): len(order) - 1 - place for place, value in enumerate(order)}
    numbers, bad, said = [], [], {}
    for place, cell in enumerate(cells):
        if folded(cell) in place_of:
            step = place_of[folded(cell)]
            numbers.append(float(step))
            said[cell] = f"place {len(order) - step} of {len(order)} from the best"
        else:
            numbers.append(math.nan)
            if not is_no_answer(cell):
                bad.append(place)
    return GradeReading(numbers, "high", "in the order that the scenario states", bad, [], said)


def _valued(cells: Sequence[str], values: Mapping[str, float], best: Best) -> GradeReading:
    number_of = {folded(value): number for value, number in values.items()}
    numbers = [number_of.get(folded(cell), math.nan) for cell in cells]
    bad = [
        place for place, cell in enumerate(cells) if folded(cell) not in number_of and not is_no_answer(cell)
    ]
    said = {cell: f"{number_of[folded(cell)]:g}" for cell in cells if folded(cell) in number_of}
    return GradeReading(numbers, best, "by the numbers that the scenario states", bad, [], said)
