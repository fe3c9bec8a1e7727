"""Random draws for the twin: the package's keyed draws in plain whole numbers, or Mesa's own."""

from __future__ import annotations

import math
from random import Random
from typing import Protocol

from mentorsim.numerics.decision import Decision

WORD = (1 << 64) - 1
GOLDEN = 0x9E3779B97F4A7C15


def mix(x: int) -> int:
    """Scramble a word (the finalizer of splitmix64)."""
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & WORD
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & WORD
    return x ^ (x >> 31)


def stage_key(seed: int, replication: int, decision: int, week: int) -> int:
    """Make the key of a decision in a week."""
    key = mix((seed + GOLDEN) & WORD)
    for part in (replication, decision, week):
        key = mix((key + part * GOLDEN) & WORD)
    return key


def bits(stage: int, student: int) -> int:
    """Draw for one student, or for a pair by its common key."""
    return mix((stage + student) & WORD)


def pair_bits(stage: int, student: int, partner: int, occasion: int) -> int:
    """Draw for a student about a partner."""
    return mix((bits(stage, student) + partner + occasion * GOLDEN) & WORD)


def pair_key(one: int, other: int) -> int:
    """Make the common key of two students."""
    return mix((one + other) & WORD)


def uniform(word: int) -> float:
    """Turn a draw into a number in [0, 1)."""
    return (word >> 11) * 2.0**-53


def noise(word: int) -> float:
    """Turn a draw into the centered and scaled sum of four 16-bit uniforms."""
    total = sum((word >> shift) & 0xFFFF for shift in (0, 16, 32, 48))
    return (total - 2 * 65535) * math.sqrt(3.0 / (65536.0 * 65536.0 - 1.0))


def integer_below(word: int, n: int) -> int:
    """Turn a draw into a whole number from 0 to n - 1."""
    return ((word >> 32) * n) >> 32


class Draws(Protocol):
    """What the twin asks of its random draws; keys name students and groups, a pair is two keys."""

    def uniform(self, decision: int, week: int, student: int) -> float: ...
    def noise(self, decision: int, week: int, student: int) -> float: ...
    def integer_below(self, decision: int, week: int, student: int, n: int) -> int: ...
    def uniform_about(self, decision: int, week: int, student: int, partner: int, occasion: int) -> float: ...
    def noise_about(self, decision: int, week: int, student: int, partner: int, occasion: int) -> float: ...
    def uniform_of_pair(self, decision: int, week: int, one: int, other: int) -> float: ...
    def noise_of_pair(self, decision: int, week: int, one: int, other: int) -> float: ...


class KeyedDraws:
    """The package's draws: functions of who, what and when."""

    def __init__(self, seed: int, replication: int) -> None:
        self.seed = seed
        self.replication = replication
        self.stages: dict[tuple[int, int], int] = {}

    def stage(self, decision: Decision | int, week: int) -> int:
        if (decision, week) not in self.stages:
            self.stages[decision, week] = stage_key(self.seed, self.replication, int(decision), week)
        return self.stages[decision, week]

    def uniform(self, decision: int, week: int, student: int) -> float:
        return uniform(bits(self.stage(decision, week), student))

    def noise(self, decision: int, week: int, student: int) -> float:
        return noise(bits(self.stage(decision, week), student))

    def integer_below(self, decision: int, week: int, student: int, n: int) -> int:
        return integer_below(bits(self.stage(decision, week), student), n)

    def uniform_about(self, decision: int, week: int, student: int, partner: int, occasion: int) -> float:
        return uniform(pair_bits(self.stage(decision, week), student, partner, occasion))

    def noise_about(self, decision: int, week: int, student: int, partner: int, occasion: int) -> float:
        return noise(pair_bits(self.stage(decision, week), student, partner, occasion))

    def uniform_of_pair(self, decision: int, week: int, one: int, other: int) -> float:
        return uniform(bits(self.stage(decision, week), pair_key(one, other)))

    def noise_of_pair(self, decision: int, week: int, one: int, other: int) -> float:
        return noise(bits(self.stage(decision, week), pair_key(one, other)))


class MesaDraws:
    """Draws as most Mesa models make them: one stream of `random.Random` in the order of asking."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def uniform(self, decision: int, week: int, student: int) -> float:
        return self.random.random()

    def noise(self, decision: int, week: int, student: int) -> float:
        return self.random.gauss(0.0, 1.0)

    def integer_below(self, decision: int, week: int, student: int, n: int) -> int:
        return self.random.randrange(n)

    def uniform_about(self, decision: int, week: int, student: int, partner: int, occasion: int) -> float:
        return self.random.random()

    def noise_about(self, decision: int, week: int, student: int, partner: int, occasion: int) -> float:
        return self.random.gauss(0.0, 1.0)

    def uniform_of_pair(self, decision: int, week: int, one: int, other: int) -> float:
        return self.random.random()

    def noise_of_pair(self, decision: int, week: int, one: int, other: int) -> float:
        return self.random.gauss(0.0, 1.0)
