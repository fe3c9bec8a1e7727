"""Mechanisms and students of one's own join the week, and a comparison, in ten lines."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import mentorsim as ms
from mentorsim.dynamics.mechanism import STAGE_NAMES, WeekContext, mechanism
from mentorsim.model import MentoringModel
from mentorsim.outcomes import measure
from mentorsim.students import Student
from tests.dynamics.snapshots import differing, snapshot
from tests.dynamics.studies import run_of, study


@mechanism(after="motivation")
def slow_commute(context: WeekContext) -> None:
    tired = context.students.sociability < 0.3
    if context.in_term:
        context.students.motivation[tired] *= 0.9


class CommuterModel(MentoringModel):
    mechanisms = (slow_commute,)


def test_a_mechanism_of_ten_lines_joins_the_week() -> None:
    scenario = study()
    plain, tired = run_of(scenario), CommuterModel(scenario, "pairs").run()
    affected = tired.students.sociability < 0.3
    assert 0 < affected.sum() < 60
    first, second = (kind(scenario, "pairs") for kind in (MentoringModel, CommuterModel))
    first.step()
    second.step()
    assert np.array_equal(second.students.motivation[affected], 0.9 * first.students.motivation[affected])
    assert np.array_equal(second.students.motivation[~affected], first.students.motivation[~affected])
    assert tired.students.motivation.mean() < plain.students.motivation.mean()


def test_a_subclass_is_compared_like_the_built_in_model() -> None:
    settings: dict[str, Any] = {"replications": 4, "workers": 1, "outcomes": ["motivation"]}
    tired = ms.compare(study(), model=CommuterModel, **settings).runs
    plain = ms.compare(study(), **settings).runs
    assert tired["error"].isna().all()
    assert (tired["motivation"] < plain["motivation"]).all()
    by_hand = measure(CommuterModel(study(), "pairs", replication=2).run(), ["motivation"])["motivation"]
    assert tired.query("policy == 'pairs' and replication == 2")["motivation"].item() == by_hand


@pytest.mark.parametrize("stage", STAGE_NAMES)
def test_a_mechanism_may_come_after_every_stage(stage: str) -> None:
    seen = []

    @mechanism(after=stage)
    def note(context: WeekContext) -> None:
        seen.append(context.week)

    kind = type("Noting", (MentoringModel,), {"mechanisms": (note,)})
    kind(study(), "pairs").run()
    assert seen == list(range(15))


def test_a_stage_that_does_not_exist_is_refused_by_the_mechanism() -> None:
    with pytest.raises(ValueError, match="no stage 'lunch'; the stages are registration, peer_influence"):
        mechanism(after="lunch")


def test_a_mechanism_has_random_draws_of_its_own_that_are_the_same_in_all_policies() -> None:
    drawn: list[tuple[np.ndarray, np.ndarray]] = []

    @mechanism(after="peer_influence")
    def draw(context: WeekContext) -> None:
        drawn.append((context.uniform("bus"), context.noise("bus")))
        assert not np.array_equal(context.uniform("bus"), context.uniform("train"))

    class DrawingModel(MentoringModel):
        mechanisms = (draw,)

    plain = run_of(study(), "none")
    world = plain.world
    for policy in ("none", "groups"):
        assert (policy == "none") != bool(
            differing(snapshot(plain), snapshot(DrawingModel(study(), policy, world=world).run()))
        )
    for (first, _), (second, _) in zip(drawn[:15], drawn[15:], strict=True):
        assert np.array_equal(first, second)
    weeks = np.array([uniform for uniform, _ in drawn[:15]])
    assert len(np.unique(weeks)) == weeks.size
    assert np.all((weeks >= 0) & (weeks < 1))
    noise = np.array([noise for _, noise in drawn[:15]])
    assert abs(noise.mean()) < 0.15
    assert abs(noise.std() - 1) < 0.1


class RestlessStudent(Student):
    def step(self) -> None:
        self.model.order.append(self.row)
        if self.sociability > 0.5:
            self.belonging = min(1.0, self.belonging + 0.05)


class RestlessModel(MentoringModel):
    student_class = RestlessStudent

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.order: list[int] = []
        super().__init__(*args, **kwargs)


def test_a_student_subclass_steps_at_the_end_of_every_week_in_row_order() -> None:
    plain, restless = MentoringModel(study(), "pairs"), RestlessModel(study(), "pairs")
    plain.step()
    restless.step()
    assert restless.order == list(range(60))
    social = plain.students.sociability > 0.5
    lifted = np.minimum(1.0, plain.students.belonging + 0.05)
    assert np.array_equal(restless.students.belonging, np.where(social, lifted, plain.students.belonging))
    restless.run()
    assert restless.order == list(range(60)) * 15
    assert restless.students.belonging[social].mean() > plain.run().students.belonging[social].mean()


def test_a_model_subclass_with_its_own_step_runs_it() -> None:
    class Counting(MentoringModel):
        counted = 0

        def step(self) -> None:
            super().step()
            self.counted += 1

    model = Counting(study(), "pairs").run()
    assert model.counted == model.weeks
    assert not differing(snapshot(model), snapshot(run_of(study())))
