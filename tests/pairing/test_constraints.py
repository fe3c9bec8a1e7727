"""What no method may break, whatever is asked of it."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorsim.errors import UserError
from mentorsim.pairing import make_groups, make_pairs, matching_methods
from tests.pairing.problems import (
    SAME_MAJOR,
    WEIGHED,
    friendships,
    permuted,
    problem,
    problems,
    specification,
)

PAIRS = [method.name for method in matching_methods("pairs") if method.built_in]
GROUPS = [method.name for method in matching_methods("groups") if method.built_in]
STRICTER = [
    {"field": "major", "rule": "same", "importance": "mandatory", "missing": "penalize"},
    {"field": "slots", "rule": "overlap", "importance": "mandatory"},
]
CRITERIA = st.sampled_from([(), SAME_MAJOR, STRICTER]).map(lambda mandatory: [*mandatory, *WEIGHED])


def with_friends(drawn):
    return replace(drawn, friendships=friendships(len(drawn.observed.key)))


def check_mandatory(drawn, criteria, mentee, mentor):
    major = drawn.observed.attributes["major"].codes
    for criterion in criteria:
        if criterion["importance"] != "mandatory":
            continue
        if criterion["field"] == "slots":
            assert drawn.observed.slots[mentee] & drawn.observed.slots[mentor]
        elif criterion.get("missing") == "penalize":
            assert major[mentee] == major[mentor] >= 0
        else:
            assert major[mentee] == major[mentor] or -1 in (major[mentee], major[mentor])


@settings(max_examples=150)
@given(problems(mentees=12, mentors=6), st.sampled_from(PAIRS), CRITERIA, st.integers(0, 3))
def test_no_pair_breaks_a_hard_constraint(drawn, method, criteria, shared):
    match = specification(method, criteria, minimum_shared_slots=shared)
    made = make_pairs(match, with_friends(drawn))
    pairs = made.pairs
    assert len(np.unique(pairs[:, 0])) == len(pairs)
    assert set(pairs[:, 0]) | set(made.unmatched) == set(drawn.mentees)
    assert len(pairs) + len(made.unmatched) == len(drawn.mentees)
    load = np.bincount(pairs[:, 1], minlength=len(drawn.observed.key))[drawn.mentors]
    assert (load <= drawn.capacity).all()
    assert not {tuple(pair) for pair in drawn.forbidden.tolist()} & set(map(tuple, pairs.tolist()))
    for mentee, mentor in pairs.tolist():
        check_mandatory(drawn, criteria, mentee, mentor)
        assert bin(drawn.observed.slots[mentee] & drawn.observed.slots[mentor]).count("1") >= shared


@settings(max_examples=100)
@given(
    problems(mentees=14, mentors=5),
    st.sampled_from(GROUPS),
    CRITERIA,
    st.integers(2, 6),
    st.integers(0, 2),
)
def test_no_group_breaks_a_hard_constraint(drawn, method, criteria, size, mentors_per_group):
    made = make_groups(specification(method, criteria), size, mentors_per_group, drawn)
    members = np.concatenate([*made.groups, np.empty(0, np.int64)]).astype(np.int64)
    assert len(np.unique(members)) == len(members)
    assert set(members) | set(made.unmatched) == set(drawn.mentees)
    assert len(made.groups) == len(made.mentors)
    load = np.zeros(len(drawn.observed.key), np.int64)
    forbidden = {tuple(pair) for pair in drawn.forbidden.tolist()}
    for group, mentors in zip(made.groups, made.mentors, strict=True):
        assert len(group) <= max(size, 3)
        assert len(group) > 1 or mentors_per_group
        assert len(np.unique(mentors)) == len(mentors) == mentors_per_group
        load[mentors] += len(group)
        for mentee in group.tolist():
            for mentor in mentors.tolist():
                assert (mentee, mentor) not in forbidden
                check_mandatory(drawn, criteria, mentee, mentor)
    assert (load[drawn.mentors] <= drawn.capacity).all()


@settings(max_examples=100)
@given(problems(mentees=12, mentors=6), st.sampled_from(PAIRS), CRITERIA, st.integers(0, 1000))
def test_pairs_do_not_depend_on_the_order_of_rows(drawn, method, criteria, order):
    drawn = with_friends(drawn)
    moved, new_row = permuted(drawn, order)
    match = specification(method, criteria)
    expected = {tuple(pair) for pair in new_row[make_pairs(match, drawn).pairs].tolist()}
    assert {tuple(pair) for pair in make_pairs(match, moved).pairs.tolist()} == expected


@settings(max_examples=60)
@given(
    problems(mentees=14, mentors=5), st.sampled_from(GROUPS), CRITERIA, st.integers(0, 2), st.integers(0, 99)
)
def test_groups_do_not_depend_on_the_order_of_rows(drawn, method, criteria, mentors_per_group, order):
    moved, new_row = permuted(drawn, order)
    match = specification(method, criteria)

    def as_sets(made, rows):
        return {
            (frozenset(rows[group].tolist()), frozenset(rows[mentors].tolist()))
            for group, mentors in zip(made.groups, made.mentors, strict=True)
        }

    expected = as_sets(make_groups(match, 3, mentors_per_group, drawn), new_row)
    assert as_sets(make_groups(match, 3, mentors_per_group, moved), np.arange(len(new_row))) == expected


@pytest.mark.parametrize("method", [name for name in PAIRS if name != "none"])
def test_required_pairs_are_made_whatever_the_method_prefers(method):
    drawn = problem(12, 4, 3, required=np.array([[0, 12], [5, 12], [7, 15]]), friendships=friendships(16))
    made = {
        tuple(pair) for pair in make_pairs(specification(method, STRICTER + WEIGHED), drawn).pairs.tolist()
    }
    assert {(0, 12), (5, 12), (7, 15)} <= made


@pytest.mark.parametrize("method", ["random", "same_level", "mixed", "extremes"])
def test_required_mentees_are_in_their_mentors_group(method):
    drawn = problem(12, 4, 3, required=np.array([[0, 12], [5, 12], [7, 15]]), missing=False)
    made = make_groups(specification(method), 3, 1, drawn)
    groups = {int(mentors[0]): set(group) for group, mentors in zip(made.groups, made.mentors, strict=True)}
    assert {0, 5} <= groups[12]
    assert 7 in groups[15]


def test_required_mentees_come_first_where_places_are_few():
    drawn = problem(12, 1, 3, required=np.array([[3, 12], [8, 12]]))
    assert {3, 8} <= set(make_groups(specification("random"), 3, 1, drawn).groups[0])


@settings(max_examples=60)
@given(
    st.integers(0, 500),
    st.lists(st.tuples(st.integers(0, 11), st.integers(12, 15)), max_size=3, unique_by=lambda pair: pair[0]),
    st.lists(st.tuples(st.integers(0, 11), st.integers(0, 15)), max_size=10),
    st.sampled_from(["random", "same_level", "mixed"]),
    st.integers(0, 99),
)
def test_groups_with_required_and_forbidden_pairs(seed, required, forbidden, method, order):
    forbidden = [pair for pair in forbidden if pair not in required and pair[0] != pair[1]]
    drawn = problem(12, 4, 4, seed=seed)
    drawn = replace(
        drawn,
        required=np.array(required, np.int64).reshape(-1, 2),
        forbidden=np.array(forbidden, np.int64).reshape(-1, 2),
    )
    made = make_groups(specification(method), 3, 1, drawn)
    together = [
        {*group.tolist(), *leaders.tolist()} for group, leaders in zip(made.groups, made.mentors, strict=True)
    ]
    assert all(any({*pair} <= group for group in together) for pair in required)
    bound = {mentee for mentee, _ in required}
    # Two mentees with the same required mentor stay together even if they are also forbidden.
    assert not any({*pair} <= group for pair in forbidden for group in together if not {*pair} <= bound)
    moved, new_row = permuted(drawn, order)
    again = make_groups(specification(method), 3, 1, moved)
    assert {frozenset(new_row[group].tolist()) for group in made.groups} == {
        frozenset(group.tolist()) for group in again.groups
    }


def test_a_required_pair_across_a_mandatory_category_is_refused_in_groups():
    drawn = problem(6, 2, 4, missing=False, required=np.array([[0, 6]]))
    drawn.observed.attributes["major"].codes[:] = [0, 1, 0, 1, 0, 1, 1, 0]
    with pytest.raises(UserError, match=r"cannot bring the pair .* row 1 and .* row 7 into one group"):
        make_groups(specification("random", SAME_MAJOR), 3, 1, drawn)


def test_a_required_mentor_without_places_for_a_group_is_refused():
    drawn = problem(8, 3, [4, 4, 1], missing=False, required=np.array([[0, 10]]))
    with pytest.raises(UserError, match="mentor in row 11 has 1 places, too few"):
        make_groups(specification("random"), 4, 1, drawn)


def test_forbidden_pairs_of_mentees_are_kept_out_of_one_group():
    forbidden = np.array([[a, b] for a in range(4) for b in range(a + 1, 4)])
    for seed in range(20):
        drawn = problem(16, 0, seed=seed, forbidden=forbidden)
        made = make_groups(specification("same_level"), 4, 0, drawn)
        assert sum(map(len, made.groups)) == 16
        assert all(len({0, 1, 2, 3} & set(group)) == 1 for group in made.groups)


@pytest.mark.parametrize(
    ("required", "forbidden", "capacity", "message"),
    [
        ([[0, 4]], [[0, 4]], 2, "both required and forbidden"),
        ([[0, 4], [1, 4], [2, 4]], [], 2, "3 required pairs, but has 2 places"),
        ([[0, 4], [0, 5]], [], 2, "mentee in row 1 is listed in 2 required pairs"),
    ],
)
def test_required_pairs_that_cannot_be_made_are_refused(required, forbidden, capacity, message):
    drawn = problem(
        4, 2, capacity, required=np.array(required), forbidden=np.array(forbidden, np.int64).reshape(-1, 2)
    )
    with pytest.raises(UserError, match=message):
        make_pairs(specification("random"), drawn)


def test_nobody_is_paired_with_oneself():
    drawn = replace(problem(6, 6, 1, missing=False), mentees=np.arange(6), mentors=np.arange(6))
    for seed in range(30):
        made = make_pairs(specification("random"), replace(drawn, seed=seed))
        assert len(made.pairs) == 6
        assert (made.pairs[:, 0] != made.pairs[:, 1]).all()


@pytest.mark.parametrize("method", PAIRS)
@pytest.mark.parametrize(
    "case",
    [
        "no mentees",
        "no mentors",
        "no places",
        "everyone forbidden",
        "one student",
        "all alike",
        "all missing",
    ],
)
def test_nothing_crashes_at_the_edges(method, case):
    sizes = {"no mentees": (0, 3), "no mentors": (5, 0), "one student": (1, 1)}.get(case, (5, 3))
    drawn = problem(*sizes, capacity=0 if case == "no places" else 1, friendships=friendships(sum(sizes)))
    if case == "everyone forbidden":
        drawn = replace(drawn, forbidden=np.array([[a, b] for a in range(5) for b in range(5, 8)]))
    if case == "all alike":
        drawn.observed.prior_grade[:] = 0.5
    if case == "all missing":
        drawn.observed.prior_grade[:] = np.nan
        drawn.observed.values[:] = np.nan
        drawn.observed.attributes["major"].codes[:] = -1
    made = make_pairs(specification(method, WEIGHED), drawn)
    expected = {"one student": 1, "all alike": 3, "all missing": 3}.get(case, 0)
    assert len(made.pairs) == (0 if method == "none" else expected)
    assert made.too_few_places == max(0, sizes[0] - drawn.places)


@pytest.mark.parametrize("method", GROUPS)
@pytest.mark.parametrize(
    ("mentees", "mentors", "per_group"), [(0, 2, 1), (9, 0, 1), (1, 0, 0), (2, 1, 1), (9, 0, 0)]
)
def test_no_group_method_crashes_at_the_edges(method, mentees, mentors, per_group):
    made = make_groups(
        specification(method, WEIGHED), 4, per_group, problem(mentees, mentors, 4, friendships=None)
    )
    placed = {(9, 0, 0): 9, (2, 1, 1): 2}.get((mentees, mentors, per_group), 0)
    assert sum(map(len, made.groups)) == (0 if method == "none" else placed)
