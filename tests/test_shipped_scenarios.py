"""The scenarios that come with mentorsim: each runs as it is and says what it is modeled on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from mentorsim.experiment.design.experiment import read_experiment
from mentorsim.experiment.design.preparing import prepare
from mentorsim.model import MentoringModel
from mentorsim.outcomes import outcomes_of
from mentorsim.scenario import Scenario, load_scenario
from mentorsim.scenario.resolved import resolved_values
from mentorsim.scenario.shipped import shipped_names
from mentorsim.world import make_world

PROJECT = Path(__file__).resolve().parents[1]
FILES = sorted((PROJECT / "scenarios").glob("*.yaml"))
SWEEPS = sorted((PROJECT / "experiments").glob("*.yaml"))

every_scenario = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)


def test_the_promised_scenarios_are_there_and_found_by_name() -> None:
    promised = {
        "first_year_university",
        "high_school_attendance",
        "community_college",
        "online_university",
        "peer_tutoring_groups",
        "roster_example",
        "pairing_showdown",
        "few_places",
        "linked_courses",
        "women_in_engineering",
    }
    assert {file.stem for file in FILES} == promised
    assert set(shipped_names()) == promised


@every_scenario
def test_every_value_resolves_and_no_mechanism_parameter_is_overridden(file: Path) -> None:
    scenario = load_scenario(file)
    assert scenario.parameters == {}
    mechanisms = [value for value in resolved_values(scenario) if value.key.startswith("parameters.")]
    assert mechanisms
    assert not [value.key for value in mechanisms if value.status == "given"]


@every_scenario
def test_it_says_what_it_is_modeled_on_and_what_is_assumed(file: Path) -> None:
    description = load_scenario(file).description
    assert "odeled on" in description
    assert "assumed" in description


@every_scenario
def test_its_policies_differ_from_one_another_and_from_the_control(file: Path) -> None:
    scenario = load_scenario(file)
    # The showdown of matching methods has one policy for each of ten.
    assert 5 <= len(scenario.policies) <= (11 if file.stem == "pairing_showdown" else 7)
    programs = [program for program in scenario.policies.values() if program is not None]
    assert len(programs) == len(scenario.policies) - 1
    assert all(one != other for i, one in enumerate(programs) for other in programs[:i])
    assert outcomes_of(scenario)


@every_scenario
def test_two_replications_of_all_policies_run_to_the_end(file: Path) -> None:
    scenario = load_scenario(file)
    for replication in range(2):
        world = make_world(scenario, scenario.run.seed, replication)
        for policy, program in scenario.policies.items():
            model = MentoringModel(scenario, policy, replication=replication, world=world).run()
            assert model.week == model.weeks == scenario.calendar.total_weeks
            enrolled, left = model.students.enrolled != 0, model.students.left_week
            np.testing.assert_array_equal(enrolled, left < 0)
            somebody_was_helped = len(model.ties) > 0 or len(model.groups) > 0
            # A policy may only place students in sections, and offer nobody anything.
            offers = program is not None and program.offer.share > 0
            assert somebody_was_helped == offers


@pytest.mark.parametrize(
    ("name", "outcome", "low", "high"),
    [
        ("first_year_university", "retention", 0.800, 0.835),  # NCES Digest 2024, table 326.30: 81.7 percent
        ("first_year_university", "gpa", 2.45, 2.75),  # NCES HSLS:09: 2.6
        ("first_year_university", "good_grades", 0.34, 0.43),  # NCES HSLS:09: 0.387
        ("community_college", "retention", 0.60, 0.64),  # open-admission public institutions: 62 percent
        ("online_university", "retention", 0.56, 0.60),  # Bettinger and Baker 2014: 58.0 percent
        ("high_school_attendance", "low_attendance", 0.20, 0.30),  # assumed: a quarter
    ],
)
def test_without_a_program_the_population_is_near_what_the_description_says(
    name: str, outcome: str, low: float, high: float
) -> None:
    scenario = load_scenario(name)
    assert low < _mean_without_program(scenario, outcome) < high


@pytest.mark.parametrize("file", SWEEPS, ids=lambda file: file.stem)
def test_a_shipped_study_has_a_question_and_is_right_at_every_point(file: Path) -> None:
    plan = prepare(*read_experiment(file))
    assert plan.question
    assert plan.points > 1
    assert set(plan.base.policies) <= set(plan.base.scenario.policies)
    assert not plan.notes


def _mean_without_program(scenario: Scenario, outcome: str, replications: int = 30) -> float:
    means = []
    for replication in range(replications):
        world = make_world(scenario, scenario.run.seed, replication)
        model = MentoringModel(scenario, "none", replication=replication, world=world).run()
        means.append(_measured(model, outcome))
    return float(np.mean(means))


def _measured(model: MentoringModel, outcome: str) -> float:
    # By hand and not by the outcomes' own code, so that the two check one another.
    students = model.students
    first_years = students.role == 0
    if outcome == "retention":
        return float(np.mean(students.enrolled[first_years]))
    if outcome == "low_attendance":
        attendance = students.attendance_sum[first_years] / students.attendance_weeks[first_years]
        return float(np.mean(attendance < 0.9))
    gpa = students.grade_points[first_years] / students.courses_attempted[first_years]
    return float(np.mean(gpa if outcome == "gpa" else gpa >= model.study.institution.good_grade))
