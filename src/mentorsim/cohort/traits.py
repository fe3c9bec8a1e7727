"""Turn one student's draws into traits: small compiled functions, one per kind of trait."""

from __future__ import annotations

import numpy as np

from mentorsim.cohort.people import SLOT_COUNT
from mentorsim.numerics.arithmetic import clip, exp
from mentorsim.numerics.kernel import inner_kernel

#: Shares and levels of 0 to 1 start within these bounds, so that nobody is beyond reach of help or harm.
LOWEST_LEVEL = 0.02
HIGHEST_LEVEL = 0.98
#: Skill stays within this many standard deviations of the first-years' mean, on either side.
MOST_SKILL = 6.0

# SD of the logarithm of study habits: gives a log-normal factor with mean 1 and SD 0.25.
_HABITS_SPREAD = 0.24622067706923975
_LOWEST_HABITS = 0.3
_HIGHEST_HABITS = 2.0
_TWO_TO_MINUS_33 = 2.0**-33
_LOW_32_BITS = np.uint64(0xFFFFFFFF)
_32 = np.uint64(32)
_1 = np.uint64(1)
_SLOTS = np.uint64(SLOT_COUNT)
_ALL_SLOTS = np.uint64((1 << SLOT_COUNT) - 1)


@inner_kernel
def level(mean: float, deviation: float, standard: float) -> float:
    """Place a standard normal number on a scale of 0 to 1, clipped to 0.02..0.98."""
    return clip(mean + deviation * standard, LOWEST_LEVEL, HIGHEST_LEVEL)


@inner_kernel
def mean_of_two_uniforms(word: np.uint64) -> float:
    """Return the mean of a draw's two halves, each uniform on 0..1: mean 0.5, SD 0.204, triangular."""
    total = (word >> _32) + (word & _LOW_32_BITS) + _1
    return np.float64(total) * _TWO_TO_MINUS_33


@inner_kernel
def study_habits(standard: float) -> float:
    """Turn a standard normal number into a factor on study time: log-normal, mean 1, SD 0.25, in 0.3..2."""
    return clip(
        exp(_HABITS_SPREAD * standard - 0.5 * _HABITS_SPREAD * _HABITS_SPREAD),
        _LOWEST_HABITS,
        _HIGHEST_HABITS,
    )


@inner_kernel
def weekly_slots(word: np.uint64) -> np.uint32:
    """Draw free times: each of ten weekly slots with probability one half, and one of them at least."""
    slots = word & _ALL_SLOTS
    if slots == np.uint64(0):
        slots = _1 << ((word >> _32) % _SLOTS)
    return np.uint32(slots)
