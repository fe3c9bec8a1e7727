"""Generate friendships in circles of friends and loose ties, from each student's own draws.

Every student sits in one circle, the other members of which share some of the student's categories, and in a
circle most pairs are friends: this makes the clustering. Further ties join any two students who share some
categories. Which categories must be shared is drawn anew for every circle and tie, so that each attribute
gets the homophily that is asked for. Circles and ties are found by hashing students into places whose number
follows the number of students, in such a way that one more student moves few others; the order of rows plays
no part.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mentorsim.cohort.circles import circle_friends, sit_in_circles
from mentorsim.cohort.friendship_plan import SAME_YEAR, FriendshipPlan
from mentorsim.cohort.gatherings import YEARS
from mentorsim.cohort.loose_ties import join_ends, open_ends
from mentorsim.cohort.people import FriendshipPairs
from mentorsim.cohort.ties import sort_ties
from mentorsim.cohort.uneven_circles import MEAN_SQUARE_SOCIABILITY
from mentorsim.numerics.kernel import kernel
from mentorsim.numerics.randomness import Decision, bits, pair_key, stage_key, uniform

#: Strengths are uniform from here to 1.
WEAKEST = 0.2


def generate_friendships(
    plan: FriendshipPlan,
    seed: int,
    replication: int,
    key: NDArray[np.uint64],
    role: NDArray[np.uint8],
    codes: NDArray[np.int32],
    sociability: NDArray[np.float64],
) -> FriendshipPairs:
    """Generate the friendships of one replication.

    Parameters
    ----------
    plan
        The generator's constants.
    seed, replication
        Seed and number of the replication.
    key, role
        The students, shape ``(n,)``.
    codes
        Categories of all attributes, shape ``(attributes, n)``.
    sociability
        0 to 1, shape ``(n,)``.
    """
    n = len(key)
    weight = np.empty(n)
    wanted = np.empty(n)
    circle = np.empty(n, np.int64)
    chance = np.empty(n)
    circles = sit_in_circles(
        seed,
        replication,
        key,
        role,
        codes,
        plan.until,
        plan.shared,
        plan.sizes,
        plan.before,
        SAME_YEAR,
        plan.circle_degree,
        plan.density,
        circle,
        chance,
        wanted,
    )
    _follow_sociability(
        sociability,
        plan.loose_degree,
        plan.sociable,
        plan.skew,
        plan.unevenness,
        plan.scale,
        weight,
        wanted,
    )
    close = circle_friends(seed, replication, key, circle, circles, chance, weight)
    owner, word, cell, wider = open_ends(
        seed,
        replication,
        key,
        role,
        codes,
        plan.until,
        plan.shared,
        plan.sizes,
        plan.before,
        SAME_YEAR,
        wanted,
    )
    partner = np.full(len(owner), -1, np.int64)
    cells = int(plan.before[-1]) * YEARS
    for meeting_cell in (cell, wider):
        join_ends(seed, replication, key, owner, word, meeting_cell, cells, circle, chance, weight, partner)
    first, second = sort_ties(*close, owner, partner, n)
    return FriendshipPairs(first, second, _strengths(seed, replication, key, first, second))


@kernel
def _follow_sociability(
    sociability: NDArray[np.float64],
    loose_degree: float,
    sociable: float,
    skew: float,
    unevenness: float,
    scale: float,
    weight: NDArray[np.float64],
    wanted: NDArray[np.float64],
) -> None:
    # Weights in the circle, and wanted loose friends: those that the circle is too small for, and the
    # planned.
    n = len(sociability)
    for i in range(n):
        weight[i] = 1.0 + skew * (2.0 * sociability[i] - 1.0)
        relative = sociability[i] * sociability[i] / MEAN_SQUARE_SOCIABILITY
        if unevenness > 0.0:
            weight[i] = np.sqrt(scale) * (weight[i] + unevenness * (relative - weight[i]))
        planned = loose_degree * (1.0 + sociable * (relative - 1.0))
        wanted[i] = min(planned + wanted[i] * weight[i], n - 1.0)


@kernel
def _strengths(
    seed: int,
    replication: int,
    key: NDArray[np.uint64],
    first: NDArray[np.int32],
    second: NDArray[np.int32],
) -> NDArray[np.float64]:
    stage = stage_key(seed, replication, Decision.FRIENDSHIP_STRENGTH, 0)
    strength = np.empty(len(first))
    for tie in range(len(first)):
        drawn = uniform(bits(stage, pair_key(key[first[tie]], key[second[tie]])))
        strength[tie] = 1.0 - (1.0 - WEAKEST) * drawn
    return strength
