"""Turn the text columns of a roster into attributes, options, weekly times and standardized numbers."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mentorsim.cohort.people import WEEK_PARTS, Category, Options, WeekTimes
from mentorsim.errors import RosterError
from mentorsim.numerics.kernel import kernel
from mentorsim.roster.lists import ListReading
from mentorsim.roster.times import ANY_TIME, WEEK, part_bits
from mentorsim.roster.words import folded, is_no_answer

UNKNOWN = "unknown"
ALL_SLOTS = (1 << WEEK_PARTS) - 1
_MOST_CATEGORIES = 500
_WORD = 64
#: Half hours of a part that make it a free slot where times are finer than parts.
_ENOUGH = 2


def named_groups(cells: Sequence[str], names: dict[str, str], path: Path, column: str) -> Category:
    """Make an attribute with one category per different cell; ``names`` renames some of them.

    Cells that differ only in case, blanks, quotes or accents are one category, by the most frequent spelling.
    Categories are sorted, by number where all are numbers; a missing cell is the last category, ``unknown``.

    Raises
    ------
    RosterError
        When the column has more than 500 different values.
    """
    spelled = spellings(cells, names)
    labels = [spelled[cell] for cell in cells]
    found = set(labels) - {UNKNOWN}
    if len(found) > _MOST_CATEGORIES:
        raise RosterError(
            f"column {column!r} has {len(found)} different values, too many for an attribute; use "
            "at_least to divide numbers in two groups, or name another column",
            file=path,
        )
    categories = sorted(found, key=_numbers_first)
    if UNKNOWN in labels:
        categories.append(UNKNOWN)
    place = {name: code for code, name in enumerate(categories)}
    return Category(np.array([place[label] for label in labels], dtype=np.int32), tuple(categories))


def spellings(cells: Sequence[str], names: dict[str, str]) -> dict[str, str]:
    """Return the category of each different cell: the most frequent spelling of those that mean the same."""
    renamed = {folded(cell): name for cell, name in names.items()}
    best: dict[str, tuple[int, str]] = {}
    for cell, count in Counter(cells).items():
        fold = folded(cell)
        if fold not in best or (-count, cell) < (-best[fold][0], best[fold][1]):
            best[fold] = count, cell
    return {
        cell: UNKNOWN if is_no_answer(cell) else renamed.get(folded(cell), best[folded(cell)][1])
        for cell in dict.fromkeys(cells)
    }


def yes_by_value(cells: Sequence[str], yes: Sequence[str], path: Path, column: str) -> Category:
    """Make a yes/no attribute: yes where the cell is one of ``yes``, whatever its case, blanks and accents.

    Raises
    ------
    RosterError
        When no cell is, which is nearly always a misspelling.
    """
    exact = {value.strip() for value in yes}
    wanted = {folded(value) for value in yes}
    known = {cell: _is_listed(cell, exact, wanted) for cell in dict.fromkeys(cells)}
    if not any(known.values()):
        raise RosterError(
            f"column {column!r} holds none of the values listed under yes; write them as in the file",
            file=path,
        )
    return _yes_no([known[cell] for cell in cells])


def _is_listed(cell: str, exact: set[str], wanted: set[str]) -> bool | None:
    if cell in exact:
        return True
    if is_no_answer(cell):
        return None
    return folded(cell) in wanted


def yes_by_threshold(numbers: Sequence[float], at_least: float) -> Category:
    """Make a yes/no attribute: yes where the number is at least ``at_least``."""
    return _yes_no([None if math.isnan(number) else number >= at_least for number in numbers])


def _yes_no(answers: Sequence[bool | None]) -> Category:
    codes = np.array([2 if answer is None else int(answer) for answer in answers], dtype=np.int32)
    return Category(codes, ("no", "yes", UNKNOWN) if None in answers else ("no", "yes"))


def _numbers_first(name: str) -> tuple[int, float, str]:
    try:
        number = float(name)
    except ValueError:
        return 1, 0.0, name
    return (0, number, name) if math.isfinite(number) else (1, 0.0, name)


def chosen_options(reading: ListReading) -> Options:
    """Turn lists of options into bits."""
    words = max(1, -(-len(reading.options) // _WORD))
    bits = np.zeros((words, len(reading.chosen)), np.uint64)
    cache: dict[frozenset[int], list[int]] = {}
    for person, chosen in enumerate(reading.chosen):
        if chosen is None:
            continue
        if chosen not in cache:
            cache[chosen] = _words_of(sum(1 << option for option in chosen), words)
        bits[:, person] = cache[chosen]
    known = np.array([chosen is not None for chosen in reading.chosen], np.bool_)
    return Options(reading.options, bits, known)


def _words_of(bits: int, words: int) -> list[int]:
    return [(bits >> (_WORD * word)) & ((1 << _WORD) - 1) for word in range(words)]


@dataclass(frozen=True, eq=False)
class ReadTimes:
    """Free times in both forms: as parts of days for the simulation's slots, and as finely as given."""

    slots: NDArray[np.uint32]
    times: WeekTimes


def week_times(half_hours: Sequence[int | None], *, has_zones: bool) -> ReadTimes:
    """Turn half hours of a week into slots and times.

    Where everybody's times are whole parts of days, a bit is such a part; else it is a half hour. Who said
    nothing may meet at any time in a simulation, and counts as unknown in matching.

    Parameters
    ----------
    half_hours
        Bits by person, None where nothing is said.
    has_zones
        Whether times were moved from several time zones, so that parts of days mean nothing.
    """
    kinds = {bits: _parts_of(bits) for bits in set(half_hours) if bits is not None}
    in_parts = not has_zones and all(_bits_of(parts) == bits for bits, parts in kinds.items())
    slots = np.array(
        [ALL_SLOTS if bits is None or not kinds[bits] else kinds[bits] for bits in half_hours], np.uint32
    )
    known = np.array([bits is not None for bits in half_hours], np.bool_)
    if in_parts:
        words = np.where(known, slots, 0).astype(np.uint64)[None, :]
        return ReadTimes(slots, WeekTimes(words, known, in_parts=True))
    count = -(-WEEK // _WORD)
    parted = {bits: _words_of(bits, count) for bits in kinds}
    nothing = [0] * count
    rows = np.array([nothing if bits is None else parted[bits] for bits in half_hours], np.uint64).reshape(
        len(half_hours), count
    )
    return ReadTimes(slots, WeekTimes(np.ascontiguousarray(rows.T), known, in_parts=False))


def slot_of_part(day: int, part: int) -> int:
    """Return the slot of a part of a day: see `Observed`."""
    if day >= 5:
        return 15 + 3 * (day - 5) + part
    return 10 + day if part == 2 else 2 * day + part


_PARTS = tuple((slot_of_part(day, part), part_bits(day, part)) for day in range(7) for part in range(3))


def _parts_of(bits: int) -> int:
    """Return the parts of days in which at least an hour is free."""
    return sum(1 << slot for slot, mask in _PARTS if (bits & mask).bit_count() >= _ENOUGH)


def _bits_of(parts: int) -> int:
    return sum(mask for slot, mask in _PARTS if parts >> slot & 1)


def part_words(slots: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """Return slots as half hours, shape (words, n): for students of whom only slots are known."""
    count = -(-WEEK // _WORD)
    words = np.zeros((count, len(slots)), np.uint64)
    for slot, mask in _PARTS:
        has = (slots >> np.uint32(slot)) & np.uint32(1)
        for word, bits in enumerate(_words_of(mask, count)):
            words[word] |= has.astype(np.uint64) * np.uint64(bits)
    return words


def standardize(
    values: NDArray[np.float64],
    counted: NDArray[np.bool_],
    path: Path,
    column: str,
    *,
    may_be_equal: bool = False,
) -> NDArray[np.float64]:
    """Return ``(number - mean) / SD``, with the mean and SD of the ``counted`` numbers that are not missing.

    With ``may_be_equal`` an SD of 0 counts as 1, and the mean of no numbers as 0.

    Raises
    ------
    RosterError
        When these numbers do not differ from one another, or there is none.
    """
    # In ascending order, so that the file's order of rows does not reach the last bits.
    known = np.sort(values[counted & ~np.isnan(values)])
    if len(known) == 0 or known[0] == known[-1]:
        if may_be_equal:
            return values - (known[0] if len(known) else 0.0)
        raise RosterError(
            f"the numbers of column {column!r} do not differ from student to student, so they cannot be "
            "standardized; name another column",
            file=path,
        )
    mean, deviation = _moments(known)
    if not 0.0 < deviation < math.inf:
        raise RosterError(
            f"the numbers of column {column!r} are too large or too small to be standardized", file=path
        )
    return (values - mean) / deviation


@kernel
def _moments(values: NDArray[np.float64]) -> tuple[float, float]:
    # Plain ascending sums: a library's reduction adds in an order that depends on the processor.
    total = 0.0
    for value in values:
        total += value
    mean = total / len(values)
    squares = 0.0
    for value in values:
        squares += (value - mean) * (value - mean)
    return mean, np.sqrt(squares / len(values))


def middle(values: NDArray[np.float64]) -> float:
    """Return the median of the values that are not missing (the lower of the two middle ones)."""
    known = np.sort(values[~np.isnan(values)])
    return float(known[(len(known) - 1) // 2])


__all__ = ["ALL_SLOTS", "ANY_TIME", "UNKNOWN", "ReadTimes", "chosen_options", "week_times"]
