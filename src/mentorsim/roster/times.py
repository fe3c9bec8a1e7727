"""Free times as people give them, as half hours of a week: bit *48 d + h* is half hour *h* of day *d*."""

from __future__ import annotations

import re
from functools import lru_cache

from mentorsim.roster import time_words as words
from mentorsim.roster.words import folded, is_no_answer

HALF_HOURS = 48
WEEK = 7 * HALF_HOURS
#: All that counts as *any time*: every part of every day.
_CLOCK = r"(\d{1,2})(?:[:.h](\d{2})|h|:)?\s*(uhr|h|a\.?m\.?|p\.?m\.?)?"
_RANGE = re.compile(rf"{_CLOCK}\s*(?:-|to|until|till|bis|a|e|and)\s*{_CLOCK}(?![\w:])")
_ONE = re.compile(rf"{_CLOCK}(?![\w:])")
_DAY_RANGE = re.compile(r"([a-z]+)\s*(?:-|to|through|thru|bis|a)\s*([a-z]+)(?![a-z])")
_WORD = re.compile(r"[a-z][a-z'.-]*|[&+-]")
_PIECES = re.compile(r"[;\n|]|,|/")


class NotUnderstoodError(ValueError):
    """A time that is not understood."""


def part_bits(day: int, part: int) -> int:
    """Return the half hours of a part of a day."""
    first, last = words.PART_HOURS[part]
    return span_bits(day, 2 * first, 2 * last)


def span_bits(day: int, first: int, last: int) -> int:
    """Return the half hours from ``first`` up to ``last`` of a day, past midnight those of the next day."""
    bits = 0
    for half in range(first, last):
        bits |= 1 << ((day * HALF_HOURS + half) % WEEK)
    return bits


ANY_TIME = sum(part_bits(day, part) for day in range(7) for part in range(3))


@lru_cache(maxsize=100_000)
def read_times(cell: str) -> int | None:
    """Read a cell such as ``Mon am; Tue 14:00-16:00``, ``weekdays 6-9pm`` or ``flexible`` as half hours.

    A part of a day without a day is meant of every day, a day without a time from 7 to 22. Hours without *am*
    or *pm* from 1 to 6 are those of the afternoon. A time alone is the hour that begins then.

    Returns
    -------
    int or None
        The bits; None where nothing is said.

    Raises
    ------
    NotUnderstoodError
        When a piece is not a time.
    """
    if is_no_answer(cell):
        return None
    text = folded(cell).replace("–", "-")
    if text.strip(" .!") in words.ANY_TIME:
        return ANY_TIME
    bits = 0
    days: tuple[int, ...] = ()
    waiting: tuple[int, ...] = ()
    for piece in filter(None, (part.strip(" .") for part in _PIECES.split(text))):
        if piece in words.ANY_TIME:
            bits |= ANY_TIME
            continue
        found, named, has_time = _piece(piece, days if not waiting else (*days, *waiting))
        if named and not has_time:
            # "Mon, Wed 9-11": days may wait for the time that follows them.
            waiting = (*waiting, *named)
            continue
        if waiting and named:
            found |= _for_days(found, named, waiting)
            days = (*waiting, *named)
        elif named:
            days = named
        elif waiting:
            days = waiting
        waiting = ()
        bits |= found
    for day in waiting:
        bits |= _whole_day(day)
    if not bits:
        raise NotUnderstoodError(cell)
    return bits


def _whole_day(day: int) -> int:
    return part_bits(day, 0) | part_bits(day, 1) | part_bits(day, 2)


def _for_days(bits: int, of: tuple[int, ...], others: tuple[int, ...]) -> int:
    """Copy what was said of one day to other days."""
    day = of[0]
    own = (bits >> (day * HALF_HOURS)) & ((1 << HALF_HOURS) - 1)
    copied = 0
    for other in others:
        copied |= own << (other * HALF_HOURS)
    return copied


def _piece(piece: str, before: tuple[int, ...]) -> tuple[int, tuple[int, ...], bool]:
    """Read one piece: its bits, the days that it names, and whether it names a time of day."""
    rest = piece.replace("every day", "every-day").replace("any day", "any-day").replace("p.m.", "pm")
    rest = rest.replace("a.m.", "am").replace("jeden tag", "jeden-tag").replace("all days", "all-days")
    rest = rest.replace("apres midi", "apres-midi").replace("fin de semana", "fin-de-semana")
    rest = rest.replace("am wochenende", "am-wochenende").replace("segunda feira", "segunda-feira")
    spans: list[tuple[int, int]] = []

    def take_range(found: re.Match[str]) -> str:
        first, last = (
            _clock(found[1], found[2], found[3] or _shared(found[3], found[6], found[1], found[4])),
            0,
        )
        last = _clock(found[4], found[5], found[6], after=first)
        if last <= first:
            last += HALF_HOURS
        spans.append((first, last))
        return " "

    rest = _RANGE.sub(take_range, rest)
    tokens: list[str] = []
    named: list[int] = []

    def take_days(found: re.Match[str]) -> str:
        first, last = words.DAYS.get(found[1]), words.DAYS.get(found[2])
        if first is None or last is None:
            return found[0]
        named.extend((first + step) % 7 for step in range((last - first) % 7 + 1))
        return " "

    rest = _DAY_RANGE.sub(take_days, rest)
    place = 0
    ahead = ""
    while place < len(rest):
        if rest[place].isspace() or rest[place] in ".,:()":
            place += 1
            continue
        one = _ONE.match(rest, place)
        if one is not None:
            half = _clock(one[1], one[2], one[3])
            if ahead:
                spans.append((half, 44 if half < 44 else HALF_HOURS) if ahead == "after" else (14, half))
            elif one[2] or one[3]:
                # A time alone, such as 9:00 in a list of hours to tick, is the hour that begins then.
                spans.append((half, half + 2))
            else:
                raise NotUnderstoodError(piece)
            ahead = ""
            place = one.end()
            continue
        word = _WORD.match(rest, place)
        if word is None:
            raise NotUnderstoodError(piece)
        token = word[0].strip(".'")
        place = word.end()
        nearest_number = re.match(r"\s*\d", rest[place:]) is not None
        if token in words.AFTER and nearest_number:
            ahead = "after"
        elif token in words.BEFORE and nearest_number:
            ahead = "before"
        else:
            tokens.append(token)
    parts, known_days = _words(piece, tokens)
    named.extend(known_days)
    days = tuple(dict.fromkeys(named))
    on = days or before or words.EVERY_DAY
    bits = 0
    for day in on:
        for part in parts:
            bits |= span_bits(day, 24, 28) if part == 3 else part_bits(day, part)
        for first, last in spans:
            bits |= span_bits(day, first, last)
    return bits, days, bool(parts or spans)


def _words(piece: str, tokens: list[str]) -> tuple[list[int], list[int]]:
    parts: list[int] = []
    days: list[int] = []
    for place, token in enumerate(tokens):
        if token in words.DAYS and not (token == "do" and place and tokens[place - 1] in words.PARTS):
            days.append(words.DAYS[token])
        elif token in words.SEVERAL_DAYS:
            days.extend(words.SEVERAL_DAYS[token])
        elif token in ("am", "pm") or token in words.PARTS:
            # The German "am Montag" is not a morning.
            if token == "am" and place + 1 < len(tokens) and tokens[place + 1] in words.DAYS:
                continue
            parts.append(words.PARTS[token])
        elif token in words.LUNCH:
            parts.append(3)
        elif token in words.ANY_TIME or token == "flexible":
            parts.extend((0, 1, 2))
        elif token not in words.BESIDE:
            stem = _compound(token)
            if stem is None:
                raise NotUnderstoodError(piece)
            days.append(stem[0])
            parts.append(stem[1])
    return parts, days


def _compound(token: str) -> tuple[int, int] | None:
    """Read words such as ``montagvormittag`` or ``mon_am``."""
    for length in range(len(token) - 2, 1, -1):
        day, part = words.DAYS.get(token[:length].strip("-.")), words.PARTS.get(token[length:].strip("-."))
        if day is not None and part is not None:
            return day, part
    return None


def _shared(own: str | None, other: str | None, first: str, last: str) -> str | None:
    """Say whether the *pm* of a range is meant of both ends: of 6-9pm, but not of 10-1pm or 10am-1pm."""
    if own or not other or not other.startswith("p"):
        return own
    return other if int(first) % 12 < int(last) % 12 or int(last) == 12 > int(first) >= 12 else "am"


def _clock(hour: str, minute: str | None, half: str | None, after: int | None = None) -> int:
    """Return a time of day as half hours from midnight."""
    hours, minutes = int(hour), int(minute or 0)
    if hours > 24 or minutes > 59:
        raise NotUnderstoodError(hour)
    if half and half[0] in "ap" and hours <= 12:
        hours = hours % 12 + (12 if half[0] == "p" else 0)
    elif (not half and minute is None and len(hour) < 2 and 1 <= hours <= 6) or (
        after is not None and not half and hours <= 12 and 2 * hours <= after < 2 * hours + 24 and hours < 12
    ):
        hours += 12
    # Inward: a time that is not on the half hour begins later.
    return 2 * hours + (minutes + (29 if after is None else 0)) // 30


def is_parts(bits: int) -> bool:
    """Tell whether times are whole parts of days."""
    parts = [part_bits(day, part) for day in range(7) for part in range(3)]
    return sum(mask for mask in parts if bits & mask == mask) == bits


def shifted(bits: int, half_hours: int) -> int:
    """Move times later by so many half hours, round the week."""
    by = half_hours % WEEK
    mask = (1 << WEEK) - 1
    return ((bits << by) | (bits >> (WEEK - by))) & mask


_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_PART_NAMES = ("morning", "afternoon", "evening")


def said_times(bits: int, most: int = 8) -> str:
    """Say half hours in words: ``Mon morning; Tue 14:00-16:00``."""
    if bits & ANY_TIME == ANY_TIME:
        return "any time"
    said = []
    for day in range(7):
        own = (bits >> (day * HALF_HOURS)) & ((1 << HALF_HOURS) - 1)
        for part in range(3):
            whole = part_bits(0, part)
            if own & whole == whole:
                said.append(f"{_NAMES[day]} {_PART_NAMES[part]}")
                own &= ~whole
        half = 0
        while half < HALF_HOURS:
            if own >> half & 1:
                end = half
                while end < HALF_HOURS and own >> end & 1:
                    end += 1
                said.append(f"{_NAMES[day]} {_hour(half)}-{_hour(end)}")
                half = end
            half += 1
    return "; ".join(said[:most]) + (f" and {len(said) - most} more" if len(said) > most else "")


def _hour(half: int) -> str:
    return f"{half // 2}:{'30' if half % 2 else '00'}"
