"""How much each side likes each partner, without ties: the score first, then a keyed lottery of one's own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mentorsim.pairing.candidates import Candidates
from mentorsim.pairing.problem import Rows

_MOST_LOTTERY_BITS = 24
_WORD_BITS = 62


@dataclass(frozen=True, eq=False)
class Wishes:
    """Liking of mentees for mentors and of mentors for mentees, both of shape (mentees, mentors).

    Higher is better and no two entries of a mentee's row, or of a mentor's column, are equal; negative where
    a pair is not allowed.
    """

    of_mentees: Rows
    of_mentors: Rows


def wishes(candidates: Candidates) -> Wishes:
    """Rank partners by the criteria that are each side's wish."""
    from mentorsim.pairing.lottery import MENTEE_TIE, MENTOR_TIE

    mentees, mentors = candidates.size
    of_mentees = _without_ties(candidates, candidates.table("mentee"), MENTEE_TIE) * mentors
    of_mentors = _without_ties(candidates, candidates.table("mentor"), MENTOR_TIE) * mentees
    # Equal lottery numbers are rare; then the order in which students are called decides.
    of_mentees += np.arange(mentors)[::-1]
    of_mentors += np.arange(mentees)[::-1, None]
    return Wishes(of_mentees, of_mentors)


def _without_ties(candidates: Candidates, scores: Rows, occasion: int) -> Rows:
    from mentorsim.pairing.lottery import add_lottery, lottery_key

    problem = candidates.problem
    room = _WORD_BITS - candidates.criteria.best.bit_length() - max(candidates.size).bit_length()
    bits = max(1, min(_MOST_LOTTERY_BITS, room))
    return add_lottery(
        scores,
        1 << bits,
        0,
        -1,
        lottery_key(problem.seed, problem.replication, problem.week),
        candidates.mentee_keys,
        candidates.mentor_keys,
        occasion,
        bits,
    )
