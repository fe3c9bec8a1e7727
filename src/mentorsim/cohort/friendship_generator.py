"""Generate friendships in circles of friends and loose ties, from each student's own draws.

Every student sits in one circle, the other members of which share some of the student's categories, and in a
circle most pairs are friends: this makes the clustering. Further ties join any two students who share some
categories. Which categories must be shared is drawn anew for every circle and tie, so that each attribute gets
the homophily that is asked for. Circles and ties are found by hashing students into places whose number follows
the number of students, in such a way that one more student moves few others; the order of rows plays no part.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mentorsim.cohort.circles import circle_friends, sit_in_circles
from mentorsim.cohort.friendship_plan import MEAN_SQUARE_SOCIABILITY, SAME_YEAR, FriendshipPlan
from mentorsim.cohort.loose_ties import loose_friends
from mentorsim.cohort.people import Friendships
from mentorsim.cohort.ties import sort_ties
from mentorsim.kernel import kernel
from mentorsim.randomness import Decision, bits, pair_key, stage_key, uniform

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
) -> Friendships:
    """Generate the friendships of one replication.

    Parameters
    ----------
    plan
        The generator's constants.
    seed, replication
        The world.
    key, role
        The students, shape ``(n,)``.
    codes
        Categories of all attributes, shape ``(attributes, n)``.
    sociability
        0 to 1, shape ``(n,)``.
    """
    first, second, strength = _generate(
        seed,
        replication,
        key,
        role,
        codes,
        sociability,
        plan.until,
        plan.shared,
        plan.sizes,
        plan.before,
        plan.circle_degree,
        plan.loose_degree,
        plan.density,
        plan.skew,
        plan.sociable,
    )
    return Friendships(first, second, strength)


@kernel
def _generate(
    seed: int,
    replication: int,
    key: NDArray[np.uint64],
    role: NDArray[np.uint8],
    codes: NDArray[np.int32],
    sociability: NDArray[np.float64],
    until: NDArray[np.float64],
    shared: NDArray[np.int64],
    sizes: NDArray[np.int64],
    before: NDArray[np.int64],
    circle_degree: float,
    loose_degree: float,
    density: float,
    skew: float,
    sociable: float,
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]]:
    n = len(key)
    weight = np.empty(n)
    for i in range(n):
        weight[i] = 1.0 + skew * (2.0 * sociability[i] - 1.0)
    circle = np.arange(n)
    circles = n
    chance = np.zeros(n)
    wanted = np.zeros(n)
    if circle_degree > 0.0:
        circles = sit_in_circles(
            seed, replication, key, role, codes, until, shared, sizes, before, SAME_YEAR,
            circle_degree, density, circle, chance, wanted,
        )  # fmt: skip
    for i in range(n):
        relative = sociability[i] * sociability[i] / MEAN_SQUARE_SOCIABILITY
        wanted[i] = min(loose_degree * (1.0 + sociable * (relative - 1.0)) + wanted[i] * weight[i], n - 1.0)
    close_one, close_other = circle_friends(seed, replication, key, circle, circles, chance, weight)
    loose_one, loose_other = loose_friends(
        seed, replication, key, role, codes, until, shared, sizes, before, SAME_YEAR, wanted, circle, chance, weight
    )
    close, loose = len(close_one), len(loose_one)
    one = np.empty(close + loose, np.int32)
    other = np.empty(close + loose, np.int32)
    one[:close] = close_one
    one[close:] = loose_one
    other[:close] = close_other
    other[close:] = loose_other
    first, second = sort_ties(one, other, close + loose, n)
    strength_stage = stage_key(seed, replication, Decision.FRIENDSHIP_STRENGTH, 0)
    strength = np.empty(len(first))
    for tie in range(len(first)):
        drawn = uniform(bits(strength_stage, pair_key(key[first[tie]], key[second[tie]])))
        strength[tie] = 1.0 - (1.0 - WEAKEST) * drawn
    return first, second, strength
