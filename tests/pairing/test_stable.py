"""Deferred acceptance: nobody finds a better partner who agrees."""

import itertools

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mentorsim.numerics.randomness import Decision
from mentorsim.pairing import make_pairs
from mentorsim.pairing.candidates import call_candidates
from mentorsim.pairing.compiling import compile_criteria
from mentorsim.pairing.deferred_acceptance import deferred_acceptance
from mentorsim.pairing.wishes import wishes
from tests.pairing.problems import problem, problems, specification

WISHES = [
    {"field": "major", "rule": "same", "importance": "high", "side": "mentee"},
    {"field": "prior_grade", "rule": "complement", "importance": "medium", "side": "mentor"},
    {"field": "values", "rule": "closest", "importance": "low"},
    {"field": "first_generation", "rule": "preference", "values": ["yes"], "side": "mentor"},
]


def liking(drawn):
    """Return everybody's liking by row numbers, as the method sees it."""
    compiled = compile_criteria(specification("stable", WISHES).criteria, drawn.observed)
    called = call_candidates("stable", drawn, compiled, drawn.mentees, drawn.capacity, Decision.MATCH_RANDOM)
    wished = wishes(called)
    pairs = list(itertools.product(enumerate(called.mentees.tolist()), enumerate(called.mentors.tolist())))
    mentees = {(a, b): int(wished.of_mentees[i, j]) for (i, a), (j, b) in pairs}
    mentors = {(a, b): int(wished.of_mentors[i, j]) for (i, a), (j, b) in pairs}
    return mentees, mentors


def blocking_pairs(made, drawn, mentees_like, mentors_like):
    mentor_of = dict(made.pairs.tolist())
    held = {mentor: [a for a, b in made.pairs.tolist() if b == mentor] for mentor in drawn.mentors.tolist()}
    places = dict(zip(drawn.mentors.tolist(), drawn.capacity.tolist(), strict=True))
    for (mentee, mentor), wish in mentees_like.items():
        own = mentor_of.get(mentee)
        if wish < 0 or own == mentor or (own is not None and mentees_like[mentee, own] > wish):
            continue
        worst = min((mentors_like[other, mentor] for other in held[mentor]), default=-1)
        if len(held[mentor]) < places[mentor] or worst < mentors_like[mentee, mentor]:
            yield mentee, mentor


@settings(max_examples=100)
@given(problems(mentees=10, mentors=5), st.sampled_from(["stable", "stable_mentors_ask"]))
def test_no_mentee_and_mentor_would_both_rather_have_each_other(drawn, method):
    assume(len(drawn.mentees) and drawn.places)
    made = make_pairs(specification(method, WISHES), drawn)
    assert list(blocking_pairs(made, drawn, *liking(drawn))) == []


@settings(max_examples=60)
@given(problems(mentees=8, mentors=4))
def test_the_side_that_asks_does_at_least_as_well(drawn):
    assume(len(drawn.mentees) and drawn.places)
    mentees_like, mentors_like = liking(drawn)
    asked_by_mentees = make_pairs(specification("stable", WISHES), drawn).pairs.tolist()
    asked_by_mentors = make_pairs(specification("stable_mentors_ask", WISHES), drawn).pairs.tolist()
    # The same students are placed in all stable pairings (the rural hospitals theorem).
    assert {a for a, _ in asked_by_mentees} == {a for a, _ in asked_by_mentors}
    for (mentee, mentor), (_, other) in zip(asked_by_mentees, asked_by_mentors, strict=True):
        assert mentees_like[mentee, mentor] >= mentees_like[mentee, other]
    for mentor in {b for _, b in asked_by_mentees}:
        by_mentees = sorted(mentors_like[a, b] for a, b in asked_by_mentees if b == mentor)
        by_mentors = sorted(mentors_like[a, b] for a, b in asked_by_mentors if b == mentor)
        assert all(low <= high for low, high in zip(by_mentees, by_mentors, strict=True))


def test_the_example_of_gale_and_shapley():
    # Everybody's first choice likes them least of all, yet all first choices differ: they are kept.
    lists = np.array([[0, 1, 2], [1, 2, 0], [2, 0, 1]])
    standing = np.array([[1, 3, 2], [2, 1, 3], [3, 2, 1]])
    ones = np.ones(3, np.int64)
    held = deferred_acceptance(lists, 3 * ones, ones, standing, ones)
    assert held[:, 0].tolist() == [0, 1, 2]


def test_who_is_on_no_list_stays_alone():
    lists = np.array([[0, 1], [0, 1]])
    held = deferred_acceptance(
        lists, np.array([1, 0]), np.ones(2, np.int64), np.array([[1, 2], [1, 2]]), np.ones(2, np.int64)
    )
    assert held[:, 0].tolist() == [0, -1]


@pytest.mark.parametrize("method", ["stable", "stable_mentors_ask", "self_select"])
def test_equal_wishes_are_ordered_by_a_lottery_that_changes_from_week_to_week(method):
    criteria = [{"field": "first_generation", "rule": "same", "importance": "low"}]
    results = set()
    for week in range(6):
        drawn = problem(12, 4, 2, missing=False, week=week)
        drawn.observed.attributes["first_generation"].codes[:] = 0
        results.add(tuple(map(tuple, make_pairs(specification(method, criteria), drawn).pairs.tolist())))
    assert len(results) == 6


def test_the_well_known_are_asked_most_in_self_selection():
    drawn = problem(200, 40, 200, missing=False)
    load = np.bincount(make_pairs(specification("self_select"), drawn).pairs[:, 1], minlength=240)[200:]
    top = np.sort(load)[-10:].sum()
    assert top > 0.5 * load.sum()
