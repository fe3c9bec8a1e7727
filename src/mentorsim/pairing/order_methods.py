"""Pairing in an order: whose turn it is takes the best mentor left."""

from __future__ import annotations

import numpy as np

from mentorsim.errors import UserError
from mentorsim.pairing.blocks import blocks, joined
from mentorsim.pairing.candidates import MOST_CELLS, SLICE_CELLS, Candidates
from mentorsim.pairing.fields import prior_grades
from mentorsim.pairing.problem import Rows, no_pairs
from mentorsim.pairing.registry import matching_method
from mentorsim.scenario.match import Criterion

#: Only slices of the table are in memory; this bounds the time, at some nanoseconds per pair and criterion.
_MOST_WEIGHED = 100 * MOST_CELLS


@matching_method("first_come")
def pair_first_come(candidates: Candidates) -> Rows:
    """Students come in a random order and each takes the mentor with the most points among those left.

    Without criteria each takes the mentor with the fewest mentees so far.
    """
    return joined([_take_turns(block, np.arange(len(block.mentees))) for block in blocks(candidates)])


@matching_method("most_in_need")
def pair_most_in_need_first(candidates: Candidates) -> Rows:
    """The student with the lowest prior grade takes the best mentor, then the next lowest, and so on.

    The best mentor is the one with the most points by the criteria; without criteria the one with the highest
    prior grade who has a place left.
    """
    if not candidates.criteria.weighed:
        candidates = candidates.with_criteria([Criterion(field="prior_grade", rule="complement")])
    grades = prior_grades(candidates.problem.observed)
    return joined(
        [_take_turns(block, np.argsort(grades[block.mentees], kind="stable")) for block in blocks(candidates)]
    )


def _take_turns(candidates: Candidates, order: Rows) -> Rows:
    from mentorsim.pairing.lottery import lottery_key
    from mentorsim.pairing.turns import choose_in_turn

    mentees, mentors = candidates.size
    if mentees * mentors > _MOST_WEIGHED:
        raise UserError(
            f"the matching method {candidates.method!r} would have to weigh {mentees:,} x {mentors:,} pairs; choose "
            "random, or make a criterion such as {field: major, rule: same, importance: mandatory}, which divides "
            "the students"
        )
    if not mentees or not mentors:
        return no_pairs()
    candidates = candidates.in_order(order)
    problem = candidates.problem
    stage = lottery_key(problem.seed, problem.replication, problem.week)
    load = np.zeros(mentors, np.int64)
    keys = candidates.mentee_keys
    height = max(1, SLICE_CELLS // mentors)
    taken = [
        choose_in_turn(
            candidates.rows_of_table(start, min(mentees, start + height)),
            candidates.places,
            load,
            stage,
            keys[start : start + height],
            candidates.mentor_keys,
        )
        for start in range(0, mentees, height)
    ]
    return candidates.pairs(np.concatenate(taken))

