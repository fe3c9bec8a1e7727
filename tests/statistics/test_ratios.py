"""What cost per effect and net benefit promise."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mentorsim.statistics import ratios
from mentorsim.statistics.intervals import Uncertainty, mean_interval, student_t_quantile
from mentorsim.statistics.ratios import net_benefit, ratio_of_differences, ratio_summaries


def sample(mean_cost: float, mean_effect: float, error_cost: float, error_effect: float, replications: int):
    """Uncorrelated columns with exactly these means and standard errors."""
    draws = np.random.default_rng(1).standard_normal((replications, 2))
    q, _ = np.linalg.qr(draws - draws.mean(axis=0))
    scale = np.sqrt(replications * (replications - 1))
    return mean_cost + error_cost * scale * q[:, 0], mean_effect + error_effect * scale * q[:, 1]


def test_fieller_interval_of_a_published_example():
    # The example in the regression tests of DCSTATS: 14 with standard error 3 over 7 with standard error 2,
    # uncorrelated, 10 degrees of freedom, 90 %.
    cost, effect = sample(14.0, 7.0, 3.0, 2.0, 11)
    found = ratio_of_differences(cost, effect, confidence=0.90)
    assert found.value == pytest.approx(2.0)
    assert found.low == pytest.approx(1.051413, rel=1e-5)
    assert found.high == pytest.approx(4.414296, rel=1e-5)
    assert found.reason is None
    assert found.replications == 11
    assert found.uncertainty is Uncertainty.SIMULATION_ERROR


def test_a_known_effect_leaves_the_interval_of_the_cost():
    found = ratio_of_differences(np.array([1.0, 2.0, 3.0]), np.full(3, 2.0))
    half = student_t_quantile(0.975, 2) / np.sqrt(3) / 2
    assert (found.low, found.value, found.high) == pytest.approx((1 - half, 1.0, 1 + half))


def test_a_cost_proportional_to_the_effect_has_an_exact_ratio():
    effect = np.array([1.0, 2.0, 3.0, 4.0])
    found = ratio_of_differences(5.0 * effect, effect)
    assert (found.low, found.value, found.high) == pytest.approx((5.0, 5.0, 5.0), abs=1e-6)


columns = st.lists(st.integers(-30, 30), min_size=3, max_size=20).map(np.array)


@given(columns, st.integers(0, 2**32 - 1))
def test_the_ends_are_where_cost_minus_ratio_times_effect_just_differs_from_zero(cost, seed):
    effect = np.random.default_rng(seed).standard_normal(len(cost)) + 3.0
    found = ratio_of_differences(cost, effect)
    assume(found.low is not None)
    assume(found.high - found.low > 1e-3)
    for end, other in ((found.low, found.high), (found.high, found.low)):
        just = mean_interval((cost - end * effect)[:, None])
        scale = 1.0 + abs(just.mean[0]) + just.half_width[0]
        assert min(abs(just.low[0]), abs(just.high[0])) < 1e-6 * scale
        outside = end + 0.1 * (end - other)
        beyond = mean_interval((cost - outside * effect)[:, None])
        assert not beyond.low[0] <= 0.0 <= beyond.high[0]
    assert found.low <= found.value <= found.high


def test_the_interval_holds_the_ratio_as_often_as_stated():
    generator = np.random.default_rng(2)
    inside = defined = 0
    for _ in range(3000):
        effect = generator.standard_normal(15) + 2.0
        cost = generator.standard_normal(15) + 0.8 * effect + 3.0  # means 4.6 and 2
        found = ratio_of_differences(cost, effect)
        if found.low is not None and found.high is not None:
            defined += 1
            inside += found.low <= 2.3 <= found.high
    assert defined > 2990
    assert inside / defined == pytest.approx(0.95, abs=0.012)


def test_an_effect_that_may_be_zero_gives_no_ratio_but_a_reason():
    effect = np.array([-1.0, 0.0, 1.0, 2.0])
    found = ratio_of_differences(np.ones(4), effect)
    interval = mean_interval(effect[:, None])
    assert interval.low[0] <= 0.0 <= interval.high[0]
    assert (found.value, found.low, found.high) == (None, None, None)
    assert found.reason == ratios.NO_EFFECT


def test_no_effect_at_all_gives_no_ratio():
    assert ratio_of_differences(np.ones(4), np.zeros(4)).reason == ratios.NO_EFFECT


def test_a_harmful_effect_gives_no_cost_per_gain():
    assert ratio_of_differences(np.ones(4), np.full(4, -2.0)).reason == ratios.WRONG_WAY


def test_where_lower_is_better_a_reduction_is_paid_for():
    found = ratio_of_differences(np.full(4, 6.0), np.full(4, -2.0), better="lower")
    assert found.value == pytest.approx(3.0)
    assert ratio_of_differences(np.full(4, 6.0), np.full(4, 2.0), better="lower").reason == ratios.WRONG_WAY


def test_the_amount_of_effect_scales_the_ratio():
    cost, effect = sample(1000.0, 0.2, 50.0, 0.02, 60)
    whole, tenth = ratio_of_differences(cost, effect), ratio_of_differences(cost, effect, per=0.1)
    assert (tenth.low, tenth.value, tenth.high) == pytest.approx(
        (0.1 * whole.low, 0.1 * whole.value, 0.1 * whole.high)
    )
    assert tenth.value == pytest.approx(500.0)


@pytest.mark.parametrize("replications", [0, 1])
def test_fewer_than_two_replications_give_no_ratio(replications):
    cost = np.array([1.0, np.nan, 2.0])[: replications + 1]
    found = ratio_of_differences(cost[:replications], np.ones(replications))
    assert (found.value, found.reason) == (None, ratios.NO_REPLICATIONS)


def test_missing_values_leave_out_their_replication():
    found = ratio_of_differences(np.array([4.0, 100.0, 4.0, np.nan]), np.array([2.0, np.nan, 2.0, 9.0]))
    assert (found.value, found.replications) == (2.0, 2)


def test_ratio_summaries_name_every_policy_but_the_baseline():
    cost = np.array([[5.0, 0.0, 0.0], [7.0, 0.0, 0.0]])
    effect = np.array([[2.0, 0.0, 0.0], [2.0, 0.0, 0.0]])
    found = ratio_summaries(cost, effect, 1)
    assert list(found) == [0, 2]
    assert found[0].mean == pytest.approx(3.0)
    assert (found[0].simultaneous_low, found[0].year_high, found[0].verdict) == (None, None, None)
    assert (found[2].mean, found[2].reason) == (None, ratios.NO_EFFECT)


def test_net_benefit_is_the_worth_minus_the_cost_run_by_run():
    effect, cost = np.array([[1.0, 2.0], [3.0, np.nan]]), np.array([[10.0, 10.0], [20.0, 5.0]])
    np.testing.assert_array_equal(net_benefit(effect, cost, 100.0), [[90.0, 190.0], [280.0, np.nan]])


def test_impossible_arguments_are_refused():
    with pytest.raises(ValueError, match="one length"):
        ratio_of_differences(np.zeros(3), np.zeros(2))
    with pytest.raises(ValueError, match="must be positive"):
        ratio_of_differences(np.zeros(3), np.zeros(3), per=0.0)
    with pytest.raises(ValueError, match="better"):
        ratio_of_differences(np.zeros(3), np.zeros(3), better="up")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="one shape"):
        net_benefit(np.zeros((2, 2)), np.zeros((2, 3)), 1.0)
    with pytest.raises(ValueError, match="finite"):
        net_benefit(np.zeros(2), np.zeros(2), np.inf)
