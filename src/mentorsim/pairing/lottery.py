"""Keyed lottery numbers for pairing: they depend on the students' keys, never on their rows.

Three decision points: the order in which mentees and mentors are called (``MATCH_RANDOM``; ``GROUP_RANDOM``
for groups) and the lottery number of each pair (``TIE_BREAK``). So adding a student changes nobody else's
numbers.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mentorsim.numerics.kernel import kernel
from mentorsim.numerics.randomness import Decision, each_bits, pair_bits, stage_key

__all__ = ["add_lottery", "each_bits", "lottery_key", "lottery_order", "pair_numbers"]

Keys = NDArray[np.uint64]

# Which lottery of a pair is meant.
TIE = 0
MENTEE_TIE = 1
MENTOR_TIE = 2
TASTE = 3
POPULARITY = 4
COMMUNITY = 5


def lottery_key(seed: int, replication: int, week: int, decision: int = Decision.TIE_BREAK) -> np.uint64:
    """Make the key of one lottery of one week."""
    return stage_key(seed, replication, decision, week)


def lottery_order(stage: np.uint64, keys: Keys) -> NDArray[np.int64]:
    """Order students by their lottery numbers."""
    return np.argsort(each_bits(stage, keys))


@kernel
def pair_numbers(
    stage: np.uint64, mentees: Keys, mentors: Keys, occasion: int, width: int
) -> NDArray[np.int64]:
    """Draw a whole number of ``width`` bits (0 to 62) for each pair; shape (mentees, mentors)."""
    numbers = np.empty((mentees.size, mentors.size), np.int64)
    shift = np.uint64(64 - width)
    which = np.uint64(occasion)
    for i in range(mentees.size):
        for j in range(mentors.size):
            numbers[i, j] = np.int64(pair_bits(stage, mentees[i], mentors[j], which) >> shift)
    return numbers


@kernel
def add_lottery(
    scores: NDArray[np.int64],
    unit: int,
    offset: int,
    impossible: int,
    stage: np.uint64,
    mentees: Keys,
    mentors: Keys,
    occasion: int,
    width: int,
) -> NDArray[np.int64]:
    """Weigh pairs by ``scores * unit + offset`` plus a lottery number of ``width`` bits (1 to 62).

    Pairs with a negative score get the weight ``impossible``.
    """
    weights = np.empty(scores.shape, np.int64)
    shift = np.uint64(64 - width)
    which = np.uint64(occasion)
    for i in range(scores.shape[0]):
        for j in range(scores.shape[1]):
            drawn = np.int64(pair_bits(stage, mentees[i], mentors[j], which) >> shift)
            weight = scores[i, j] * unit + offset + drawn
            weights[i, j] = weight if scores[i, j] >= 0 else impossible
    return weights
