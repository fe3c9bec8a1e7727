"""The same scenario and seed give the same bits, however the weeks are walked and the policies named."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorsim.dynamics.mechanism import WeekContext, mechanism
from mentorsim.model import MentoringModel
from mentorsim.scenario import Scenario
from mentorsim.students import Student
from tests.dynamics.snapshots import differing, snapshot
from tests.dynamics.studies import run_of, study
from tests.reference.strategies import scenarios


@mechanism(after="peer_influence")
def do_nothing(context: WeekContext) -> None:
    """Change nothing, so that the stages are walked one by one."""


class StageByStage(MentoringModel):
    mechanisms = (do_nothing,)


class IdleStudent(Student):
    def step(self) -> None:
        assert self.row >= 0


class WithIdleStudents(MentoringModel):
    student_class = IdleStudent


@settings(max_examples=15)
@given(scenarios(), st.integers(0, 2**31))
def test_a_run_the_weeks_and_the_stages_one_by_one_give_the_same_bits(
    scenario: Scenario, replication: int
) -> None:
    whole = snapshot(MentoringModel(scenario, "program", replication=replication).run())
    for kind in (StageByStage, WithIdleStudents):
        assert not differing(whole, snapshot(kind(scenario, "program", replication=replication).run()))
    stepped = MentoringModel(scenario, "program", replication=replication)
    while stepped.running:
        stepped.step()
    assert not differing(whole, snapshot(stepped))


@settings(max_examples=15)
@given(scenarios(), st.data())
def test_a_run_may_be_interrupted_and_looked_at_anywhere(scenario: Scenario, data: st.DataObject) -> None:
    whole = snapshot(MentoringModel(scenario, "program").run())
    model = MentoringModel(scenario, "program")
    for _ in range(data.draw(st.integers(0, model.weeks))):
        model.step()
    assert len(model.agents) == len(model.students.key) == model.network.number_of_nodes()
    assert not differing(whole, snapshot(model.run()))


@settings(max_examples=15)
@given(scenarios())
def test_two_runs_in_one_world_or_in_two_are_equal(scenario: Scenario) -> None:
    first = MentoringModel(scenario, "program").run()
    again = MentoringModel(scenario, "program", world=first.world).run()
    elsewhere = MentoringModel(scenario, "program").run()
    assert not differing(snapshot(first), snapshot(again))
    assert not differing(snapshot(first), snapshot(elsewhere))


def test_a_policy_leaves_no_trace_in_its_world() -> None:
    scenario = study()
    alone = {name: snapshot(run_of(scenario, name)) for name in scenario.policies}
    world = MentoringModel(scenario).world
    for name in (*scenario.policies, *reversed(scenario.policies)):
        assert not differing(alone[name], snapshot(run_of(scenario, name, world=world))), name


def test_names_and_order_of_policies_change_nothing() -> None:
    scenario = study()
    mapping = scenario.to_mapping()
    names = list(mapping["policies"])
    turned = {f"policy {number}": mapping["policies"][name] for number, name in enumerate(reversed(names))}
    other = Scenario.model_validate({**mapping, "policies": turned})
    for number, name in enumerate(reversed(names)):
        first, second = run_of(scenario, name), run_of(other, f"policy {number}")
        assert not differing(snapshot(first), snapshot(second)), name


def test_seed_and_replication_decide_the_random_draws() -> None:
    scenario = study()
    first = run_of(scenario).students.skill
    assert not np.array_equal(first, run_of(scenario, replication=1).students.skill)
    assert not np.array_equal(first, run_of(study(run__seed=7)).students.skill)
    assert np.array_equal(
        run_of(study(run__seed=7)).students.skill,
        MentoringModel(scenario, "pairs", rng=7).run().students.skill,
    )
