"""Random draws that depend on who, what and when, and on nothing else.

A draw is a pure function of (seed, replication, decision, week, student[, partner][, occasion]): not of the
order of students, of the policy, of earlier draws or of the process. So two policies meet the same random
draws, and adding a student changes nobody else's. In a kernel, `stage_key` is called once and `bits` once per
student::

    key = stage_key(seed, replication, Decision.SHOW_UP, week)
    for i in range(students.size):
        shows_up[i] = uniform(bits(key, students[i])) < chance[i]

A student has one draw per decision and week. What is drawn more often needs decisions of its own, or
`pair_bits` with an ``occasion``. The numbers that one draw can be turned into (`uniform`, `noise`, `normal`,
`integer_below`) are not independent of each other.

Seeds, replications and weeks are whole numbers of 0 or more; keys and draws are 64-bit words.
"""

from __future__ import annotations

import hashlib
import math

import numpy as np

from mentorsim.numerics.arithmetic import normal_quantile
from mentorsim.numerics.decision import Decision, named_decision
from mentorsim.numerics.kernel import kernel, word_kernel

__all__ = [
    "Decision",
    "Word",
    "bits",
    "each_bits",
    "each_noise",
    "each_normal",
    "each_uniform",
    "integer_below",
    "mix",
    "named_decision",
    "noise",
    "normal",
    "pair_bits",
    "pair_key",
    "roster_key",
    "stage_key",
    "student_key",
    "uniform",
]

Word = int | np.uint64
Words = np.ndarray[tuple[int], np.dtype[np.uint64]]
Numbers = np.ndarray[tuple[int], np.dtype[np.float64]]

# 2**64 divided by the golden ratio, made odd: spreads consecutive numbers evenly over the words.
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
# The finalizer of splitmix64 (D. Stafford's thirteenth variant of the one in MurmurHash3).
_MULTIPLIER_1 = np.uint64(0xBF58476D1CE4E5B9)
_MULTIPLIER_2 = np.uint64(0x94D049BB133111EB)
_27, _30, _31 = np.uint64(27), np.uint64(30), np.uint64(31)
_11, _12, _16, _32 = np.uint64(11), np.uint64(12), np.uint64(16), np.uint64(32)
_ALTERNATE_16_BITS = np.uint64(0x0000FFFF0000FFFF)
_LOW_32_BITS = np.uint64(0x00000000FFFFFFFF)
_TWO_TO_MINUS_53 = 2.0**-53
_TWO_TO_MINUS_52 = 2.0**-52
_MIDDLE_OF_FOUR = np.int32(2 * 65535)
_ONE_OVER_SD_OF_FOUR = math.sqrt(3.0 / (65536.0 * 65536.0 - 1.0))


@word_kernel
def mix(x: Word) -> np.uint64:
    """Scramble a word: a one-to-one function in which every bit of the input moves half of the output."""
    word = np.uint64(x)
    word = (word ^ (word >> _30)) * _MULTIPLIER_1
    word = (word ^ (word >> _27)) * _MULTIPLIER_2
    return word ^ (word >> _31)


@word_kernel
def stage_key(seed: Word, replication: Word, decision: Word, week: Word) -> np.uint64:
    """Make the key of one decision in one week of one replication, shared by all students."""
    key = mix(np.uint64(seed) + _GOLDEN)
    key = mix(key + np.uint64(replication) * _GOLDEN)
    key = mix(key + np.uint64(decision) * _GOLDEN)
    return mix(key + np.uint64(week) * _GOLDEN)


@word_kernel
def student_key(role: Word, ordinal: Word) -> np.uint64:
    """Make the key of a synthetic student from the role (0 first-year, 1 upper-year) and the place in it."""
    return mix(mix(np.uint64(role) + _GOLDEN) + np.uint64(ordinal) * _GOLDEN)


def roster_key(identifier: str) -> int:
    """Make the key of a student of a roster from the identifier that the roster gives.

    Returns
    -------
    int
        The first 64 bits of its BLAKE2b hash; 10,000 students share one by chance once in 10**11 rosters.
    """
    return int.from_bytes(hashlib.blake2b(identifier.encode("utf-8"), digest_size=8).digest(), "little")


@word_kernel
def pair_key(key_a: Word, key_b: Word) -> np.uint64:
    """Make the key of two students together, the same in either order; takes a student's place in `bits`."""
    return mix(sum_of_keys(key_a, key_b))


@word_kernel
def sum_of_keys(key_a: Word, key_b: Word) -> np.uint64:
    """Add two students' keys: what `pair_key` scrambles, for loops that scramble many at once."""
    return np.uint64(key_a) + np.uint64(key_b)


@word_kernel
def bits(stage_key: Word, student_key: Word) -> np.uint64:
    """Draw for one student: 64 random bits."""
    return mix(np.uint64(stage_key) + np.uint64(student_key))


@word_kernel
def pair_bits(stage_key: Word, student_key: Word, partner_key: Word, occasion: Word) -> np.uint64:
    """Draw for a student about a partner: 64 random bits, others for the partner about the student.

    The occasion, a whole number of 0 or more, tells apart several draws of the pair in one stage.
    """
    own = mix(np.uint64(stage_key) + np.uint64(student_key))
    return mix(own + np.uint64(partner_key) + np.uint64(occasion) * _GOLDEN)


@word_kernel
def uniform(bits: Word) -> float:
    """Turn a draw into a number from 0 up to but not including 1, in steps of 2**-53."""
    return np.float64(np.uint64(bits) >> _11) * _TWO_TO_MINUS_53


@word_kernel
def noise(bits: Word) -> float:
    """Turn a draw into fast, bounded, nearly normal noise.

    The sum of four independent 16-bit uniforms, centered and scaled: mean exactly 0, variance 1, symmetric,
    within 3.4641 of 0, kurtosis 2.7 (normal: 3). For weekly ups and downs, not for traits.
    """
    word = np.uint64(bits)
    pairs = (word & _ALTERNATE_16_BITS) + ((word >> _16) & _ALTERNATE_16_BITS)
    total = np.int32((pairs & _LOW_32_BITS) + (pairs >> _32))
    return np.float64(total - _MIDDLE_OF_FOUR) * _ONE_OVER_SD_OF_FOUR


@word_kernel
def normal(bits: Word) -> float:
    """Turn a draw into a standard normal number by the quantile of its upper 52 bits; within 8.21 of 0."""
    return normal_quantile((np.float64(np.uint64(bits) >> _12) + 0.5) * _TWO_TO_MINUS_52)


@word_kernel
def integer_below(bits: Word, n: Word) -> np.uint64:
    """Turn a draw into a whole number from 0 to n - 1, for n up to 2**32.

    Probabilities differ from 1/n by at most a share of n / 2**32 of it (a ten-millionth for n = 400).
    """
    return ((np.uint64(bits) >> _32) * np.uint64(n)) >> _32


@kernel
def each_bits(stage_key: np.uint64, student_keys: Words) -> Words:
    """Draw for each of many students: 64 random bits each."""
    drawn = np.empty(student_keys.size, np.uint64)
    for i in range(student_keys.size):
        drawn[i] = bits(stage_key, student_keys[i])
    return drawn


@kernel
def each_uniform(stage_key: np.uint64, student_keys: Words) -> Numbers:
    """Draw a number in [0, 1) for each of many students."""
    drawn = np.empty(student_keys.size, np.float64)
    for i in range(student_keys.size):
        drawn[i] = uniform(bits(stage_key, student_keys[i]))
    return drawn


@kernel
def each_noise(stage_key: np.uint64, student_keys: Words) -> Numbers:
    """Draw bounded noise with mean 0 and variance 1 for each of many students."""
    drawn = np.empty(student_keys.size, np.float64)
    for i in range(student_keys.size):
        drawn[i] = noise(bits(stage_key, student_keys[i]))
    return drawn


@kernel
def each_normal(stage_key: np.uint64, student_keys: Words) -> Numbers:
    """Draw a standard normal number for each of many students."""
    drawn = np.empty(student_keys.size, np.float64)
    for i in range(student_keys.size):
        drawn[i] = normal(bits(stage_key, student_keys[i]))
    return drawn
