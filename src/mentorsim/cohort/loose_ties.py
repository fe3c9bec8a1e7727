"""Loose friends: ties between any two students who share some categories, more of them for the sociable."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mentorsim.cohort.circles import are_circle_friends
from mentorsim.cohort.gatherings import (
    YEARS,
    cell_of,
    draw_context,
    draw_same_year,
    group_by_place,
    take_places,
)
from mentorsim.kernel import kernel
from mentorsim.randomness import Decision, bits, pair_bits, stage_key, uniform

# Open ends that meet at one place on average: few, so that one more student disturbs few.
_ENDS_AT_A_PLACE = 8.0
_CONTEXT = 0
_SEAT = 1
_TIE = 2


@kernel
def loose_friends(
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
    circle: NDArray[np.int64],
    chance: NDArray[np.float64],
    weight: NDArray[np.float64],
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return pairs of friends, from open ends that meet at places and join two by two.

    Each student has about ``wanted`` open ends. An end meets only ends of students who share what it requires,
    and does not join one of the same student or of a friend in the same circle. Ends left over try once more, with
    students of any year, or with anyone. The other arguments are those of `sit_in_circles`, with what that filled in.
    """
    degree_stage = stage_key(seed, replication, Decision.FRIENDSHIP_DEGREE, 0)
    choice_stage = stage_key(seed, replication, Decision.FRIENDSHIP_CHOICE, 0)
    tie_stage = stage_key(seed, replication, Decision.FRIENDSHIP_CLOSURE, _TIE)
    n = len(key)
    ends_of = np.empty(n, np.int64)
    ends = 0
    for i in range(n):
        ends_of[i] = int(np.floor(wanted[i] + uniform(bits(degree_stage, key[i]))))
        ends += ends_of[i]
    owner = np.empty(ends, np.int64)
    word = np.empty(ends, np.uint64)
    cell = np.empty(ends, np.int64)
    relaxed = np.empty(ends, np.int64)
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
            relaxed[end] = cell_of(i, context if same else 0, False, role, codes, shared, sizes, before)
            end += 1
    cells = before[-1] * YEARS
    partner = _join(owner, word, cell, cells, key, circle, chance, weight, tie_stage)
    left = np.flatnonzero(partner < 0)
    again = _join(owner[left], word[left], relaxed[left], cells, key, circle, chance, weight, tie_stage)
    for place in range(len(left)):
        if again[place] >= 0:
            partner[left[place]] = left[again[place]]
    one = np.empty(ends, np.int32)
    other = np.empty(ends, np.int32)
    count = 0
    for end in range(ends):
        if partner[end] > end:
            one[count] = owner[end]
            other[count] = owner[partner[end]]
            count += 1
    return one[:count], other[:count]


@kernel
def _join(
    owner: NDArray[np.int64],
    word: NDArray[np.uint64],
    cell: NDArray[np.int64],
    cells: int,
    key: NDArray[np.uint64],
    circle: NDArray[np.int64],
    chance: NDArray[np.float64],
    weight: NDArray[np.float64],
    tie_stage: np.uint64,
) -> NDArray[np.int64]:
    # The partner of each end, or -1: at each place, in the order of their draws, ends take the next that suits.
    places = np.empty(len(owner), np.int64)
    total = take_places(cell, word, cells, _ENDS_AT_A_PLACE, places)[0]
    start, member = group_by_place(places, total)
    partner = np.full(len(owner), -1, np.int64)
    for place in range(total):
        _sort_by_word(member, start[place], start[place + 1], word)
        for a in range(start[place], start[place + 1]):
            if partner[member[a]] >= 0:
                continue
            i = owner[member[a]]
            for b in range(a + 1, start[place + 1]):
                j = owner[member[b]]
                if partner[member[b]] >= 0 or i == j:
                    continue
                if circle[i] == circle[j] and are_circle_friends(
                    tie_stage, key[i], key[j], chance[i] * weight[i] * weight[j]
                ):
                    continue
                partner[member[a]] = member[b]
                partner[member[b]] = member[a]
                break
    return partner


@kernel
def _sort_by_word(member: NDArray[np.int64], low: int, high: int, word: NDArray[np.uint64]) -> None:
    # Insertion sort of a few entries.
    for place in range(low + 1, high):
        moving = member[place]
        gap = place
        while gap > low and word[member[gap - 1]] > word[moving]:
            member[gap] = member[gap - 1]
            gap -= 1
        member[gap] = moving
