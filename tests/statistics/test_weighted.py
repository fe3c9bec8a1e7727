"""Weighted samples: the same as unweighted ones where weights are equal, and as repeated ones where whole."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorsim.statistics.weighted import (
    distinct_subset,
    effective_number,
    normalized,
    weighted_correlation,
    weighted_mean,
    weighted_quantile,
    weighted_sd,
)

WEIGHTS = st.lists(st.integers(0, 1000), min_size=2, max_size=40).filter(any)


def test_equal_weights_give_the_ordinary_numbers() -> None:
    values = np.random.default_rng(1).standard_normal((50, 3))
    weights = np.full(50, 2.0)
    np.testing.assert_allclose(weighted_mean(values, weights), values.mean(axis=0))
    np.testing.assert_allclose(weighted_sd(values, weights), values.std(axis=0, ddof=1))
    quantiles = np.quantile(values, [0.1, 0.5], axis=0, method="hazen")
    np.testing.assert_allclose(weighted_quantile(values, [0.1, 0.5], weights), quantiles)
    np.testing.assert_allclose(weighted_correlation(values, weights), np.corrcoef(values, rowvar=False))
    assert effective_number(weights) == pytest.approx(50.0)


def test_a_weight_of_two_is_a_sample_that_is_there_twice() -> None:
    values, weights = np.array([1.0, 5.0, 2.0]), np.array([1.0, 2.0, 1.0])
    twice = np.array([1.0, 5.0, 5.0, 2.0])
    assert weighted_mean(values, weights) == pytest.approx(twice.mean())
    one = np.stack([values, values**2], axis=1)
    other = np.stack([twice, twice**2], axis=1)
    np.testing.assert_allclose(weighted_correlation(one, weights), np.corrcoef(other, rowvar=False))
    assert weighted_quantile(values, 0.5, weights) == pytest.approx(3.0)


@pytest.mark.parametrize("weights", [[0.0, 0.0], [1.0, -1.0], [np.nan, 1.0], [[1.0]]])
def test_weights_that_say_nothing_are_refused(weights: list[float]) -> None:
    with pytest.raises(ValueError, match="weights must be"):
        normalized(weights)


@given(WEIGHTS, st.integers(1, 40), st.integers(0, 99))
def test_a_subset_repeats_nothing_and_keeps_its_size_and_total(
    weights: list[int], count: int, seed: int
) -> None:
    places, own = distinct_subset(weights, count, seed)
    assert len(np.unique(places)) == len(places)
    assert abs(len(places) - min(count, np.count_nonzero(weights))) <= 1
    assert own.sum() == pytest.approx(1.0)
    assert (np.asarray(weights)[places] > 0.0).all()


def test_a_subset_is_nearly_even_and_stands_for_the_whole() -> None:
    rng = np.random.default_rng(5)
    weights = rng.gamma(0.7, size=900)
    values = rng.standard_normal(900) + np.log(weights)
    truth = weighted_mean(values, weights)
    means = []
    for seed in range(200):
        places, own = distinct_subset(weights, 200, seed)
        assert len(places) == 200
        means.append(float(weighted_mean(values[places], own)))
    assert effective_number(own) > 190.0
    assert effective_number(weights) < 450.0
    error = np.std(means) / np.sqrt(len(means))
    assert abs(np.mean(means) - truth) < 4.0 * error
