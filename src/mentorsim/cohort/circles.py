"""Friends in circles: everyone sits in one, with people alike in something, and most pairs are friends."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mentorsim.cohort.gatherings import (
    YEARS,
    cell_of,
    draw_context,
    draw_same_year,
    group_by_place,
    take_places,
)
from mentorsim.numerics.kernel import inner_kernel, kernel
from mentorsim.numerics.randomness import Decision, bits, pair_key, stage_key, uniform

_HIGHEST_CHANCE = 0.95
# Uses of the week in the key of FRIENDSHIP_CLOSURE.
_CONTEXT = 0
_SEAT = 1
_TIE = 2


@kernel
def sit_in_circles(
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
    degree: float,
    density: float,
    circle: NDArray[np.int64],
    chance: NDArray[np.float64],
    lacking: NDArray[np.float64],
) -> int:
    """Assign every student to a circle.

    Parameters
    ----------
    seed, replication
        Seed and number of the replication.
    key, role, codes
        The students.
    until, shared, sizes, before
        The contexts in which people meet, and what each requires them to share: see `FriendshipPlan`.
    same_year
        Probability that they have to be of the same year.
    degree
        Friends wanted per student; with 0 everyone sits alone.
    density
        Share of the pairs in a circle that are friends.
    circle
        Filled with each student's circle, numbered from 0.
    chance
        Filled with the probability that two members of the student's circle are friends: raised or lowered
        where the number of people alike allows no circles of the right size.
    lacking
        Filled with the friends that the student's circle is then still too small for.

    Returns
    -------
    int
        The number of circles.
    """
    context_stage = stage_key(seed, replication, Decision.FRIENDSHIP_CLOSURE, _CONTEXT)
    seat_stage = stage_key(seed, replication, Decision.FRIENDSHIP_CLOSURE, _SEAT)
    n = len(key)
    if degree <= 0.0:
        for i in range(n):
            circle[i] = i
            chance[i] = 0.0
            lacking[i] = 0.0
        return n
    cell = np.empty(n, np.int64)
    words = np.empty(n, np.uint64)
    for i in range(n):
        word = bits(context_stage, key[i])
        context = draw_context(word, until)
        same = draw_same_year(word, same_year)
        cell[i] = cell_of(i, context, same, role, codes, shared, sizes, before)
        words[i] = bits(seat_stage, key[i])
    cells = before[len(before) - 1] * YEARS
    circles, members, opened = take_places(cell, words, cells, degree / density, circle)
    for i in range(n):
        others = (members[cell[i]] - 1) / opened[cell[i]]
        chance[i] = min(degree / others, _HIGHEST_CHANCE) if others > 0.0 else 0.0
        lacking[i] = max(degree - chance[i] * others, 0.0)
    return circles


@kernel
def circle_friends(
    seed: int,
    replication: int,
    key: NDArray[np.uint64],
    circle: NDArray[np.int64],
    circles: int,
    chance: NDArray[np.float64],
    weight: NDArray[np.float64],
) -> tuple[NDArray[np.int32], NDArray[np.int32], int]:
    """Return pairs of which the first so many, the last of the three results, are friends in a circle."""
    tie_stage = stage_key(seed, replication, Decision.FRIENDSHIP_CLOSURE, _TIE)
    start, member = group_by_place(circle, circles)
    pairs = 0
    for place in range(circles):
        size = start[place + 1] - start[place]
        pairs += size * (size - 1) // 2
    # One more, because a place is written before it is known whether it is kept.
    one = np.empty(pairs + 1, np.int32)
    other = np.empty(pairs + 1, np.int32)
    count = 0
    for place in range(circles):
        for a in range(start[place], start[place + 1]):
            for b in range(a + 1, start[place + 1]):
                i = member[a]
                j = member[b]
                one[count] = i
                other[count] = j
                # Written in any case and kept only if they are friends: no branch to mispredict.
                count += are_circle_friends(tie_stage, key[i], key[j], chance[i] * weight[i] * weight[j])
    return one, other, count


@inner_kernel
def are_circle_friends(tie_stage: np.uint64, one: np.uint64, other: np.uint64, chance: float) -> bool:
    """Tell whether two students who sit in one circle are friends; the same in either order."""
    return uniform(bits(tie_stage, pair_key(one, other))) < chance
