"""A random draw belongs to a student and not to a place in a list: more students change nobody else's."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from mentorsim.cohort import make_cohort
from mentorsim.dynamics.participation import Status
from mentorsim.dynamics.rows import DISCRETE_STATE, STATE
from mentorsim.model import MentoringModel
from mentorsim.scenario import Scenario
from tests.dynamics.studies import study

LONELY: dict[str, Any] = {"friendships": {"mean_degree": 0}, "calendar__assessment_weeks": None}
MORE = [
    {"cohort__first_years": 41},
    {"cohort__upper_years": 23},
    {"cohort__first_years": 55, "cohort__upper_years": 30},
]


def rows_by_key(model: MentoringModel) -> dict[int, int]:
    return {int(key): row for row, key in enumerate(model.students.key)}


def common_rows(first: MentoringModel, second: MentoringModel) -> tuple[list[int], list[int]]:
    """Rows of the students of the first model, in both models."""
    theirs = rows_by_key(second)
    pairs = [(row, theirs[key]) for key, row in rows_by_key(first).items()]
    assert len(pairs) == len(first.students.key)
    return [row for row, _ in pairs], [row for _, row in pairs]


@pytest.mark.parametrize("more", MORE)
def test_adding_students_changes_nobody_elses_traits(more: dict[str, int]) -> None:
    few, many = study(), study(**more)
    first, second = make_cohort(few, 1, 2), make_cohort(many, 1, 2)
    place = {int(key): row for row, key in enumerate(second.key)}
    rows = [place[int(key)] for key in first.key]
    for name in (
        "skill",
        "belonging",
        "motivation",
        "communication",
        "sociability",
        "prosociality",
        "study_habits",
    ):
        assert np.array_equal(getattr(first, name), getattr(second, name)[rows]), name
    assert np.array_equal(first.values, second.values[:, rows])
    assert np.array_equal(first.slots, second.slots[rows])
    assert np.array_equal(first.observed.prior_grade, second.observed.prior_grade[rows], equal_nan=True)
    for name, category in first.attributes.items():
        assert np.array_equal(category.codes, second.attributes[name].codes[rows]), name


@pytest.mark.parametrize("more", MORE)
def test_adding_students_changes_nobody_elses_draws(more: dict[str, int]) -> None:
    # Without friends a student's first week depends on nothing but his or her own state and random draws.
    few, many = (one_week(study(**LONELY, **changes), "none") for changes in ({}, more))
    ours, theirs = common_rows(few, many)
    for name in (*STATE, *DISCRETE_STATE):
        assert np.array_equal(getattr(few.students, name)[ours], getattr(many.students, name)[theirs]), name
    assert len(set(few.students.attendance.tolist())) == len(ours), "everybody has random draws of their own"


@pytest.mark.parametrize("more", MORE)
def test_adding_students_changes_nobody_elses_answer_to_an_offer(more: dict[str, int]) -> None:
    few, many = (one_week(study(**changes), "some asked") for changes in ({}, more))
    ours, theirs = common_rows(few, many)
    answers, others = few.participation.status[ours], many.participation.status[theirs]
    assert np.array_equal(np.minimum(answers, Status.WAITING), np.minimum(others, Status.WAITING))
    assert {Status.NOT_ASKED, Status.DECLINED, Status.MATCHED} <= set(answers.tolist())


def one_week(scenario: Scenario, policy: str) -> MentoringModel:
    asked = scenario.with_changes({"policies.some asked": {"offer": {"share": 0.7}}})
    model = MentoringModel(asked, policy)
    model.step()
    return model


def test_more_mentors_contain_the_fewer() -> None:
    scenario = study(cohort__upper_years=200, policies__few={"mentors": 50}, policies__many={"mentors": 100})
    few, many = (MentoringModel(scenario, name).run().mentors for name in ("few", "many"))
    assert (len(few), len(many)) == (50, 100)
    assert set(few.tolist()) < set(many.tolist())
    ranked = MentoringModel(scenario).world.volunteers("upper_years")
    assert set(few.tolist()) == set(ranked[:50].tolist())


def test_a_larger_pool_keeps_the_ranking_of_those_in_it() -> None:
    few, many = MentoringModel(study()), MentoringModel(study(cohort__upper_years=60))
    ours, theirs = few.world.volunteers("upper_years"), many.world.volunteers("upper_years")
    known = set(few.students.key.tolist())
    ranking = [key for key in many.students.key[theirs].tolist() if key in known]
    assert ranking == few.students.key[ours].tolist()


def test_a_wider_offer_reaches_all_whom_the_narrower_reached() -> None:
    scenario = study(policies__few={"offer": {"share": 0.3}}, policies__many={"offer": {"share": 0.6}})
    few, many = (MentoringModel(scenario, name).run().participation.status > 0 for name in ("few", "many"))
    assert np.all(many[few])
    assert few.sum() < many.sum()
