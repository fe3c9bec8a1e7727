"""How many mentees can be placed at all: largest matchings in a table of who may meet whom."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mentorsim.numerics.kernel import kernel

NOBODY = -1


@kernel
def place_the_rest(
    scores: NDArray[np.int64], threshold: int, places: NDArray[np.int64], mentor_of: NDArray[np.int64]
) -> int:
    """Place as many of the unplaced mentees as possible, moving others where that makes room.

    Nobody who has a mentor loses the place; the result is a largest matching. Shortest augmenting paths,
    mentees in order; what a failed search has seen is a dead end for later ones too.

    Parameters
    ----------
    scores
        Shape (mentees, mentors); a pair may be made where its score is at least ``threshold``.
    threshold
        The least score of a pair.
    places
        How many mentees each mentor can take.
    mentor_of
        The mentor of each mentee, or -1: a matching to start from, changed in place.

    Returns
    -------
    int
        How many mentees have a mentor.
    """
    mentees, mentors = scores.shape
    most = 1
    for mentor in range(mentors):
        most = max(most, min(places[mentor], mentees))
    members = np.full((mentors, most), NOBODY, np.int64)
    load = np.zeros(mentors, np.int64)
    placed = 0
    for mentee in range(mentees):
        mentor = mentor_of[mentee]
        if mentor != NOBODY:
            members[mentor, load[mentor]] = mentee
            load[mentor] += 1
            placed += 1
    seen = np.full(mentors, NOBODY, np.int64)
    via = np.empty(mentors, np.int64)
    queue = np.empty(mentees, np.int64)
    dead = mentees

    for start in range(mentees):
        if mentor_of[start] != NOBODY:
            continue
        queue[0] = start
        head = 0
        tail = 1
        end = NOBODY
        while head < tail and end == NOBODY:
            mentee = queue[head]
            head += 1
            for mentor in range(mentors):
                if scores[mentee, mentor] < threshold or seen[mentor] == start or seen[mentor] == dead:
                    continue
                seen[mentor] = start
                via[mentor] = mentee
                if load[mentor] < places[mentor]:
                    end = mentor
                    break
                for place in range(load[mentor]):
                    queue[tail] = members[mentor, place]
                    tail += 1
        if end == NOBODY:
            for mentor in range(mentors):
                if seen[mentor] == start:
                    seen[mentor] = dead
            continue
        placed += 1
        mentor = end
        mover = via[mentor]
        members[mentor, load[mentor]] = mover
        load[mentor] += 1
        while True:
            former = mentor_of[mover]
            mentor_of[mover] = mentor
            if mover == start:
                break
            next_mover = via[former]
            for place in range(load[former]):
                if members[former, place] == mover:
                    members[former, place] = next_mover
                    break
            mentor = former
            mover = next_mover
    return placed
