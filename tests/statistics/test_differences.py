"""Where few replications differ, or groups are small, intervals and verdicts are honest."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorsim.statistics.comparison import OutcomeValues, summarize
from mentorsim.statistics.differences import (
    GroupPart,
    carried_by_few,
    honest_intervals,
    too_few_events,
)
from mentorsim.statistics.few_events import gamma_ends, share_intervals
from mentorsim.statistics.groups import SMALL_GROUP, GroupMeans
from mentorsim.statistics.intervals import mean_interval
from mentorsim.statistics.ranges import summarize_ranges

ONE = 1 / 60


def rare(generator, replications, rate, columns=1):
    """One student of 60 more, in few replications."""
    return generator.poisson(rate, (replications, columns)) * ONE


def test_no_event_in_n_replications_leaves_room_for_the_rule_of_three():
    found = honest_intervals(np.zeros((40, 1)), grain=ONE)
    assert found.mean[0] == 0.0
    # -ln(0.025) = 3.69 events at most, in either direction.
    assert found.high[0] == -found.low[0] == pytest.approx(3.6889 * ONE / 40, rel=1e-4)


def test_only_runs_that_are_the_same_in_every_state_differ_by_exactly_nothing():
    found = honest_intervals(np.zeros((40, 2)), grain=ONE, same=np.array([True, False]))
    assert (found.low[0], found.high[0]) == (0.0, 0.0)
    assert found.low[1] < 0.0 < found.high[1]


def test_counts_have_the_exact_poisson_interval():
    low, high = gamma_ends(np.ones(5), 0.05, 1.0)
    assert (low, high) == pytest.approx((1.6235, 11.6683), abs=1e-4)  # published, for five events


@pytest.mark.parametrize("replications", [20, 60, 200])
@pytest.mark.parametrize("rate", [0.005, 0.03])
def test_rare_events_are_covered_where_the_t_interval_is_not(replications, rate):
    generator = np.random.default_rng(1)
    columns = rare(generator, replications, rate, 300)
    honest, student = honest_intervals(columns, grain=ONE), mean_interval(columns)
    true = rate * ONE
    assert np.mean((honest.low <= true) & (true <= honest.high)) >= 0.93
    assert np.mean((student.low <= true) & (true <= student.high)) < 0.93


@given(st.integers(0, 10**6), st.integers(3, 60), st.sampled_from([0.0, 0.1, 1.0]), st.booleans())
def test_no_interval_is_narrower_than_the_t_interval_and_mirrored_differences_mirror_it(
    seed, replications, rate, together
):
    generator = np.random.default_rng(seed)
    values = generator.poisson(rate, (replications, 2)) - generator.poisson(rate, (replications, 2)) * 1.0
    found = honest_intervals(values, grain=0.5, together=together)
    turned = honest_intervals(-values, grain=0.5, together=together)
    student = mean_interval(values)
    assert (found.low <= student.low + 1e-12).all()
    assert (found.high >= student.high - 1e-12).all()
    np.testing.assert_allclose(turned.high, -found.low, atol=1e-12)


def test_ordinary_differences_have_their_t_interval():
    values = np.random.default_rng(3).standard_normal((60, 3))
    found, student = honest_intervals(values), mean_interval(values)
    np.testing.assert_allclose(found.low, student.low)
    np.testing.assert_allclose(found.high, student.high)
    assert not carried_by_few(values).any()


def test_a_mean_that_a_few_replications_carry_has_no_verdict():
    values = np.random.default_rng(4).normal(0.01, 0.002, (20, 1))
    values[3] = 1.0
    assert carried_by_few(values).all()
    both = np.hstack([np.zeros((20, 1)), values])
    found = summarize({"gpa": OutcomeValues(both, "grade points", "higher")}, ("none", "few"), "none")
    difference = found.outcomes["gpa"].differences["few"]
    assert difference.verdict is None
    assert "a few replications carry" in str(difference.reason)


def test_a_mean_far_from_every_limit_has_its_verdict_whatever_a_few_replications_carry():
    values = np.random.default_rng(4).normal(0.3, 0.01, (20, 1))
    values[3] = 0.4
    assert carried_by_few(values).all()
    both = np.hstack([np.zeros((20, 1)), values])
    outcome = {"gpa": OutcomeValues(both, "grade points", "higher")}
    for limit, said in ((0.05, "higher"), (0.29, None)):
        found = summarize(outcome, ("none", "tutors"), "none", {"gpa": limit}).outcomes["gpa"]
        assert found.differences["tutors"].verdict == said


def test_a_skewed_part_counts_where_it_could_move_the_difference():
    """In a gap, what a few replications carry in the group that hardly changes decides nothing."""
    rng = np.random.default_rng(5)
    women = rng.normal(0.15, 0.02, (30, 1))
    men = np.zeros((30, 1))
    men[3] = 1e-3
    men += rng.normal(0.0, 1e-5, (30, 1))
    assert not carried_by_few(women - men, [GroupPart(women, 0.0), GroupPart(-men, 0.0)]).any()
    men[3] = 0.3
    assert carried_by_few(women - men, [GroupPart(women, 0.0), GroupPart(-men, 0.0)]).all()


def test_the_same_number_in_all_replications_is_no_verdict_unless_the_runs_are_the_same():
    values = np.full((30, 2), 2.5)
    assert too_few_events(np.zeros((30, 1))).all()
    outcome = {"gpa": OutcomeValues(values, "grade points", "higher")}
    unknown = summarize(outcome, ("none", "other"), "none").outcomes["gpa"].differences["other"]
    assert (unknown.verdict, unknown.interval_low) == (None, None)
    assert "not the same runs" in str(unknown.reason)
    known = summarize(outcome, ("none", "other"), "none", same=np.array([True, True]))
    assert known.outcomes["gpa"].differences["other"].verdict == "no practical difference"


def test_few_replications_that_differ_are_said():
    values = np.zeros((50, 2))
    values[:3, 1] = ONE
    outcome = {"retention": OutcomeValues(values, "share", "higher", grain=ONE)}
    difference = summarize(outcome, ("none", "tiny"), "none").outcomes["retention"].differences["tiny"]
    assert difference.verdict == "undecided"
    assert difference.reason == "only 3 of 50 replications differ in it"


def test_shares_have_no_ends_outside_of_zero_and_one():
    values = np.zeros((20, 3))
    values[0, 1] = 0.02
    values[:, 2] = 1.0
    found = share_intervals(values, grain=0.02)
    assert (found.low >= 0.0).all()
    assert (found.high <= 1.0).all()
    assert found.low[0] == 0.0 < found.high[0] < 0.01
    assert 0.0 < found.low[1] < found.mean[1] < found.high[1]
    assert 0.99 < found.low[2] < found.high[2] == 1.0


# Gaps


def two_groups(means, sizes):
    return GroupMeans(means, np.array(sizes), shares=True)


def test_a_gap_with_a_group_under_ten_has_numbers_and_no_verdict():
    generator = np.random.default_rng(5)
    means = 0.8 + 0.05 * generator.standard_normal((60, 2, 2))
    means[:, 1, 0] -= 0.3
    gap = means[:, :, 0] - means[:, :, 1]
    for size, verdict in ((9, None), (10, "lower")):
        outcome = OutcomeValues(gap, "share", "lower", groups=two_groups(means, (51, size)))
        found = summarize({"gap": outcome}, ("none", "a"), "none").outcomes["gap"].differences["a"]
        assert found.mean is not None
        assert found.verdict == verdict
        assert (found.reason == SMALL_GROUP) == (verdict is None)


def test_students_of_a_small_group_who_never_differed_may_have_been_missed():
    large = np.full((20, 1), -0.02) + np.random.default_rng(6).normal(0, 0.002, (20, 1))
    small = np.zeros((20, 1))
    alone = honest_intervals(large + small)
    parts = honest_intervals(large + small, parts=(GroupPart(large, 1 / 50), GroupPart(small, 1 / 12)))
    assert alone.high[0] < -0.018
    assert parts.high[0] == pytest.approx(-0.02 + 3.6889 / 12 / 20, abs=0.002)


def test_the_range_of_groups_that_do_not_differ_shrinks_with_replications_and_nothing_closes_it():
    generator = np.random.default_rng(7)
    sizes = np.array([80, 60, 100, 160])
    widths = []
    for replications in (50, 800):
        noise = generator.binomial(sizes, 0.84, (replications, 1, 4)) / sizes
        means = noise + generator.normal(0.01, 0.005, (replications, 3, 4))
        found = summarize_ranges(means, 0)
        assert (found.policies.low == 0.0).all()
        assert (found.differences.low <= 0.0).all()
        assert (found.differences.high >= 0.0).all()
        widths.append(float(found.policies.mean[0]))
    single = np.ptp(noise[:, 0], axis=1).mean()
    assert widths[1] < 0.15 * single
    assert widths[1] < widths[0]


def test_a_range_that_is_there_is_found_and_so_is_the_policy_that_closes_it():
    generator = np.random.default_rng(8)
    levels = np.array([[0.9, 0.8, 0.85, 0.85], [0.9, 0.8, 0.85, 0.85], [0.87, 0.84, 0.85, 0.85]])
    means = levels + generator.normal(0.0, 0.04, (300, 1, 4)) + generator.normal(0.0, 0.01, (300, 3, 4))
    found = summarize_ranges(means, 0)
    true = np.array([0.1, 0.1, 0.03])
    assert ((found.policies.low <= true) & (true <= found.policies.high)).all()
    assert found.policies.low[0] > 0.0
    assert found.differences.low[0] <= 0.0 <= found.differences.high[0]
    assert found.differences.low[1] <= -0.07 <= found.differences.high[1] < 0.0
    assert found.best[2] > 0.99


def test_with_posterior_samples_a_range_is_the_gap_of_the_pair_that_is_furthest_apart_overall():
    generator = np.random.default_rng(9)
    means = np.array([0.9, 0.8, 0.85]) + generator.normal(0.0, 0.05, (400, 2, 3))
    gap = GroupMeans(means, np.array([40.0, 30.0, 50.0]), shares=True).furthest_pair(0)
    assert gap.shape == (400, 2)
    assert gap[:, 1].mean() == pytest.approx(0.1, abs=0.01)
    assert np.ptp(means, axis=2)[:, 1].mean() > 0.12
