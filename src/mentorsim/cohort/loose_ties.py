"""Loose friends: ties between any two students who share some categories, more of them for the sociable."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mentorsim.cohort.circles import are_circle_friends
from mentorsim.cohort.gatherings import (
    cell_of,
    draw_context,
    draw_same_year,
    group_by_place,
    take_places,
)
from mentorsim.numerics.kernel import inner_kernel, kernel
from mentorsim.numerics.prefetch import fetch
from mentorsim.numerics.randomness import Decision, bits, pair_bits, stage_key, uniform

# Open ends that meet at one place on average: few, so that one more student disturbs few.
_ENDS_AT_A_PLACE = 8.0
_PLACES_AHEAD = 3
"""How many places ahead the ends that meet there are asked for, and twice as many ahead their numbers."""
_CONTEXT = 0
_SEAT = 1
_TIE = 2


@kernel
def open_ends(
    seed: int,
    replication: int,
    key: NDArray[np.uint64],
    role: NDArray[np.uint8],
    codes: NDArray[np.int32],
    until: NDArray[np.float64],
    shared: NDArray[np.int64],
    sizes: NDArray[np.int64],
    before: NDArray[np.int64],
    same_year: float,
    wanted: NDArray[np.float64],
) -> tuple[NDArray[np.int64], NDArray[np.uint64], NDArray[np.int64], NDArray[np.int64]]:
    """Draw the open ends of ties that students look for: ``wanted`` of each student, rounded at random.

    The arguments are those of `sit_in_circles`.

    Returns
    -------
    tuple
        Of each end the student, a draw, the cell in which it looks, and a wider one: students of any year, or
        anyone.
    """
    degree_stage = stage_key(seed, replication, Decision.FRIENDSHIP_DEGREE, 0)
    choice_stage = stage_key(seed, replication, Decision.FRIENDSHIP_CHOICE, 0)
    n = len(key)
    ends_of = np.empty(n, np.int64)
    ends = 0
    for i in range(n):
        ends_of[i] = int(np.floor(wanted[i] + uniform(bits(degree_stage, key[i]))))
        ends += ends_of[i]
    owner = np.empty(ends, np.int64)
    word = np.empty(ends, np.uint64)
    cell = np.empty(ends, np.int64)
    wider = np.empty(ends, np.int64)
    end = 0
    for i in range(n):
        for occasion in range(ends_of[i]):
            number = np.uint64(occasion)
            drawn = pair_bits(choice_stage, key[i], number, np.uint64(_CONTEXT))
            context = draw_context(drawn, until)
            same = draw_same_year(drawn, same_year)
            owner[end] = i
            word[end] = pair_bits(choice_stage, key[i], number, np.uint64(_SEAT))
            cell[end] = cell_of(i, context, same, role, codes, shared, sizes, before)
            wider[end] = cell_of(i, context if same else 0, False, role, codes, shared, sizes, before)
            end += 1
    return owner, word, cell, wider


@kernel
def join_ends(
    seed: int,
    replication: int,
    key: NDArray[np.uint64],
    owner: NDArray[np.int64],
    word: NDArray[np.uint64],
    cell: NDArray[np.int64],
    cells: int,
    circle: NDArray[np.int64],
    chance: NDArray[np.float64],
    weight: NDArray[np.float64],
    partner: NDArray[np.int64],
) -> None:
    """Join ends two by two: those of a cell meet at places, and there each takes the next that suits.

    An end does not join one of the same student, or of a friend in the same circle.

    Parameters
    ----------
    seed, replication
        Seed and number of the replication.
    key
        The students' keys.
    owner, word, cell
        Of each end the student, a draw, and the cell, of ``cells``.
    circle, chance, weight
        Of each student: what `circle_friends` was given.
    partner
        For each end the end that it joins: filled in where it was -1 and one is found. Others do not take
        part.
    """
    tie_stage = stage_key(seed, replication, Decision.FRIENDSHIP_CLOSURE, _TIE)
    left = np.empty(len(owner), np.int64)
    count = 0
    for end in range(len(owner)):
        if partner[end] < 0:
            left[count] = end
            count += 1
    left_cell = np.empty(count, np.int64)
    left_word = np.empty(count, np.uint64)
    for place in range(count):
        left_cell[place] = cell[left[place]]
        left_word[place] = word[left[place]]
    places = np.empty(count, np.int64)
    total = take_places(left_cell, left_word, cells, _ENDS_AT_A_PLACE, places)[0]
    start, member = group_by_place(places, total)
    for place in range(total):
        later, soon = min(place + 2 * _PLACES_AHEAD, total - 1), min(place + _PLACES_AHEAD, total - 1)
        for a in range(start[later], start[later + 1]):
            fetch((left, left_word), member[a])
        for a in range(start[soon], start[soon + 1]):
            fetch((owner, partner), left[member[a]])
        _sort_by_word(member, start[place], start[place + 1], left_word)
        for a in range(start[place], start[place + 1]):
            one = left[member[a]]
            i = owner[one]
            for b in range(a + 1, start[place + 1]):
                other = left[member[b]]
                j = owner[other]
                if partner[one] >= 0 or partner[other] >= 0 or i == j:
                    continue
                if circle[i] == circle[j] and are_circle_friends(
                    tie_stage, key[i], key[j], chance[i] * weight[i] * weight[j]
                ):
                    continue
                partner[one] = other
                partner[other] = one


@inner_kernel
def _sort_by_word(member: NDArray[np.int64], low: int, high: int, word: NDArray[np.uint64]) -> None:
    # Insertion sort of a few entries.
    for place in range(low + 1, high):
        moving = member[place]
        gap = place
        while gap > low and word[member[gap - 1]] > word[moving]:
            member[gap] = member[gap - 1]
            gap -= 1
        member[gap] = moving
