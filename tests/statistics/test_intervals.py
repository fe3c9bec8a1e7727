"""What the single-column intervals promise."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from mentorsim.statistics.intervals import (
    Uncertainty,
    mean_interval,
    moments,
    paired_differences,
    student_t_quantile,
    year_to_year_interval,
)

NAN = float("nan")

whole_numbers = st.integers(-1000, 1000).map(float)


@st.composite
def tables(draw, gaps=True):
    """From one to many replications, with few different values (ties, constant columns) or many."""
    shape = draw(st.tuples(st.integers(1, 90), st.integers(1, 5)))
    generator = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    values = generator.integers(0, draw(st.sampled_from([1, 2, 1000])), shape, endpoint=True).astype(float)
    if gaps:
        values[generator.random(shape) < draw(st.sampled_from([0.0, 0.1, 0.9]))] = NAN
    return values


def column(*values: float) -> np.ndarray:
    return np.array(values, dtype=float)[:, None]


def test_mean_interval_by_hand():
    # Mean 2.5, variance 5/3, t(0.975, 3) = 3.182446.
    interval = mean_interval(column(1, 2, 3, 4))
    assert interval.mean[0] == 2.5
    assert interval.half_width[0] == pytest.approx(3.182446 * np.sqrt(5 / 3 / 4), rel=1e-6)
    assert interval.uncertainty is Uncertainty.SIMULATION_ERROR


def test_a_constant_column_is_known_exactly():
    interval = mean_interval(np.full((7, 1), 0.1))
    assert (interval.low[0], interval.mean[0], interval.high[0]) == (0.1, 0.1, 0.1)
    with_gap = mean_interval(column(0.1, NAN, 0.1, 0.1))
    assert (with_gap.low[0], with_gap.mean[0], with_gap.high[0]) == (0.1, 0.1, 0.1)


@pytest.mark.parametrize("values", [column(5.0), column(5.0, NAN)])
def test_one_value_has_a_mean_and_no_interval(values):
    for interval in (mean_interval(values), year_to_year_interval(values)):
        assert interval.mean[0] == 5.0
        assert np.isnan([interval.low[0], interval.high[0]]).all()


@pytest.mark.parametrize("values", [np.empty((0, 2)), np.full((3, 2), NAN)])
def test_no_value_has_neither_mean_nor_interval(values):
    for interval in (mean_interval(values), year_to_year_interval(values)):
        assert np.isnan([interval.mean, interval.low, interval.high]).all()


@given(tables())
def test_missing_values_are_left_out_and_not_counted(values):
    together = moments(values)
    for index in range(values.shape[1]):
        present = values[np.isfinite(values[:, index]), index]
        assert together.count[index] == len(present)
        if len(present):
            assert together.mean[index] == pytest.approx(present.mean(), abs=1e-9)
        if len(present) > 1:
            assert together.sd[index] == pytest.approx(present.std(ddof=1), abs=1e-9)


def test_an_infinite_value_counts_as_missing():
    assert moments(column(1.0, np.inf, 3.0)).mean[0] == 2.0


@given(tables(), st.randoms(use_true_random=False))
def test_permuting_the_columns_permutes_the_results_bit_for_bit(values, random):
    order = list(range(values.shape[1]))
    random.shuffle(order)
    for function in (mean_interval, year_to_year_interval):
        straight, permuted = function(values), function(values[:, order])
        for end in ("mean", "low", "high"):
            np.testing.assert_array_equal(getattr(straight, end)[order], getattr(permuted, end))


@given(tables())
def test_turning_the_sign_mirrors_the_intervals_bit_for_bit(values):
    for function in (mean_interval, year_to_year_interval):
        straight, mirrored = function(values), function(-values)
        np.testing.assert_array_equal(straight.mean, -mirrored.mean)
        np.testing.assert_array_equal(straight.low, -mirrored.high)
        np.testing.assert_array_equal(straight.high, -mirrored.low)


@given(tables(gaps=False))
def test_a_higher_confidence_never_gives_a_narrower_interval(values):
    for function in (mean_interval, year_to_year_interval):
        narrow, wide = function(values, 0.8), function(values, 0.95)
        known = np.isfinite(wide.half_width)
        assert (narrow.half_width[known] <= wide.half_width[known] + 1e-9).all()


def test_paired_differences_leave_out_a_replication_that_misses_any_policy():
    values = np.array([[1.0, 2.0, 4.0], [1.0, NAN, 4.0], [3.0, 3.0, 3.0]])
    np.testing.assert_array_equal(paired_differences(values, 1), [[-1.0, 2.0], [0.0, 0.0]])


@given(hnp.arrays(np.float64, (12, 4), elements=whole_numbers), whole_numbers, st.integers(0, 3))
def test_adding_a_constant_to_all_policies_changes_no_difference(values, constant, baseline):
    np.testing.assert_array_equal(
        paired_differences(values, baseline), paired_differences(values + constant, baseline)
    )


def test_year_to_year_range_of_39_values_is_their_full_range():
    # With 39 values each of the 40 gaps is equally likely to hold the next one: 38 of them are inside.
    interval = year_to_year_interval(np.arange(1.0, 40.0)[:, None])
    assert (interval.low[0], interval.high[0]) == (1.0, 39.0)
    assert interval.uncertainty is Uncertainty.YEAR_TO_YEAR


def test_year_to_year_range_of_79_values_leaves_out_one_at_each_end():
    interval = year_to_year_interval(np.arange(1.0, 80.0)[::-1, None])
    assert (interval.low[0], interval.high[0]) == pytest.approx((2.0, 78.0))


def test_year_to_year_range_of_few_values_is_a_normal_prediction():
    interval = year_to_year_interval(column(1, 2, 3, 4))
    assert interval.half_width[0] == pytest.approx(3.182446 * np.sqrt(5 / 3) * np.sqrt(1.25), rel=1e-6)


def test_year_to_year_range_does_not_shrink_while_simulation_error_does():
    values = np.random.default_rng(1).standard_normal((20_000, 1))
    few, many = values[:200], values
    assert mean_interval(many).half_width[0] < 0.15 * mean_interval(few).half_width[0]
    assert year_to_year_interval(many).half_width[0] == pytest.approx(1.96, rel=0.03)
    assert year_to_year_interval(few).half_width[0] == pytest.approx(1.96, rel=0.2)


@pytest.mark.parametrize(
    ("replications", "shape"),
    [
        *((replications, "normal") for replications in (2, 10, 38, 39, 200)),
        *((replications, "skewed") for replications in (39, 50, 200)),  # fewer assume a normal sample
    ],
)
def test_year_to_year_range_holds_the_next_year_as_often_as_stated(replications, shape):
    generator = np.random.default_rng(replications)
    draw = generator.standard_normal if shape == "normal" else generator.standard_exponential
    interval = year_to_year_interval(draw((replications, 6000)))
    following = draw(6000)
    inside = ((interval.low <= following) & (following <= interval.high)).mean()
    assert inside == pytest.approx(0.95, abs=0.011)


def test_mean_interval_holds_the_mean_as_often_as_stated():
    values = np.random.default_rng(3).standard_normal((8, 8000))
    interval = mean_interval(values)
    assert ((interval.low <= 0.0) & (interval.high >= 0.0)).mean() == pytest.approx(0.95, abs=0.01)


def test_t_quantile_agrees_with_the_table():
    assert student_t_quantile(0.975, 10) == pytest.approx(2.228139, abs=1e-6)


def test_impossible_arguments_are_refused():
    with pytest.raises(ValueError, match=r"shape \(replications, columns\)"):
        mean_interval(np.zeros(3))
    with pytest.raises(ValueError, match="confidence"):
        mean_interval(np.zeros((3, 1)), 1.0)
    with pytest.raises(ValueError, match="no column 2"):
        paired_differences(np.zeros((3, 2)), 2)
    with pytest.raises(ValueError, match=r"shape \(replications, policies\)"):
        paired_differences(np.zeros(3), 0)
