"""Curves through draws of points are those through the points themselves, drawn as they are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorsim.statistics.regression import least_squares, penalty_of, smooth, smooth_drawn

PLACES = np.linspace(0.01, 0.99, 60)
VALUES = np.sin(5 * PLACES) + 0.1 * np.random.default_rng(3).standard_normal(60)
WANTED = np.linspace(0.1, 0.9, 7)


def test_each_point_once_gives_the_curve_itself():
    penalty = penalty_of(PLACES, VALUES)
    drawn = smooth_drawn(PLACES, VALUES[None], np.ones((1, 60)), WANTED, penalty)
    assert drawn[0] == pytest.approx(smooth(PLACES, VALUES[:, None], WANTED)[:, 0])


def test_a_point_that_is_drawn_twice_counts_as_two_points():
    counts = np.random.default_rng(5).integers(0, 3, size=(4, 60)).astype(float)
    values = np.stack([VALUES + number for number in range(4)])
    drawn = smooth_drawn(PLACES, values, counts, WANTED, 2.0)
    for number in range(4):
        rows = np.repeat(np.arange(60), counts[number].astype(int))
        once = smooth_drawn(PLACES[rows], values[number][None, rows], np.ones((1, len(rows))), WANTED, 2.0)
        assert drawn[number] == pytest.approx(once[0])


def test_the_rougher_the_truth_the_smaller_the_penalty():
    assert penalty_of(PLACES, VALUES) < penalty_of(PLACES, 2.0 + 3.0 * PLACES)


@given(st.integers(0, 2**32 - 1), st.integers(1, 12), st.integers(0, 3))
def test_least_squares_is_the_smallest_of_the_best_whether_or_not_there_is_one(seed, terms, repeated):
    rng = np.random.default_rng(seed)
    features = rng.uniform(-1.0, 1.0, (60, terms))
    features = np.concatenate([features, features[:, : min(repeated, terms)]], axis=1)
    values = rng.standard_normal(60)
    expected = np.linalg.lstsq(features, values, rcond=None)[0]
    np.testing.assert_allclose(least_squares(features, values), expected, atol=1e-6)
