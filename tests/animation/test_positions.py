"""Everybody has a place of their own in the picture, near those they are tied to; the same each time."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorsim.animation.positions import HEIGHT, WIDTH, Point, Pull, laid_out, positions
from tests.animation.cohorts import story

CIRCLE = 14
"""Less than two radii: circles that touch a little are still two."""


@st.composite
def networks(draw: st.DrawFn) -> tuple[int, list[Pull]]:
    count = draw(st.integers(1, 150))
    places = st.integers(0, count - 1)
    pairs = draw(st.lists(st.tuples(places, places), max_size=3 * count))
    return count, [Pull(a, b, 1.0 + (a + b) % 3) for a, b in pairs if a != b]


def apart(first: Point, second: Point) -> float:
    return float(np.hypot(first.x - second.x, first.y - second.y))


@given(networks())
@settings(max_examples=20)
def test_no_two_cover_one_another_and_all_are_inside(network: tuple[int, list[Pull]]) -> None:
    found = laid_out(*network)
    assert len(found) == network[0]
    assert all(0 < place.x < WIDTH and 0 < place.y < HEIGHT for place in found)
    assert all(apart(*pair) >= CIRCLE for pair in combinations(found, 2))
    assert found == laid_out(*network)


def test_nobody_has_no_places() -> None:
    assert laid_out(0, []) == ()


def test_those_who_are_tied_are_nearer_than_those_who_are_not() -> None:
    pulls = [Pull(first, second, 3.0) for first, second in combinations(range(5), 2)]
    pulls += [Pull(first + 5, second + 5, 3.0) for first, second in combinations(range(5), 2)]
    found = laid_out(10, pulls)
    within = [apart(found[a], found[b]) for a, b in combinations(range(5), 2)]
    between = [apart(found[a], found[b]) for a in range(5) for b in range(5, 10)]
    assert max(within) < min(between)


def test_groups_without_a_mentor_have_a_place_as_well() -> None:
    cohort = story()
    found = positions(cohort)
    assert len(found.students) == len(cohort.students)
    assert set(found.groups) == {3}
