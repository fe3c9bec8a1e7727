"""What the probability of being best and the share of replications won promise."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import stats

from mentorsim.statistics.best import probability_best, replications_won

NAN = float("nan")
whole_numbers = st.integers(-20, 20).map(float)


@st.composite
def outcome_tables(draw):
    """At least two complete replications; some policies repeat another."""
    replications, policies = draw(st.integers(2, 30)), draw(st.integers(1, 5))
    values = draw(hnp.arrays(np.float64, (replications, policies), elements=whole_numbers))
    repeated = draw(st.lists(st.integers(0, policies - 1), max_size=3))
    return np.column_stack([values, values[:, repeated]]) if repeated else values


both = pytest.mark.parametrize("function", [probability_best, replications_won])


@both
@settings(max_examples=60)
@given(values=outcome_tables(), better=st.sampled_from(["higher", "lower"]))
def test_shares_are_not_negative_and_sum_to_one(function, values, better):
    shares = function(values, better)
    assert (shares >= 0.0).all()
    assert shares.sum() == pytest.approx(1.0, abs=1e-12)


@both
@settings(max_examples=60)
@given(values=outcome_tables(), random=st.randoms(use_true_random=False))
def test_permuting_the_policies_permutes_the_shares_bit_for_bit(function, values, random):
    order = list(range(values.shape[1]))
    random.shuffle(order)
    np.testing.assert_array_equal(function(values, "higher")[order], function(values[:, order], "higher"))


@both
@settings(max_examples=60)
@given(values=outcome_tables())
def test_turning_outcome_and_direction_around_changes_nothing(function, values):
    np.testing.assert_array_equal(function(values, "higher"), function(-values, "lower"))


@both
@settings(max_examples=60)
@given(values=outcome_tables())
def test_identical_policies_share_equally(function, values):
    repeated = np.column_stack([values, values[:, 0], values[:, 0]])
    shares = function(repeated, "higher")
    assert shares[0] == shares[-1] == shares[-2]


@settings(max_examples=60)
@given(values=outcome_tables())
def test_repeating_a_policy_takes_nothing_from_the_others(values):
    alike = (values == values[:, [0]]).all(axis=0)
    before = probability_best(values, "higher")
    after = probability_best(np.column_stack([values, values[:, 0]]), "higher")
    np.testing.assert_array_equal(before[~alike], after[:-1][~alike])


@both
def test_what_all_policies_share_in_a_replication_changes_nothing(function):
    # Whole numbers, so that adding and subtracting them is exact.
    generator = np.random.default_rng(1)
    values = generator.integers(-9, 9, (40, 4)).astype(float)
    replication = generator.integers(-1000, 1000, (40, 1)).astype(float)
    np.testing.assert_array_equal(function(values, "higher"), function(values + replication, "higher"))


@both
def test_all_policies_identical_share_equally(function):
    column = np.random.default_rng(1).standard_normal((10, 1))
    np.testing.assert_allclose(function(np.repeat(column, 3, axis=1), "lower"), np.full(3, 1 / 3), rtol=1e-15)


@both
def test_a_lone_policy_is_best(function):
    assert function(np.array([[1.0], [2.0]]), "higher").tolist() == [1.0]


def test_two_policies_give_the_one_sided_paired_t_probability():
    values = np.random.default_rng(5).normal([0.0, 0.3], 1.0, (12, 2))
    expected = stats.ttest_rel(values[:, 0], values[:, 1], alternative="greater").pvalue
    assert probability_best(values, "higher")[1] == pytest.approx(expected, abs=1e-9)
    assert probability_best(values, "lower")[0] == pytest.approx(expected, abs=1e-9)


def test_several_policies_agree_with_an_independent_simulation_of_the_joint_means():
    values = np.random.default_rng(6).standard_normal((25, 4)) @ np.diag([1.0, 2.0, 0.5, 1.0]) + [
        0,
        0.3,
        0.2,
        0,
    ]
    reference = stats.multivariate_t(
        values.mean(axis=0), np.cov(values.T) / len(values), df=len(values) - 1, seed=123
    ).rvs(200_000)
    expected = np.bincount(reference.argmax(axis=1), minlength=4) / len(reference)
    np.testing.assert_allclose(probability_best(values, "higher"), expected, atol=0.012)


def test_a_policy_ahead_by_a_constant_is_best_as_good_as_certainly():
    # The two policies share all their random draws, so nothing is uncertain, however noisy each of them is.
    noise = np.random.default_rng(7).integers(-99, 99, 30).astype(float)
    values = np.column_stack([noise, noise + 1.0, noise - 1.0])
    np.testing.assert_allclose(probability_best(values, "higher"), [0.0, 1.0, 0.0], atol=1e-8)
    np.testing.assert_allclose(probability_best(values, "lower"), [0.0, 0.0, 1.0], atol=1e-8)
    np.testing.assert_allclose(probability_best(values[:, :2], "higher"), [0.0, 1.0], atol=1e-8)


def test_policies_without_chance_are_ranked_by_their_value_and_zeros_of_either_sign_are_equal():
    values = np.tile([0.0, -0.0, -1.0], (5, 1))
    found = probability_best(values, "higher")
    np.testing.assert_allclose(found, [0.5, 0.5, 0.0], atol=0.5 ** len(values))
    assert found[2] > 0.0  # ahead in every replication is not certainty
    np.testing.assert_array_equal(replications_won(values, "higher"), [0.5, 0.5, 0.0])


def test_more_replications_settle_the_probability_but_not_the_replications_won():
    values = np.random.default_rng(8).normal([0.0, 0.1, 0.0], 1.0, (4000, 3))
    assert probability_best(values, "higher")[1] > 0.99
    assert replications_won(values, "higher")[1] < 0.45


def test_probabilities_are_calibrated_when_two_policies_differ_by_chance_only():
    generator = np.random.default_rng(9)
    chances = [probability_best(generator.standard_normal((10, 2)), "higher")[0] for _ in range(2000)]
    # Under no difference a one-sided p-value is uniform.
    assert np.mean(np.array(chances) < 0.1) == pytest.approx(0.1, abs=0.02)


def test_replications_won_by_hand():
    values = np.array([[3.0, 1.0, 2.0], [5.0, 5.0, 1.0], [2.0, 2.0, 2.0], [NAN, 9.0, 1.0]])
    # Won alone; halved; in thirds; left out.
    np.testing.assert_allclose(
        replications_won(values, "higher"), [(1 + 1 / 2 + 1 / 3) / 3, (1 / 2 + 1 / 3) / 3, 1 / 9]
    )


def test_replications_with_a_missing_policy_are_left_out():
    values = np.random.default_rng(10).standard_normal((20, 3))
    with_gap = np.vstack([values, [[NAN, 100.0, 0.0]]])
    np.testing.assert_array_equal(probability_best(with_gap, "higher"), probability_best(values, "higher"))


def test_one_replication_tells_who_won_but_not_how_sure_that_is():
    values = np.array([[1.0, 2.0]])
    assert np.isnan(probability_best(values, "higher")).all()
    assert replications_won(values, "higher").tolist() == [0.0, 1.0]


def test_no_complete_replication_gives_nothing():
    values = np.array([[NAN, 2.0]])
    assert np.isnan(probability_best(values, "higher")).all()
    assert np.isnan(replications_won(values, "higher")).all()


def test_an_unknown_direction_is_refused():
    with pytest.raises(ValueError, match="better"):
        probability_best(np.zeros((2, 2)), "up")  # type: ignore[arg-type]
