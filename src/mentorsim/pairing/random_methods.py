"""Pairing by lottery: nobody, or whoever the lottery gives; fast enough for a million students."""

from __future__ import annotations

import numpy as np

from mentorsim.pairing.blocks import drawn_labels
from mentorsim.pairing.candidates import MOST_CELLS, NOBODY, Candidates
from mentorsim.pairing.problem import Rows, no_pairs
from mentorsim.pairing.registry import matching_method
from mentorsim.pairing.seats import Seats


@matching_method("none")
def pair_nobody(candidates: Candidates) -> Rows:
    """Nobody is paired: a program without mentors, as a comparison."""
    return no_pairs()


@matching_method("random")
def pair_at_random(candidates: Candidates) -> Rows:
    """Mentees and mentors are shuffled and dealt; mentors get equally many mentees, as far as places allow.

    Criteria give no score here, but mandatory ones, forbidden pairs and places are respected: whoever drew
    somebody forbidden trades places with somebody else, or is placed by moving others.
    """
    mentees, mentors = candidates.size
    if not mentees or not mentors:
        return no_pairs()
    if candidates.is_free:
        dealt = _in_rounds(candidates.places)[:mentees]
        return candidates.pairs(dealt)
    seats = _deal_within_blocks(candidates)
    seats.trade()
    if mentees * mentors > MOST_CELLS:
        seats.make_room()
        return candidates.pairs(seats.mentor_of())
    mentor_of = seats.mentor_of()
    if seats.has_room():
        from mentorsim.pairing.coverage import place_the_rest

        place_the_rest(candidates.with_criteria(()).table(), 0, candidates.places, mentor_of)
    return candidates.pairs(mentor_of)


def _in_rounds(places: Rows) -> Rows:
    """List the mentors' places: the first place of everybody, then the second of those who have one, ..."""
    mentor = np.repeat(np.arange(len(places)), places)
    return mentor[np.argsort(_round_of(places), kind="stable")]


def _round_of(places: Rows) -> Rows:
    ends = np.cumsum(places)
    return np.arange(ends[-1]) - np.repeat(ends - places, places)


def _deal_within_blocks(candidates: Candidates) -> Seats:
    of_mentee, of_mentor = drawn_labels(candidates)
    order = np.argsort(_round_of(candidates.places), kind="stable")
    place = np.repeat(np.arange(len(candidates.places)), candidates.places)[order]
    label = of_mentor[place]
    # Blocks one after the other; within a block places by rounds and mentees by lottery, both already in
    # order.
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
    return Seats(
        candidates,
        np.concatenate([seated, left_over]),
        np.concatenate([place, np.full(len(left_over), NOBODY, np.int64)]),
        np.concatenate([label, of_mentee[left_over]]),
    )
