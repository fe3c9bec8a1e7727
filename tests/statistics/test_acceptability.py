"""The choice by the value of one unit of effect: the frontier is exact, the curves are probabilities."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorsim.statistics.acceptability import acceptability, frontier_of
from mentorsim.statistics.crossing import Crossing
from mentorsim.statistics.turning import turning

MONEY = st.integers(0, 100_000).map(float)
STUDENTS = st.integers(-50, 50).map(float)
POLICIES = st.lists(st.tuples(MONEY, STUDENTS), min_size=1, max_size=8)


@given(POLICIES)
def test_the_frontier_has_the_highest_net_benefit_at_every_value(policies: list[tuple[float, float]]) -> None:
    costs, effects = map(np.array, zip(*policies, strict=True))
    parts = frontier_of(costs, effects)
    assert parts[0].start == 0.0
    assert parts[-1].end is None
    for part, following in pairwise(parts):
        assert part.end == following.start
    for part in parts:
        end = 1e9 if part.end is None else part.end
        for value in (part.start, (part.start + end) / 2.0, end):
            benefits = value * effects - costs
            assert benefits[part.policy] >= benefits.max() - 1e-6 * (1.0 + abs(value))


def test_the_choice_turns_at_the_cost_of_one_more_unit_and_a_mixture_dominates() -> None:
    parts = frontier_of([0.0, 100.0, 300.0, 250.0], [0.0, 10.0, 20.0, 12.0])
    assert [(part.policy, part.start, part.end) for part in parts] == [
        (0, 0.0, 10.0),
        (1, 10.0, 20.0),
        (2, 20.0, None),
    ]


def runs(seed: int, replications: int = 50) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(seed)
    noise = generator.normal(size=(replications, 1))
    cost = np.array([0.0, 1000.0, 5000.0, 4000.0]) + generator.normal(size=(replications, 4)) * 50.0
    effect = np.array([0.0, 5.0, 10.0, 6.0]) + noise + generator.normal(size=(replications, 4)) * 0.5
    return cost, effect


def test_curves_are_probabilities_that_follow_the_frontier_and_say_who_is_dominated() -> None:
    cost, effect = runs(1)
    found = acceptability(cost, effect, 0)
    assert found is not None
    assert found.chances.sum(axis=1) == pytest.approx(1.0)
    assert [part.policy for part in found.frontier] == [0, 1, 2]
    assert [(one.policy, one.by) for one in found.dominated] == [(3, (1, 2))]
    turns = [part.start for part in found.frontier[1:]]
    assert turns == pytest.approx([200.0, 800.0], rel=0.2)
    assert found.values[-1] >= 2.0 * turns[-1] * 0.999
    # Midway between two turns the policy of the frontier is nearly sure, at a turn nobody is.
    at = dict(zip(found.values.tolist(), found.chances, strict=True))
    middle = min(at, key=lambda value: abs(value - 500.0))
    assert at[middle].argmax() == 1
    assert at[middle][1] > 0.9
    assert found.chances[0].argmax() == 0


def test_relabeling_the_baseline_changes_no_frontier() -> None:
    cost, effect = runs(2)
    found = [acceptability(cost, effect, baseline) for baseline in range(4)]
    frontiers = [[(p.policy, round(p.start, 6)) for p in one.frontier] for one in found if one is not None]
    assert len(frontiers) == 4
    assert all(one == frontiers[0] for one in frontiers)


def test_policies_that_are_the_same_share_their_chance() -> None:
    cost, effect = runs(3)
    cost[:, 2], effect[:, 2] = cost[:, 1], effect[:, 1]
    found = acceptability(cost, effect, 0)
    assert found is not None
    assert (found.chances[:, 1] == found.chances[:, 2]).all()


def test_under_samples_the_uncertainty_of_parameters_makes_the_choice_less_sure() -> None:
    generator = np.random.default_rng(4)
    samples, each = 60, 3
    cost = np.tile([0.0, 1000.0], (samples * each, 1))
    gain = np.repeat(generator.normal(5.0, 4.0, size=samples), each)
    effect = np.stack([np.zeros(samples * each), gain + generator.normal(size=samples * each) * 0.1], axis=1)
    wide = acceptability(cost, effect, 0, crossing=Crossing(np.arange(samples * each), each))
    narrow = acceptability(cost, effect, 0)
    assert wide is not None
    assert narrow is not None
    value = int(np.argmin(np.abs(wide.values - 300.0)))
    assert narrow.chances[value, 1] > 0.95 > wide.chances[value, 1] > 0.5


@pytest.mark.parametrize("replications", [0, 1])
def test_too_few_replications_say_nothing(replications: int) -> None:
    cost, effect = runs(5, replications)
    assert acceptability(cost, effect, 0) is None


def test_a_policy_that_always_failed_takes_no_other_with_it() -> None:
    cost, effect = runs(6)
    failed = np.zeros(cost.shape, dtype=np.bool_)
    failed[:, 3] = True
    found = acceptability(np.where(failed, np.nan, cost), np.where(failed, np.nan, effect), 0, failed=failed)
    assert found is not None
    assert np.isnan(found.chances[:, 3]).all()
    assert found.chances[:, :3].sum(axis=1) == pytest.approx(1.0)


def test_a_stated_value_is_within_the_curves() -> None:
    cost, effect = runs(7)
    found = acceptability(cost, effect, 0, stated=90_000.0)
    assert found is not None
    assert found.values[-1] >= 90_000.0


def test_a_difference_turns_where_it_crosses_zero_along_a_parameter() -> None:
    generator = np.random.default_rng(8)
    parameter = generator.uniform(0.0, 1.0, 200)
    found = turning(parameter, parameter - 0.4 + generator.normal(size=200) * 0.05)
    assert found is not None
    assert found.turns_at == pytest.approx(0.4, abs=0.05)
    assert found.at_low < 0.0 < found.at_high
    never = turning(parameter, parameter + 1.0)
    assert never is not None
    assert never.turns_at is None
    assert turning(np.ones(200), parameter) is None
    assert turning(parameter[:5], parameter[:5]) is None
