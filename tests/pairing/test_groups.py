"""Groups: how many, how large, who is in them, and who leads them."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorsim.errors import UserError
from mentorsim.pairing import make_groups
from mentorsim.pairing.group_sizes import group_sizes
from tests.pairing.problems import SAME_MAJOR, WEIGHED, problem, specification


def grouped(method, mentees=24, size=4, **more):
    drawn = problem(mentees, 0, missing=False, **more)
    return drawn.observed.prior_grade, make_groups(specification(method), size, 0, drawn).groups


@given(st.integers(2, 200), st.integers(2, 12))
def test_groups_without_mentors_take_everybody_and_are_of_nearly_equal_size(mentees, size):
    sizes = group_sizes(mentees, size, 0, np.empty(0, np.int64))
    assert sum(sizes) == mentees
    assert max(sizes) - min(sizes) <= 1
    assert min(sizes) >= 2
    assert max(sizes) <= max(size, 3)


@given(
    st.integers(0, 60),
    st.integers(2, 12),
    st.integers(1, 3),
    st.lists(st.integers(0, 20), max_size=10).map(lambda places: np.array(places, np.int64)),
)
def test_mentors_have_places_for_the_groups_that_are_planned(mentees, size, per_group, capacity):
    sizes = group_sizes(mentees, size, per_group, capacity)
    assert sum(sizes) <= mentees
    if not sizes:
        # Not even a group of one could be led.
        assert mentees == 0 or np.count_nonzero(capacity) < per_group
        return
    largest = max(sizes)
    assert largest <= size
    seats = capacity // largest
    assert np.minimum(seats, len(sizes)).sum() >= len(sizes) * per_group


def test_more_mentors_mean_more_groups():
    assert group_sizes(40, 4, 1, np.full(10, 4)) == [4] * 10
    assert group_sizes(40, 4, 1, np.full(6, 4)) == [4] * 6
    assert group_sizes(40, 4, 1, np.full(5, 8)) == [4] * 10
    assert group_sizes(40, 4, 2, np.full(10, 4)) == [4] * 5
    # Mentors with fewer places than a group has members lead smaller groups.
    assert group_sizes(40, 4, 1, np.full(10, 3)) == [3] * 10


def test_same_level_groups_do_not_overlap():
    grades, groups = grouped("same_level")
    ranges = sorted((grades[group].min(), grades[group].max()) for group in groups)
    assert all(low[1] < high[0] for low, high in pairwise(ranges))


@pytest.mark.parametrize("mentees", [24, 26, 27])
def test_mixed_groups_have_a_member_from_every_level(mentees):
    grades, groups = grouped("mixed", mentees)
    rank = np.argsort(np.argsort(grades))
    count = len(groups)
    for group in groups:
        assert np.count_nonzero(rank[group] < count) == 1
        assert np.count_nonzero(rank[group] >= mentees - count) == 1


def test_extremes_sit_together_and_the_middle_too():
    grades, groups = grouped("extremes")
    rank = np.argsort(np.argsort(grades))
    assert {frozenset(rank[group].tolist()) for group in groups} == {
        frozenset({low, low + 1, 23 - low, 22 - low}) for low in range(0, 12, 2)
    }


def test_random_groups_differ_between_replications():
    first, second = (grouped("random", replication=replication)[1] for replication in (1, 2))
    assert {frozenset(group.tolist()) for group in first} != {frozenset(group.tolist()) for group in second}


def test_equal_grades_are_grouped_by_lottery():
    drawn = problem(12, 0, missing=False)
    drawn.observed.prior_grade[:] = 0.0
    seen = {
        tuple(map(tuple, make_groups(specification("same_level"), 4, 0, replace(drawn, seed=seed)).groups))
        for seed in range(5)
    }
    assert len(seen) == 5


def test_a_mandatory_common_category_holds_among_the_members():
    for mentors, per_group in ((0, 0), (12, 1)):
        drawn = problem(30, mentors, 4, missing=False)
        made = make_groups(specification("mixed", SAME_MAJOR), 4, per_group, drawn)
        major = drawn.observed.attributes["major"].codes
        assert made.groups
        for group, leaders in zip(made.groups, made.mentors, strict=True):
            assert len(np.unique(major[np.concatenate([group, leaders])])) == 1


def test_mentors_lead_the_groups_that_suit_them():
    drawn = problem(32, 8, 4, missing=False)
    wish = [{"field": "prior_grade", "rule": "gap", "at": 1.0}]
    match = specification("same_level", wish)
    grades = drawn.observed.prior_grade

    def distance(made):
        pairs = zip(made.groups, made.mentors, strict=True)
        return np.mean([np.abs(grades[leaders] - grades[group] - 1.0).mean() for group, leaders in pairs])

    assert distance(make_groups(match, 4, 1, drawn)) < distance(
        make_groups(specification("same_level"), 4, 1, drawn)
    )


@pytest.mark.parametrize("criteria", [(), WEIGHED])
def test_nobody_leads_a_group_twice(criteria):
    for seed in range(5):
        made = make_groups(specification("same_level", criteria), 4, 2, problem(16, 4, 8, seed=seed))
        assert len(made.groups) == 4
        assert all(len(set(leaders.tolist())) == 2 for leaders in made.mentors)


def test_the_number_without_a_place_is_told():
    made = make_groups(specification("random"), 4, 1, problem(20, 3, 4))
    assert len(made.groups) == 3
    assert made.too_few_places == len(made.unmatched) == 8


def test_required_mentees_who_do_not_fit_into_one_group_are_refused():
    required = np.array([[row, 12] for row in range(5)])
    drawn = problem(12, 3, 6, required=required)
    with pytest.raises(UserError, match="mentor in row 13 do not fit into one group"):
        make_groups(specification("random"), 4, 1, drawn)


def test_two_mentors_required_in_one_group_lead_it_together():
    required = np.array([[0, 12], [0, 13]])
    made = make_groups(specification("random", WEIGHED), 4, 2, problem(12, 6, 4, required=required))
    together = [
        leaders.tolist() for group, leaders in zip(made.groups, made.mentors, strict=True) if 0 in group
    ]
    assert together == [[12, 13]]


@given(st.integers(0, 80), st.integers(3, 12), st.integers(0, 2), st.integers(1, 8), st.integers(0, 12))
def test_no_group_is_smaller_or_larger_than_the_bounds(mentees, size, per_group, smallest, mentors):
    smallest = min(smallest, size)
    sizes = group_sizes(mentees, size, per_group, np.full(mentors, 5), smallest)
    assert sum(sizes) <= mentees
    assert all(group >= smallest for group in sizes)
    assert all(group <= size for group in sizes)
    if not per_group and smallest > 2:
        # As many as can be: one more group, or a full one more, is never possible.
        assert sum(sizes) == max((min(mentees, g * size) for g in range(mentees // smallest + 1)), default=0)


def test_who_would_be_in_too_small_a_group_waits():
    made = make_groups(specification("random"), 4, 0, problem(5, 0), smallest_group=3)
    assert [len(group) for group in made.groups] == [4]
    assert len(made.unmatched) == 1


def test_groups_by_attribute_share_the_value_wherever_numbers_allow():
    drawn = problem(24, 0, missing=False)
    drawn.observed.attributes["major"].codes[:] = np.repeat([0, 1, 2], 8)[
        np.random.default_rng(3).permutation(24)
    ]
    made = make_groups(specification("by_attribute", WEIGHED[:1]), 4, 0, drawn)
    major = drawn.observed.attributes["major"].codes
    assert all(len(set(major[group].tolist())) == 1 for group in made.groups)
    with pytest.raises(UserError, match="by_attribute' needs a criterion with the rule same"):
        make_groups(specification("by_attribute", WEIGHED[1:]), 4, 0, drawn)


def test_the_weightiest_criterion_comes_first_in_groups_by_attribute():
    drawn = problem(16, 0, missing=False)
    drawn.observed.attributes["major"].codes[:] = np.tile([0, 1], 8)
    drawn.observed.attributes["first_generation"].codes[:] = np.tile([0, 0, 1, 1], 4)
    criteria = [
        {"field": "major", "rule": "same", "importance": "low"},
        {"field": "first_generation", "rule": "same", "importance": "high"},
    ]
    made = make_groups(specification("by_attribute", criteria), 8, 0, drawn)
    first_generation = drawn.observed.attributes["first_generation"].codes
    assert all(len(set(first_generation[group].tolist())) == 1 for group in made.groups)


def test_groups_by_shared_time_have_more_time_in_common_than_random_ones():
    drawn = problem(40, 0, missing=False)
    slots = drawn.observed.slots

    def common(method):
        groups = make_groups(specification(method), 4, 0, drawn).groups
        return np.mean([np.bitwise_count(np.bitwise_and.reduce(slots[group])) for group in groups])

    assert common("by_shared_time") > 2 * common("random")
