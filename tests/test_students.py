"""A `Student` is a view of one row: reading and writing it is reading and writing the columns."""

from __future__ import annotations

import numpy as np
import pytest

from mentorsim.dynamics.rows import DISCRETE_STATE, STATE, Students
from mentorsim.model import MentoringModel
from mentorsim.students import Student
from tests.dynamics.studies import run_of, study


@pytest.fixture(scope="module")
def model() -> MentoringModel:
    return run_of(study(), "pairs")


def test_every_column_of_a_student_can_be_read(model: MentoringModel) -> None:
    for name in Students._fields:
        column = getattr(model.students, name)
        if column.ndim == 1 and name not in ("role", "major"):
            assert [getattr(agent, name) for agent in model.agents] == column.tolist(), name
            assert type(getattr(model.student(0), name)) in (int, float), name
            assert getattr(Student, name).__doc__


@pytest.mark.parametrize("name", [*STATE, *DISCRETE_STATE])
def test_state_is_written_to_the_column_and_to_nobody_else(name: str) -> None:
    model = MentoringModel(study())
    before = getattr(model.students, name).copy()
    setattr(model.student(3), name, 0.0)
    before[3] = 0
    assert np.array_equal(getattr(model.students, name), before)


@pytest.mark.parametrize("name", ["sociability", "skill_at_entry", "key", "slots"])
def test_traits_cannot_be_written(model: MentoringModel, name: str) -> None:
    with pytest.raises(AttributeError, match=f"{name} is a trait"):
        setattr(model.student(3), name, 0)


def test_roles_majors_and_attributes_have_names(model: MentoringModel) -> None:
    attributes = model.world.cohort.attributes
    for agent in model.agents:
        assert agent.role == ("first-year" if agent.row < 40 else "upper-year")
        assert agent.major in ("arts", "law", "music")
        assert agent.attribute("first_generation") in ("yes", "no")
        assert agent.major == attributes["major"].categories[attributes["major"].codes[agent.row]]
    with pytest.raises(KeyError):
        model.student(0).attribute("shoe size")


def test_without_majors_a_student_has_none() -> None:
    model = MentoringModel(study(cohort__attributes={}, friendships__homophily={}))
    assert model.student(0).major is None


def test_before_any_course_there_is_no_gpa() -> None:
    model = MentoringModel(study())
    assert model.student(0).gpa is None
    model.step()
    assert model.student(0).gpa == 0.0


def test_friends_are_those_of_the_list_on_either_side(model: MentoringModel) -> None:
    edges = list(zip(model.friendships.first.tolist(), model.friendships.second.tolist(), strict=True))
    for agent in model.agents:
        rows = [friend.row for friend in agent.friends]
        assert rows == sorted({i + j - agent.row for i, j in edges if agent.row in (i, j)})
        assert all(agent in friend.friends for friend in agent.friends)


def test_mentors_and_mentees_mirror_each_other(model: MentoringModel) -> None:
    active = model.ties[model.ties.end_week < 0]
    assert len(active)
    pairs = {(mentor.row, mentee.row) for mentee in model.agents for mentor in mentee.mentors}
    assert pairs == {(mentor.row, mentee.row) for mentor in model.agents for mentee in mentor.mentees}
    assert pairs == set(zip(active.mentor.tolist(), active.mentee.tolist(), strict=True))


def test_agents_follow_the_columns_as_weeks_go_by() -> None:
    model = MentoringModel(study(), "pairs")
    student = model.student(5)
    seen = []
    while model.running:
        model.step()
        seen.append(student.belonging)
        assert student.belonging == model.students.belonging[5]
    assert len(set(seen)) > 5
