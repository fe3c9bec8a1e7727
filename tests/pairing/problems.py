"""Small matching problems for the tests of pairing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import strategies as st

from mentorsim.cohort.people import Category, FriendshipPairs, Observed
from mentorsim.pairing import MatchingProblem
from mentorsim.scenario.match import MatchSettings

MAJORS = ("arts", "nursing", "physics")
WEIGHED = [
    {"field": "major", "rule": "same", "importance": "high"},
    {"field": "prior_grade", "rule": "gap", "at": 1.0, "importance": "medium"},
]
SAME_MAJOR = [{"field": "major", "rule": "same", "importance": "mandatory"}]


def specification(method: str = "random", criteria: Any = (), **settings: Any) -> MatchSettings:
    return MatchSettings.model_validate({"method": method, "criteria": criteria, **settings})


def students(size: int, seed: int = 1, *, missing: bool = True, upper_years: int = 0) -> Observed:
    """Make a table of students with plain random fields; some values are missing."""
    rng = np.random.default_rng(seed)
    grades = rng.normal(size=size)
    values = rng.normal(size=(3, size))
    majors = rng.integers(0, 3, size)
    if missing:
        grades[rng.random(size) < 0.15] = np.nan
        values[:, rng.random(size) < 0.15] = np.nan
        majors[rng.random(size) < 0.1] = -1
    role = np.zeros(size, np.uint8)
    role[size - upper_years :] = 1
    return Observed(
        key=rng.permutation(np.arange(1, size + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)),
        role=role,
        prior_grade=grades,
        values=values,
        slots=rng.integers(0, 1024, size).astype(np.uint32),
        attributes={
            "major": Category(majors.astype(np.int32), MAJORS),
            "first_generation": Category(rng.integers(0, 2, size).astype(np.int32), ("no", "yes")),
        },
        numbers={"age": rng.integers(17, 60, size).astype(np.float64)},
        identifiers=None,
    )


def friendships(size: int, seed: int = 1) -> FriendshipPairs:
    rng = np.random.default_rng(seed)
    drawn = rng.integers(0, max(1, size), (2 * size, 2)).tolist()
    pairs = np.array(sorted({(a, b) for a, b in drawn if a < b}), np.int32).reshape(-1, 2)
    return FriendshipPairs(pairs[:, 0], pairs[:, 1], np.ones(len(pairs)))


def problem(
    mentees: int,
    mentors: int,
    capacity: int | list[int] = 1,
    *,
    seed: int = 1,
    missing: bool = True,
    **more: Any,
) -> MatchingProblem:
    """Make a problem whose first rows are mentees and whose last rows are mentors."""
    size = mentees + mentors
    return MatchingProblem(
        observed=students(size, seed, missing=missing, upper_years=mentors),
        mentees=np.arange(mentees),
        mentors=np.arange(mentees, size),
        capacity=np.broadcast_to(np.array(capacity, np.int64), (mentors,)).copy(),
        **more,
    )


@st.composite
def problems(
    draw: st.DrawFn, *, mentees: int = 7, mentors: int = 4, constrained: bool = True
) -> MatchingProblem:
    """Draw a small problem, often with forbidden pairs and mentors without places."""
    k, m = draw(st.integers(0, mentees)), draw(st.integers(0, mentors))
    capacity = draw(st.lists(st.integers(0, 3), min_size=m, max_size=m))
    drawn = problem(k, m, capacity or 1, seed=draw(st.integers(0, 10_000)), missing=draw(st.booleans()))
    if not (k and m and constrained):
        return replace(drawn, seed=draw(st.integers(0, 50)))
    pair = st.tuples(st.integers(0, k - 1), st.integers(k, k + m - 1))
    forbidden = draw(st.lists(pair, max_size=k * m // 2))
    return replace(
        drawn,
        forbidden=np.array(forbidden, np.int64).reshape(-1, 2),
        seed=draw(st.integers(0, 50)),
        week=draw(st.integers(0, 5)),
    )


def permuted(original: MatchingProblem, seed: int) -> tuple[MatchingProblem, np.ndarray]:
    """Put rows and lists into another order; gives the new problem and the new row of each old one."""
    rng = np.random.default_rng(seed)
    observed = original.observed
    size = len(observed.key)
    order = rng.permutation(size)
    new_row = np.argsort(order)
    network = original.friendships
    moved = Observed(
        key=observed.key[order],
        role=observed.role[order],
        prior_grade=observed.prior_grade[order],
        values=observed.values[:, order],
        slots=observed.slots[order],
        attributes={name: Category(a.codes[order], a.categories) for name, a in observed.attributes.items()},
        numbers={name: column[order] for name, column in observed.numbers.items()},
        identifiers=None,
    )
    called = rng.permutation(len(original.mentors))
    if network is not None:
        ends = np.sort(np.stack([new_row[network.first], new_row[network.second]]), axis=0).astype(np.int32)
        network = FriendshipPairs(ends[0], ends[1], network.strength)
    return (
        replace(
            original,
            observed=moved,
            mentees=rng.permutation(new_row[original.mentees]),
            mentors=new_row[original.mentors][called],
            capacity=original.capacity[called],
            required=rng.permutation(new_row[original.required]),
            forbidden=rng.permutation(new_row[original.forbidden]),
            friendships=network,
        ),
        new_row,
    )
