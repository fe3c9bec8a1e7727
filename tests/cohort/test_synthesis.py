"""Synthesized students: within range, drawn from their own keys, the same whoever else is there."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorsim.cohort import make_cohort
from mentorsim.numerics.randomness import student_key
from tests.cohort.studies import FIRST_GENERATION, MAJOR, student_rows, study


@st.composite
def cohorts(draw: st.DrawFn) -> dict[str, Any]:
    majors = draw(st.integers(2, 4))
    weights = draw(st.lists(st.integers(1, 9), min_size=majors, max_size=majors))
    small_gap = st.floats(-0.5, 0.5)
    shares = [weight / sum(weights) for weight in weights]
    return {
        "first_years": draw(st.integers(1, 40)),
        "upper_years": draw(st.integers(0, 20)),
        "attributes": {
            "major": {"categories": [f"m{place}" for place in range(majors)], "shares": shares},
            "first_generation": {
                "share": draw(st.floats(0.1, 0.9)),
                "share_by_major": {"m0": draw(st.floats(0.1, 0.9))},
                "gaps": {"skill": draw(small_gap), "communication": draw(small_gap)},
            },
        },
        "belonging": {"mean": draw(st.floats(0.1, 0.9)), "sd": draw(st.floats(0.01, 0.29))},
        "prior_grade": {"reliability": draw(st.floats(0.01, 1))},
        "survey": {"noise": draw(st.floats(0, 3)), "non_response": draw(st.floats(0, 1))},
    }


@settings(max_examples=40)
@given(cohorts(), st.integers(0, 2**63 - 1), st.integers(0, 10**6))
def test_every_column_stays_in_its_range(cohort: dict[str, Any], seed: int, replication: int) -> None:
    people = make_cohort(study(cohort), seed, replication)
    n = cohort["first_years"] + cohort["upper_years"]
    assert people.size == n == len(np.unique(people.key))
    assert np.all(np.diff(people.role.astype(int)) >= 0)
    assert np.all(np.isfinite(people.skill))
    assert np.all(np.abs(people.skill) < 12)
    for column in (people.belonging, people.motivation, people.communication):
        assert np.all((column >= 0.02) & (column <= 0.98))
    for column in (people.sociability, people.prosociality):
        assert np.all((column >= 0) & (column <= 1))
    assert np.all((people.study_habits >= 0.3) & (people.study_habits <= 2))
    assert np.all((people.slots >= 1) & (people.slots < 1 << 10))
    assert np.all(np.isfinite(people.values))
    assert np.all(np.isfinite(people.observed.prior_grade))
    answered = np.isfinite(people.observed.values)
    assert np.all(answered == answered[0])
    for category in people.attributes.values():
        assert category.codes.dtype == np.int32
        assert np.all((category.codes >= 0) & (category.codes < len(category.categories)))


@settings(max_examples=25)
@given(cohorts(), st.integers(0, 2**32), st.sampled_from(["first_years", "upper_years"]))
def test_adding_a_student_changes_nobody_elses_traits(cohort: dict[str, Any], seed: int, role: str) -> None:
    before = student_rows(make_cohort(study(cohort), seed, 3))
    after = student_rows(make_cohort(study({**cohort, role: cohort[role] + 1}), seed, 3))
    assert len(after) == len(before) + 1
    assert before.items() <= after.items()


def test_rows_are_first_years_by_ordinal_and_then_upper_years() -> None:
    people = make_cohort(study({"first_years": 3, "upper_years": 2}), 1, 0)
    expected = [student_key(0, 0), student_key(0, 1), student_key(0, 2), student_key(1, 0), student_key(1, 1)]
    assert people.key.tolist() == [int(key) for key in expected]
    assert people.role.tolist() == [0, 0, 0, 1, 1]
    assert people.observed.identifiers is None


def test_the_same_replication_is_the_same_and_another_is_not() -> None:
    scenario = study({"first_years": 30, "attributes": {"major": MAJOR}})
    first = student_rows(make_cohort(scenario, 5, 2))
    assert first == student_rows(
        make_cohort(study({"first_years": 30, "attributes": {"major": MAJOR}}), 5, 2)
    )
    for seed, replication in ((5, 3), (6, 2)):
        other = student_rows(make_cohort(scenario, seed, replication))
        assert all(other[key] != row for key, row in first.items())


def test_another_attribute_changes_no_attribute_that_was_there() -> None:
    attributes = {"first_generation": FIRST_GENERATION, "major": MAJOR}
    few = make_cohort(study({"first_years": 50, "attributes": attributes}), 5, 2)
    more = make_cohort(study({"first_years": 50, "attributes": {"aged": {"share": 0.5}, **attributes}}), 5, 2)
    for name in attributes:
        assert np.array_equal(few.attributes[name].codes, more.attributes[name].codes)
    assert np.array_equal(few.skill, more.skill)


def test_everyone_and_no_one_are_possible_shares() -> None:
    attributes = {
        "all": {"share": 1},
        "none": {"share": 0},
        "group": {"categories": ["a", "b", "c", "d"], "shares": [0, 1, 0, 0]},
    }
    people = make_cohort(study({"first_years": 200, "attributes": attributes}), 1, 0)
    assert set(people.attributes["all"].codes) == {1}
    assert set(people.attributes["none"].codes) == {0}
    assert set(people.attributes["group"].codes) == {1}


@pytest.mark.parametrize(("non_response", "answering"), [(0.0, 1.0), (1.0, 0.0)])
def test_survey_answers_come_from_all_or_none(non_response: float, answering: float) -> None:
    people = make_cohort(study({"first_years": 60, "survey": {"non_response": non_response}}), 1, 0)
    assert np.isfinite(people.observed.values).mean() == answering
