"""`MentoringModel` is a Mesa model like any other: agents on demand, own students and mechanisms, edits."""

from __future__ import annotations

from typing import Any

import mesa
import numpy as np
import pytest

import mentorsim as ms
from mentorsim.dynamics.columns import STATE, WHOLE
from mentorsim.dynamics.endings import EndReason
from mentorsim.dynamics.mechanism import STAGE_NAMES, Moment, mechanism
from mentorsim.errors import UserError
from mentorsim.model import MentoringModel
from mentorsim.outcomes import measure
from mentorsim.students import Student
from tests.dynamics.snapshots import differing, snapshot, students_of
from tests.dynamics.studies import run_of, study


@pytest.fixture
def model() -> MentoringModel:
    return MentoringModel(study(), "pairs")


# Mesa


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


# By hand


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
        assert np.all(gained[graded] <= 4 * now.registered[graded])
        assert np.all(passed <= gained), "a course that is passed has at least the pass grade of 1"
        assert gained.any() == passed.any() == graded.any()


# Mechanisms and students of one's own


@mechanism(after="motivation")
def long_commute(moment: Moment) -> None:
    tired = moment.students.sociability < 0.3
    if moment.in_term:
        moment.students.motivation[tired] *= 0.9


class CommuterModel(MentoringModel):
    mechanisms = (long_commute,)


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
    def note(moment: Moment) -> None:
        seen.append(moment.week)

    kind = type("Noting", (MentoringModel,), {"mechanisms": (note,)})
    kind(study(), "pairs").run()
    assert seen == list(range(15))


def test_a_stage_that_does_not_exist_is_refused_by_the_mechanism() -> None:
    with pytest.raises(ValueError, match="no stage 'lunch'; the stages are registration, company"):
        mechanism(after="lunch")


def test_a_mechanism_has_luck_of_its_own_that_is_the_same_in_all_policies() -> None:
    drawn: list[tuple[np.ndarray, np.ndarray]] = []

    @mechanism(after="company")
    def draw(moment: Moment) -> None:
        drawn.append((moment.uniform("bus"), moment.noise("bus")))
        assert not np.array_equal(moment.uniform("bus"), moment.uniform("train"))

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


# Edits


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
    with pytest.raises(ValueError, match="not friends"):
        model.remove_friendship(0, 60)


def test_ties_can_be_made_and_ended_by_hand(model: MentoringModel) -> None:
    model.step()
    mentee = int(np.flatnonzero((model.students.role == 0) & (model.participation.active_ties == 0))[0])
    mentor = 59
    model.add_tie(mentor, mentee)
    assert [student.row for student in model.student(mentee).mentors] == [mentor]
    assert mentee in [student.row for student in model.student(mentor).mentees]
    edge = model.network[mentor][mentee]["mentoring"]
    assert (edge["mentor"], edge["mentee"], edge["group"]) == (mentor, mentee, None)
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
    assert model.students.failed_ends[first.mentee] == 1
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

    @mechanism(after="company")
    def edit(moment: Moment) -> None:
        model = moment.model
        if moment.week == 2:
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
    for name in (*STATE, *WHOLE):
        assert getattr(student, name) == getattr(model.students, name)[11], name
