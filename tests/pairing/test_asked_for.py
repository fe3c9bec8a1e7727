"""What students ask for by name, what matters most to them, and how far apart a pair may be."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorsim.cohort.people import Category
from mentorsim.cohort.roster_files import roster_of
from mentorsim.documents.table_file import Table
from mentorsim.errors import ScenarioError, UserError
from mentorsim.pairing import explain_unmatched, make_pairs, score_parts
from mentorsim.pairing.compiling import compile_criteria, compile_match
from mentorsim.scenario import parse_scenario
from mentorsim.scenario.roster import RosterSettings
from tests.pairing.problems import WEIGHED, problem, specification

WISHED = {"field": "wishes", "rule": "preference", "importance": "low"}


def listing(drawn, lists):
    """Assign some rows lists of the rows they ask for."""
    rows = np.full((3, len(drawn.observed.key)), -1, np.int32)
    for row, wanted in lists.items():
        rows[: len(wanted), row] = wanted
    return replace(drawn, observed=replace(drawn.observed, lists={"wishes": rows}))


def scores(drawn, mentee, mentor, **criterion):
    compiled = compile_criteria(specification("score", [{**WISHED, **criterion}]).criteria, drawn.observed)
    return int(compiled.scores(np.array([mentee]), np.array([mentor]))[0])


def test_who_is_listed_first_is_worth_most_and_who_is_not_listed_nothing():
    drawn = listing(problem(2, 4), {0: [4, 2, 3], 2: [0]})
    assert [scores(drawn, 0, mentor, side="mentee") for mentor in (4, 2, 3, 5)] == [1000, 667, 333, 0]
    # Mentor 2 lists mentee 0 first; mentor 4 lists nobody, which is neither for nor against.
    assert scores(drawn, 0, 2, side="mentor") == 1000
    assert scores(drawn, 0, 4, side="mentor") == 500
    assert scores(drawn, 0, 4, side="mentor", missing="penalize") == 0
    assert scores(drawn, 0, 2) == 833


def test_a_mandatory_list_leaves_only_those_listed():
    drawn = listing(problem(2, 3, 1, missing=False), {0: [3], 1: [3]})
    match = specification("random", [{**WISHED, "importance": "mandatory", "side": "mentee"}])
    made = make_pairs(match, drawn)
    assert made.pairs.tolist() in ([[0, 3]], [[1, 3]])
    (left,) = explain_unmatched(match, drawn, made)
    assert left.reason == "mentors_full"


def test_wishes_by_name_are_granted_by_the_best_total():
    drawn = listing(problem(3, 3, 1), {0: [4, 5], 1: [4], 2: [3]})
    made = make_pairs(specification("score", [{**WISHED, "side": "mentee"}]), drawn)
    assert made.pairs.tolist() == [[0, 5], [1, 4], [2, 3]]


def test_wishes_by_name_are_the_wish_of_those_who_list_in_a_stable_pairing():
    drawn = listing(problem(2, 2, 1), {0: [2], 1: [2], 2: [1]})
    made = make_pairs(specification("stable", [WISHED]), drawn)
    assert made.pairs.tolist() == [[0, 3], [1, 2]]


def read(tmp_path, rows, **settings):
    table = Table(
        tmp_path / "students.csv",
        (("id", "grade", "wishes"), *rows),
        tuple(range(1, 6))[: len(rows) + 1],
        ",",
    )
    described = {"file": "students.csv", "id": "id", "prior_grade": "grade", "lists": {"wishes": "wishes"}}
    return roster_of(RosterSettings.model_validate({**described, **settings}), table, may_be_few=True)


def test_lists_are_read_from_a_roster_and_say_whom_they_name(tmp_path):
    rows = [("a", "1", "c; b"), ("b", "1", ""), ("c", "1", "a|b|a"), ("d", "", "NA")]
    roster = read(tmp_path, [*rows[:3], ("d", "", "NA")], missing="drop")
    assert roster.lists["wishes"].tolist() == [[2, -1, 0], [1, -1, 1]]


def test_whoever_is_left_out_is_left_out_of_lists_too(tmp_path):
    rows = [("a", "1", "d; b"), ("b", "1", ""), ("d", "", "")]
    assert read(tmp_path, rows, missing="drop").lists["wishes"].tolist() == [[1, -1]]


def test_an_unknown_id_on_a_list_is_refused_without_quoting_it(tmp_path):
    rows = [("a", "1", "b"), ("b", "1", "zoe")]
    with pytest.raises(ScenarioError, match="row 3, column 'wishes'") as refused:
        read(tmp_path, rows)
    assert "zoe" not in str(refused.value)
    assert read(tmp_path, rows, lists={"wishes": {"column": "wishes", "unknown": "skip"}}).lists[
        "wishes"
    ].tolist() == [[1, -1]]


SCENARIO = """
title: A small study
calendar: {{terms: 1, weeks_per_term: 6}}
cohort: {{first_years: 20, upper_years: 10}}
program:
  mentors: 5
  match: {match}
"""


@pytest.mark.parametrize(
    ("match", "message"),
    [
        ("{criteria: [{field: wishes, rule: preference}]}", "cohort.roster.lists"),
        ("{maximum_gaps: {age: 5}}", "needs a number that students have, not 'age'.*prior_grade"),
        ("{boost: {by: matters}}", "names no attribute of the cohort: 'matters'"),
        ("{places: {most: most}}", "needs a number that students have, not 'most'"),
    ],
)
def test_a_synthetic_cohort_without_the_column_is_refused_with_what_is_missing(match, message):
    with pytest.raises(ScenarioError, match=message):
        parse_scenario(SCENARIO.format(match=match))


@pytest.mark.parametrize("field", ["wishes", "prior"])
def test_a_field_that_students_lack_is_refused_by_the_engine_too(field):
    with pytest.raises(UserError, match=f"'{field}', which students do not have"):
        make_pairs(specification("random", [{"field": field, "rule": "preference"}]), problem(2, 2))
    with pytest.raises(UserError, match=f"'{field}', which students do not have"):
        make_pairs(specification("random", maximum_gaps={field: 1}), problem(2, 2))


# Boost


def boosted(drawn, most_important):
    names = ("major", "prior_grade", "other")
    codes = np.full(len(drawn.observed.key), -1, np.int32)
    for row, name in most_important.items():
        codes[row] = names.index(name)
    attributes = {**drawn.observed.attributes, "matters": Category(codes, names)}
    return replace(drawn, observed=replace(drawn.observed, attributes=attributes))


def test_what_matters_most_to_a_mentee_counts_for_more():
    drawn = boosted(problem(3, 2, missing=False), {0: "major", 1: "prior_grade"})
    drawn.observed.attributes["major"].codes[:] = 0
    drawn.observed.prior_grade[:] = [0, 0, 0, 1, 1]
    match = specification("score", WEIGHED, boost={"by": "matters", "times": 3})
    pairs = np.array([[0, 3], [1, 3], [2, 3]])
    parts = score_parts(match, drawn, pairs)
    # high : medium = 2 : 1, and three times as much where it matters most.
    assert parts.scores.tolist() == [[6000, 1000], [2000, 3000], [2000, 1000]]
    assert parts.scores.tolist() == parts.best.tolist()
    criteria = compile_match(match, drawn)
    assert criteria.scores(pairs[:, 0], pairs[:, 1]).tolist() == [7000, 5000, 3000]
    assert criteria.scores(pairs[:, 0], pairs[:, 1], "mentor").tolist() == [3000, 3000, 3000]
    assert criteria.best == 7000


def test_a_boost_decides_who_gets_the_scarce_mentor():
    drawn = boosted(problem(2, 1, missing=False), {1: "major"})
    drawn.observed.attributes["major"].codes[:] = 0
    for seed in range(5):
        made = make_pairs(
            specification("score", WEIGHED[:1], boost={"by": "matters", "times": 2}),
            replace(drawn, seed=seed),
        )
        assert made.pairs.tolist() == [[1, 2]]


def test_a_boost_by_something_that_is_no_attribute_is_refused():
    with pytest.raises(UserError, match=r"boost\.by names age, which is numbers"):
        make_pairs(specification("score", WEIGHED, boost={"by": "age"}), problem(2, 2))


# Maximum gaps


@settings(max_examples=60)
@given(st.integers(0, 300), st.integers(1, 30), st.sampled_from(["random", "score", "stable", "self_select"]))
def test_no_pair_is_further_apart_than_the_maximum_gap(seed, most, method):
    drawn = problem(8, 4, 2, seed=seed)
    drawn.observed.numbers["age"][seed % 12] = np.nan
    made = make_pairs(specification(method, WEIGHED, maximum_gaps={"age": most}), drawn)
    age = drawn.observed.numbers["age"]
    assert not (np.abs(age[made.pairs[:, 0]] - age[made.pairs[:, 1]]) > most).any()


def test_a_gap_of_exactly_the_maximum_passes_and_is_named_where_it_binds():
    drawn = problem(2, 1, 2, missing=False)
    drawn.observed.numbers["age"][:] = [0.6, 0.5, 0.8]
    match = specification("random", maximum_gaps={"age": 0.2})
    made = make_pairs(match, drawn)
    assert made.pairs.tolist() == [[0, 2]]
    (left,) = explain_unmatched(match, drawn, made)
    assert (left.reason, left.sentence) == ("maximum_gap", "No mentor passes the maximum gap of 0.2 in age.")
