"""What the stopping rule promises."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorsim.statistics.intervals import mean_interval, paired_differences
from mentorsim.statistics.stopping import StoppingRule, compared_differences, replications_needed

NAN = float("nan")


def outcome(replications: int, policies: int = 3, sd: float = 1.0, seed: int = 1) -> np.ndarray:
    return sd * np.random.default_rng(seed).standard_normal((replications, policies))


def test_looks_are_fixed_before_the_first_run():
    assert StoppingRule(0.1, 1000).looks == (50, 100, 150, 200, 250, 350, 450, 600, 750, 950, 1000)


@given(st.integers(1, 10_000), st.integers(2, 300))
def test_looks_ascend_in_whole_blocks_from_fifty_to_the_maximum(most, least):
    looks = StoppingRule(0.1, most, least).looks
    assert list(looks) == sorted(set(looks))
    assert looks[-1] == most
    assert all(look % 50 == 0 and look >= max(50, least) for look in looks[:-1])


def test_a_fixed_number_of_replications_has_one_look():
    rule = StoppingRule(None, 200)
    assert rule.looks == (200,)
    assert not rule.decide(np.zeros((50, 2)), 0).stop
    assert rule.decide(outcome(50), 0).needed == 200
    assert rule.decide(outcome(200), 0).stop


def test_precision_reached_stops_at_a_look_and_only_there():
    rule = StoppingRule(0.5, 1000)
    assert not rule.decide(outcome(49), 0).stop
    assert rule.decide(outcome(50), 0).stop
    assert not rule.decide(outcome(51), 0).stop
    assert rule.decide(outcome(100), 0).stop


def test_every_difference_must_be_precise():
    values = np.zeros((100, 3))
    rule = StoppingRule(0.5, 1000)
    assert rule.decide(values, 0).stop
    values[:, 2] = 100 * outcome(100, 1)[:, 0]
    decision = rule.decide(values, 0)
    assert not decision.stop
    assert decision.widest == pytest.approx(
        mean_interval(paired_differences(values, 0)).half_width.max(), rel=1e-12
    )


def test_a_significant_difference_does_not_stop():
    values = outcome(50)
    values[:, 1] += 1e6
    assert not StoppingRule(0.01, 1000).decide(values, 0).stop


@given(
    st.integers(-1000, 1000),
    st.integers(0, 2**32 - 1),
    st.sampled_from([50, 100, 150]),
    st.floats(0.1, 3.0),
)
def test_how_far_a_policy_is_ahead_never_changes_the_decision(lead, seed, replications, half_width):
    # Whole numbers, so that adding the lead is exact.
    values = np.random.default_rng(seed).integers(-8, 8, (replications, 3)).astype(float)
    ahead = values.copy()
    ahead[:, 1] += lead
    rule = StoppingRule(half_width, 1000)
    assert rule.decide(values, 0).stop == rule.decide(ahead, 0).stop


def test_the_maximum_stops_whatever_the_precision():
    decision = StoppingRule(1e-9, 70).decide(outcome(70), 0)
    assert decision.stop
    assert decision.next_look is None
    assert "All 70 replications" in decision.reason


def test_failed_replications_do_not_count_as_precision():
    failed = np.zeros((50, 3), dtype=bool)
    failed[:10, 2] = True
    values = np.where(failed, NAN, 0.0)
    decision = StoppingRule(0.5, 1000).decide(values, 0, failed)
    assert not decision.stop
    assert "Only 40 replications are complete" in decision.reason
    assert decision.needed == 100  # 50 complete replications need 63 at this rate


def test_a_policy_without_the_outcome_does_not_hold_up_the_others():
    values = outcome(50)
    values[:, 1] = NAN
    decision = StoppingRule(0.5, 1000).decide(values, 0, np.zeros((50, 3), dtype=bool))
    assert decision.stop


@pytest.mark.parametrize("values", [np.full((50, 3), NAN), outcome(50, 1), np.empty((0, 3))])
def test_nothing_to_look_at_goes_on_and_estimates_nothing(values):
    decision = StoppingRule(0.5, 1000).decide(values, 0, np.zeros(values.shape, dtype=bool))
    assert (decision.stop, decision.widest, decision.needed) == (False, None, None)


def test_an_undefined_baseline_has_no_differences():
    values = outcome(50)
    values[:, 0] = NAN
    assert compared_differences(values, 0).size == 0


@given(st.integers(2, 40), st.floats(0.05, 2.0), st.integers(0, 2**32 - 1))
def test_the_estimate_is_the_smallest_number_that_is_precise_enough(replications, half_width, seed):
    from scipy.stats import t

    differences = np.random.default_rng(seed).standard_normal((replications, 2))
    sd = differences.std(axis=0, ddof=1).max()
    needed = replications_needed(differences, half_width)
    assert needed is not None
    assert t.ppf(0.975, needed - 1) * sd / np.sqrt(needed) <= half_width * (1 + 1e-9)
    if needed > 2:
        assert t.ppf(0.975, needed - 2) * sd / np.sqrt(needed - 1) > half_width * (1 - 1e-9)


def test_the_estimate_is_a_coming_look_and_comes_true():
    rule = StoppingRule(0.1, 5000)
    values = outcome(5000, 2)
    early = rule.decide(values[:250], 0)
    stop = next(look for look in rule.looks if rule.decide(values[:look], 0).stop)
    assert stop > 250
    assert abs(rule.looks.index(early.needed) - rule.looks.index(stop)) <= 1
    assert rule.decide(values[:stop], 0).needed == stop


def test_differences_without_chance_need_the_minimum():
    assert replications_needed(np.ones((5, 2)), 0.1) == 2
    assert StoppingRule(0.1, 1000).decide(np.ones((10, 2)), 0).needed == 50


def test_stopping_by_precision_keeps_the_coverage():
    rule = StoppingRule(0.25, 400)
    covered = 0
    looks_used = set()
    for study in range(800):
        values = outcome(400, 2, seed=study)
        for look in rule.looks:
            if rule.decide(values[:look], 0).stop:
                interval = mean_interval(paired_differences(values[:look], 0))
                covered += bool(interval.low[0] <= 0.0 <= interval.high[0])
                looks_used.add(look)
                break
    assert len(looks_used) > 1  # otherwise nothing was tested
    assert covered / 800 == pytest.approx(0.95, abs=0.02)


def test_impossible_settings_are_refused():
    for settings, message in (
        ({"half_width": 0.0, "max_replications": 100}, "half_width"),
        ({"half_width": NAN, "max_replications": 100}, "half_width"),
        ({"half_width": 0.1, "max_replications": 0}, "max_replications"),
        ({"half_width": 0.1, "max_replications": 100, "min_replications": 1}, "min_replications"),
        ({"half_width": 0.1, "max_replications": 100, "confidence": 95.0}, "confidence"),
    ):
        with pytest.raises(ValueError, match=message):
            StoppingRule(**settings)
    with pytest.raises(ValueError, match="no column 3"):
        StoppingRule(0.1, 100).decide(outcome(50), 3)
    with pytest.raises(ValueError, match="half_width"):
        replications_needed(outcome(50), -1.0)
