"""Best totals, largest coverages and best worst pairs, against brute force and SciPy."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from mentorsim.errors import UserError
from mentorsim.numerics.randomness import Decision
from mentorsim.pairing import MatchingProblem, make_pairs
from mentorsim.pairing.assignment import FEW, IMPOSSIBLE, best_assignment
from mentorsim.pairing.candidates import call_candidates
from mentorsim.pairing.compiling import compile_criteria
from mentorsim.pairing.coverage import place_the_rest
from mentorsim.pairing.score_methods import best_total
from tests.pairing.problems import SAME_MAJOR, WEIGHED, problem, problems, specification

MIXED = [*WEIGHED, {"field": "values", "rule": "closest", "importance": 0.7}]
STRICT = [*SAME_MAJOR, *WEIGHED]


def scores_of(drawn: MatchingProblem, criteria) -> np.ndarray:
    """Score every pair on its own; -1 where it may not be made."""
    compiled = compile_criteria(specification("score", criteria).criteria, drawn.observed)
    table = np.full((len(drawn.mentees), len(drawn.mentors)), -1)
    forbidden = {tuple(pair) for pair in drawn.forbidden.tolist()}
    for i, mentee in enumerate(drawn.mentees):
        for j, mentor in enumerate(drawn.mentors):
            one, other = np.array([mentee]), np.array([mentor])
            if (mentee, mentor) not in forbidden and compiled.allows(one, other)[0]:
                table[i, j] = compiled.scores(one, other)[0]
    return table


def every_matching(scores: np.ndarray, capacity: np.ndarray):
    """List the scores of the pairs of every possible matching."""
    mentees, mentors = scores.shape
    for choice in itertools.product(range(-1, mentors), repeat=mentees):
        chosen = [(i, j) for i, j in enumerate(choice) if j >= 0]
        load = np.bincount([j for _, j in chosen], minlength=mentors) if chosen else np.zeros(mentors)
        if (load <= capacity).all() and all(scores[pair] >= 0 for pair in chosen):
            yield [int(scores[pair]) for pair in chosen]


small = problems(mentees=5, mentors=3)


@settings(max_examples=60)
@given(small, st.sampled_from([MIXED, STRICT]))
def test_no_matching_has_more_points_than_score(drawn, criteria):
    table = scores_of(drawn, criteria)
    assume(table.size)
    scores = make_pairs(specification("score", criteria), drawn).scores
    best = max((sum(pairs), len(pairs)) for pairs in every_matching(table, drawn.capacity))
    assert (scores.sum(), len(scores)) == best


@settings(max_examples=60)
@given(small, st.sampled_from([MIXED, STRICT]))
def test_coverage_comes_before_points(drawn, criteria):
    table = scores_of(drawn, criteria)
    assume(table.size)
    scores = make_pairs(specification("coverage_then_score", criteria), drawn).scores
    best = max((len(pairs), sum(pairs)) for pairs in every_matching(table, drawn.capacity))
    assert (len(scores), scores.sum()) == best


@settings(max_examples=60)
@given(small)
def test_no_matching_as_large_has_a_better_worst_pair_than_maximin(drawn):
    table = scores_of(drawn, MIXED)
    assume(table.size)
    scores = make_pairs(specification("maximin", MIXED), drawn).scores
    best = max(
        (len(pairs), min(pairs, default=0), sum(pairs)) for pairs in every_matching(table, drawn.capacity)
    )
    assert (len(scores), min(scores, default=0), scores.sum()) == best


@settings(max_examples=100)
@given(st.integers(1, 25), st.integers(1, 12), st.integers(0, 10_000), st.booleans())
def test_best_assignment_equals_scipy(mentees, mentors, seed, ties):
    rng = np.random.default_rng(seed)
    weights = rng.integers(0, 4 if ties else 10**6, (mentees, mentors))
    weights[rng.random(weights.shape) < 0.3] = IMPOSSIBLE
    places = rng.integers(0, 4, mentors)
    columns = np.repeat(np.maximum(weights, 0), places, axis=1)
    rows, chosen = linear_sum_assignment(columns, maximize=True)
    mentor_of = best_assignment(weights, places, 0)
    placed = np.flatnonzero(mentor_of >= 0)
    got = weights[placed, mentor_of[placed]]
    assert (got >= 0).all()
    assert (np.bincount(mentor_of[placed], minlength=mentors) <= places).all()
    assert got.sum() == columns[rows, chosen].sum()


@settings(max_examples=100)
@given(st.integers(1, 12), st.integers(1, 6), st.integers(0, 10_000), st.integers(0, 30))
def test_crowding_is_paid_for_each_further_mentee_of_a_mentor(mentees, mentors, seed, crowding):
    rng = np.random.default_rng(seed)
    weights = rng.integers(0, 50, (mentees, mentors))
    places = rng.integers(0, 5, mentors)
    # One column per place, cheaper by the crowding, and one column for staying alone.
    place = np.concatenate([np.arange(count) for count in places])
    columns = np.repeat(weights, places, axis=1) - crowding * place
    columns = np.concatenate([columns, np.zeros((mentees, mentees))], axis=1)
    rows, chosen = linear_sum_assignment(columns, maximize=True)
    mentor_of = best_assignment(weights, places, crowding)
    placed = np.flatnonzero(mentor_of >= 0)
    load = np.bincount(mentor_of[placed], minlength=mentors)
    got = weights[placed, mentor_of[placed]].sum() - crowding * (load * (load - 1) // 2).sum()
    assert got == columns[rows, chosen].sum()


@settings(max_examples=100)
@given(st.integers(1, 15), st.integers(1, 8), st.integers(0, 10_000))
def test_placing_the_rest_gives_a_largest_matching_and_takes_nobodys_place(mentees, mentors, seed):
    rng = np.random.default_rng(seed)
    scores = np.where(rng.random((mentees, mentors)) < 0.3, 5, -1)
    places = rng.integers(0, 3, mentors)
    left = places.copy()
    mentor_of = np.full(mentees, -1)
    for i in range(0, mentees, 2):
        for j in range(mentors):
            if scores[i, j] >= 0 and left[j] > 0 and mentor_of[i] < 0:
                mentor_of[i] = j
                left[j] -= 1
    before = mentor_of >= 0
    count = place_the_rest(scores, 0, places, mentor_of)
    rows, columns = linear_sum_assignment(np.repeat(scores >= 0, places, axis=1), maximize=True)
    most = np.repeat(scores >= 0, places, axis=1)[rows, columns].sum()
    placed = np.flatnonzero(mentor_of >= 0)
    assert count == len(placed) == most
    assert (mentor_of[before] >= 0).all()
    assert (scores[placed, mentor_of[placed]] >= 0).all()
    assert (np.bincount(mentor_of[placed], minlength=mentors) <= places).all()


def chosen_from(scores, **how):
    """Choose mentors from a table of scores, for several seeds."""
    drawn = problem(*scores.shape, missing=False)
    compiled = compile_criteria((), drawn.observed)
    for seed in range(10):
        called = call_candidates(
            "score", replace(drawn, seed=seed), compiled, drawn.mentees, drawn.capacity, Decision.MATCH_RANDOM
        )
        yield best_total(called, scores, **how).tolist()


def test_one_place_more_outweighs_all_points_where_coverage_comes_first():
    # Everybody finds a place only if two give up a score of 1000 each.
    scores = np.array([[0, -1, -1], [1000, 0, -1], [-1, 1000, 0]])
    assert all(found == [0, 1, 2] for found in chosen_from(scores, coverage_first=True))
    assert all(found == [-1, 0, 1] for found in chosen_from(scores))


def test_one_point_outweighs_a_place_where_points_come_first():
    scores = np.array([[0, -1], [1, 0]])
    assert all(found == [-1, 0] for found in chosen_from(scores))
    assert all(found == [0, 1] for found in chosen_from(np.array([[0, -1], [0, 0]])))


def test_mentors_of_equal_worth_get_equally_many_mentees():
    drawn = problem(30, 10, 6, missing=False)
    same = specification(
        "score", [{"field": "age", "rule": "closest", "importance": "low", "missing": "neutral"}]
    )
    drawn.observed.numbers["age"][:] = 20.0
    load = np.unique(make_pairs(same, drawn).pairs[:, 1], return_counts=True)[1]
    assert load.tolist() == [3] * 10


def test_equity_weights_give_the_scarce_mentor_to_the_student_in_need():
    drawn = problem(2, 1, 1, missing=False)
    drawn.observed.prior_grade[:2] = [-1.0, 1.0]
    drawn.observed.attributes["major"].codes[:] = 0
    made = make_pairs(specification("equity_weighted", WEIGHED[:1]), drawn)
    assert made.pairs.tolist() == [[0, 2]]


def test_a_problem_too_large_to_weigh_is_refused_with_a_way_out(monkeypatch):
    monkeypatch.setattr("mentorsim.pairing.candidates.MOST_CELLS", 100)
    drawn = problem(40, 10, 4, missing=False)
    with pytest.raises(UserError, match=r"'score'.*40 x 10 pairs.*choose random"):
        make_pairs(specification("score", WEIGHED), drawn)
    assert len(make_pairs(specification("random"), drawn).pairs) == 40


def test_a_mandatory_common_category_makes_a_large_problem_small(monkeypatch):
    drawn = problem(60, 30, 4, missing=False)
    whole = make_pairs(specification("score", STRICT), drawn)
    monkeypatch.setattr("mentorsim.pairing.candidates.MOST_CELLS", 1000)
    assert make_pairs(specification("score", STRICT), drawn).pairs.tolist() == whole.pairs.tolist()


def test_slices_of_a_table_are_the_table(monkeypatch):
    drawn = problem(40, 10, 4)
    whole = make_pairs(specification("first_come", STRICT), drawn)
    monkeypatch.setattr("mentorsim.pairing.candidates.SLICE_CELLS", 35)
    monkeypatch.setattr("mentorsim.pairing.order_methods.SLICE_CELLS", 70)
    assert make_pairs(specification("first_come", STRICT), drawn).pairs.tolist() == whole.pairs.tolist()


@pytest.mark.parametrize("seed", range(6))
def test_more_mentors_than_are_looked_at_first_leave_the_total_the_best(seed):
    # Most mentors are bounded rather than looked at; here there are about twice as many.
    rng = np.random.default_rng(seed)
    mentees, mentors = 150, 2 * FEW
    places = rng.integers(0, 4, mentors)
    weights = rng.integers(0, 10**6, (mentees, mentors)) + rng.integers(0, 10**6, mentors)[None, :]
    weights = np.where(rng.random(weights.shape) < 0.2, IMPOSSIBLE, weights)
    found = best_assignment(weights, places, 0)
    load = np.bincount(found[found >= 0], minlength=mentors)
    assert (load <= places).all()
    total = sum(int(weights[mentee, mentor]) for mentee, mentor in enumerate(found.tolist()) if mentor >= 0)
    columns = np.repeat(np.arange(mentors), places)
    # With a column of one's own for staying alone, which is worth nothing.
    alone = np.zeros((mentees, mentees), np.int64)
    worth = np.concatenate([np.maximum(weights[:, columns], -(10**9)), alone], axis=1)
    rows, chosen = linear_sum_assignment(worth, maximize=True)
    assert total == int(worth[rows, chosen].sum())
