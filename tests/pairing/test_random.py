"""Random pairing: even, keyed, complete where it can be, whatever the size."""

import itertools
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorsim.numerics.randomness import Decision
from mentorsim.pairing import make_pairs
from mentorsim.pairing.candidates import call_candidates
from mentorsim.pairing.compiling import compile_criteria
from mentorsim.pairing.coverage import place_the_rest
from mentorsim.pairing.lottery import TIE, lottery_key, pair_numbers
from tests.pairing.problems import SAME_MAJOR, problem, problems, specification

RANDOM = specification("random")


def test_every_pairing_is_equally_likely():
    drawn = problem(3, 3, 1, missing=False)
    seen = Counter(tuple(make_pairs(RANDOM, replace(drawn, seed=seed)).pairs[:, 1]) for seed in range(1200))
    assert set(seen) == set(itertools.permutations((3, 4, 5)))
    assert all(150 < count < 250 for count in seen.values())


def test_everybody_is_equally_likely_to_go_without():
    drawn = problem(6, 1, 2, missing=False)
    seen = Counter(
        make_pairs(RANDOM, replace(drawn, replication=r)).pairs[:, 0].tobytes() for r in range(900)
    )
    assert len(seen) == 15
    assert all(30 < count < 95 for count in seen.values())


@given(st.integers(1, 30), st.lists(st.integers(0, 5), min_size=1, max_size=8))
def test_loads_are_as_even_as_places_allow(mentees, capacity):
    drawn = problem(mentees, len(capacity), capacity)
    load = np.bincount(make_pairs(RANDOM, drawn).pairs[:, 1], minlength=mentees + len(capacity))[mentees:]
    assert load.sum() == min(mentees, sum(capacity))
    open_mentors = load < np.array(capacity)
    # Nobody with room to spare has two fewer than anybody else.
    assert not open_mentors.any() or load.max() - load[open_mentors].min() <= 1


def test_adding_a_student_changes_nobody_elses_lottery_number():
    drawn = problem(40, 10, 4)
    criteria = compile_criteria((), drawn.observed)

    def called(rows):
        candidates = call_candidates("random", drawn, criteria, rows, drawn.capacity, Decision.MATCH_RANDOM)
        return candidates.mentees.tolist()

    with_all = called(drawn.mentees)
    assert called(drawn.mentees[:-1]) == [row for row in with_all if row != 39]
    stage = lottery_key(3, 1, 4)
    keys = drawn.observed.key
    numbers = pair_numbers(stage, keys[:40], keys[40:], TIE, 30)
    assert np.array_equal(pair_numbers(stage, keys[1:40], keys[40:49], TIE, 30), numbers[1:, :9])


@pytest.mark.parametrize("change", [{"seed": 9}, {"replication": 9}, {"week": 9}])
def test_seed_replication_and_week_each_change_the_pairs(change):
    drawn = problem(40, 10, 4)
    assert not np.array_equal(
        make_pairs(RANDOM, drawn).pairs, make_pairs(RANDOM, replace(drawn, **change)).pairs
    )


def largest(drawn, criteria):
    compiled = compile_criteria(criteria, drawn.observed)
    called = call_candidates("random", drawn, compiled, drawn.mentees, drawn.capacity, Decision.MATCH_RANDOM)
    return place_the_rest(called.table(), 0, called.places, np.full(len(called.mentees), -1))


@settings(max_examples=100)
@given(problems(mentees=15, mentors=6))
def test_as_many_are_placed_as_constraints_allow(drawn):
    match = specification("random", SAME_MAJOR)
    assert len(make_pairs(match, drawn).pairs) == largest(drawn, match.criteria)


def test_trading_alone_places_nearly_everybody(monkeypatch):
    # As in a problem that is too large for a table of all pairs.
    monkeypatch.setattr("mentorsim.pairing.random_methods.MOST_CELLS", 0)
    rng = np.random.default_rng(0)
    drawn = problem(400, 100, 4)
    forbidden = np.stack([rng.integers(0, 400, 4000), rng.integers(400, 500, 4000)], axis=1)
    drawn = replace(drawn, forbidden=forbidden)
    assert len(make_pairs(RANDOM, drawn).pairs) >= 395
    within = specification("random", SAME_MAJOR)
    assert len(make_pairs(within, drawn).pairs) >= largest(drawn, within.criteria) - 20


def test_students_without_a_category_are_not_left_until_last():
    drawn = problem(300, 30, 5, missing=False)
    majors = drawn.observed.attributes["major"].codes
    majors[:90] = -1
    within = specification("random", SAME_MAJOR)
    made = [make_pairs(within, replace(drawn, seed=seed)).pairs for seed in range(20)]
    placed = np.mean([np.count_nonzero(pairs[:, 0] < 90) for pairs in made])
    # Half of all find a place; so should about half of these.
    assert 35 < placed < 55
