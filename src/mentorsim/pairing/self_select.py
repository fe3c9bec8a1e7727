"""Students choose for themselves: a short list each, and mentors who accept while they have places."""

from __future__ import annotations

import numpy as np

from mentorsim.pairing.blocks import blocks, joined
from mentorsim.pairing.candidates import Candidates
from mentorsim.pairing.problem import Rows
from mentorsim.pairing.registry import matching_method
from mentorsim.pairing.wishes import wishes

#: How many mentors a student asks before giving up.
SHORT_LIST = 5
#: What fame and a student's own taste add at most, as multiples of a perfect score by the criteria.
_FAME = 0.5
_TASTE = 1.0
_BITS = 20
#: Without criteria a perfect score is worth so much.
_POINTS = 1000


@matching_method("self_select")
def pair_by_own_choice(candidates: Candidates) -> Rows:
    """Each student asks the five mentors who look best, one after the other; mentors accept at once.

    To the score by the criteria come the student's own taste and the mentor's fame, which few have: the
    well-known are soon full, and students who insist on them go without. In each round a mentor accepts the
    best of those who ask, by the mentor's own criteria and then by lottery.
    """
    pairs = [block.pairs(_choose(block)) for block in blocks(candidates)]
    return joined(pairs)


def _choose(candidates: Candidates) -> Rows:
    mentees, mentors = candidates.size
    mentor_of = np.full(mentees, -1, np.int64)
    if not mentees or not mentors:
        return mentor_of
    appeal = _appeal(candidates)
    acceptance = wishes(candidates).of_mentors
    length = min(SHORT_LIST, mentors)
    order = np.argsort(-appeal, axis=1)[:, :length]
    left = candidates.places.copy()
    for turn in range(length):
        asking = np.flatnonzero((mentor_of < 0) & (appeal[np.arange(mentees), order[:, turn]] >= 0))
        asked = order[asking, turn]
        # By mentor, those whom the mentor likes best first; each takes as many as there are places left.
        queue = np.lexsort((-acceptance[asking, asked], asked))
        asking, asked = asking[queue], asked[queue]
        rank = np.arange(len(asked)) - np.searchsorted(asked, asked, side="left")
        taken = rank < left[asked]
        mentor_of[asking[taken]] = asked[taken]
        left -= np.bincount(asked[taken], minlength=mentors)
    return mentor_of


def _appeal(candidates: Candidates) -> Rows:
    from mentorsim.numerics.randomness import mix
    from mentorsim.pairing.lottery import POPULARITY, TASTE, each_bits, lottery_key, pair_numbers

    problem = candidates.problem
    scores = candidates.table("mentee")
    perfect = candidates.criteria.best or _POINTS
    # Who is well known does not change from week to week.
    known = lottery_key(problem.seed, problem.replication, 0)
    drawn = (each_bits(mix(int(known) + POPULARITY), candidates.mentor_keys) >> np.uint64(64 - _BITS)).astype(
        np.int64
    )
    uniform = drawn.astype(np.float64) / float(1 << _BITS)
    fame = np.rint(uniform * uniform * uniform * (perfect * _FAME)).astype(np.int64)
    stage = lottery_key(problem.seed, problem.replication, problem.week)
    taste = pair_numbers(stage, candidates.mentee_keys, candidates.mentor_keys, TASTE, _BITS)
    taste = np.rint(taste.astype(np.float64) * (perfect * _TASTE / float(1 << _BITS))).astype(np.int64)
    mentors = len(candidates.mentors)
    return np.where(scores < 0, -1, (scores + fame + taste) * mentors + np.arange(mentors)[::-1])
