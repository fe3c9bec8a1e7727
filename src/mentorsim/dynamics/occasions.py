"""Occasions: the meetings planned in a week, and who comes to which, one bit each."""

from __future__ import annotations

import numpy as np

from mentorsim.dynamics.columns import Key
from mentorsim.numerics.kernel import inner_kernel
from mentorsim.numerics.randomness import pair_bits, uniform

MOST_OCCASIONS = 7
"""Meetings a week at most; sessions are kept as bits of one number."""


@inner_kernel
def planned_occasions(weeks: int, rate: float) -> int:
    """Meetings planned in the week after ``weeks`` weeks, at ``rate`` a week (0.25: every fourth week)."""
    return min(MOST_OCCASIONS, int(np.floor((weeks + 1) * rate)) - int(np.floor(weeks * rate)))


@inner_kernel
def count_bits(mask: int) -> int:
    """How many of the occasions are set."""
    count = 0
    for occasion in range(MOST_OCCASIONS):
        count += (mask >> occasion) & 1
    return count


@inner_kernel
def attendees(show_up_key: Key, probability: float, own_key: Key, partner_key: Key, occasions: int) -> int:
    """The occasions, one bit each, at which one student comes."""
    mask = 0
    for occasion in range(occasions):
        if uniform(pair_bits(show_up_key, own_key, partner_key, occasion)) < probability:
            mask |= 1 << occasion
    return mask
