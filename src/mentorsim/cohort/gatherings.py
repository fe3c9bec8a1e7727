"""Bring students together by their own draws: whom they must resemble, where they sit, who is there."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mentorsim.numerics.kernel import array_maker, inner_kernel
from mentorsim.numerics.randomness import mix, uniform

_32 = np.uint64(32)
_LOW_32_BITS = np.uint64(0xFFFFFFFF)
_TWO_TO_MINUS_32 = 2.0**-32
_TWO_TO_MINUS_53 = 2.0**-53
_STEP = np.uint64(0x9E3779B97F4A7C15)
#: Students of any year, first-years, upper-years.
YEARS = 3


@inner_kernel
def cell_of(
    i: int,
    context: int,
    same_year: bool,
    role: NDArray[np.uint8],
    codes: NDArray[np.int32],
    shared: NDArray[np.int64],
    sizes: NDArray[np.int64],
    before: NDArray[np.int64],
) -> int:
    """Number the students who agree with student ``i`` in what a context requires, and in the year if asked.

    See `FriendshipPlan` for ``shared``, ``sizes`` and ``before``.
    """
    code = 0
    for place in range(shared.shape[1]):
        if shared[context, place] >= 0:
            code = code * sizes[context, place] + codes[shared[context, place], i]
    return int((before[context] + code) * YEARS + (role[i] + 1 if same_year else 0))


@inner_kernel
def draw_context(word: np.uint64, until: NDArray[np.float64]) -> int:
    """Draw the context in which people meet, from running sums of the contexts' probabilities."""
    drawn = np.float64(word >> _32) * _TWO_TO_MINUS_32
    context = 0
    while drawn >= until[context]:
        context += 1
    return context


@inner_kernel
def draw_same_year(word: np.uint64, chance: float) -> bool:
    """Draw whether the year must be shared, from the half of a draw that `draw_context` does not use."""
    return bool(np.float64(word & _LOW_32_BITS) * _TWO_TO_MINUS_32 < chance)


@inner_kernel
def seat(word: np.uint64, places: int) -> int:
    """Hash to one of ``places``, such that one place more moves only those who go to the new one.

    The places at which a student would move are drawn one after the other: from place ``b`` the next move
    comes when there are more than ``m`` places with probability ``(b + 1) / m`` (J. Lamping and E. Veach, "A
    fast, minimal memory, consistent hash algorithm", arXiv:1406.2294).
    """
    here = 0.0
    following = 0.0
    while following < places:
        here = following
        word = mix(word + _STEP)
        following = np.floor((here + 1.0) / (uniform(word) + _TWO_TO_MINUS_53))
    return int(here)


@array_maker
def take_places(
    cell: NDArray[np.int64], words: NDArray[np.uint64], cells: int, others: float, places: NDArray[np.int64]
) -> tuple[int, NDArray[np.int64], NDArray[np.int64]]:
    """Seat everyone at a place of the own cell, on average with ``others`` at it.

    Parameters
    ----------
    cell
        Cell of each.
    words
        Draw of each.
    cells
        Number of cells.
    others
        How many others are wanted at a place.
    places
        Filled with the place of each, numbered through all cells.

    Returns
    -------
    tuple
        The number of places, and of each cell the members and the places.
    """
    members = np.zeros(cells, np.int64)
    for one in cell:
        members[one] += 1
    opened = np.zeros(cells, np.int64)
    before = np.zeros(cells, np.int64)
    total = 0
    for one in range(cells):
        if members[one] > 0:
            opened[one] = max(1, int(np.floor((members[one] - 1) / others + 0.5)))
            before[one] = total
            total += opened[one]
    for i in range(len(cell)):
        places[i] = before[cell[i]] + seat(words[i], opened[cell[i]])
    return total, members, opened


@array_maker
def group_by_place(places: NDArray[np.int64], total: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """List who is at each place: those at place ``p`` are ``member[start[p]:start[p + 1]]``."""
    start = np.zeros(total + 1, np.int64)
    for place in places:
        start[place + 1] += 1
    for place in range(total):
        start[place + 1] += start[place]
    filled = np.zeros(total + 1, np.int64)
    for place in range(total):
        filled[place] = start[place]
    member = np.empty(len(places), np.int64)
    for i in range(len(places)):
        member[filled[places[i]]] = i
        filled[places[i]] += 1
    return start, member
