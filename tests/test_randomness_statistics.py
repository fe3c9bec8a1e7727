"""Draws look random in every direction in which keys are counted up (seeds are fixed)."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from mentorsim.numerics.kernel import kernel
from mentorsim.numerics.randomness import (
    bits,
    each_bits,
    each_noise,
    each_normal,
    integer_below,
    pair_bits,
    pair_key,
    stage_key,
    student_key,
)

Words = NDArray[np.uint64]
N = 200_000


def students(n: int) -> Words:
    return many_students(0, n)


@kernel
def many_students(role: int, n: int) -> Words:
    """Make the keys of the first n students of a role."""
    keys = np.empty(n, np.uint64)
    for i in range(n):
        keys[i] = student_key(role, i)
    return keys


@kernel
def grid(stages: int, people: int) -> NDArray[np.uint64]:
    """Draw for every week (rows) and student (columns)."""
    found = np.empty((stages, people), np.uint64)
    for week in range(stages):
        key = stage_key(2026, 0, 70, week)
        for i in range(people):
            found[week, i] = bits(key, student_key(0, i))
    return found


@kernel
def counted_up(direction: int, n: int) -> Words:
    """Draw n times with one part of the key counted up: see DIRECTIONS."""
    part = np.zeros(8, np.int64)
    found = np.empty(n, np.uint64)
    for i in range(n):
        part[direction] = i
        key = stage_key(part[0], part[1], part[2], part[3])
        student = student_key(0, part[4])
        if direction < 5:
            found[i] = bits(key, student)
        elif direction == 7:
            found[i] = bits(key, pair_key(student, student_key(1, part[7])))
        else:
            found[i] = pair_bits(key, student, student_key(1, part[5]), part[6])
    return found


@kernel
def about_partner(key: np.uint64, keys: Words, partners: Words) -> Words:
    """Draw for each student about the partner beside them."""
    found = np.empty(keys.size, np.uint64)
    for i in range(keys.size):
        found[i] = pair_bits(key, keys[i], partners[i], 0)
    return found


DIRECTIONS = ["seed", "replication", "decision", "week", "student", "partner", "occasion", "pair"]
in_every_direction = pytest.mark.parametrize("direction", range(8), ids=DIRECTIONS)


def chi_square(counts: NDArray[np.int64]) -> float:
    expected = counts.sum() / counts.size
    return float(((counts - expected) ** 2).sum() / expected)


def is_plausible(chi: float, freedom: int) -> bool:
    """Say whether chi-square lies within 4.5 standard deviations, by the cube-root approximation."""
    z = ((chi / freedom) ** (1 / 3) - (1 - 2 / (9 * freedom))) / math.sqrt(2 / (9 * freedom))
    return bool(abs(z) < 4.5)


@in_every_direction
@pytest.mark.parametrize("shift", [0, 24, 54])
def test_draws_are_uniform(direction: int, shift: int) -> None:
    values = (counted_up(direction, N) >> np.uint64(shift)) & np.uint64(1023)
    assert is_plausible(chi_square(np.bincount(values.astype(np.int64), minlength=1024)), 1023)


@in_every_direction
def test_every_bit_is_one_half_of_the_time_and_flips_half_of_the_time(direction: int) -> None:
    drawn = counted_up(direction, N)
    for words in (drawn, drawn[1:] ^ drawn[:-1], drawn[2:] ^ drawn[:-2]):
        ones = [int(np.count_nonzero(words & np.uint64(1 << place))) for place in range(64)]
        assert max(abs(one - words.size / 2) for one in ones) < 4.5 * math.sqrt(words.size) / 2


@in_every_direction
def test_successive_draws_are_not_correlated(direction: int) -> None:
    drawn = (counted_up(direction, N) >> np.uint64(11)).astype(np.float64) * 2.0**-53 - 0.5
    for lag in (1, 2, 3, 7, 15, 30, 52):
        assert abs(np.mean(drawn[lag:] * drawn[:-lag])) * 12 < 4.5 / math.sqrt(N)


@in_every_direction
def test_pairs_of_successive_draws_fill_the_square(direction: int) -> None:
    values = (counted_up(direction, N) >> np.uint64(59)).astype(np.int64)
    pairs = values[0::2] * 32 + values[1::2]
    assert is_plausible(chi_square(np.bincount(pairs, minlength=1024)), 1023)


@in_every_direction
@pytest.mark.parametrize("shift", [0, 32])
def test_birthday_spacings_repeat_as_often_as_chance_has_it(direction: int, shift: int) -> None:
    # G. Marsaglia's test: m birthdays in a year of d days give about m**3 / (4 d) repeated spacings.
    people, days, rounds = 4096, 2.0**32, 48
    drawn = (counted_up(direction, people * rounds) >> np.uint64(shift)) & np.uint64(0xFFFFFFFF)
    repeated = 0
    for birthdays in drawn.reshape(rounds, people):
        spacings = np.sort(np.diff(np.sort(birthdays)))
        repeated += int(np.count_nonzero(spacings[1:] == spacings[:-1]))
    expected = rounds * people**3 / (4 * days)
    assert abs(repeated - expected) < 4.5 * math.sqrt(expected)


def test_students_are_not_alike_over_weeks_nor_weeks_over_students() -> None:
    drawn = (grid(400, 400) >> np.uint64(11)).astype(np.float64) * 2.0**-53
    for table in (drawn, drawn.T):
        correlations = np.asarray(np.corrcoef(table))[np.triu_indices(400, 1)]
        assert np.abs(correlations).max() < 6 / math.sqrt(400)
        assert np.mean(correlations**2) * 399 == pytest.approx(1.0, abs=0.05)


@pytest.mark.parametrize(
    "other",
    [
        lambda key, keys: each_bits(key + np.uint64(1), keys),
        lambda key, keys: each_bits(stage_key(2026, 1, 70, 5), keys),
        lambda key, keys: each_bits(stage_key(2027, 0, 70, 5), keys),
        lambda key, keys: each_bits(stage_key(2026, 0, 71, 5), keys),
        lambda key, keys: each_bits(stage_key(2026, 0, 70, 6), keys),
        lambda key, keys: each_bits(key, many_students(1, N)),
        lambda key, keys: about_partner(key, keys, keys[::-1].copy()),
        lambda key, keys: about_partner(key, keys, keys),
    ],
    ids=["next key", "replication", "seed", "decision", "week", "role", "partner", "oneself"],
)
def test_the_same_students_draw_independently_elsewhere(other: Callable[[np.uint64, Words], Words]) -> None:
    keys = students(N)
    key = stage_key(2026, 0, 70, 5)
    here, there = each_bits(key, keys), other(key, keys)
    flipped = np.array([np.count_nonzero((here ^ there) & np.uint64(1 << place)) for place in range(64)])
    assert np.abs(flipped - N / 2).max() < 4.5 * math.sqrt(N) / 2
    cells = (here >> np.uint64(59)) * np.uint64(32) + (there >> np.uint64(59))
    assert is_plausible(chi_square(np.bincount(cells.astype(np.int64), minlength=1024)), 1023)


def test_a_draw_and_its_mirror_about_a_partner_are_independent() -> None:
    first, second = students(N), many_students(1, N)
    key = stage_key(2026, 0, 70, 5)
    forth, back = about_partner(key, first, second), about_partner(key, second, first)
    cells = (forth >> np.uint64(59)) * np.uint64(32) + (back >> np.uint64(59))
    assert is_plausible(chi_square(np.bincount(cells.astype(np.int64), minlength=1024)), 1023)


def test_normal_numbers_have_the_moments_of_the_normal_distribution() -> None:
    drawn = each_normal(np.uint64(9), students(N))
    for exponent, moment, variance in ((1, 0.0, 1.0), (2, 1.0, 2.0), (3, 0.0, 15.0), (4, 3.0, 96.0)):
        assert abs(np.mean(drawn**exponent) - moment) < 4 * math.sqrt(variance / N)


def test_noise_has_the_shape_of_four_uniforms() -> None:
    drawn = each_noise(np.uint64(9), students(N))
    assert abs(np.mean(drawn)) < 4 / math.sqrt(N)
    assert np.mean(drawn**2) == pytest.approx(1.0, abs=4 * math.sqrt(1.7 / N))
    assert np.mean(drawn**4) == pytest.approx(2.7, abs=0.05)


def test_integers_below_n_are_equally_frequent() -> None:
    found = Counter(int(integer_below(draw, 7)) for draw in each_bits(np.uint64(4), students(14_000)))
    assert sorted(found) == list(range(7))
    assert chi_square(np.array(list(found.values()))) < 25


def test_no_two_students_or_stages_share_a_draw() -> None:
    assert np.unique(grid(1000, 400).ravel()).size == 400_000
