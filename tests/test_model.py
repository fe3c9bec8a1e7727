"""`MentoringModel` is a Mesa model like any other, with agents on demand."""

from __future__ import annotations

from typing import Any

import mesa
import numpy as np
import pytest

from mentorsim.errors import UserError
from mentorsim.model import MentoringModel
from mentorsim.outcomes import measure
from mentorsim.students import Student
from tests.dynamics.snapshots import differing, snapshot, students_of
from tests.dynamics.studies import run_of, study


@pytest.fixture
def model() -> MentoringModel:
    return MentoringModel(study(), "pairs")


def test_it_is_a_mesa_model_of_mesa_agents(model: MentoringModel) -> None:
    assert isinstance(model, mesa.Model)
    assert all(isinstance(agent, mesa.Agent) for agent in model.agents)
    assert len(model.agents) == 60
    assert [agent.row for agent in model.agents] == list(range(60))
    assert list(model.agents_by_type) == list(model.agent_types) == [Student]
    assert model.student(7) is model.agents[7]


def test_agents_are_made_only_when_somebody_asks(
    model: MentoringModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    monkeypatch.setattr(Student, "__init__", lambda self, model, row: made.append(row))
    model.run()
    assert not made
    for name in ("agents", "agents_by_type", "agent_types"):
        another = MentoringModel(study(), "pairs", world=model.world)
        getattr(another, name)
        assert made == list(range(60)), name
        made.clear()


def test_select_agg_groupby_and_do_work_on_students(model: MentoringModel) -> None:
    model.run()
    students = model.students
    here = model.agents.select(lambda student: student.enrolled)
    assert len(here) == students.enrolled.sum() < 60
    assert here.agg("belonging", np.mean) == pytest.approx(students.belonging[students.enrolled == 1].mean())
    by_major = model.agents.groupby("major")
    assert by_major.count() == {
        name: int((students.major == code + 1).sum())
        for code, name in enumerate(model.world.cohort.attributes["major"].categories)
    }
    model.agents.set("motivation", 0.25)
    assert np.all(students.motivation == 0.25)
    model.agents.do(lambda student: setattr(student, "belonging", student.row / 100))
    assert np.array_equal(students.belonging, np.arange(60) / 100)
    assert model.agents.get("belonging") == students.belonging.tolist()


def test_a_data_collector_sees_every_week(model: MentoringModel) -> None:
    collector = mesa.DataCollector(
        model_reporters={"enrolled": lambda model: int(model.students.enrolled.sum()), "week": "week"},
        agent_reporters={"belonging": "belonging", "gpa": "gpa"},
    )
    while model.running:
        model.step()
        collector.collect(model)
    by_week = collector.get_model_vars_dataframe()
    assert by_week["week"].tolist() == list(range(1, model.weeks + 1))
    assert by_week["enrolled"].is_monotonic_decreasing
    last = collector.get_agent_vars_dataframe().xs(model.weeks, level=0)
    assert last["belonging"].tolist() == model.students.belonging.tolist()


def test_agents_can_be_removed_and_the_columns_stay(model: MentoringModel) -> None:
    model.remove_all_agents()
    assert len(model.agents) == 0
    assert not differing(students_of(model.run()), students_of(run_of(study())))


def test_the_departed_stay_as_agents_that_are_not_enrolled(model: MentoringModel) -> None:
    model.run()
    gone = [agent for agent in model.agents if not agent.enrolled]
    assert gone
    assert all(0 <= agent.left_week < model.weeks for agent in gone)


@pytest.mark.parametrize("row", [-1, 60, 3.0, "3"])
def test_a_row_that_no_student_has_is_refused(model: MentoringModel, row: Any) -> None:
    with pytest.raises(IndexError, match="rows are 0 to 59"):
        model.student(row)
    assert model.student(np.int32(59)).row == 59


def test_agents_cannot_be_replaced(model: MentoringModel) -> None:
    with pytest.raises(AttributeError):
        model.agents = []


def test_stepping_ends_with_the_horizon(model: MentoringModel) -> None:
    for week in range(model.weeks):
        assert (model.week, model.running) == (week, True)
        model.step()
    assert (model.week, model.running) == (model.weeks, False)
    before = snapshot(model)
    model.step()
    assert model.week == model.weeks
    assert not differing(before, snapshot(model.run()))


def test_an_unknown_policy_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(UserError, match="did you mean 'pairs'"):
        MentoringModel(study(), "pair")


@pytest.mark.parametrize("policy", ["none", "pairs", "groups", "circles"])
def test_gpa_and_retention_are_those_counted_by_hand_over_agents(policy: str) -> None:
    model = run_of(study(), policy)
    first_years = [student for student in model.agents if student.role == "first-year"]
    grades = [student.grade_points / student.courses_attempted for student in first_years]
    stayed = [student for student in first_years if student.left_week < 0]
    measured = measure(model, ["retention", "gpa"])
    assert measured["retention"] == pytest.approx(len(stayed) / 40)
    assert measured["gpa"] == pytest.approx(sum(grades) / 40)
    assert [student.gpa for student in first_years] == pytest.approx(grades)
    assert len({round(grade, 6) for grade in grades}) > 20


def test_courses_are_registered_at_a_terms_start_and_graded_at_its_end_for_who_is_there() -> None:
    model = MentoringModel(study(), "pairs")
    while model.running:
        before = students_of(model)
        model.step()
        now, here = model.students, before["enrolled"] == 1
        registered = np.where(here & (model.week - 1 in (0, 8)), now.registered, 0)
        assert np.array_equal(now.courses_attempted - before["courses_attempted"], registered)
        gained, passed = now.grade_points - before["grade_points"], now.credits - before["credits"]
        graded = here & (model.week - 1 in (5, 13))
        assert np.all(gained[~graded] == 0)
        assert np.all(gained[graded] <= 4 * now.registered[graded] + 1e-9)  # a difference of sums
        assert np.all(passed <= gained), "a course that is passed has at least the pass grade of 1"
        assert gained.any() == passed.any() == graded.any()
