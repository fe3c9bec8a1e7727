"""Hard constraints on ten thousand small instances, and what is said where they cannot all be met."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from mentorsim.cohort.people import Category, FriendshipPairs, Observed
from mentorsim.pairing import MatchingProblem, explain_unmatched, make_pairs, matching_methods, preflight
from mentorsim.scenario.match import MatchSettings
from tests.pairing.problems import WEIGHED, specification

INSTANCES = 10_000
METHODS = [method.name for method in matching_methods("pairs") if method.built_in and method.name != "none"]


def instance(rng: np.random.Generator) -> MatchingProblem:
    """Draw a tiny problem; one in four has a required pair."""
    mentees, mentors = rng.integers(0, 6), rng.integers(0, 4)
    size = mentees + mentors
    observed = Observed(
        key=rng.permutation(np.arange(1, size + 1)).astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15),
        role=(np.arange(size) >= mentees).astype(np.uint8),
        prior_grade=np.where(rng.random(size) < 0.2, np.nan, rng.normal(size=size)),
        values=rng.normal(size=(3, size)),
        slots=rng.integers(0, 16, size).astype(np.uint32),
        attributes={"major": Category(rng.integers(-1, 2, size).astype(np.int32), ("arts", "nursing"))},
        numbers={"age": rng.integers(17, 30, size).astype(np.float64)},
        identifiers=None,
    )
    pairs = np.array([(a, b) for a in range(mentees) for b in range(mentees, size)], np.int64).reshape(-1, 2)
    forbidden = pairs[rng.random(len(pairs)) < 0.25]
    capacity = rng.integers(0, 3, mentors)
    required = np.empty((0, 2), np.int64)
    open_pairs = pairs[rng.random(len(pairs)) < 0.1][:1]
    if len(open_pairs) and capacity[open_pairs[0, 1] - mentees] > 0:
        required = open_pairs
        forbidden = forbidden[(forbidden != required[0]).any(axis=1)]
    ends = np.array([(0, 1)] if size > 1 else [], np.int32).reshape(-1, 2)
    return MatchingProblem(
        observed=observed,
        mentees=np.arange(mentees),
        mentors=np.arange(mentees, size),
        capacity=capacity,
        required=required,
        forbidden=forbidden,
        friendships=FriendshipPairs(ends[:, 0], ends[:, 1], np.ones(len(ends))),
        seed=int(rng.integers(0, 99)),
    )


def possible(drawn: MatchingProblem, mentee: int, mentor: int, major: str, shared: int, gap: int) -> bool:
    """Say by hand whether a pair may be made."""
    observed = drawn.observed
    one, other = observed.attributes["major"].codes[[mentee, mentor]].tolist()
    known = one >= 0 and other >= 0
    return (
        [mentee, mentor] not in drawn.forbidden.tolist()
        and (major == "any" or not known or (one == other) == (major == "same"))
        and int(observed.slots[mentee] & observed.slots[mentor]).bit_count() >= shared
        and abs(float(observed.numbers["age"][mentee] - observed.numbers["age"][mentor])) <= gap
    )


@cache
def asked_for(method: str, major: str, shared: int, gap: int, waiting: str) -> MatchSettings:
    mandatory = [{"field": "major", "rule": major, "importance": "mandatory"}]
    return specification(
        method,
        [*WEIGHED, *(mandatory if major != "any" else [])],
        minimum_shared_slots=shared,
        maximum_gaps={"age": gap},
        waiting=waiting,
    )


def test_ten_thousand_instances_keep_every_hard_constraint_and_say_which_one_binds():
    rng = np.random.default_rng(2026)
    told: set[str] = set()
    for number in range(INSTANCES):
        drawn = instance(rng)
        major = ("any", "same", "different")[int(rng.integers(0, 3))]
        shared, gap = int(rng.integers(0, 3)), int(rng.integers(3, 14))
        match = asked_for(
            METHODS[number % len(METHODS)], major, shared, gap, ("equal", "longest_first")[number % 2]
        )
        made = make_pairs(match, replace(drawn, waiting=rng.integers(0, 2, len(drawn.mentees))))
        pairs, required = made.pairs.tolist(), drawn.required.tolist()
        assert all(pair in pairs for pair in required)
        assert all(possible(drawn, *pair, major, shared, gap) for pair in pairs if pair not in required)
        assert len({mentee for mentee, _ in pairs}) == len(pairs)
        taken = [mentor for _, mentor in pairs]
        places = dict(zip(drawn.mentors.tolist(), drawn.capacity.tolist(), strict=True))
        assert all(taken.count(mentor) <= places[mentor] for mentor in taken)
        if number % 4:
            continue
        reasons = explain_unmatched(match, drawn, made)
        assert [one.row for one in reasons] == made.unmatched.tolist()
        for one in reasons:
            told.add(one.reason)
            open_to = [b for b in places if places[b] > 0 and possible(drawn, one.row, b, major, shared, gap)]
            room = [mentor for mentor in open_to if taken.count(mentor) < places[mentor]]
            if room:
                assert one.reason == "not_chosen"
            elif open_to:
                assert one.reason == "mentors_full"
            else:
                assert one.reason not in ("not_chosen", "mentors_full")
    assert told >= {
        *("no_mentors", "no_places", "forbidden", "criterion", "maximum_gap", "shared_slots"),
        *("constraints_together", "mentors_full"),
    }


@pytest.mark.parametrize("seed", range(20))
def test_a_preflight_shuts_out_exactly_those_whom_no_mentor_may_take(seed):
    rng = np.random.default_rng(seed)
    for _ in range(20):
        drawn = replace(instance(rng), required=np.empty((0, 2), np.int64))
        criteria = [*WEIGHED, {"field": "major", "rule": "same", "importance": "mandatory"}]
        match = specification("random", criteria, minimum_shared_slots=1, maximum_gaps={"age": 5})
        mentors = drawn.mentors[drawn.capacity > 0].tolist()
        shut = [
            a for a in drawn.mentees.tolist() if not any(possible(drawn, a, b, "same", 1, 5) for b in mentors)
        ]
        assert preflight(match, drawn).shut_out == (len(shut) if mentors else 0)
