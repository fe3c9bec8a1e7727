"""A user's own matching methods: found by name, given what they ask for, and checked after the call."""

from typing import Any

import numpy as np
import pytest

from mentorsim.errors import UserError
from mentorsim.pairing import (
    find_method,
    make_groups,
    make_pairs,
    matching_method,
    matching_methods,
    registry,
)
from tests.pairing.problems import SAME_MAJOR, friendships, permuted, problem, specification


@pytest.fixture(autouse=True)
def _own_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    matching_methods()
    monkeypatch.setattr(registry, "_methods", dict(registry._methods))


def test_a_method_of_ten_lines_pairs_students_by_their_friendships():
    @matching_method("friend of a friend")
    def by_friends(students, graph, capacity, draws):
        """Mentees get a mentor with whom they share friends."""
        left = dict(capacity)
        for mentee in draws.shuffled(students.index[students.side == "mentee"]):
            open_mentors = [mentor for mentor in left if left[mentor] > 0]
            if open_mentors:
                shared = {mentor: len(set(graph[mentee]) & set(graph[mentor])) for mentor in open_mentors}
                mentor = max(open_mentors, key=lambda mentor: (shared[mentor], draws.pair(mentee, mentor)))
                left[mentor] -= 1
                yield mentee, mentor

    drawn = problem(20, 6, 3, friendships=friendships(26))
    made = make_pairs(specification("friend of a friend"), drawn)
    assert len(made.pairs) == 18
    assert (
        find_method("friend of a friend").explanation == "Mentees get a mentor with whom they share friends."
    )
    moved, new_row = permuted(drawn, 3)
    moved_pairs = make_pairs(specification("friend of a friend"), moved).pairs
    assert set(map(tuple, moved_pairs.tolist())) == set(map(tuple, new_row[made.pairs].tolist()))


def test_the_table_of_students_shows_observed_fields_and_nothing_else():
    tables: list[Any] = []

    @matching_method("look")
    def look(students):
        tables.append(students)
        return []

    make_pairs(specification("look"), problem(4, 2))
    survey = {"value_1", "value_2", "value_3", "slots"}
    attributes = {"major", "first_generation", "age"}
    assert set(tables[0].columns) == {"side", "key", "prior_grade"} | survey | attributes
    assert sorted(tables[0].index) == list(range(6))
    assert set(tables[0].loc[[4, 5], "side"]) == {"mentor"}


@pytest.mark.parametrize(
    ("returned", "message"),
    [
        ([(0, 4), (0, 5)], "gave the mentee in row 0 two mentors"),
        ([(0, 4), (1, 4), (2, 4)], "gave the mentor in row 4 3 mentees for 2 places"),
        ([(0, 1)], "row 1, who is not a mentor with a place"),
        ([(4, 5)], "row 4, who is not a mentee"),
        ([(3, 5)], "made a forbidden pair: mentee row 3, mentor row 5"),
        ([(0, 99)], "a row that is not a student's"),
        ([(0, 4.5)], "must return pairs of row numbers"),
        ([(0, 4, 5)], "must return pairs of row numbers"),
        (None, "must return pairs of row numbers"),
        (["ab"], "must return pairs of row numbers"),
    ],
)
def test_what_a_method_returns_is_checked_and_the_method_named(returned, message):
    @matching_method("mine")
    def mine():
        return returned

    drawn = problem(4, 2, 2, missing=False, forbidden=np.array([[3, 5]]))
    with pytest.raises(UserError, match=f"the matching method 'mine' .*{message}"):
        make_pairs(specification("mine"), drawn)


def test_mandatory_criteria_bind_a_users_method_too():
    @matching_method("mine")
    def mine():
        return [(0, 1)]

    drawn = problem(1, 1, missing=False)
    drawn.observed.attributes["major"].codes[:] = [0, 1]
    with pytest.raises(UserError, match="'mine' made a forbidden pair"):
        make_pairs(specification("mine", SAME_MAJOR), drawn)


def test_a_method_that_fails_is_named():
    @matching_method("mine")
    def mine(students):
        return students["no such column"]

    with pytest.raises(UserError, match=r"'mine' of .*test_plug_ins failed: KeyError"):
        make_pairs(specification("mine"), problem(3, 2))


@pytest.mark.parametrize(
    ("returned", "message"),
    [
        ([[0, 1], [1, 2]], "put a student into two groups"),
        ([[0, 1, 2, 3, 4, 5, 6]], "1 groups of 7 to 7 students; it was asked for 2 of 4 to 4"),
        ([[0, 99]], "not a mentee to be grouped"),
        (3, "one list of row numbers per group"),
        ([[0, 1.5]], "a group is a list of whole numbers"),
        ([[0, 1], []], "made a group without students"),
    ],
)
def test_a_users_groups_are_checked(returned, message):
    @matching_method("mine", makes="groups")
    def mine(sizes):
        return returned

    with pytest.raises(UserError, match=message):
        make_groups(specification("mine"), 4, 0, problem(8, 0))


def test_a_users_groups_get_mentors():
    @matching_method("mine", makes="groups")
    def mine(students, sizes):
        rows = sorted(students.index[students.side == "mentee"])
        return [rows[:4], rows[4:]]

    made = make_groups(specification("mine"), 4, 1, problem(8, 2, 4))
    assert [group.tolist() for group in made.groups] == [[0, 1, 2, 3], [4, 5, 6, 7]]
    assert sorted(int(leaders[0]) for leaders in made.mentors) == [8, 9]


def test_an_unknown_name_suggests_the_nearest():
    with pytest.raises(UserError, match="no matching method 'most_in_ned'; did you mean 'most_in_need'"):
        find_method("most_in_ned")
    with pytest.raises(UserError, match="'same_level' makes groups, but this format needs pairs"):
        find_method("same_level")


def test_every_method_is_explained_in_a_sentence():
    for method in matching_methods():
        assert method.explanation.splitlines()[0].endswith("."), method.name


def test_a_built_in_name_cannot_be_taken():
    with pytest.raises(ValueError, match="'random' is a built-in"):
        matching_method("random")(lambda students: [])


def test_a_parameter_that_cannot_be_supplied_is_refused_at_once():
    with pytest.raises(ValueError, match="asks for 'skill'"):
        matching_method("mine")(lambda skill: [])
