"""Which is best: known answers, coverage of the set not distinguishable from it, and what must not matter."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorsim.analysis.standings import standings
from mentorsim.statistics.best import probability_best


def replications(generator, means, count=60, shared=2.0, own=1.0):
    means = np.asarray(means, dtype=float)
    noise = shared * generator.standard_normal(count)
    return means[:, None] + noise + own * generator.standard_normal((len(means), count))


def test_a_clear_winner_is_best_alone():
    found = standings(replications(np.random.default_rng(1), [0.0, 5.0, 0.0]), "higher")
    assert found.leader == 1
    assert found.possible.tolist() == [False, True, False]
    assert found.probability_best[1] > 0.999
    assert np.isnan(found.difference[1])
    assert (found.high[[0, 2]] < 0.0).all()


@pytest.mark.parametrize("means", [[0.0] * 6, [0.0, -0.2, -0.2, -0.4, -0.4, -1.0]], ids=["equal", "graded"])
@pytest.mark.parametrize("count", [12, 60], ids=["few replications", "many replications"])
def test_the_best_is_among_the_possible_with_the_stated_confidence(means, count):
    generator = np.random.default_rng(2)
    problems, inside = 100, 0
    for _ in range(problems):
        inside += bool(standings(replications(generator, means, count), "higher").possible[0])
    assert inside >= 0.95 * problems


def test_probabilities_are_those_of_a_comparison():
    values = replications(np.random.default_rng(3), [0.0, 0.1, 0.2, 0.3], 80)
    found = standings(values, "higher")
    np.testing.assert_allclose(found.probability_best, probability_best(values.T, "higher"), atol=0.015)
    assert found.probability_best.sum() == pytest.approx(1.0)


def test_probability_of_being_good_grows_with_what_is_worthwhile():
    values = replications(np.random.default_rng(4), [0.0, 0.1, 0.2])
    good = [standings(values, "higher", worthwhile).probability_good for worthwhile in (0.0, 0.1, 0.5, 5.0)]
    assert (np.diff(np.array(good), axis=0) >= 0.0).all()
    assert (good[-1] == 1.0).all()
    np.testing.assert_allclose(good[0], standings(values, "higher").probability_best)


def test_lower_is_better_mirrors_higher_is_better():
    values = replications(np.random.default_rng(5), [0.0, 0.5, 1.0])
    one, other = standings(values, "higher"), standings(-values, "lower")
    np.testing.assert_array_equal(one.possible, other.possible)
    np.testing.assert_array_equal(one.probability_best, other.probability_best)
    np.testing.assert_allclose(one.low, -other.high)


@given(st.integers(0, 10**6), st.integers(2, 6))
def test_noise_that_all_share_does_not_matter(seed, count):
    generator = np.random.default_rng(seed)
    values = replications(generator, np.linspace(0.0, 1.0, count), 30)
    one = standings(values, "higher")
    other = standings(values + 50.0 * generator.standard_normal(30), "higher")
    assert one.leader == other.leader
    np.testing.assert_array_equal(one.possible, other.possible)
    np.testing.assert_allclose(one.difference, other.difference, atol=1e-9)


def test_alternatives_with_fewer_replications_are_compared_over_those_they_share():
    values = replications(np.random.default_rng(6), [0.0, 0.0, 4.0], 100, shared=5.0)
    values[0, 20:] = np.nan
    values[1, ::3] = np.nan
    found = standings(values, "higher")
    assert found.replications.tolist() == [20, 66, 100]
    assert found.possible.tolist() == [False, False, True]
    assert found.difference[0] == pytest.approx(np.mean(values[0, :20] - values[2, :20]))


def test_the_one_ahead_is_found_although_another_has_more_favorable_replications():
    generator = np.random.default_rng(7)
    noise = np.concatenate([np.full(20, -10.0), np.full(30, 10.0)])
    values = noise + np.array([[1.0], [0.0]]) + 0.1 * generator.standard_normal((2, 50))
    values[0, 20:] = np.nan
    assert standings(values, "higher").leader == 0


def test_identical_alternatives_share_and_nothing_is_said_without_two_replications():
    row = np.random.default_rng(8).standard_normal(30)
    found = standings(np.stack([row, row]), "higher")
    assert found.possible.all()
    np.testing.assert_allclose(found.probability_best, 0.5)
    assert standings(np.full((3, 5), np.nan), "higher") is None
    assert standings(np.zeros((3, 1)), "higher") is None


def test_many_alternatives_are_ranked_by_the_bound():
    values = replications(np.random.default_rng(9), np.linspace(0.0, 30.0, 301), 25)
    found = standings(values, "higher")
    assert found.possible.sum() < 60
    assert found.possible[found.leader]
    assert found.probability_best.sum() == pytest.approx(1.0)
