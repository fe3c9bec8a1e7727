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


class Counting(Student):
    """Counts its steps, and notes who stepped when."""

    taken = 0

    def step(self) -> None:
        self.taken += 1
        order.append(self.row)


order: list[int] = []


class CountingModel(MentoringModel):
    student_class = Counting


class AsInTutorials(CountingModel):
    """What Mesa's tutorials write."""

    def step(self) -> None:
        super().step()
        self.agents.shuffle_do("step")


class InOwnOrder(AsInTutorials):
    steps_students = False


def steps_taken(model: MentoringModel) -> set[int]:
    return {student.taken for student in model.agents}


def test_students_step_once_a_week_in_row_order() -> None:
    model = CountingModel(study(), "pairs")
    order.clear()
    model.step()
    assert order == list(range(60))
    model.run()
    assert steps_taken(model) == {model.weeks}


def test_the_idiom_of_mesas_tutorials_steps_no_student_twice() -> None:
    model = AsInTutorials(study(), "pairs")
    order.clear()
    with pytest.warns(UserWarning, match="steps_students = False"):
        model.step()
    assert order == list(range(60))
    with pytest.warns(UserWarning, match="have taken their step of this week"):
        model.run()
    assert steps_taken(model) == {model.weeks}


def test_a_model_may_step_its_students_itself_in_any_order() -> None:
    model = InOwnOrder(study(), "pairs")
    order.clear()
    model.step()
    assert order != list(range(60))
    assert sorted(order) == list(range(60))
    model.run()
    assert steps_taken(model) == {model.weeks}


def test_a_step_may_call_the_step_that_it_extends() -> None:
    class Extending(Counting):
        def step(self) -> None:
            super().step()
            self.motivation = 0.5

    class Extended(MentoringModel):
        student_class = Extending

    model = Extended(study()).run()
    assert steps_taken(model) == {model.weeks}
    assert set(model.students.motivation.tolist()) == {0.5}


def test_an_agent_that_was_removed_takes_no_step_and_its_row_stays() -> None:
    class Expelling(Counting):
        def step(self) -> None:
            super().step()
            if self.row == 3 and self.taken == 2:
                self.model.student(2).remove()
                self.model.student(4).remove()

    class Expelled(MentoringModel):
        student_class = Expelling

    model = Expelled(study(), "pairs").run()
    taken = [model.student(row).taken for row in range(60)]
    assert taken[2] == 2, "it had stepped in the week in which it was removed"
    assert taken[4] == 1, "it had not, and does not"
    assert set(taken[:2] + taken[3:4] + taken[5:]) == {model.weeks}
    assert len(model.agents) == 58
    assert len(model.students.skill) == 60


def test_rows_count_from_0_and_unique_ids_from_1_in_the_order_of_making(model: MentoringModel) -> None:
    assert [agent.row for agent in model.agents] == list(range(60))
    assert [agent.unique_id for agent in model.agents] == list(range(1, 61))
