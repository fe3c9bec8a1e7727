"""A lottery for places: who is admitted where places are short, apart from how pairs are made."""

from __future__ import annotations

from typing import Any

import numpy as np

from mentorsim.dynamics.columns import Keys
from mentorsim.dynamics.participation import Rows
from mentorsim.numerics.decision import Decision
from mentorsim.numerics.kernel import kernel
from mentorsim.numerics.randomness import bits, stage_key, uniform


def admitted(mentees: Rows, places: int, required: Rows, key: Keys, seed: int, replication: int) -> Rows:
    """Return the rows of those for whom there is a place, ascending.

    Each student has one lot, the same in every policy and matching; so many with the smallest lots are
    admitted as there are places (equal lots: the smaller key), mentees of required pairs before all others.
    More places therefore admit the same students and some more.

    Parameters
    ----------
    mentees
        Rows of those who are to be matched.
    places
        How many there are, 0 or more.
    required
        Pairs (mentee row, mentor row) that must be made, shape (pairs, 2).
    key
        Keys of all students.
    seed, replication
        Seed and number of the replication.
    """
    if len(mentees) <= places:
        return mentees
    own = key[mentees]
    lots = draw_lots(own, stage_key(seed, replication, Decision.PLACE, 0))
    later = ~np.isin(mentees, required[:, 0])
    return np.sort(mentees[np.lexsort((own, lots, later))[:places]])


@kernel
def draw_lots(key: Keys, lot_key: Any) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Draw each student's lot, 0 to 1."""
    lots = np.empty(key.shape[0], np.float64)
    for i in range(key.shape[0]):
        lots[i] = uniform(bits(lot_key, key[i]))
    return lots
