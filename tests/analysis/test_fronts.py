"""Pareto fronts: what must hold of every front, and of one whose means are not known exactly."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from mentorsim.analysis.fronts import on_front, uncertain_front

points = arrays(
    np.float64,
    st.tuples(st.integers(1, 12), st.integers(1, 4)),
    elements=st.integers(-5, 5).map(float),
)
NONE = np.zeros(2)


def dominates(one, other):
    return (one >= other).all() and (one > other).any()


def replications(generator, means, count=80, shared=3.0, own=0.3):
    means = np.asarray(means, dtype=float)
    noise = shared * generator.standard_normal((means.shape[1], count))
    return means[:, :, None] + noise + own * generator.standard_normal((*means.shape, count))


@given(points)
def test_no_member_of_the_front_is_dominated_and_everything_else_is(means):
    front = on_front(means)
    assert front.any()
    for number, member in enumerate(front):
        assert member == (not any(dominates(other, means[number]) for other in means))


@given(points, st.data())
def test_adding_something_dominated_changes_nothing(means, data):
    number = data.draw(st.integers(0, len(means) - 1))
    worse = means[number] - data.draw(st.sampled_from([0.5, 3.0]))
    found = on_front(np.vstack([means, worse]))
    assert not found[-1]
    np.testing.assert_array_equal(found[:-1], on_front(means))


@given(points, st.randoms(use_true_random=False))
def test_the_front_does_not_depend_on_the_order_or_on_units(means, random):
    order = list(range(len(means)))
    random.shuffle(order)
    np.testing.assert_array_equal(on_front(means[order]), on_front(means)[order])
    np.testing.assert_array_equal(on_front(7.0 * means + 3.0), on_front(means))


@given(st.integers(0, 10**6))
def test_something_worse_in_every_replication_changes_no_share_and_is_never_on_the_front(seed):
    generator = np.random.default_rng(seed)
    values = replications(generator, [[0, 3], [1, 2], [2, 1], [1, 1.9]], 30)
    one = uncertain_front(values, NONE, resamples=200)
    other = uncertain_front(np.concatenate([values, values[1:2] - 0.01]), NONE, resamples=200)
    np.testing.assert_array_equal(one.share, other.share[:-1])
    assert other.share[-1] == 0.0
    assert other.dominated[-1]


@given(st.integers(0, 10**6))
def test_nobody_is_both_on_the_front_and_dominated_and_dominators_are_not_dominated(seed):
    generator = np.random.default_rng(seed)
    values = replications(generator, generator.normal(0.0, 0.3, (6, 2)), 40)
    found = uncertain_front(values, np.array([0.05, 0.1]), resamples=200)
    assert not (found.sure & found.dominated).any()
    assert not found.dominated[found.dominator[found.dominated]].any()
    assert not found.dominated.all()


def test_known_fronts_are_told_with_the_stated_confidence():
    means = [[0.0, 3.0], [1.0, 2.0], [2.0, 1.0], [0.9, 1.9], [1.0, 1.0], [1.02, 1.98]]
    truth = on_front(np.array(means))
    generator = np.random.default_rng(1)
    problems, right = 100, 0
    for _ in range(problems):
        found = uncertain_front(replications(generator, means), NONE, resamples=200)
        right += not ((found.sure & ~truth).any() or (found.dominated & truth).any())
    assert right >= 0.95 * problems


def test_a_close_call_is_left_undecided_and_more_replications_decide_it():
    means = [[0.0, 3.0], [1.0, 2.0], [0.95, 1.95]]
    few = uncertain_front(replications(np.random.default_rng(2), means, 20, own=0.3), NONE)
    assert (few.sure.tolist(), few.dominated.tolist()) == ([True, False, False], [False] * 3)
    assert 0.05 < few.share[2] < 0.95
    many = uncertain_front(replications(np.random.default_rng(2), means, 2000, own=0.3), NONE)
    assert (many.sure.tolist(), many.dominated.tolist()) == ([True, True, False], [False, False, True])
    assert many.dominator.tolist() == [-1, -1, 1]


def test_a_difference_that_is_not_worthwhile_does_not_keep_anybody_on_the_front():
    """The second costs more for no gain that matters; without saying what matters nobody can tell."""
    means = [[0.0, 0.0], [0.0, -1.0]]
    values = replications(np.random.default_rng(3), means, 60, own=0.3)
    assert uncertain_front(values, NONE).dominated.tolist() == [False, False]
    assert uncertain_front(values, np.array([0.3, 0.1])).dominated.tolist() == [False, True]


def test_the_same_alternative_twice_is_on_the_front_twice():
    values = replications(np.random.default_rng(4), [[0.0, 1.0], [1.0, 0.0]], 30)
    found = uncertain_front(np.concatenate([values, values[:1]]), NONE)
    assert found.sure.all()
    assert (found.share == 1.0).all()


def test_shares_count_only_what_is_worthwhile():
    """The second is better in the first outcome by less than matters, and worse in the second."""
    values = replications(np.random.default_rng(5), [[0.0, 0.0], [0.1, -1.0]], 60, own=0.2)
    assert uncertain_front(values, NONE).share[1] > 0.9
    assert uncertain_front(values, np.array([0.3, 0.1])).share.tolist() == [1.0, 0.0]
