"""A user's own mechanism owns columns and parameters, joins where it says, and is checked every week."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import numpy as np
import pytest

import mentorsim as ms
from mentorsim.dynamics.mechanism import Mechanism, WeekContext, mechanism
from mentorsim.dynamics.state_check import StateError, check_state
from mentorsim.dynamics.week_plan import week_plan
from mentorsim.dynamics.wire import WiringError
from mentorsim.errors import ScenarioError, UserError
from mentorsim.mechanisms import registry
from mentorsim.mechanisms.built_in import MECHANISM, STAGE_NAMES
from mentorsim.mechanisms.column import Column
from mentorsim.mechanisms.parameter import Parameter
from mentorsim.model import MentoringModel
from mentorsim.numerics.kernel import kernel
from mentorsim.numerics.randomness import bits, uniform
from mentorsim.scenario import parameter_table
from mentorsim.scenario.prior import uncertain_parameters
from tests.dynamics.snapshots import differing, snapshot
from tests.dynamics.studies import study

FATIGUE = Column("fatigue", "share", "tiredness", 0.0, 1.0, lambda context: 0.0 * context.uniform("start"))
LATE = Column("late_days", "days", "days late", 0.0, 1e9, block="discrete_state")
COST = Parameter("tiring", 0.1, "share a week", 0.0, 0.5, meaning="how fast one tires")


@pytest.fixture(autouse=True)
def _own_register(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no mechanism of these tests be known elsewhere."""
    monkeypatch.setattr(registry, "_register", dict(registry._register))


def tire() -> Mechanism:
    @mechanism(after="motivation", columns=[FATIGUE, LATE], parameters=[COST])
    def tire(fatigue: Any, late_days: Any, motivation: Any, sociability: Any, parameters: Any) -> None:
        """Who is not sociable tires."""
        fatigue[:] += parameters.tiring * (1.0 - fatigue) * (sociability < 0.5)
        late_days[:] += fatigue > 0.3
        motivation[:] *= 1.0 - 0.1 * fatigue

    return tire


def test_its_columns_and_parameters_are_there_by_name() -> None:
    tire()
    scenario = study(mechanisms=["tire"], parameters__tiring=0.2)
    model = MentoringModel(scenario, "pairs")
    assert model.parameters.tiring == 0.2
    assert model.parameters.eta == model.world.parameters.eta
    assert model.students.fatigue.dtype == np.float64
    assert model.students.late_days.dtype == np.int32
    model.step()
    tired = model.students.sociability < 0.5
    assert np.allclose(model.students.fatigue, np.where(tired, 0.2, 0.0))
    student = model.student(int(np.flatnonzero(tired)[0]))
    assert student.fatigue == pytest.approx(0.2)
    student.fatigue = 0.5
    assert model.students.fatigue[student.row] == 0.5
    model.run()
    assert model.students.late_days.max() > 0
    with pytest.raises(AttributeError):
        MentoringModel(study(), "pairs").student(0).fatigue  # noqa: B018


def test_without_it_nothing_changes() -> None:
    before = snapshot(MentoringModel(study(), "pairs").run())
    tire()
    assert not differing(before, snapshot(MentoringModel(study(), "pairs").run()))
    assert differing(before, snapshot(MentoringModel(study(mechanisms=["tire"]), "pairs").run()))


def test_a_compiled_and_a_plain_one_have_the_same_form_and_the_same_bits() -> None:
    def rest(key: Any, fatigue: Any, strain: Any, nap_key: Any, napping: float) -> None:
        """Some take a nap."""
        for i in range(key.shape[0]):
            fatigue[i] += 0.1 * (1.0 - fatigue[i])
            if uniform(bits(nap_key, key[i])) < napping:
                fatigue[i] = 0.0
                strain[i] *= 0.9

    found = []
    for function in (rest, kernel(rest)):
        made = mechanism(
            before="assessment",
            name="rest",
            columns=[FATIGUE],
            parameters=[Parameter("napping", 0.3, "share", 0.0, 1.0, meaning="who naps")],
        )(function)
        assert made.declaration.meaning == "Some take a nap."
        model = MentoringModel(study(mechanisms=["rest"]), "groups").run()
        found.append({**snapshot(model), "fatigue": model.students.fatigue})
    assert not differing(*found)
    assert 0.0 < found[0]["fatigue"].mean() < 1.0


def test_initial_values_may_be_drawn() -> None:
    @mechanism(
        after="study",
        columns=[
            Column("way", "hours", "way to school", 0.0, 2.0, lambda context: 2.0 * context.uniform("way"))
        ],
    )
    def travel(way: Any) -> None:
        """Travel."""

    replications = [MentoringModel(study(mechanisms=["travel"]), policy) for policy in ("none", "pairs")]
    assert np.array_equal(replications[0].students.way, replications[1].students.way)
    assert len(set(replications[0].students.way.tolist())) == 60

    @mechanism(
        after="study",
        columns=[Column("way", "hours", "way", 0.0, 2.0, lambda context: np.zeros(3))],
        name="travel",
    )
    def travel_short(way: Any) -> None:
        """Travel."""

    with pytest.raises(ValueError, match=r"column way: .* for each of the 60 students, not .* shape \(3,\)"):
        MentoringModel(study(mechanisms=["travel"]), "none")


def spoiling(column: str, value: float, rows: slice = slice(4, 7)) -> Mechanism:
    @mechanism(after="motivation", columns=[FATIGUE, LATE])
    def spoil(context: WeekContext) -> None:
        if context.model.replication == 1 and context.model.policy == "pairs" and context.week == 5:
            getattr(context.students, column)[rows] = value

    return spoil


@pytest.mark.parametrize(
    ("column", "value", "sentence"),
    [
        ("motivation", float("nan"), "left motivation at nan in week 5 .* row 4, the first of 3: .* 0 to 1"),
        ("belonging", 5.0, "left belonging at 5 in week 5 .* row 4, .* a finite number, 0 to 1"),
        ("skill", float("inf"), "left skill at inf in week 5 .* a finite number, -6 to 6"),
        ("fatigue", -0.1, "left fatigue at -0.1 in week 5"),
        ("late_days", -2, "left late_days at -2 in week 5 .* a whole number, 0 to"),
    ],
)
def test_a_state_that_cannot_be_fails_that_run_and_is_told_in_its_row(
    column: str, value: float, sentence: str
) -> None:
    spoiling(column, value)
    runs = ms.compare(study(mechanisms=["spoil"]), replications=2, workers=1, outcomes=["gpa"]).runs
    failed = runs[runs["error"].notna()]
    assert failed[["replication", "policy"]].to_numpy().tolist() == [[1, "pairs"]]
    assert failed["error"].str.contains(f"StateError: the mechanism spoil {sentence}").all(), failed[
        "error"
    ].item()


class LeavesNothing(MentoringModel):
    """A step of a model's own that spoils a column, in the last week."""

    def step(self) -> None:
        super().step()
        if self.week == self.weeks:
            self.students.belonging[4:7] = np.nan


class Overeager(ms.Student):
    def step(self) -> None:
        if self.row == 3:
            self.model.students.motivation[self.row] += 1.0


class Overeagers(MentoringModel):
    student_class = Overeager


@pytest.mark.parametrize(
    ("model", "sentence"),
    [
        (LeavesNothing, "the last step left belonging at nan in week 14 .* row 4, the first of 3"),
        (Overeagers, "a step of Overeager left motivation at .* in week 0 .* row 3, the first of 1"),
    ],
)
def test_steps_of_ones_own_that_leave_what_cannot_be_fail_their_runs(
    model: type[MentoringModel], sentence: str
) -> None:
    with pytest.raises(ms.UserError, match=f"every run failed.* StateError: {sentence}"):
        ms.compare(study(), model=model, replications=1, policies="pairs", workers=1, outcomes=["gpa"])


def test_a_mechanism_that_returns_its_result_is_refused() -> None:
    returns = mechanism(after="motivation", name="returns")(lambda motivation: motivation * 0.99)
    kind = type("Returning", (MentoringModel,), {"mechanisms": (returns,)})
    with pytest.raises(ValueError, match=r"the mechanism returns returns something, .* motivation"):
        kind(study(), "pairs").step()


def test_columns_written_by_hand_are_checked_before_the_week_goes_on() -> None:
    for go_on in (MentoringModel.step, MentoringModel.run):
        model = MentoringModel(study(), "pairs")
        model.step()
        model.students.skill[2] = 60.0
        with pytest.raises(StateError, match=r"code between weeks left skill at 60 in week 1 .* row 2"):
            go_on(model)


def test_the_package_itself_keeps_to_the_ranges_that_it_declares() -> None:
    for policy in ("no program", "pairs", "groups", "circles"):
        model = MentoringModel(study(parameters__quit=-4.0), policy)
        while model.running:
            model.step()
            check_state("the package", model.week, model._run, {}, ())


def test_students_refuse_what_a_column_cannot_hold() -> None:
    student = MentoringModel(study(), "pairs").student(3)
    student.belonging = 0.25
    for name, value in (
        ("belonging", 1.5),
        ("motivation", float("nan")),
        ("meetings", 0.5),
        ("skill", "high"),
        ("skill", "0.5"),
    ):
        with pytest.raises(ValueError, match=f"{name} must be a"):
            setattr(student, name, value)
    assert student.belonging == 0.25
    with pytest.raises(AttributeError, match="sociability is a trait"):
        student.sociability = 0.5


def test_mechanisms_run_at_their_places_in_the_order_in_which_they_are_listed() -> None:
    ran: list[str] = []

    def noting(name: str, **place: str) -> Mechanism:
        def note(context: WeekContext) -> None:
            """Note."""
            ran.append(name)

        return mechanism(name=name, **place)(note)

    one = noting("one", after="study")
    two = noting("two", after="study")
    three = noting("three", before="study")
    four = noting("four", after="one")
    kind = type("Noting", (MentoringModel,), {"mechanisms": (four, two, one, three)})
    model = kind(study(mechanisms=["three"]), "none")
    assert [stage.name for stage in model.stages if stage.mechanism] == ["three", "two", "one", "four"]
    assert tuple(stage.name for stage in model.stages if not stage.mechanism) == STAGE_NAMES
    model.step()
    assert ran == ["three", "two", "one", "four"]
    assert "three (tests.dynamics.test_own_mechanisms)" in repr(model.stages)
    assert "<td>three (tests" in model.stages._repr_html_()
    with pytest.raises(ValueError, match="four comes after or before one, which does not take part"):
        week_plan([four])


@pytest.mark.parametrize(
    ("function", "sentence"),
    [
        (lambda motivaton, week: None, "asks for 'motivaton', but .*; did you mean 'motivation'"),
        (lambda motivaton: None, "asks for 'motivaton', but .*; did you mean 'motivation'"),
        (lambda weather, week: None, "asks for 'weather', but there is no such column or parameter"),
        (lambda *rest: None, "asks for 'rest', which must be a plain parameter"),
    ],
)
def test_a_name_that_says_nothing_is_refused_as_soon_as_it_is_defined(function: Any, sentence: str) -> None:
    with pytest.raises(WiringError, match=f"mechanism wrong: its function {sentence}"):
        mechanism(after="study", name="wrong")(function)


def test_a_column_that_is_assigned_anew_is_refused_as_soon_as_it_is_defined() -> None:
    def wrong(motivation: Any, skill: Any, enrolled: Any) -> None:
        skill *= 1.0
        enrolled[:] = 1
        motivation = motivation * 0.99

    with pytest.raises(WiringError, match=r"wrong: motivation = \.\.\. changes no student; write "):
        mechanism(after="study")(wrong)


def test_a_column_of_another_type_is_refused_as_soon_as_it_is_defined() -> None:
    def wrong(skill: Integers, week: int) -> None:  # type: ignore[name-defined]  # noqa: F821
        """Wrong."""

    with pytest.raises(WiringError, match="asks for 'skill' as Integers, but the column skill is Floats"):
        mechanism(after="study")(wrong)


@pytest.mark.parametrize(
    ("owned", "sentence"),
    [
        (
            {"columns": [Column("skill", "SD", "mine")]},
            "skill is already a column or parameter of the package",
        ),
        (
            {"parameters": [Parameter("eta", 0.1, "x", 0.0, 1.0, meaning="mine")]},
            "eta is already a column or par",
        ),
        ({"columns": [FATIGUE, FATIGUE]}, "fatigue is already a column or parameter of mine"),
        (
            {"columns": [Column("load_2", "x", "mine", block="weekly_sums")]},
            "must be in state or discrete_state",
        ),
        ({"name": "study"}, "there is already a built-in one of this name"),
    ],
)
def test_names_belong_to_one_mechanism(owned: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        mechanism(after="study", **{"name": "mine", **owned})(lambda context: None)


def test_a_misspelled_stage_is_refused_with_the_nearest() -> None:
    with pytest.raises(ValueError, match="no stage 'motivatoin'; did you mean 'motivation'"):
        mechanism(after="motivatoin")
    with pytest.raises(ValueError, match="give after or before"):
        mechanism(lambda motivation: None)  # type: ignore[arg-type]


def test_a_place_is_needed_and_must_be_there() -> None:
    for place in ({}, {"after": "study", "before": "study"}):
        with pytest.raises(ValueError, match="give after or before"):
            mechanism(**place)
    with pytest.raises(ValueError, match="no stage 'lunch'"):
        mechanism(before="lunch")


def test_its_parameters_stand_in_the_table_and_have_a_prior() -> None:
    tire()
    assert parameter_table()["tiring"] == COST
    assert uncertain_parameters() == tuple(row for row in MECHANISM if not row.is_convention)
    assert uncertain_parameters(["tire"])[-1] == COST
    assert "tiring" not in study().mechanism_values()
    assert study(mechanisms=["tire"]).mechanism_values()["tiring"] == 0.1
    with pytest.raises(ScenarioError, match=r"parameters.tiring must be between 0 and 0.5 \(share a week\)"):
        study(mechanisms=["tire"], parameters__tiring=0.7)


def test_a_parameter_of_a_mechanism_that_takes_no_part_is_refused() -> None:
    made = tire()
    scenario = study(parameters__tiring=0.2)
    with pytest.raises(
        UserError, match=r"belongs to the mechanism tire, which takes no part: add mechanisms"
    ):
        ms.compare(scenario, replications=2, workers=1)
    kind = type("Tired", (MentoringModel,), {"mechanisms": (made,)})
    found = ms.compare(scenario, replications=2, workers=1, model=kind, outcomes=["gpa"]).runs
    assert found["error"].isna().all()


def test_a_mechanism_that_is_not_there_is_refused_with_the_nearest_name() -> None:
    tire()
    with pytest.raises(
        ScenarioError, match="names 'tyre', which no loaded plugin defines; did you mean 'tire'"
    ):
        study(mechanisms=["tyre"])
    with pytest.raises(ScenarioError, match="names 'tire' a second time"):
        study(mechanisms=["tire", "tire"])


def test_it_is_pickled_by_name() -> None:
    made = tire()
    assert pickle.loads(pickle.dumps(made)) is made


def test_one_that_needs_the_column_of_another_needs_that_other() -> None:
    tire()

    @mechanism(after="tire")
    def sleep(fatigue: Any) -> None:
        """Sleep."""
        fatigue[:] *= 0.5

    with pytest.raises(ValueError, match="sleep needs fatigue of tire, which does not take part"):
        MentoringModel(study(mechanisms=["sleep"]), "none")
    model = MentoringModel(study(mechanisms=["sleep", "tire"]), "none")
    model.step()
    assert set(model.students.fatigue.round(3).tolist()) == {0.0, 0.05}


def test_a_check_names_the_mechanism_column_week_and_first_student() -> None:
    model = MentoringModel(study(), "none")
    model.students.effort[[9, 12]] = 3.0
    with pytest.raises(
        StateError, match=r"the mechanism a left effort at 3 in week 0 .* row 9, the first of 2"
    ):
        check_state("the mechanism a", 0, model._run, {}, ())


def test_a_copy_mid_run_keeps_its_own_columns_and_goes_on_bit_for_bit() -> None:
    tire()
    model = MentoringModel(study(mechanisms=["tire"]), "pairs")
    for _ in range(4):
        model.step()
    copies = [copy.deepcopy(model), pickle.loads(pickle.dumps(model))]
    model.run()
    for other in copies:
        assert other.students.fatigue is other.own_columns["fatigue"]
        assert not np.shares_memory(other.students.fatigue, model.students.fatigue)
        assert repr(other.stages) == repr(model.stages)
        other.run()
        assert np.array_equal(other.students.fatigue, model.students.fatigue)
        assert not differing(snapshot(other), snapshot(model))


def test_ties_come_as_a_table_or_compiled_as_columns_and_both_write_the_run() -> None:
    @mechanism(after="endings")
    def plain_marking(ties: Any, week: Any) -> None:
        """Mark active pairs by whole columns."""
        if len(ties[ties.end_week < 0]):
            ties.coached[ties.end_week < 0] = 1

    @mechanism(after="endings")
    @kernel
    def compiled_marking(ties: Any) -> None:
        """Mark active pairs one by one."""
        for t in range(ties.mentor.shape[0]):
            if ties.end_week[t] < 0:
                ties.coached[t] = 1

    runs = [
        MentoringModel(study(mechanisms=[name]), "pairs").run()
        for name in ("plain_marking", "compiled_marking")
    ]
    assert runs[0].ties.coached.any()
    assert not differing(snapshot(runs[0]), snapshot(runs[1]))
    assert not MentoringModel(study(), "pairs").run().ties.coached.any()
