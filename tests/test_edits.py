"""Friendships and ties made and ended by hand keep columns, network and agents in agreement."""

from __future__ import annotations

import numpy as np
import pytest

from mentorsim.dynamics.endings import EndReason
from mentorsim.dynamics.mechanism import WeekContext, mechanism
from mentorsim.dynamics.rows import DISCRETE_STATE, STATE
from mentorsim.model import MentoringModel
from tests.dynamics.snapshots import differing, snapshot, students_of
from tests.dynamics.studies import run_of, study


@pytest.fixture
def model() -> MentoringModel:
    return MentoringModel(study(), "pairs")


def test_friendships_can_be_made_and_ended_by_hand(model: MentoringModel) -> None:
    before = pairs_of(model)
    i, j = next((i, j) for i in range(60) for j in range(i) if (j, i) not in before)
    model.add_friendship(i, j, 0.75)
    assert pairs_of(model) == sorted([*before, (j, i)])
    place = pairs_of(model).index((j, i))
    assert model.friendships.strength[place] == 0.75
    assert model.network[i][j]["friendship"]["strength"] == 0.75
    model.remove_friendship(j, i)
    assert pairs_of(model) == before
    assert not model.network.has_edge(i, j, key="friendship")
    assert not differing(students_of(model.run()), students_of(run_of(study())))


def pairs_of(model: MentoringModel) -> list[tuple[int, int]]:
    return list(zip(model.friendships.first.tolist(), model.friendships.second.tolist(), strict=True))


def test_many_edits_in_any_order_keep_friendships_sorted_and_single(model: MentoringModel) -> None:
    kept = set(pairs_of(model))
    everybody = [(i, j) for j in range(60) for i in range(j)]
    # 7919 is prime to the number of pairs, so that they come in a jumbled order, each once.
    jumbled = [everybody[number * 7919 % len(everybody)] for number in range(len(everybody))]
    for i, j in jumbled[:600]:
        if (i, j) in kept:
            model.remove_friendship(i, j)
            kept.remove((i, j))
        else:
            model.add_friendship(j, i, 0.5)
            kept.add((i, j))
    assert pairs_of(model) == sorted(kept)
    assert {tuple(sorted(edge[:2])) for edge in model.network.edges(keys=True)} == kept
    model.run()
    assert pairs_of(model) == sorted(set(pairs_of(model)))


@pytest.mark.parametrize(
    ("i", "j", "strength"),
    [(3, 3, 0.5), (3, 4, 0.0), (3, 4, 1.5), (3, 4, float("nan")), (-1, 4, 0.5), (3, 60, 0.5)],
)
def test_impossible_friendships_are_refused(model: MentoringModel, i: int, j: int, strength: float) -> None:
    before = snapshot(model)
    with pytest.raises(ValueError, match="friendship"):
        model.add_friendship(i, j, strength)
    assert not differing(before, snapshot(model))


def test_a_friendship_is_made_and_ended_only_once(model: MentoringModel) -> None:
    i, j = pairs_of(model)[0]
    with pytest.raises(ValueError, match="friends already"):
        model.add_friendship(j, i, 0.5)
    model.remove_friendship(i, j)
    with pytest.raises(ValueError, match="not friends"):
        model.remove_friendship(i, j)
    with pytest.raises(ValueError, match="between two students"):
        model.remove_friendship(0, 60)


def test_ties_can_be_made_and_ended_by_hand(model: MentoringModel) -> None:
    model.step()
    mentee = int(np.flatnonzero((model.students.role == 0) & (model.participation.active_ties == 0))[0])
    mentor = 59
    model.add_tie(mentor, mentee)
    assert [student.row for student in model.student(mentee).mentors] == [mentor]
    assert mentee in [student.row for student in model.student(mentor).mentees]
    edge = model.network[mentor][mentee]["mentoring"]
    assert (edge["mentor"], edge["mentee"]) == (mentor, mentee)
    assert "group" not in edge
    model.step()
    tie = model.ties[-1]
    assert (tie.mentor, tie.mentee, tie.start, tie.end_week) == (mentor, mentee, 1, -1)
    model.end_tie(mentor, mentee, EndReason.PLANNED)
    assert model.student(mentee).mentors == []
    assert not model.network.has_edge(mentor, mentee, key="mentoring")
    tie = model.ties[-1]
    assert (tie.end_week, tie.end_reason) == (2, EndReason.PLANNED)
    assert model.participation.active_ties[mentee] == 0
    with pytest.raises(ValueError, match="does not mentor"):
        model.end_tie(mentor, mentee)
    model.run()


def test_an_end_by_hand_is_felt_unless_it_was_planned(model: MentoringModel) -> None:
    model.step()
    first, second = model.ties[:2]
    model.end_tie(first.mentor, first.mentee)
    model.end_tie(second.mentor, second.mentee, EndReason.PLANNED)
    assert model.students.failed_ends[first.mentee] > 0
    assert model.students.failed_ends[second.mentee] == 0


@pytest.mark.parametrize(("mentor", "mentee"), [(5, 5), (-1, 5), (5, -1), (5, 60), (60, 5)])
def test_impossible_ties_are_refused(model: MentoringModel, mentor: int, mentee: int) -> None:
    before = snapshot(model)
    with pytest.raises(ValueError, match="cannot begin to mentor"):
        model.add_tie(mentor, mentee)
    assert not differing(before, snapshot(model))


def test_a_pair_has_one_tie_at_a_time(model: MentoringModel) -> None:
    model.add_tie(50, 5)
    with pytest.raises(ValueError, match="cannot begin to mentor"):
        model.add_tie(50, 5)


def test_edits_in_the_middle_of_a_week_count_from_the_next_stage_on() -> None:
    edited = []

    @mechanism(after="peer_influence")
    def edit(context: WeekContext) -> None:
        model = context.model
        if context.week == 2:
            first, second = pairs_of(model)[0]
            model.remove_friendship(first, second)
            i, j = next(
                (i, j)
                for i in range(60)
                for j in range(i)
                if (j, i) not in pairs_of(model) and (j, i) != (first, second)
            )
            model.add_friendship(i, j, 0.5)
            model.add_tie(59, 0)
            edited.extend([(first, second), (j, i)])

    class EditedModel(MentoringModel):
        mechanisms = (edit,)

    plain, model = MentoringModel(study(), "pairs"), EditedModel(study(), "pairs")
    for _ in range(3):
        plain.step()
        model.step()
    removed, added = edited
    strengths = dict(zip(pairs_of(model), model.friendships.strength.tolist(), strict=True))
    untouched = dict(zip(pairs_of(plain), plain.friendships.strength.tolist(), strict=True))
    assert removed not in strengths
    assert strengths[added] != 0.5, "it has begun to move toward its affinity"
    common = (strengths.keys() & untouched.keys()) - {added}
    assert len(common) > 50
    assert [strengths[pair] for pair in common] == [untouched[pair] for pair in common]
    assert model.ties[-1].mentor == 59
    assert model.ties[-1].occasions == 1


def test_columns_written_by_hand_act_in_the_next_week(model: MentoringModel) -> None:
    plain = run_of(study())
    model.step()
    model.students.belonging[:] = 0.1
    model.run()
    assert model.students.enrolled.sum() < plain.students.enrolled.sum()


def test_agents_show_every_column(model: MentoringModel) -> None:
    model.run()
    student = model.student(11)
    for name in (*STATE, *DISCRETE_STATE):
        assert getattr(student, name) == getattr(model.students, name)[11], name
