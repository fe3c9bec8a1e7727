"""Pairing so that the worst-off pair is as good as can be."""

from __future__ import annotations

import numpy as np

from mentorsim.pairing.blocks import blocks, joined
from mentorsim.pairing.candidates import Candidates
from mentorsim.pairing.problem import Rows, no_pairs
from mentorsim.pairing.registry import matching_method
from mentorsim.pairing.score_methods import best_total


@matching_method("maximin", needs_criteria=True)
def pair_for_the_worst_off(candidates: Candidates) -> Rows:
    """As many pairs as can be made, the worst of them as good as possible, and then the highest total score.

    With a mandatory common category this holds within each category.
    """
    pairs = [_pair_block(block) for block in blocks(candidates)]
    return joined(pairs)


def _pair_block(candidates: Candidates) -> Rows:
    scores = candidates.table()
    if not scores.size:
        return no_pairs()
    least = _least_score(scores, candidates.places)
    return candidates.pairs(best_total(candidates, np.where(scores < least, -1, scores), coverage_first=True))


def _least_score(scores: Rows, places: Rows) -> int:
    """Find the highest threshold at which as many can be paired as without one, by bisection."""
    from mentorsim.pairing.coverage import place_the_rest

    def placed(threshold: int) -> int:
        return place_the_rest(scores, threshold, places, np.full(len(scores), -1, np.int64))

    most = placed(0)
    levels = np.unique(scores[scores >= 0])
    # levels[low] is known to do; levels[high] and above are known not to.
    low, high = 0, len(levels)
    while high - low > 1:
        middle = (low + high) // 2
        if placed(int(levels[middle])) == most:
            low = middle
        else:
            high = middle
    return int(levels[low]) if len(levels) else 0
