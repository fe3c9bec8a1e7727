"""A model copied or pickled in the middle of a run continues bit for bit, and apart from the original."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from mentorsim.dynamics.mechanism import WeekContext, mechanism
from mentorsim.model import MentoringModel
from mentorsim.outcomes import measure
from mentorsim.students import Student
from tests.dynamics.snapshots import differing, snapshot
from tests.dynamics.studies import study

Copier = Callable[[Any], Any]


@pytest.fixture(params=["deepcopy", "pickle"])
def copied(request: pytest.FixtureRequest) -> Copier:
    if request.param == "deepcopy":
        return copy.deepcopy
    return lambda model: pickle.loads(pickle.dumps(model))


class KeepsViews(MentoringModel):
    """A subclass that keeps views and other arrays as attributes of its own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.skill = self.students.skill
        self.first_years = self.students.belonging[:40:2]
        self.mine = self.students.belonging.copy()


class Tired(Student):
    """Steps of an agent's own."""

    def step(self) -> None:
        self.motivation *= 0.99


@mechanism(after="belonging")
def homesick(context: WeekContext) -> None:
    context.students.belonging[context.uniform("homesick") < 0.05] *= 0.9


class Everything(MentoringModel):
    """Agents and mechanisms of one's own."""

    student_class = Tired
    mechanisms = (homesick,)


def in_week(week: int, kind: type[MentoringModel] = MentoringModel, policy: str = "groups") -> MentoringModel:
    model = kind(study(), policy, rng=7)
    while model.week < week:
        model.step()
    return model


@pytest.mark.parametrize("kind", [MentoringModel, Everything])
@pytest.mark.parametrize("policy", ["none", "pairs", "groups"])
def test_a_copy_continues_bit_for_bit(copied: Copier, kind: type[MentoringModel], policy: str) -> None:
    model = in_week(8, kind, policy)
    other = copied(model)
    assert not differing(snapshot(model), snapshot(other))
    while model.running:
        model.step()
        other.step()
        assert not differing(snapshot(model), snapshot(other))
    assert other.week == model.week == model.weeks
    assert not other.running
    outcomes = ["retention", "gpa", "belonging"]
    assert measure(model, outcomes) == measure(other, outcomes)


@pytest.mark.parametrize("week", [0, 15])
def test_before_the_first_week_and_after_the_last_it_is_the_same(copied: Copier, week: int) -> None:
    model = in_week(week)
    assert not differing(snapshot(copied(model).run()), snapshot(model.run()))


def views_of(model: MentoringModel) -> dict[str, list[str]]:
    """Name every array beside the blocks, and the blocks with which it shares memory."""
    beside: dict[str, np.ndarray] = {}
    for name, value in vars(model).items():
        if name != "_run" and isinstance(value, np.ndarray):
            beside[name] = value
        elif name != "_run" and hasattr(value, "_fields"):
            arrays = {f"{name}.{field}": entry for field, entry in value._asdict().items()}
            beside.update((place, entry) for place, entry in arrays.items() if isinstance(entry, np.ndarray))
    blocks = {name: block for name, block in model._run._asdict().items() if isinstance(block, np.ndarray)}
    return {
        place: [name for name, block in blocks.items() if np.shares_memory(array, block)]
        for place, array in beside.items()
    }


def test_every_view_beside_a_block_is_a_view_of_the_copys_block(copied: Copier) -> None:
    model = in_week(8, KeepsViews)
    other = copied(model)
    expected = views_of(model)
    assert views_of(other) == expected
    assert expected["skill"] == ["state"]
    assert expected["first_years"] == ["state"]
    assert expected["mine"] == []
    kept = {place.split(".")[0] for place, blocks in expected.items() if blocks}
    assert kept == {"students", "participation", "weekly", "skill", "first_years"}
    for name in ("skill", "first_years", "mine"):
        assert np.array_equal(getattr(other, name), getattr(model, name))
    for name in ("students", "participation", "weekly", "weekly_sums"):
        for first, second in zip(getattr(model, name), getattr(other, name), strict=True):
            assert np.array_equal(first, second, equal_nan=first.dtype.kind == "f")
            assert not np.shares_memory(first, second)
            assert first.flags.writeable == second.flags.writeable


def test_writing_to_a_copy_moves_the_copy_and_not_the_original(copied: Copier) -> None:
    model = in_week(8, KeepsViews)
    other, before = copied(model), snapshot(model)
    other.students.belonging[:] = 0.0
    other.student(3).skill = 0.25
    other.participation.status[:] = 0
    other.add_friendship(*strangers(other), 0.5)
    assert not differing(before, snapshot(model))
    assert other.skill[3] == other.student(3).skill == 0.25
    other.step()
    model.step()
    assert differing(snapshot(model), snapshot(other))


def strangers(model: MentoringModel) -> tuple[int, int]:
    friends = {*zip(model.friendships.first.tolist(), model.friendships.second.tolist(), strict=True)}
    return next((0, j) for j in range(1, 60) if (0, j) not in friends)


COPIES: list[MentoringModel] = []


def copy_now(model: MentoringModel) -> None:
    COPIES.extend((copy.deepcopy(model), pickle.loads(pickle.dumps(model))))


@mechanism(after="belonging")
def branch(context: WeekContext) -> None:
    if context.week == 5:
        copy_now(context.model)


class BranchesInMechanism(MentoringModel):
    student_class = Tired
    mechanisms = (homesick, branch)


class BranchesInStep(MentoringModel):
    mechanisms = (homesick,)

    def step(self) -> None:
        if self.week == 5:
            copy_now(self)
        super().step()


class Branching(Student):
    def step(self) -> None:
        self.motivation *= 0.99
        if self.row == 7 and self.model.week == 6:
            copy_now(self.model)


class BranchesInStudentsStep(MentoringModel):
    student_class = Branching


@pytest.mark.parametrize("kind", [BranchesInMechanism, BranchesInStep, BranchesInStudentsStep])
def test_a_copy_that_the_models_own_code_makes_continues_after_it(kind: type[MentoringModel]) -> None:
    COPIES.clear()
    model = kind(study(), "groups", rng=7).run()
    copies = list(COPIES)
    assert len(copies) == 2
    for other in copies:
        assert other.week < model.week
        assert not differing(snapshot(other.run()), snapshot(model))


def test_a_shallow_copy_is_refused_because_it_would_share_columns() -> None:
    with pytest.raises(TypeError, match=r"use copy\.deepcopy"):
        copy.copy(in_week(3))


def test_traits_stay_read_only_in_a_copy(copied: Copier) -> None:
    other = copied(in_week(3))
    with pytest.raises(ValueError, match="read-only"):
        other.students.sociability[0] = 0.0
    with pytest.raises(AttributeError, match="is a trait"):
        other.student(0).sociability = 0.0
    another = MentoringModel(other.study, "pairs", world=other.world)
    assert not differing(snapshot(another.run()), snapshot(in_week(15, policy="pairs")))


def test_agents_network_and_mesas_generators_go_with_the_copy(copied: Copier) -> None:
    model = in_week(8, Everything)
    model.student(4).remove()
    assert model.network is model.network
    other = copied(model)
    assert [agent.row for agent in other.agents] == [agent.row for agent in model.agents]
    assert all(agent.model is other for agent in other.agents)
    assert other.network is not model.network
    assert [data["enrolled"] for _, data in other.network.nodes(data=True)] == [
        data["enrolled"] for _, data in model.network.nodes(data=True)
    ]
    assert other.rng.random() == model.rng.random()
    assert other.random.random() == model.random.random()
