"""Stable pairing: no mentee and mentor who would both rather have each other."""

from __future__ import annotations

import numpy as np

from mentorsim.pairing.blocks import blocks, joined
from mentorsim.pairing.candidates import Candidates
from mentorsim.pairing.problem import Rows, no_pairs
from mentorsim.pairing.registry import matching_method
from mentorsim.pairing.wishes import Wishes, wishes


@matching_method("stable", needs_criteria=True)
def pair_stably(candidates: Candidates) -> Rows:
    """Mentees ask mentors in the order of their wishes, and mentors keep the best who have asked.

    Nobody can find a better partner who also prefers them; among all such pairings it is the best for the
    mentees. A criterion with `side` is the wish of that side only; equal wishes are ordered by lottery.
    """
    return joined([_mentees_ask(block) for block in blocks(candidates)])


@matching_method("stable_mentors_ask", needs_criteria=True)
def pair_stably_for_mentors(candidates: Candidates) -> Rows:
    """Like stable, but mentors ask: of all stable pairings the best for the mentors."""
    return joined([_mentors_ask(block) for block in blocks(candidates)])


def _mentees_ask(candidates: Candidates) -> Rows:
    mentees, mentors = candidates.size
    if not mentees or not mentors:
        return no_pairs()
    from mentorsim.pairing.deferred_acceptance import deferred_acceptance

    liking = wishes(candidates)
    wish_list, listed = _lists(liking.of_mentees)
    wanted = np.ones(mentees, np.int64)
    standing = np.ascontiguousarray(liking.of_mentors.T)
    held = deferred_acceptance(wish_list, listed, wanted, standing, candidates.places)
    mentor_of = np.full(mentees, -1, np.int64)
    mentor, place = np.nonzero(held >= 0)
    mentor_of[held[mentor, place]] = mentor
    return candidates.pairs(mentor_of)


def _mentors_ask(candidates: Candidates) -> Rows:
    mentees, mentors = candidates.size
    if not mentees or not mentors:
        return no_pairs()
    from mentorsim.pairing.deferred_acceptance import deferred_acceptance

    liking: Wishes = wishes(candidates)
    wish_list, listed = _lists(np.ascontiguousarray(liking.of_mentors.T))
    held = deferred_acceptance(
        wish_list, listed, candidates.places, liking.of_mentees, np.ones(mentees, np.int64)
    )
    return candidates.pairs(held[:, 0])


def _lists(liking: Rows) -> tuple[Rows, Rows]:
    # Values differ within a row, so that every sorting algorithm gives the same order.
    return np.argsort(-liking, axis=1), np.count_nonzero(liking >= 0, axis=1)
