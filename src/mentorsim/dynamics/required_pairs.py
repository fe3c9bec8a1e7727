"""Pairs that the scenario requires, in a program that matches more than once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mentorsim.dynamics.participation import Rows


def still_required(required: Rows, ties: Rows, mentees: Rows, mentors: Rows, capacity: Rows) -> Rows:
    """The required pairs that are still to be made.

    In the first matching that is all of them, so that too few places for them are refused as a mistake; later
    on those that ended are left out, and those whose mentor has no place by now. Those whose mentor is gone
    stay, so that the matching can tell of them.

    Parameters
    ----------
    required
        Pairs (mentee row, mentor row), shape (pairs, 2).
    ties
        All pairs that were ever made, shape (ties, 2).
    mentees
        Who is to be matched.
    mentors, capacity
        Who mentors, and how many places each has.
    """
    if not len(ties) or not len(required):
        return required
    made = set(map(tuple, ties.tolist()))
    waiting = set(mentees.tolist())
    places = dict(zip(mentors.tolist(), capacity.tolist(), strict=True))
    left = []
    for mentee, mentor in required.tolist():
        if mentee not in waiting or (mentee, mentor) in made:
            continue
        if mentor in places:
            if places[mentor] < 1:
                continue
            places[mentor] -= 1
        left.append((mentee, mentor))
    return np.array(left, np.int64).reshape(-1, 2)


def kept_free(required: Rows, may_be_asked: NDArray[np.bool_]) -> Rows:
    """Places of each student, as a mentor, that are kept for required mentees who may yet be asked.

    Parameters
    ----------
    required
        Pairs (mentee row, mentor row), shape (pairs, 2).
    may_be_asked
        Whether a later offer may reach a student, shape (students,).
    """
    mentees, mentors = required[:, 0], required[:, 1]
    kept: Rows = np.bincount(mentors[may_be_asked[mentees]], minlength=len(may_be_asked))
    return kept
