"""Pairing in an order: whose turn it is takes the best mentor left."""

from __future__ import annotations

import numpy as np

from mentorsim.errors import UserError
from mentorsim.pairing.blocks import blocks, joined
from mentorsim.pairing.candidates import DIVIDE, MOST_CELLS, SLICE_CELLS, Candidates
from mentorsim.pairing.fields import prior_grades
from mentorsim.pairing.problem import Rows, no_pairs
from mentorsim.pairing.registry import matching_method

#: Only slices of the table are in memory; this bounds the time, at some nanoseconds per pair and criterion.
_MOST_WEIGHED = 100 * MOST_CELLS


@matching_method("first_come")
def pair_first_come(candidates: Candidates) -> Rows:
    """Students come in a random order and each takes the mentor with the highest score among those left.

    Without criteria each takes the mentor with the fewest mentees so far.
    """
    return joined(
        [
            _take_turns(block, np.arange(len(block.mentees)), np.zeros(len(block.mentors), np.int64))
            for block in blocks(candidates)
        ]
    )


@matching_method("most_in_need")
def pair_most_in_need_first(candidates: Candidates) -> Rows:
    """The student with the lowest prior grade takes the best mentor, then the next lowest, and so on.

    The best mentor is the one with the highest score; without criteria the one with the highest
    prior grade who has a place left.
    """
    grades = prior_grades(candidates.problem.observed)
    pairs = []
    for block in blocks(candidates):
        worth = np.zeros(len(block.mentors), np.int64)
        if not candidates.criteria.weighed:
            worth = np.unique(grades[block.mentors], return_inverse=True)[1].astype(np.int64)
        pairs.append(_take_turns(block, np.argsort(grades[block.mentees], kind="stable"), worth))
    return joined(pairs)


def _take_turns(candidates: Candidates, order: Rows, worth: Rows) -> Rows:
    # A mentor's worth is added to all scores with him or her.
    from mentorsim.pairing.lottery import lottery_key
    from mentorsim.pairing.turns import choose_in_turn

    mentees, mentors = candidates.size
    if mentees * mentors > _MOST_WEIGHED:
        raise UserError(
            f"the matching method {candidates.method!r} would have to weigh {mentees:,} x {mentors:,} pairs; "
            f"choose random, or {DIVIDE}"
        )
    if not mentees or not mentors:
        return no_pairs()
    candidates = candidates.in_order(order)
    problem = candidates.problem
    stage = lottery_key(problem.seed, problem.replication, problem.week)
    load = np.zeros(mentors, np.int64)
    keys = candidates.mentee_keys
    height = max(1, SLICE_CELLS // mentors)
    taken = []
    for start in range(0, mentees, height):
        scores = candidates.rows_of_table(start, min(mentees, start + height))
        scores = np.where(scores < 0, scores, scores + worth)
        rows = keys[start : start + height]
        taken.append(choose_in_turn(scores, candidates.places, load, stage, rows, candidates.mentor_keys))
    return candidates.pairs(np.concatenate(taken))
