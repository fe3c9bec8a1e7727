"""Choosing in turn: each mentee, in order, takes the best mentor who still has a place."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mentorsim.numerics.kernel import kernel
from mentorsim.numerics.randomness import pair_bits

NOBODY = -1


@kernel
def choose_in_turn(
    scores: NDArray[np.int64],
    places: NDArray[np.int64],
    load: NDArray[np.int64],
    stage: np.uint64,
    mentees: NDArray[np.uint64],
    mentors: NDArray[np.uint64],
) -> NDArray[np.int64]:
    """Assign to each mentee the mentor with the highest score, then with the fewest mentees, then by lottery.

    Parameters
    ----------
    scores
        Shape (mentees, mentors), mentees in the order of their turns; negative where a pair is not allowed.
    places
        How many mentees each mentor can take.
    load
        How many each has already; changed in place.
    stage
        Key of the lottery among equals.
    mentees, mentors
        Keys of the students.

    Returns
    -------
    NDArray
        The mentor of each mentee, or -1.
    """
    mentor_of = np.full(scores.shape[0], NOBODY, np.int64)
    for i in range(scores.shape[0]):
        best = NOBODY
        best_scores = np.int64(0)
        best_bits = np.uint64(0)
        has_bits = False
        for j in range(scores.shape[1]):
            value = scores[i, j]
            if value < best_scores or load[j] >= places[j] or value < 0:
                continue
            if best != NOBODY and value == best_scores:
                if load[j] > load[best]:
                    continue
                if load[j] == load[best]:
                    if not has_bits:
                        best_bits = pair_bits(stage, mentees[i], mentors[best], np.uint64(0))
                        has_bits = True
                    drawn = pair_bits(stage, mentees[i], mentors[j], np.uint64(0))
                    if drawn <= best_bits:
                        continue
                    best_bits = drawn
                else:
                    has_bits = False
            else:
                has_bits = False
            best = j
            best_scores = value
        if best != NOBODY:
            mentor_of[i] = best
            load[best] += 1
    return mentor_of
