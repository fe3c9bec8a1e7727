"""Pairing by the best total score, exactly."""

from __future__ import annotations

import numpy as np

from mentorsim.errors import UserError
from mentorsim.pairing.blocks import blocks, joined
from mentorsim.pairing.candidates import DIVIDE, Candidates
from mentorsim.pairing.fields import prior_grades
from mentorsim.pairing.problem import Rows
from mentorsim.pairing.registry import matching_method

_MOST_LOTTERY_BITS = 20
_FEWEST_LOTTERY_BITS = 4
#: Standard deviations below the middle at which a mentee's score counts double in `equity_weighted`.
_FULL_NEED = 3.0


@matching_method("score", needs_criteria=True)
def pair_by_best_total(candidates: Candidates) -> Rows:
    """The pairs with the highest total score.

    Among equal totals the one with more pairs, then the one that loads mentors most evenly, then by lottery.
    It may leave a student out whom another pairing would place, if that raises the total.
    """
    return joined([block.pairs(best_total(block, block.table())) for block in blocks(candidates)])


@matching_method("coverage_then_score")
def pair_as_many_as_possible(candidates: Candidates) -> Rows:
    """As many pairs as can be made at all; among those, the pairs with the highest total score."""
    return joined(
        [block.pairs(best_total(block, block.table(), coverage_first=True)) for block in blocks(candidates)]
    )


@matching_method("equity_weighted", needs_criteria=True)
def pair_by_weighted_total(candidates: Candidates) -> Rows:
    """The best total in which scores of students with a low prior grade count for more.

    A student three standard deviations below the middle counts double, one as far above it once: when good
    mentors are few, those who need them most get them.
    """
    grades = prior_grades(candidates.problem.observed)
    need = np.clip(0.5 - grades / (2.0 * _FULL_NEED), 0.0, 1.0)
    factor = 1000 + np.rint(need * 1000.0).astype(np.int64)
    pairs = []
    for block in blocks(candidates):
        scores = block.table()
        weighed = np.where(scores < 0, scores, scores * factor[block.mentees][:, None])
        pairs.append(block.pairs(best_total(block, weighed)))
    return joined(pairs)


def best_total(candidates: Candidates, scores: Rows, *, coverage_first: bool = False) -> Rows:
    """Find the position of each mentee's mentor (or -1) so that the total score is highest.

    The whole objective is one whole number per pair: the score, then the number of pairs (the other way round
    with ``coverage_first``), then even loads, then lottery numbers, each level so large that the ones below
    it cannot outweigh it.

    Parameters
    ----------
    candidates
        The problem.
    scores
        Points of all pairs, shape (mentees, mentors), negative where a pair is not allowed.
    coverage_first
        Whether to place as many as possible before the score counts.

    Raises
    ------
    UserError
        When the numbers would not fit into 64 bits.
    """
    mentees, mentors = candidates.size
    if not mentees or not mentors:
        return np.full(mentees, -1, np.int64)
    # These import Numba, which takes long; a scenario is checked without.
    from mentorsim.pairing.assignment import HEAVIEST, IMPOSSIBLE, best_assignment
    from mentorsim.pairing.lottery import TIE, add_lottery, lottery_key

    top = max(int(scores.max()), 0)
    stretch, base = (1, mentees * top + 1) if coverage_first else (mentees + 1, 1)
    heaviest = top * stretch + base
    most = int(candidates.places.max()) - 1
    for bits in range(_MOST_LOTTERY_BITS, _FEWEST_LOTTERY_BITS - 1, -1):
        crowding = mentees << bits
        unit = mentees * most * crowding + crowding
        if (heaviest + 1) * unit <= HEAVIEST:
            break
    else:
        # A very large problem: loads may then be uneven.
        bits, crowding, unit = _FEWEST_LOTTERY_BITS, 0, mentees << _FEWEST_LOTTERY_BITS
        if (heaviest + 1) * unit > HEAVIEST:
            raise UserError(
                f"the matching method {candidates.method!r} cannot weigh {mentees:,} mentees exactly; use "
                f"fewer or rounder importances, or {DIVIDE}"
            )
    problem = candidates.problem
    weights = add_lottery(
        scores,
        stretch * unit,
        base * unit,
        IMPOSSIBLE,
        lottery_key(problem.seed, problem.replication, problem.week),
        candidates.mentee_keys,
        candidates.mentor_keys,
        TIE,
        bits,
    )
    return best_assignment(weights, candidates.places, crowding)
