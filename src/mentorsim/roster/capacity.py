"""Numbers as people write them: *up to 3*, *just one*, *2-3*, *bis zu 3*; and ranges that became dates."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from mentorsim.roster.words import folded, is_no_answer

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\Z")
_INFINITY = re.compile(r"[+-]?inf(inity)?\Z", re.IGNORECASE)
_DECIMAL_COMMA = re.compile(r"([+-]?\d*),(\d+)\Z")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?\Z")
_RANGE = re.compile(r"(\d+)\s*(?:-|to|bis|or|oder|a|/)\s*(\d+)\Z")
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(T.*)?\Z")
_MONTHS = (
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    "jan", "feb", "mrz", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "dez",
)  # fmt: skip
_SHORT_DATE = re.compile(r"(\d{1,2})[.\- ]+([a-z]{3})[a-z.]*\Z|([a-z]{3})[a-z.]*[.\- ]+(\d{1,2})\Z")
_WORDS = {
    "zero": 0, "no": 0, "none": 0, "null": 0, "kein": 0, "keine": 0, "keinen": 0, "one": 1, "a": 1, "ein": 1,
    "eine": 1, "einen": 1, "eins": 1, "un": 1, "une": 1, "uno": 1, "una": 1, "um": 1, "uma": 1, "single": 1,
    "two": 2, "zwei": 2, "deux": 2, "dos": 2, "dois": 2, "due": 2, "twee": 2, "couple": 2, "three": 3,
    "drei": 3, "trois": 3, "tres": 3, "tre": 3, "drie": 3, "four": 4, "vier": 4, "quatre": 4, "cuatro": 4,
    "quatro": 4, "five": 5, "funf": 5, "cinq": 5, "cinco": 5, "six": 6, "sechs": 6, "seis": 6, "seven": 7,
    "sieben": 7, "sept": 7, "eight": 8, "acht": 8, "huit": 8, "nine": 9, "neun": 9, "ten": 10, "zehn": 10,
}  # fmt: skip
#: Words beside a number that change nothing.
_BESIDE = frozenset(
    {"up", "to", "just", "only", "at", "most", "max", "max.", "maximum", "maximal", "maximally", "a", "of",
     "mentee", "mentees", "student", "students", "people", "persons", "person", "bis", "zu", "hochstens",
     "nur", "genau", "exactly", "jusqu'a", "jusqua", "au", "plus", "hasta", "no", "more", "than", "ate",
     "studierende", "personen", "buddies", "buddy", "littles", "little", "not", "mehr", "als", "nicht", "<=",
     "about", "ca", "ca.", "etwa", "places", "platze", "hours", "hour", "h", "per", "week", "years", "year",
     "as", "would", "like", "i", "can", "take", "mentor", "fino", "tot"}
)  # fmt: skip


@dataclass(frozen=True)
class NumberReading:
    """A cell as a number: NaN where it says nothing, None where it is not understood.

    ``said`` is empty where the cell is a plain number. ``is_date`` marks what a spreadsheet has probably made
    of a range: its two numbers then stand in ``ends``.
    """

    value: float | None
    said: str = ""
    is_date: bool = False
    ends: tuple[int, int] | None = None


def read_number(cell: str, *, decimal_comma: bool = False) -> NumberReading:
    """Read a cell as a number.

    Parameters
    ----------
    cell
        The text.
    decimal_comma
        Whether a comma is the decimal sign, because it does not part the cells.
    """
    if _NUMBER.match(cell):
        return NumberReading(float(cell))
    if is_no_answer(cell):
        return NumberReading(math.nan, "no answer")
    if decimal_comma and _DECIMAL_COMMA.match(cell):
        return NumberReading(float(_DECIMAL_COMMA.sub(r"\1.\2", cell)))
    if _INFINITY.match(cell):
        return NumberReading(math.inf)
    if _THOUSANDS.match(cell) and not decimal_comma:
        number = float(cell.replace(",", ""))
        return NumberReading(number, f"{number:g}")
    ends = _date_ends(cell)
    if ends is not None:
        return NumberReading(None, "a date; a spreadsheet makes one of a range such as 2-3", True, ends)
    return _worded(cell)


def _date_ends(cell: str) -> tuple[int, int] | None:
    found = _ISO_DATE.match(cell)
    if found is not None:
        low, high = sorted((int(found[2]), int(found[3])))
        return low, high
    short = _SHORT_DATE.match(folded(cell))
    if short is not None and (short[2] or short[3]) in _MONTHS:
        month = _MONTHS.index(short[2] or short[3]) % 12 + 1
        low, high = sorted((month, int(short[1] or short[4])))
        return low, high
    return None


def _worded(cell: str) -> NumberReading:
    text = re.sub(r"\([^)]*\)", " ", folded(cell)).strip(" .!+")
    text = " ".join(text.split())
    ends = _RANGE.match(text)
    if ends is None and (" or " in text or " to " in text or "-" in text or " oder " in text):
        numbers = [_WORDS.get(word) for word in re.split(r"\s*(?:-| or | oder | to )\s*", text)]
        if len(numbers) == 2 and None not in numbers and max(filter(None, numbers), default=0) > 0:
            high = max(number for number in numbers if number is not None)
            return NumberReading(float(high), f"{high}, the most of the range")
    if ends is not None:
        high = max(int(ends[1]), int(ends[2]))
        return NumberReading(float(high), f"{high}, the most of the range")
    found: list[float] = []
    for word in text.replace(":", " ").split():
        if re.fullmatch(r"\d+(\.\d+)?", word):
            found.append(float(word))
        elif word in _WORDS and not (word in _BESIDE and found):
            if word in _BESIDE:
                continue
            found.append(float(_WORDS[word]))
        elif word not in _BESIDE:
            return NumberReading(None, "not understood")
    if len(found) == 1:
        return NumberReading(found[0], f"{found[0]:g}")
    if len(found) == 2 and "-" not in text:
        ends_text = re.search(r"(\d+)\s*(?:-|to|bis)\s*(\d+)", text)
        if ends_text is not None:
            high = max(int(ends_text[1]), int(ends_text[2]))
            return NumberReading(float(high), f"{high}, the most of the range")
    if not found and text in _WORDS:
        return NumberReading(float(_WORDS[text]), str(_WORDS[text]))
    return NumberReading(None, "not understood")
