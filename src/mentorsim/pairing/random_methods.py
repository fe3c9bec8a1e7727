"""Pairing by luck: nobody, or whoever the lottery gives; fast enough for a million students."""

from __future__ import annotations

import numpy as np

from mentorsim.pairing.blocks import drawn_labels
from mentorsim.pairing.candidates import MOST_CELLS, NOBODY, Candidates
from mentorsim.pairing.problem import Rows, no_pairs
from mentorsim.pairing.registry import matching_method

#: How often those whom the lottery gave somebody forbidden may try to trade places.
_TRADING_ROUNDS = 30


@matching_method("none")
def pair_nobody(candidates: Candidates) -> Rows:
    """Nobody is paired: a program without mentors, as a comparison."""
    return no_pairs()


@matching_method("random")
def pair_at_random(candidates: Candidates) -> Rows:
    """Mentees and mentors are shuffled and dealt; mentors get equally many mentees, as far as places allow.

    Criteria give no points here, but mandatory ones, forbidden pairs and places are respected: whoever drew
    somebody forbidden trades places with somebody else, or is placed by moving others.
    """
    mentees, mentors = candidates.size
    if not mentees or not mentors:
        return no_pairs()
    if candidates.is_free:
        dealt = _in_rounds(candidates.places)[:mentees]
        return candidates.pairs(dealt)
    seats = _deal_within_blocks(candidates)
    seats.trade(candidates)
    mentor_of = seats.mentor_of(candidates)
    if (mentor_of == NOBODY).any() and mentees * mentors <= MOST_CELLS and seats.has_free_place():
        from mentorsim.pairing.coverage import place_the_rest

        only_allowed = candidates.table() if not candidates.criteria.weighed else _unweighed(candidates)
        place_the_rest(only_allowed, 0, candidates.places, mentor_of)
    return candidates.pairs(mentor_of)


def _unweighed(candidates: Candidates) -> Rows:
    return candidates.with_criteria(()).table()


def _in_rounds(places: Rows) -> Rows:
    """List the mentors' places: the first place of everybody, then the second of those who have one, and so on."""
    mentor = np.repeat(np.arange(len(places)), places)
    return mentor[np.argsort(_round_of(places), kind="stable")]


def _round_of(places: Rows) -> Rows:
    ends = np.cumsum(places)
    return np.arange(ends[-1]) - np.repeat(ends - places, places)


def _deal_within_blocks(candidates: Candidates) -> _Seats:
    of_mentee, of_mentor = drawn_labels(candidates)
    order = np.argsort(_round_of(candidates.places), kind="stable")
    place = np.repeat(np.arange(len(candidates.places)), candidates.places)[order]
    label = of_mentor[place]
    # Blocks one after the other; within a block places by rounds and mentees by lottery, both already in order.
    place_order = np.argsort(label, kind="stable")
    place, label = place[place_order], label[place_order]
    mentee_order = np.argsort(of_mentee, kind="stable")
    wanted = of_mentee[mentee_order]
    rank = np.arange(len(wanted)) - np.searchsorted(wanted, wanted, side="left")
    start = np.searchsorted(label, wanted, side="left")
    seat = start + rank
    fits = seat < np.searchsorted(label, wanted, side="right")
    seated = np.full(len(place), NOBODY, np.int64)
    seated[seat[fits]] = mentee_order[fits]
    left_over = mentee_order[~fits]
    return _Seats(
        np.concatenate([seated, left_over]),
        np.concatenate([place, np.full(len(left_over), NOBODY, np.int64)]),
        np.concatenate([label, of_mentee[left_over]]),
    )


class _Seats:
    """Everybody's seat: a mentee (or nobody) at a mentor's place (or at none), with the block it lies in."""

    def __init__(self, mentee: Rows, mentor: Rows, label: Rows) -> None:
        order = np.argsort(label, kind="stable")
        self.mentee, self.mentor, self.label = mentee[order], mentor[order], label[order]

    def trade(self, candidates: Candidates) -> None:
        """Let those whose pair is not allowed trade with somebody drawn; dissolve the pairs that remain so."""
        from mentorsim.pairing.lottery import each_bits, lottery_key
        from mentorsim.randomness import Decision, mix

        problem = candidates.problem
        stage = int(lottery_key(problem.seed, problem.replication, problem.week, Decision.MATCH_RANDOM))
        keys = candidates.mentee_keys
        start = np.searchsorted(self.label, self.label, side="left")
        count = np.searchsorted(self.label, self.label, side="right") - start
        anywhere = np.arange(len(self.label))
        open_seats = np.flatnonzero(~self._allowed(candidates, self.mentee, self.mentor))
        for attempt in range(_TRADING_ROUNDS):
            if not len(open_seats):
                return
            drawn = each_bits(mix(stage + attempt + 1), keys[self.mentee[open_seats]])
            # Mostly within the own block; every third time from all, for those who fit several.
            first = start[open_seats] if attempt % 3 < 2 else np.zeros_like(open_seats)
            number = count[open_seats] if attempt % 3 < 2 else np.full_like(open_seats, len(anywhere))
            other = first + (drawn % number.astype(np.uint64)).astype(np.int64)
            good = (
                self._allowed(candidates, self.mentee[open_seats], self.mentor[other])
                & self._allowed(candidates, self.mentee[other], self.mentor[open_seats])
                & (other != open_seats)
            )
            self._swap(open_seats[good], other[good])
            still = ~self._allowed(candidates, self.mentee[open_seats], self.mentor[open_seats])
            open_seats = open_seats[still]
        self._dissolve(open_seats)

    def mentor_of(self, candidates: Candidates) -> Rows:
        """Give the position of each mentee's mentor, or -1."""
        mentor_of = np.full(len(candidates.mentees), NOBODY, np.int64)
        sitting = self.mentee != NOBODY
        mentor_of[self.mentee[sitting]] = self.mentor[sitting]
        return mentor_of

    def has_free_place(self) -> bool:
        """Tell whether a mentor has a place left."""
        return bool(((self.mentee == NOBODY) & (self.mentor != NOBODY)).any())

    def _swap(self, seat: Rows, other: Rows) -> None:
        # Of trades that touch the same seat only the first is made.
        number = np.arange(len(seat))
        first = np.full(len(self.label), len(seat))
        np.minimum.at(first, seat, number)
        np.minimum.at(first, other, number)
        made = (first[seat] == number) & (first[other] == number)
        seat, other = seat[made], other[made]
        self.mentee[seat], self.mentee[other] = self.mentee[other], self.mentee[seat]

    def _dissolve(self, seats: Rows) -> None:
        without = np.full(len(seats), NOBODY, np.int64)
        self.mentee = np.concatenate([self.mentee, self.mentee[seats]])
        self.mentor = np.concatenate([self.mentor, without])
        self.label = np.concatenate([self.label, self.label[seats]])
        self.mentee[seats] = NOBODY

    @staticmethod
    def _allowed(candidates: Candidates, mentee: Rows, mentor: Rows) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        allowed = np.ones(len(mentee), np.bool_)
        real = (mentee != NOBODY) & (mentor != NOBODY)
        allowed[real] = candidates.allows(mentee[real], mentor[real])
        return allowed
