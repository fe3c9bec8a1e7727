"""PRIM: planted boxes are found, chance is not mistaken for one, and the numbers of a box are its own."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorsim.analysis.boxes import (
    Box,
    BoxLimit,
    Dimension,
    between,
    box_in_words,
    box_of,
    category_columns,
    within,
)
from mentorsim.analysis.prim import find_box, quasi_p
from mentorsim.analysis.prim_check import checked

POINTS = 400


def designs(generator, points=POINTS):
    kinds = ("tutoring", "social", "guidance")
    return (
        Dimension("a", generator.random(points)),
        Dimension("b", generator.random(points)),
        Dimension("c", generator.integers(1, 6, points).astype(float)),
        Dimension("kind", generator.integers(0, 3, points).astype(float), kinds),
        Dimension("noise", generator.random(points)),
    )


def planted(dimensions):
    a, b, _, kind, _ = (one.values for one in dimensions)
    return (a < 0.4) & (b > 0.5) & (kind != 1)


def test_a_planted_box_is_found_with_its_limits_and_no_other():
    dimensions = designs(np.random.default_rng(1))
    box, _ = find_box(dimensions, planted(dimensions))
    found = {(limit.dimension, limit.side): limit for limit in box.limits}
    assert set(found) == {(0, "below"), (1, "above"), (3, "without")}
    assert found[0, "below"].at == pytest.approx(0.4, abs=0.04)
    assert found[1, "above"].at == pytest.approx(0.5, abs=0.04)
    assert found[3, "without"].without == {1}
    assert box.density > 0.95
    assert box.coverage > 0.9


def test_a_planted_box_is_found_under_noise_and_comes_back_in_resamples():
    generator = np.random.default_rng(2)
    dimensions = designs(generator)
    hits = planted(dimensions) ^ (generator.random(POINTS) < 0.03)
    box, _ = find_box(dimensions, hits)
    assert {(limit.dimension, limit.side) for limit in box.limits} == {
        (0, "below"),
        (1, "above"),
        (3, "without"),
    }
    check = checked(dimensions, hits, resamples=20)
    assert all(check.again[limit.dimension, limit.side].share >= 0.7 for limit in box.limits)
    again = check.again[0, "below"]
    assert again.low <= 0.4 <= again.high + 0.05
    assert hits.mean() + 0.3 < check.density <= box.density + 0.05


@pytest.mark.parametrize("seed", range(5))
def test_chance_is_mostly_not_taken_for_a_box(seed):
    generator = np.random.default_rng(seed)
    dimensions = designs(generator)
    hits = generator.random(POINTS) < 0.3
    box, _ = find_box(dimensions, hits)
    held_out = checked(dimensions, hits, resamples=20)
    assert len(box.limits) <= 2
    assert held_out.density == pytest.approx(0.3, abs=0.12)


def test_whole_numbers_are_limited_between_their_values():
    dimensions = designs(np.random.default_rng(3))
    box, _ = find_box(dimensions, dimensions[2].values >= 4.0)
    (limit,) = box.limits
    assert (limit.dimension, limit.side, limit.at) == (2, "above", 3.5)
    assert (box.density, box.coverage) == (1.0, 1.0)


@given(st.integers(0, 10**6), st.floats(0.05, 0.95))
def test_a_box_counts_what_is_inside_and_every_peel_gives_something_up(seed, share):
    generator = np.random.default_rng(seed)
    dimensions = designs(generator, 60)
    hits = (generator.random(60) < share) | planted(dimensions)
    box, peeling = find_box(dimensions, hits)
    inside = within(box.limits, dimensions, 60)
    assert (box.points, box.hits) == (inside.sum(), (hits & inside).sum())
    assert box == box_of(box.limits, dimensions, hits)
    assert peeling[0].limits == ()
    for wider, narrower in pairwise(peeling):
        assert narrower.points < wider.points
        assert narrower.coverage <= wider.coverage
    assert len({(limit.dimension, limit.side) for limit in box.limits}) == len(box.limits)


@given(st.integers(0, 10**6))
def test_the_box_does_not_depend_on_the_order_of_the_designs(seed):
    generator = np.random.default_rng(seed)
    dimensions = designs(generator, 80)
    hits = planted(dimensions) ^ (generator.random(80) < 0.1)
    order = generator.permutation(80)
    turned = [Dimension(one.name, one.values[order], one.categories) for one in dimensions]
    assert find_box(dimensions, hits)[0] == find_box(turned, hits[order])[0]


def test_quasi_p_is_the_binomial_probability_of_so_many_hits():
    """Ten points, six of which count; the limit keeps five, all of which count: 0.6 to the power of 5."""
    dimension = Dimension("a", np.arange(10.0))
    hits = np.array([1, 1, 1, 1, 1, 1, 0, 0, 0, 0], dtype=bool)
    limit = BoxLimit(0, "below", 4.5)
    box = box_of((limit,), [dimension], hits)
    assert quasi_p(box, limit, [dimension], hits) == pytest.approx(0.6**5)


def test_balance_treats_a_box_that_holds_everything_as_no_box():
    assert Box((), 100, 80, 100, 80).balance == 0.0
    assert Box((), 40, 40, 100, 40).balance == 1.0
    assert Box((), 20, 20, 100, 40).balance == pytest.approx(2.0 / 3.0)


@given(st.floats(-1e6, 1e6), st.floats(1e-6, 1e6))
def test_limits_lie_between_their_neighbors(low, width):
    high = low + width
    assert low < between(low, high) < high


def test_limits_are_as_short_as_can_be():
    assert [between(2.0, 3.0), between(0.297, 0.334), between(14.0, 15.0)] == [2.5, 0.3, 14.5]


def test_boxes_are_read_aloud():
    categories, places = category_columns(["x", True, "y", "x"])
    assert (categories, places.tolist()) == (("x", "True", "y"), [0.0, 1.0, 2.0, 0.0])
    dimensions = [Dimension("a", np.zeros(4)), Dimension("k", places, categories)]
    limits = [
        BoxLimit(0, "above", 1.5),
        BoxLimit(0, "below", 3.0),
        BoxLimit(1, "without", without=frozenset({1})),
    ]
    assert box_in_words(limits, dimensions) == "a between 1.5 and 3 and k is not True"
    assert box_in_words([BoxLimit(1, "without", without=frozenset({0, 1}))], dimensions) == "k is y"
