"""Draws depend on their keys alone, and look random in every direction in which keys are counted up."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from mentorsim.numerics.kernel import kernel
from mentorsim.numerics.randomness import (
    Decision,
    bits,
    each_uniform,
    integer_below,
    mix,
    named_decision,
    noise,
    normal,
    pair_bits,
    pair_key,
    roster_key,
    stage_key,
    student_key,
    uniform,
)

Words = NDArray[np.uint64]
MASK = 2**64 - 1
GOLDEN = 0x9E3779B97F4A7C15
word = st.integers(0, MASK)
count = st.integers(0, 2**31)


# --- what a draw is ---


def plain_mix(x: int) -> int:
    x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9 & MASK
    x = (x ^ x >> 27) * 0x94D049BB133111EB & MASK
    return x ^ x >> 31


def plain_unmix(x: int) -> int:
    x = (x ^ x >> 31 ^ x >> 62) * pow(0x94D049BB133111EB, -1, 2**64) & MASK
    x = (x ^ x >> 27 ^ x >> 54) * pow(0xBF58476D1CE4E5B9, -1, 2**64) & MASK
    return x ^ x >> 30 ^ x >> 60


@given(word)
def test_mix_is_one_to_one(x: int) -> None:
    assert plain_unmix(int(mix(x))) == x


@given(word, count, st.integers(0, 2**63 - 1), count, word, word, count)
def test_keys_and_draws_follow_their_definition(
    seed: int, replication: int, decision: int, week: int, student: int, partner: int, occasion: int
) -> None:
    stage = plain_mix(seed + GOLDEN & MASK)
    for part in (replication, decision, week):
        stage = plain_mix(stage + part * GOLDEN & MASK)
    own = plain_mix(stage + student & MASK)
    assert stage_key(seed, replication, decision, week) == stage
    assert bits(stage, student) == own
    assert pair_bits(stage, student, partner, occasion) == plain_mix(own + partner + occasion * GOLDEN & MASK)
    assert pair_key(student, partner) == plain_mix(student + partner & MASK)


def test_known_draws_never_change() -> None:
    key = stage_key(2026, 3, Decision.SHOW_UP, 7)
    student, other = student_key(0, 12), student_key(1, 5)
    assert [int(key), int(student), roster_key("A-17")] == KNOWN_KEYS
    assert [int(bits(key, student)), int(pair_bits(key, student, other, 2))] == KNOWN_DRAWS
    assert named_decision(Decision.ATTRIBUTE, "first_generation") == KNOWN_NAME


KNOWN_KEYS = [5677679878142503278, 1907540561453867319, 8436926387268898792]
KNOWN_DRAWS = [15233312481172214874, 14379897145418555932]
KNOWN_NAME = 8312949025308466444


@given(word, word, word)
def test_kernels_and_python_get_the_same_draws(stage: int, student: int, partner: int) -> None:
    stages = np.array([stage], np.uint64)
    students = np.array([student, partner], np.uint64)
    found = draw_in_a_kernel(stages, students)
    assert found[0] == bits(stage, student)
    assert found[1] == pair_bits(stage, student, partner, 1)
    assert found[2] == stage_key(stage, 1, Decision.GRADE, 2)
    assert found[3] == pair_key(student, partner)


@kernel
def draw_in_a_kernel(stages: Words, students: Words) -> Words:
    """Draw from array elements, plain numbers and members of Decision."""
    found = np.empty(4, np.uint64)
    found[0] = bits(stages[0], students[0])
    found[1] = pair_bits(stages[0], students[0], students[1], 1)
    found[2] = stage_key(stages[0], 1, Decision.GRADE, 2)
    found[3] = pair_key(students[0], students[1])
    return found


@given(word, st.lists(word, min_size=1, max_size=20), st.lists(word, max_size=5))
def test_adding_a_student_changes_nobody_elses_draws(
    stage: int, students: list[int], more: list[int]
) -> None:
    key = np.uint64(stage)
    alone = each_uniform(key, np.array(students, np.uint64))
    together = each_uniform(key, np.array(more + students, np.uint64))
    assert alone.tobytes() == together[len(more) :].tobytes()


@given(word, word)
def test_a_pair_has_one_key_in_either_order(a: int, b: int) -> None:
    assert pair_key(a, b) == pair_key(b, a)


@given(word, word, word, count)
def test_a_draw_about_a_partner_has_a_direction(stage: int, a: int, b: int, occasion: int) -> None:
    assert a == b or pair_bits(stage, a, b, occasion) != pair_bits(stage, b, a, occasion)


def test_every_part_of_a_key_matters() -> None:
    parts = [1, 2, 3, 4]
    keys = {int(stage_key(*parts))}
    for position in range(4):
        keys.add(int(stage_key(*(part + (place == position) for place, part in enumerate(parts)))))
    assert len(keys) == 5
    assert stage_key(1, 2, 3, 4) != stage_key(2, 1, 3, 4)
    assert stage_key(1, 2, 3, 4) != stage_key(1, 2, 4, 3)


def test_no_two_students_share_a_key() -> None:
    keys = [int(student_key(role, ordinal)) for role in (0, 1) for ordinal in range(3000)]
    keys += [roster_key(str(number)) for number in range(3000)]
    assert len(set(keys)) == len(keys)


# --- numbers made of draws ---


def test_a_uniform_starts_at_0_and_stays_below_1() -> None:
    assert uniform(0) == 0.0
    assert uniform(MASK) == 1.0 - 2.0**-53
    assert uniform(2**63) == 0.5


def test_noise_has_mean_0_and_variance_1_exactly() -> None:
    # The four lanes are independent, so each contributes a quarter of the variance.
    lane = np.array([noise(value) for value in range(65536)])
    assert 4 * np.var(lane) == pytest.approx(1.0, abs=1e-12)
    assert noise(0) + 4 * np.mean(lane - noise(0)) == pytest.approx(0.0, abs=1e-12)


@given(word)
def test_noise_is_the_scaled_sum_of_its_four_lanes(x: int) -> None:
    lanes = sum(x >> shift & 0xFFFF for shift in (0, 16, 32, 48))
    assert noise(x) == (lanes - 2 * 65535) * math.sqrt(3.0 / (65536.0**2 - 1.0))
    assert abs(noise(x)) <= 3.4641017
    assert noise(x ^ MASK) == -noise(x)


@given(word)
def test_normal_numbers_are_finite_and_mirror(x: int) -> None:
    assert abs(normal(x)) < 8.22
    assert normal(x ^ MASK) == -normal(x)


@given(word, st.integers(1, 2**32))
def test_an_integer_below_n_is_one(x: int, n: int) -> None:
    assert integer_below(x, n) == (x >> 32) * n >> 32 < n
