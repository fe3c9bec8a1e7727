"""What the max-t intervals promise."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from mentorsim.statistics import simultaneous
from mentorsim.statistics.intervals import Intervals, Uncertainty, mean_interval, moments, student_t_quantile
from mentorsim.statistics.simultaneous import critical_value

whole_numbers = st.integers(-50, 50).map(float)


def simultaneous_intervals(differences: np.ndarray, confidence: float = 0.95) -> Intervals:
    """Return the intervals that a comparison states of its differences together."""
    described = moments(differences)
    half = critical_value(differences, confidence) * described.standard_error
    ends = described.mean - half, described.mean + half
    return Intervals(described.mean, *ends, Uncertainty.SIMULATION_ERROR, confidence)


@st.composite
def difference_tables(draw):
    """From none to many replications, with columns that are constant, repeated or turned around."""
    replications, columns = draw(st.integers(0, 70)), draw(st.integers(1, 5))
    values = draw(hnp.arrays(np.float64, (replications, columns), elements=whole_numbers))
    extra = draw(st.sampled_from(["none", "constant", "repeated", "negated"]))
    if extra == "constant":
        values = np.column_stack([values, np.full(replications, 0.3)])
    elif extra == "repeated":
        values = np.column_stack([values, values[:, 0]])
    elif extra == "negated":
        values = np.column_stack([values, -values[:, 0]])
    return values


def orthonormal(replications: int, columns: int) -> np.ndarray:
    """Columns that are centered and exactly uncorrelated."""
    draws = np.random.default_rng(1).standard_normal((replications, columns))
    q, _ = np.linalg.qr(draws - draws.mean(axis=0))
    return q


@given(difference_tables())
def test_simultaneous_intervals_contain_the_individual_ones(values):
    alone, together = mean_interval(values), simultaneous_intervals(values)
    np.testing.assert_array_equal(alone.mean, together.mean)
    known = np.isfinite(alone.low)
    np.testing.assert_array_equal(known, np.isfinite(together.low))
    assert (together.low[known] <= alone.low[known]).all()
    assert (together.high[known] >= alone.high[known]).all()


@settings(max_examples=50)
@given(difference_tables(), st.randoms(use_true_random=False))
def test_permuting_the_policies_permutes_the_intervals_bit_for_bit(values, random):
    order = list(range(values.shape[1]))
    random.shuffle(order)
    straight, permuted = simultaneous_intervals(values), simultaneous_intervals(values[:, order])
    np.testing.assert_array_equal(straight.low[order], permuted.low)
    np.testing.assert_array_equal(straight.high[order], permuted.high)


@settings(max_examples=50)
@given(difference_tables())
def test_turning_the_outcome_around_mirrors_the_intervals_bit_for_bit(values):
    straight, mirrored = simultaneous_intervals(values), simultaneous_intervals(-values)
    np.testing.assert_array_equal(straight.low, -mirrored.high)
    np.testing.assert_array_equal(straight.high, -mirrored.low)


def test_one_difference_is_its_own_t_interval():
    values = np.random.default_rng(2).standard_normal((30, 1))
    assert simultaneous_intervals(values).high[0] == mean_interval(values).high[0]


def test_equal_and_opposite_differences_count_once():
    first = np.random.default_rng(2).standard_normal((30, 1))
    assert critical_value(np.hstack([first, first, -first])) == critical_value(first)


def test_a_difference_that_never_varies_is_exact_and_widens_nothing():
    values = np.random.default_rng(2).standard_normal((30, 2))
    with_constant = simultaneous_intervals(np.column_stack([values, np.full(30, 0.1), np.zeros(30)]))
    np.testing.assert_array_equal(with_constant.low[2:], [0.1, 0.0])
    np.testing.assert_array_equal(with_constant.high[2:], [0.1, 0.0])
    np.testing.assert_array_equal(with_constant.low[:2], simultaneous_intervals(values).low)


@pytest.mark.parametrize(("count", "published"), [(2, 2.236), (3, 2.388), (5, 2.569), (10, 2.800)])
def test_uncorrelated_differences_give_the_published_maximum_modulus(count, published):
    assert critical_value(orthonormal(5000, count)) == pytest.approx(published, abs=0.025)


@pytest.mark.parametrize(("count", "published"), [(2, 2.21), (3, 2.35), (5, 2.51), (9, 2.69)])
def test_differences_to_a_common_control_give_dunnetts_published_value(count, published):
    policies = orthonormal(5000, count + 1)
    assert critical_value(policies[:, 1:] - policies[:, [0]]) == pytest.approx(published, abs=0.03)


def test_few_replications_fall_back_to_bonferroni():
    values = np.random.default_rng(2).standard_normal((simultaneous.FEWEST_REPLICATIONS - 1, 4))
    assert critical_value(values) == student_t_quantile(1 - 0.05 / 8, len(values) - 1)
    many_policies = np.random.default_rng(2).standard_normal((30, 16))
    assert critical_value(many_policies) == student_t_quantile(1 - 0.05 / 32, 29)


def share_of_studies_right_together(replications: int, policies: int, studies: int) -> tuple[float, float]:
    """Share of null studies in which every max-t interval covers 0, and the same for individual intervals."""
    generator = np.random.default_rng(replications)
    together = alone = 0
    for _ in range(studies):
        values = generator.standard_normal((replications, policies))
        differences = values[:, 1:] - values[:, [0]]
        joint, single = simultaneous_intervals(differences), mean_interval(differences)
        together += bool(((joint.low <= 0) & (joint.high >= 0)).all())
        alone += bool(((single.low <= 0) & (single.high >= 0)).all())
    return together / studies, alone / studies


def test_all_intervals_of_an_outcome_are_right_together_as_often_as_stated():
    together, alone = share_of_studies_right_together(replications=50, policies=7, studies=1000)
    assert together == pytest.approx(0.95, abs=0.02)
    assert alone < 0.90  # what would be claimed without the correction


@pytest.mark.parametrize("replications", [3, 8, 15])
def test_few_replications_keep_at_least_the_stated_coverage(replications):
    together, _ = share_of_studies_right_together(replications, policies=6, studies=1000)
    assert together >= 0.94


def test_the_same_data_give_the_same_intervals_in_a_fresh_process_state():
    values = np.random.default_rng(4).standard_normal((60, 5))
    before = critical_value(values)
    simultaneous.standard_t_draws.cache_clear()
    np.random.default_rng(9).standard_normal(100)
    assert critical_value(values) == before


def test_the_reading_order_of_the_array_does_not_matter():
    values = np.random.default_rng(4).standard_normal((60, 5))
    assert critical_value(values) == critical_value(np.asfortranarray(values))


def test_no_difference_and_no_replication_are_not_errors():
    assert simultaneous_intervals(np.empty((30, 0))).mean.shape == (0,)
    assert np.isnan(simultaneous_intervals(np.empty((0, 2))).low).all()
    assert np.isnan(critical_value(np.zeros((1, 2))))


def test_a_missing_value_is_refused():
    with pytest.raises(ValueError, match="every difference in every replication"):
        critical_value(np.array([[1.0, np.nan], [2.0, 1.0]]))
