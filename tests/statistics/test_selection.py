"""Selecting the best: it keeps its stated probability, spends where the choice is close, always ends."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorsim.statistics.selection import Selection, SelectionRule
from mentorsim.statistics.selection_pairs import needed_replications, paired_means

PROBLEMS = 200
ALTERNATIVES = 10
WORTHWHILE = 1.0
REPLICATIONS = 1500


def rule(**settings):
    return SelectionRule(
        **{"replications_in_all": 10**7, "worthwhile": WORTHWHILE, "better": "higher", **settings}
    )


def selected(values, used=None, points=None):
    """Run a selection on the values of all replications, shape (alternatives, replications)."""
    points = np.arange(len(values)) if points is None else points
    found = Selection(used or rule(), points)
    while not found.finished:
        found.advance(values)
    return found


def problem(generator, means, sd, shared, replications=REPLICATIONS):
    """Normal values, of whose variance the share `shared` is the noise of the replication, which all have."""
    replication = generator.standard_normal(replications)
    own = generator.standard_normal((len(means), replications))
    noise = np.sqrt(shared) * replication + np.sqrt(1.0 - shared) * own
    return means[:, None] + sd[:, None] * noise


SLIPPAGE = np.concatenate([[WORTHWHILE], np.zeros(ALTERNATIVES - 1)])
LADDER = np.arange(ALTERNATIVES, dtype=float)[::-1] * WORTHWHILE
EQUAL = np.full(ALTERNATIVES, 4.0)
BEST_VARIES_MOST = np.linspace(6.0, 2.0, ALTERNATIVES)
BEST_VARIES_LEAST = np.linspace(2.0, 6.0, ALTERNATIVES)


@pytest.mark.parametrize(
    ("means", "sd", "shared"),
    [
        (SLIPPAGE, EQUAL, 0.0),
        (SLIPPAGE, EQUAL, 0.8),
        (SLIPPAGE, BEST_VARIES_MOST, 0.0),
        (SLIPPAGE, BEST_VARIES_LEAST, 0.5),
        (LADDER, EQUAL, 0.0),
        (LADDER, BEST_VARIES_MOST, 0.8),
    ],
    ids=[
        "slippage",
        "slippage-shared",
        "slippage-unequal",
        "slippage-unequal-shared",
        "ladder",
        "ladder-shared",
    ],
)
@pytest.mark.parametrize("probability", [0.8, 0.95])
def test_the_best_is_found_with_the_stated_probability(means, sd, shared, probability):
    generator = np.random.default_rng(17)
    right = 0
    for _ in range(PROBLEMS):
        order = generator.permutation(ALTERNATIVES)
        values = problem(generator, means[order], sd[order], shared)
        found = selected(values, rule(probability=probability))
        assert found.confident
        right += order[found.leader] == 0
    assert right >= probability * PROBLEMS


def test_the_constants_are_those_of_the_paper():
    """Differences of 1 and -1 in turn, ten replications: S2 is 10 / 9; two alternatives, so eta is of 0.1."""
    values = np.stack([np.tile([1.0, -1.0], 5), np.zeros(10)])
    eta = (0.1 ** (-2.0 / 9.0) - 1.0) / 2.0
    found = needed_replications(values, worthwhile=0.5, probability=0.95)
    assert found[0, 1] == found[1, 0] == pytest.approx(2.0 * eta * 9.0 * (10.0 / 9.0) / 0.25)
    assert found[0, 0] == found[1, 1] == 0.0


def test_differences_are_over_the_replications_that_both_have():
    values = np.array([[1.0, 2.0, np.nan], [5.0, 1.0, 1.0], [np.nan, np.nan, 2.0]])
    ahead, shared = paired_means(values)
    assert shared.tolist() == [[2, 2, 0], [2, 3, 1], [0, 1, 1]]
    assert ahead[0, 1] == -ahead[1, 0] == -1.5
    assert ahead[2, 1] == 1.0
    assert np.isinf(needed_replications(values, 1.0, 0.95)[0, 2])


def test_the_more_the_replications_are_shared_the_fewer_are_needed():
    spent = []
    for shared in (0.0, 0.5, 0.9):
        generator = np.random.default_rng(3)
        found = [selected(problem(generator, LADDER, EQUAL, shared)).spent for _ in range(20)]
        spent.append(np.mean(found))
    assert spent[0] > 1.5 * spent[1] > 1.5 * 1.5 * spent[2]


def test_it_needs_about_half_the_replications_of_giving_all_the_same_number():
    """Equal allocation that is stopped by the same rule gives every alternative what the last two needed."""
    generator = np.random.default_rng(5)
    found = [selected(problem(generator, LADDER, EQUAL, 0.5)) for _ in range(40)]
    equal = np.mean([ALTERNATIVES * one.look for one in found])
    assert np.mean([one.spent for one in found]) < 0.55 * equal


def test_the_budget_is_never_exceeded_and_spent_as_far_as_it_goes():
    generator = np.random.default_rng(6)
    values = problem(generator, np.zeros(7), np.full(7, 9.0), 0.0)
    found = selected(values, rule(replications_in_all=311, first=10))
    assert not found.confident
    assert found.spent <= 311
    assert 311 - found.spent < len(found.points_in_play)
    assert "spent" in found.reason


def test_rounds_say_what_was_given_to_whom():
    generator = np.random.default_rng(8)
    found = selected(problem(generator, LADDER, EQUAL, 0.5))
    before, spent = 0, 0
    for one in found.rounds:
        spent += one.points * (one.replications - before)
        before = one.replications
        assert one.spent == spent
    lefts = [one.left for one in found.rounds]
    assert lefts == sorted(lefts, reverse=True)
    assert lefts[-1] == 1


def test_lower_is_better_mirrors_higher_is_better():
    values = problem(np.random.default_rng(9), LADDER, EQUAL, 0.3)
    one, other = selected(values), selected(-values, rule(better="lower"))
    assert (one.leader, one.rounds) == (other.leader, other.rounds)


def test_designs_that_are_the_same_in_every_replication_end_it():
    values = problem(np.random.default_rng(10), np.array([3.0, 0.0]), np.array([1.0, 1.0]), 0.5)
    found = selected(np.vstack([values, values[:1]]))
    assert not found.confident  # no difference seen is not proof that there is none
    assert found.left.tolist() == [True, False, True]
    assert found.leader == 0
    assert "did not differ" in found.reason


def test_several_policies_of_a_point_share_its_replications():
    values = problem(np.random.default_rng(11), np.array([0.0, 9.0, 8.9, 0.0]), np.full(4, 3.0), 0.2)
    found = selected(values, rule(replications_in_all=2000, worthwhile=0.2), points=np.array([0, 0, 1, 1]))
    assert found.leader in (1, 2)
    assert found.rounds[0].spent == 2 * 20
    assert found.spent <= 2000


@pytest.mark.parametrize("missing", [0.0, 0.1, 0.3])
def test_failed_runs_neither_end_it_early_nor_keep_it_from_ending(missing):
    generator = np.random.default_rng(12)
    right = 0
    for _ in range(60):
        values = problem(generator, SLIPPAGE, EQUAL, 0.5, replications=6000)
        values[generator.random(values.shape) < missing] = np.nan
        found = selected(values, rule(replications_in_all=6000))
        right += found.leader == 0
    assert right >= 0.95 * 60


def test_a_round_without_all_its_replications_is_refused():
    with pytest.raises(ValueError, match="20 replications; there are 19"):
        Selection(rule(), np.arange(2)).advance(np.zeros((2, 19)))


def test_an_alternative_that_mostly_fails_is_set_aside():
    values = problem(np.random.default_rng(13), LADDER, EQUAL, 0.5)
    values[0, ::2] = np.nan
    values[0, 1::4] = np.nan
    found = selected(values)
    assert found.set_aside.tolist() == [True] + [False] * (ALTERNATIVES - 1)
    assert found.leader == 1


def test_it_ends_where_nothing_has_a_value():
    found = selected(np.full((3, 100), np.nan))
    assert (found.leader, found.confident) == (None, False)
    assert "No alternative" in found.reason


@given(
    values=st.lists(
        st.lists(st.one_of(st.floats(-5, 5), st.just(np.nan)), min_size=40, max_size=40),
        min_size=1,
        max_size=5,
    ),
    budget=st.integers(25, 200),
)
def test_it_always_ends_within_its_budget_and_never_brings_back_what_is_out(values, budget):
    array = np.array(values)
    found = Selection(rule(replications_in_all=max(budget, 5 * len(array)), first=5), np.arange(len(array)))
    left = found.left.copy()
    while not found.finished:
        assert found.look <= 200
        found.advance(np.pad(array, ((0, 0), (0, 160)), constant_values=0.0))
        assert not (found.left & ~left).any()
        left = found.left.copy()
    assert found.spent <= max(budget, 5 * len(array))
    assert found.leader is None or found.left[found.leader]


@given(st.integers(0, 10**6))
def test_what_is_decided_does_not_depend_on_replications_beyond_the_round(seed):
    generator = np.random.default_rng(seed)
    values = problem(generator, LADDER[:4], EQUAL[:4], 0.5)
    one, other = Selection(rule(), np.arange(4)), Selection(rule(), np.arange(4))
    one.advance(values)
    other.advance(values[:, : other.look])
    assert (one.rounds, one.left.tolist(), one.look) == (other.rounds, other.left.tolist(), other.look)


@pytest.mark.parametrize(
    "wrong", [{"worthwhile": 0.0}, {"worthwhile": float("nan")}, {"first": 4}, {"probability": 1.0}]
)
def test_settings_out_of_range_are_refused(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        rule(**wrong)
