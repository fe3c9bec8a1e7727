"""Trading places: how a random deal that broke constraints is put right without a table of all pairs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mentorsim.pairing.candidates import NOBODY, Candidates
from mentorsim.pairing.problem import Rows

#: How often somebody may try.
_ROUNDS = 30
#: In every third round partners are drawn from everywhere, for students who fit several blocks.
_ROUND_FROM_ALL = 2
_OTHER_DRAWS = 1000


class Seats:
    """Everybody's seat: a mentee (or nobody) at a mentor's place (or at none), with the block it lies in.

    Parameters
    ----------
    candidates
        The problem.
    mentee, mentor
        Positions; -1 is nobody.
    label
        The block of each seat.
    """

    def __init__(self, candidates: Candidates, mentee: Rows, mentor: Rows, label: Rows) -> None:
        self._candidates = candidates
        self._keys = candidates.mentee_keys
        self._sort(mentee, mentor, label)

    def trade(self) -> None:
        """Let those whose pair is not allowed trade with somebody drawn; dissolve pairs that remain so."""
        broken = np.flatnonzero(~self._allowed(self.mentee, self.mentor))
        for attempt in range(_ROUNDS):
            if not len(broken):
                return
            other = self._drawn_seats(broken, attempt)
            good = self._allowed(self.mentee[broken], self.mentor[other])
            good &= self._allowed(self.mentee[other], self.mentor[broken])
            seat, other = self._without_overlap(broken[good], other[good])
            self.mentee[seat], self.mentee[other] = self.mentee[other], self.mentee[seat]
            broken = broken[~self._allowed(self.mentee[broken], self.mentor[broken])]
        lonely = self.mentee[broken].copy()
        self.mentee[broken] = NOBODY
        self._sort(
            np.concatenate([self.mentee, lonely]),
            np.concatenate([self.mentor, np.full(len(broken), NOBODY, np.int64)]),
            np.concatenate([self.label, self.label[broken]]),
        )

    def make_room(self) -> None:
        """Let those without a mentor take a free place, or that of somebody drawn who can move to one."""
        for attempt in range(_ROUNDS):
            alone = np.flatnonzero((self.mentee != NOBODY) & (self.mentor == NOBODY))
            free = np.flatnonzero((self.mentee == NOBODY) & (self.mentor != NOBODY))
            count = min(len(alone), len(free))
            if not count:
                return
            alone, free = np.roll(alone, -attempt * count)[:count], np.roll(free, -attempt)[:count]
            direct = self._allowed(self.mentee[alone], self.mentor[free])
            self.mentee[free[direct]] = self.mentee[alone[direct]]
            self.mentee[alone[direct]] = NOBODY
            alone, free = alone[~direct], free[~direct]
            other = self._drawn_seats(alone, attempt + _OTHER_DRAWS)
            good = (
                (self.mentee[other] != NOBODY)
                & (self.mentor[other] != NOBODY)
                & self._allowed(self.mentee[alone], self.mentor[other])
                & self._allowed(self.mentee[other], self.mentor[free])
            )
            alone, free, other = alone[good], free[good], other[good]
            once = np.unique(other, return_index=True)[1]
            alone, free, other = alone[once], free[once], other[once]
            self.mentee[free] = self.mentee[other]
            self.mentee[other] = self.mentee[alone]
            self.mentee[alone] = NOBODY

    def mentor_of(self) -> Rows:
        """Return the position of each mentee's mentor, or -1."""
        mentor_of = np.full(len(self._keys), NOBODY, np.int64)
        sitting = self.mentee != NOBODY
        mentor_of[self.mentee[sitting]] = self.mentor[sitting]
        return mentor_of

    def has_room(self) -> bool:
        """Tell whether a mentee is without a mentor while a place is free."""
        alone = (self.mentee != NOBODY) & (self.mentor == NOBODY)
        free = (self.mentee == NOBODY) & (self.mentor != NOBODY)
        return bool(alone.any() and free.any())

    def _sort(self, mentee: Rows, mentor: Rows, label: Rows) -> None:
        order = np.argsort(label, kind="stable")
        self.mentee, self.mentor, self.label = mentee[order], mentor[order], label[order]
        self._start = np.searchsorted(self.label, self.label, side="left")
        self._count = np.searchsorted(self.label, self.label, side="right") - self._start

    def _drawn_seats(self, seats: Rows, attempt: int) -> Rows:
        from mentorsim.numerics.randomness import Decision, mix
        from mentorsim.pairing.lottery import each_bits, lottery_key

        problem = self._candidates.problem
        stage = lottery_key(problem.seed, problem.replication, problem.week, Decision.MATCH_RANDOM)
        drawn = each_bits(mix(int(stage) + attempt + 1), self._keys[self.mentee[seats]])
        if attempt % 3 == _ROUND_FROM_ALL:
            first, count = np.zeros_like(seats), np.full_like(seats, len(self.label))
        else:
            first, count = self._start[seats], self._count[seats]
        return first + (drawn % count.astype(np.uint64)).astype(np.int64)

    def _without_overlap(self, seat: Rows, other: Rows) -> tuple[Rows, Rows]:
        # Of trades that touch the same seat only the first is made.
        number = np.arange(len(seat))
        first = np.full(len(self.label), len(seat))
        np.minimum.at(first, seat, number)
        np.minimum.at(first, other, number)
        made = (first[seat] == number) & (first[other] == number)
        return seat[made], other[made]

    def _allowed(self, mentee: Rows, mentor: Rows) -> NDArray[np.bool_]:
        allowed = np.ones(len(mentee), np.bool_)
        real = (mentee != NOBODY) & (mentor != NOBODY)
        allowed[real] = self._candidates.allows(mentee[real], mentor[real])
        return allowed
