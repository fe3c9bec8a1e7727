import numpy as np
import pytest

from mentorsim.errors import UserError
from mentorsim.experiment.plan import make_plan
from mentorsim.experiment.replicate import HELPED_AND_HARMED, replicate
from mentorsim.model import MentoringModel, make_world
from tests.experiment.studies import AlwaysFailingModel, FailingModel, study


def values_by_policy(rows, plan):
    return {plan.policies[number]: rows.values[place] for place, number in enumerate(rows.policy.tolist())}


def test_permuting_the_policies_changes_no_number():
    scenario = study()
    one = make_plan(scenario, policies=["nothing", "random", "gap"])
    other = make_plan(scenario, policies=["gap", "nothing", "random"])
    first, second = values_by_policy(replicate(one, 2), one), values_by_policy(replicate(other, 2), other)
    for policy, values in first.items():
        np.testing.assert_array_equal(values, second[policy])


def test_relabeling_the_policies_changes_no_number():
    scenario = study()
    plain = scenario.to_mapping()
    plain["policies"] = {"Z": "none", "Y": {"match": {"method": "random"}}, "X": {"match": {"method": "gap"}}}
    relabeled = type(scenario).model_validate(plain)
    np.testing.assert_array_equal(
        replicate(make_plan(scenario), 1).values, replicate(make_plan(relabeled), 1).values
    )


def test_a_policy_that_fails_is_a_row_and_does_not_stop_the_others():
    scenario = study()
    rows = replicate(make_plan(scenario, model=FailingModel), 1)
    assert rows.failures[:2] == (None, None)
    assert str(rows.failures[2]).startswith("RuntimeError: no mentor in 1 (studies.py, line ")
    assert np.isnan(rows.values[2]).all()
    assert np.isnan(rows.weekly[2]).all()
    undisturbed = replicate(make_plan(scenario, policies=["nothing", "random"]), 1)
    np.testing.assert_array_equal(rows.values[:2], undisturbed.values)


def test_without_its_baseline_a_replication_says_nothing_of_helped_and_harmed():
    plan = make_plan(study(), model=FailingModel, baseline="gap")
    rows = replicate(plan, 1)
    places = [rows.columns.index(name) for name in HELPED_AND_HARMED]
    assert np.isnan(rows.values[:, places]).all()


def test_a_mistake_of_the_user_stops_at_once():
    plan = make_plan(study(policies__gap__match__method="no_such_method"))
    with pytest.raises(UserError, match="no_such_method"):
        replicate(plan, 0)


def test_a_world_that_cannot_be_made_fails_every_policy(monkeypatch):
    def broken(scenario, seed, replication):
        raise ZeroDivisionError("no replication")

    monkeypatch.setattr("mentorsim.world.make_world", broken)
    rows = replicate(make_plan(study()), 4)
    assert len(rows) == 3
    assert all(str(failure).startswith("ZeroDivisionError: no replication") for failure in rows.failures)


def test_all_policies_may_fail():
    rows = replicate(make_plan(study(), model=AlwaysFailingModel), 0)
    assert rows.failed.all()


def test_helped_and_harmed_are_counted_student_by_student():
    scenario = study(calendar__terms=4, program__focus="tutoring", program__mentors=25)
    plan = make_plan(scenario)
    rows = replicate(plan, 5)
    world = make_world(scenario, plan.seed, 5)
    models = {name: MentoringModel(scenario, name, world=world).run() for name in plan.policies}
    base, other = models["nothing"].students, models["gap"].students
    stayed_with = stayed_without = higher = lower = count = 0
    for row in range(len(base.role)):
        if base.role[row] != 0:
            continue
        count += 1
        stayed_with += bool(other.enrolled[row]) and not base.enrolled[row]
        stayed_without += bool(base.enrolled[row]) and not other.enrolled[row]
        change = (
            other.grade_points[row] / other.courses_attempted[row]
            - base.grade_points[row] / base.courses_attempted[row]
        )
        higher += change > 0.1
        lower += change < -0.1
    gap = plan.policies.index("gap")
    found = [rows.values[gap, rows.columns.index(name)] for name in HELPED_AND_HARMED]
    assert found == [stayed_with / count, stayed_without / count, higher / count, lower / count]
    assert higher > 0


def test_mentors_are_the_same_students_in_every_policy():
    scenario = study()
    plan = make_plan(scenario, outcomes=["mentor_skill"])
    rows = replicate(plan, 3)
    world = make_world(scenario, plan.seed, 3)
    models = [MentoringModel(scenario, name, world=world).run() for name in plan.policies]
    mentors = sorted({row for model in models for row in model.ties.mentor.tolist()})
    assert mentors
    expected = [sum(model.students.skill[row] for row in mentors) / len(mentors) for model in models]
    np.testing.assert_allclose(rows.values[:, rows.columns.index("mentor_skill")], expected, rtol=1e-12)


def test_the_weekly_series_are_those_of_the_models():
    scenario = study()
    plan = make_plan(scenario)
    rows = replicate(plan, 0)
    model = MentoringModel(scenario, "gap").run()
    np.testing.assert_array_equal(rows.weekly[2, 0], model.weekly.enrolled.astype(np.float32))
    np.testing.assert_array_equal(rows.weekly[2, 1], model.weekly.belonging.astype(np.float32))
    np.testing.assert_allclose(
        rows.weekly[:, 0, -1], rows.values[:, rows.columns.index("retention")], rtol=1e-6
    )
