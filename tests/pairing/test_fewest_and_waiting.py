"""Mentors who should have a number of mentees, and mentees who have been left out before."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorsim.pairing import make_groups, make_pairs
from mentorsim.pairing.compiling import compile_match
from tests.pairing.problems import SAME_MAJOR, WEIGHED, permuted, problem, problems, specification

METHODS = st.sampled_from(["random", "score", "stable", "first_come", "self_select"])
STRICT = [*SAME_MAJOR, *WEIGHED]


def loads(made, drawn):
    return np.bincount(made.pairs[:, 1], minlength=len(drawn.observed.key))[drawn.mentors]


@settings(max_examples=80)
@given(problems(mentees=8, mentors=4), METHODS, st.lists(st.integers(0, 3), min_size=4, max_size=4))
def test_moving_mentees_breaks_no_constraint_and_nobody_loses_a_mentor(drawn, method, fewest):
    wanted = np.array(fewest[: len(drawn.mentors)], np.int64)
    match = specification(method, STRICT, minimum_shared_slots=1)
    before = make_pairs(match, drawn)
    made = make_pairs(match, replace(drawn, fewest=wanted))
    assert set(before.pairs[:, 0]) <= set(made.pairs[:, 0])
    assert len(set(made.pairs[:, 0])) == len(made.pairs)
    assert (loads(made, drawn) <= drawn.capacity).all()
    assert compile_match(match, drawn).allows(made.pairs[:, 0], made.pairs[:, 1]).all()
    assert not {tuple(pair) for pair in drawn.forbidden.tolist()} & set(map(tuple, made.pairs.tolist()))
    lacking = set(drawn.mentors[loads(made, drawn) < wanted].tolist())
    assert lacking == set(made.below_fewest.tolist())


@settings(max_examples=60)
@given(problems(mentees=5, mentors=3), st.lists(st.integers(0, 2), min_size=3, max_size=3))
def test_no_other_matching_of_everybody_who_is_placed_lacks_fewer(drawn, fewest):
    wanted = np.minimum(np.array(fewest[: len(drawn.mentors)], np.int64), drawn.capacity)
    match = specification("coverage_then_score", STRICT)
    made = make_pairs(match, replace(drawn, fewest=wanted))
    criteria = compile_match(match, drawn)
    forbidden = {tuple(pair) for pair in drawn.forbidden.tolist()}
    placed = made.pairs[:, 0].tolist()
    options = [
        [
            place
            for place, mentor in enumerate(drawn.mentors.tolist())
            if (mentee, mentor) not in forbidden
            and criteria.allows(np.array([mentee]), np.array([mentor]))[0]
        ]
        for mentee in placed
    ]
    least = min(
        int(np.maximum(wanted - load, 0).sum())
        for choice in itertools.product(*options)
        if ((load := np.bincount(np.array(choice, np.int64), minlength=len(wanted))) <= drawn.capacity).all()
    )
    assert int(np.maximum(wanted - loads(made, drawn), 0).sum()) == least


def test_a_mentee_moves_along_a_chain_to_a_mentor_who_has_none():
    # Everybody fits the first mentor best; the third can be reached only by way of the second.
    drawn = problem(3, 3, 3, missing=False)
    drawn.observed.attributes["major"].codes[:] = [0, 0, 0, 0, 1, 1]
    forbidden = np.array([[0, 5], [1, 5], [2, 4]])
    drawn = replace(drawn, forbidden=forbidden, fewest=np.array([1, 1, 1]))
    made = make_pairs(specification("score", WEIGHED), drawn)
    assert sorted(made.pairs[:, 1].tolist()) == [3, 4, 5]
    assert not len(made.below_fewest)


def test_required_pairs_stay_and_a_mentor_whom_nobody_may_join_is_reported():
    drawn = problem(2, 2, 2, missing=False, required=np.array([[0, 2], [1, 2]]))
    made = make_pairs(specification("random"), replace(drawn, fewest=np.array([1, 1])))
    assert made.pairs.tolist() == [[0, 2], [1, 2]]
    assert made.below_fewest.tolist() == [3]


@settings(max_examples=60)
@given(problems(mentees=8, mentors=4), METHODS, st.lists(st.integers(0, 3), min_size=8, max_size=8))
def test_nobody_who_waited_less_has_the_place_of_one_who_waited_longer(drawn, method, weeks):
    waited = np.array(weeks[: len(drawn.mentees)], np.int64)
    match = specification(method, WEIGHED, waiting="longest_first")
    made = make_pairs(match, replace(drawn, waiting=waited))
    by_row = dict(zip(drawn.mentees.tolist(), waited.tolist(), strict=True))
    # Those who waited longest are paired as if they were alone.
    for least in set(waited.tolist()):
        first = drawn.mentees[waited >= least]
        alone = make_pairs(match, replace(drawn, mentees=first, waiting=waited[waited >= least]))
        kept = [pair for pair in made.pairs.tolist() if by_row[pair[0]] >= least]
        assert kept == alone.pairs.tolist()


def test_without_the_rule_waiting_makes_no_difference():
    drawn = problem(10, 2, 2)
    waited = replace(drawn, waiting=np.arange(10))
    match = specification("random")
    assert make_pairs(match, waited).pairs.tolist() == make_pairs(match, drawn).pairs.tolist()


def test_places_in_groups_go_to_those_who_waited_longest():
    drawn = replace(problem(12, 1, 3), waiting=np.repeat([0, 5], 6))
    for method in ("random", "same_level", "by_shared_time"):
        made = make_groups(specification(method, waiting="longest_first"), 3, 1, drawn)
        assert len(made.groups[0]) == 3
        assert set(made.groups[0]) <= set(range(6, 12))


@settings(max_examples=40)
@given(problems(mentees=8, mentors=4), METHODS, st.integers(0, 99))
def test_moves_and_waiting_do_not_depend_on_the_order_of_rows(drawn, method, order):
    match = specification(method, STRICT, waiting="longest_first")
    moved, new_row = permuted(drawn, order)

    def asked(one, rows):
        return replace(
            one,
            fewest=np.full(len(one.mentors), 1),
            waiting=np.argsort(np.argsort(one.observed.key))[one.mentees] % 3,
        )

    expected = {tuple(pair) for pair in new_row[make_pairs(match, asked(drawn, 0)).pairs].tolist()}
    assert {tuple(pair) for pair in make_pairs(match, asked(moved, 0)).pairs.tolist()} == expected


def test_lists_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="waiting has 2 entries for 3"):
        replace(problem(3, 1), waiting=np.zeros(2))
