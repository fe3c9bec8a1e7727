"""Mentors who should have a number of mentees at least: moving mentees to them, where constraints allow."""

from __future__ import annotations

import numpy as np

from mentorsim.pairing.candidates import NOBODY, Candidates
from mentorsim.pairing.problem import Rows


def reach_fewest(candidates: Candidates, pairs: Rows, fewest: Rows, fixed: Rows) -> Rows:
    """Move mentees, one chain of moves after the other, until no chain brings a mentor nearer to the fewest.

    A chain ends with a mentee who was unmatched or leaves a mentor who has more than the fewest; so nobody
    loses a mentor, no other mentor falls below, and the mentees still lacking are as few as they can be
    without unmatching anybody. Of mentees who could move next, one who was unmatched comes first, then the
    one whose score falls least, then the one called first.

    Parameters
    ----------
    candidates
        All mentees, and all mentors with their whole number of places, in lottery order.
    pairs
        Pairs of rows, shape (r, 2).
    fewest
        What each row of the table should have at least; 0 for those who are not mentors.
    fixed
        Rows of mentees who must stay.

    Returns
    -------
    NDArray
        The pairs after the moves.
    """
    chains = _Chains(candidates, pairs, fewest, fixed)
    for mentor in range(len(candidates.mentors)):
        while chains.lacks(mentor) and chains.bring_one(mentor):
            pass
    return candidates.pairs(chains.mentor_of)


class _Chains:
    def __init__(self, candidates: Candidates, pairs: Rows, fewest: Rows, fixed: Rows) -> None:
        self._candidates = candidates
        size = len(candidates.problem.observed.key)
        at = np.full(size, NOBODY, np.int64)
        at[candidates.mentors] = np.arange(len(candidates.mentors))
        own = np.full(size, NOBODY, np.int64)
        own[pairs[:, 0]] = at[pairs[:, 1]]
        self.mentor_of: Rows = own[candidates.mentees]
        self._load = np.bincount(at[pairs[:, 1]], minlength=len(candidates.mentors))
        self._fewest = np.minimum(fewest[candidates.mentors], candidates.places)
        self._movable = ~np.isin(candidates.mentees, fixed)
        self._allowed: dict[int, Rows] = {}

    def lacks(self, mentor: int) -> bool:
        return bool(self._load[mentor] < self._fewest[mentor])

    def bring_one(self, mentor: int) -> bool:
        """Find the shortest chain that ends at this mentor, and make its moves."""
        moved_by: dict[int, tuple[int, int]] = {}
        level = [mentor]
        seen = {mentor}
        while level:
            following: list[int] = []
            for taker in level:
                for mentee in self._willing(taker):
                    giver = int(self.mentor_of[mentee])
                    if giver == NOBODY or self._load[giver] > self._fewest[giver]:
                        self._move(mentee, taker, moved_by)
                        return True
                    if giver not in seen:
                        seen.add(giver)
                        moved_by[giver] = (mentee, taker)
                        following.append(giver)
            level = following
        return False

    def _willing(self, taker: int) -> list[int]:
        # Mentees who may move to this mentor, in the order in which they should.
        if taker not in self._allowed:
            everybody = np.arange(len(self._candidates.mentees))
            allowed = self._candidates.allows(everybody, np.full(len(everybody), taker, np.int64))
            self._allowed[taker] = np.flatnonzero(allowed & self._movable)
        mentees = self._allowed[taker]
        mentees = mentees[self.mentor_of[mentees] != taker]
        own = self.mentor_of[mentees]
        criteria, rows = self._candidates.criteria, self._candidates.mentees[mentees]
        gain = criteria.scores(rows, np.full(len(rows), self._candidates.mentors[taker]))
        gain -= np.where(own == NOBODY, 0, criteria.scores(rows, self._candidates.mentors[own]))
        ready = (own == NOBODY) | (self._load[own] > self._fewest[own])
        order: list[int] = mentees[np.lexsort((-gain, own != NOBODY, ~ready))].tolist()
        return order

    def _move(self, mentee: int, taker: int, moved_by: dict[int, tuple[int, int]]) -> None:
        giver = int(self.mentor_of[mentee])
        if giver != NOBODY:
            self._load[giver] -= 1
        self.mentor_of[mentee] = taker
        while taker in moved_by:
            mentee, next_taker = moved_by[taker]
            self.mentor_of[mentee] = next_taker
            taker = next_taker
        self._load[taker] += 1
