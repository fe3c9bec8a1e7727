"""Why one pair works and another does not: what closeness, stake, likeness and endings do, and do not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorsim.dynamics.closeness import closeness_of, half_reached
from mentorsim.dynamics.endings import EndReason, EndSide
from mentorsim.dynamics.rows import TURNED_TO
from mentorsim.dynamics.settings import parameter_record
from mentorsim.model import MentoringModel
from mentorsim.scenario.remarks import same_reward
from mentorsim.world import make_world
from tests.dynamics.snapshots import differing, friendships_of, students_of
from tests.dynamics.studies import both, run_of, study

CIRCLES: dict[str, Any] = {"format": "group", "mentors": "none", "group_size": 4, "focus": "tutoring"}
PEERS: dict[str, Any] = {**CIRCLES, "group_size": 2, "match": {"method": "mixed"}}


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0.1, 8), st.floats(0.2, 0.7))
def test_closeness_rises_with_rapport_from_nothing_to_all(
    one: float, other: float, shape: float, half: float
) -> None:
    parameters = parameter_record(study(parameters={"closeness_shape": shape, "closeness_half": half}))
    low, high = sorted([one, other])
    middle = half_reached(parameters)
    assert closeness_of(0.0, middle, parameters) == 0.0
    assert closeness_of(1.0, middle, parameters) == pytest.approx(1.0)
    assert (
        0.0
        <= closeness_of(low, middle, parameters)
        <= closeness_of(high, middle, parameters) + 1e-12
        <= 1.0 + 1e-9
    )


def test_without_rapport_a_meeting_gives_nothing() -> None:
    # Nobody ever gets close; mentors still spend their time, and who meets may still find friends.
    distant = {"rapport_start": 0.0, "rapport_base": -1.0, "closeness_shape": 8.0, "closeness_half": 0.7}
    scenario = study(
        parameters={**distant, "rapport_communication": 0.0, "rapport_chemistry": 0.3, "rapport_deep": 0.0},
        policies__pairs={"focus": {"tutoring": 0.5, "guidance": 0.5}, "lasts_weeks": 12},
    )
    control, pairs = both(scenario, "none", "pairs")
    assert pairs.students.meetings.sum() > 100
    mentees = np.unique(pairs.ties.mentee)
    for name in ("skill", "strategy", "accountability"):
        gained = getattr(pairs.students, name)[mentees] - getattr(control.students, name)[mentees]
        assert np.abs(gained).max() < 0.01, name


def test_who_sits_beside_a_better_student_is_helped_when_it_is_rewarded_jointly() -> None:
    scenario = study(
        cohort__first_years=200,
        policies__alone={**PEERS, "meetings_per_week": 5},
        policies__jointly={**PEERS, "meetings_per_week": 5, "reward": {"to": "group", "for": "progress"}},
    )
    alone, jointly = both(scenario, "alone", "jointly")
    low = alone.participation.lower == 1
    gain = jointly.students.skill[low].mean() - alone.students.skill[low].mean()
    assert low.sum() > 30
    assert gain > 0.05


def test_a_reward_to_one_side_moves_that_sides_own_motivation() -> None:
    plain = {**PEERS, "starts_week": 1}
    scenario = study(
        **{
            f"policies__{to}": {**plain, "reward": {"to": to, "for": "progress"}}
            for to in ("lower", "higher")
        },
        policies__nobody=plain,
    )
    world = make_world(scenario, 5, 0)
    models = {name: MentoringModel(scenario, name, world=world) for name in ("lower", "higher", "nobody")}
    for model in models.values():
        model.step()
    nobody = models["nobody"].students.motivation
    placed = models["nobody"].students.group >= 0
    low = models["nobody"].participation.lower == 1
    assert np.array_equal(models["lower"].students.motivation != nobody, placed & low)
    assert np.array_equal(models["higher"].students.motivation != nobody, placed & ~low)


def test_of_a_pair_the_one_with_the_lower_prior_grade_is_the_lower() -> None:
    model = run_of(study(), "pairs")
    grade = np.nan_to_num(model.world.cohort.observed.prior_grade)
    assert np.array_equal(model.ties.lower == 1, grade[model.ties.mentee] < grade[model.ties.mentor])


@pytest.mark.parametrize(
    ("program", "reward", "says"),
    [
        (CIRCLES, {"to": "pair", "for": "progress"}, "the same as one to the group"),
        (CIRCLES, {"to": "mentee", "for": "meetings"}, "the same as one to the group"),
        (CIRCLES, {"to": "mentor", "for": "progress"}, "is nobody's"),
        ({"format": "group"}, {"to": "pair", "for": "meetings"}, "the same as one to the group"),
        ({}, {"to": "mentee", "for": "progress", "size": 0}, "is none"),
        (CIRCLES, {"to": "mentee", "for": "progress"}, None),
        ({"format": "group"}, {"to": "pair", "for": "progress"}, None),
        ({}, {"to": "lower", "for": "meetings"}, None),
    ],
)
def test_a_reward_that_equals_another_is_named(
    program: dict[str, Any], reward: dict[str, Any], says: str | None
) -> None:
    scenario = study(policies__one={**program, "reward": reward})
    found = same_reward(scenario.policies["one"])  # type: ignore[arg-type]
    assert (found is None) if says is None else (found is not None and says in found)


def test_rewards_that_are_said_to_be_the_same_are_the_same() -> None:
    scenario = study(
        policies__pair={**CIRCLES, "reward": {"to": "pair", "for": "progress"}},
        policies__group={**CIRCLES, "reward": {"to": "group", "for": "progress"}},
    )
    one, other = both(scenario, "pair", "group")
    assert not differing(students_of(one), students_of(other))


def test_an_attribute_without_weight_does_nothing() -> None:
    # The same people by other names: no weight, so nobody can tell.
    nothing = {"rapport": 0, "showing_up": 0, "length": 0, "belonging": 0}
    both_ways = []
    for share in (0.2, 0.7):
        scenario = study(
            cohort__attributes={"left_handed": {"share": share}},
            cohort__identity={"left_handed": nothing},
            cohort__values={"background": 0},
            friendships__homophily={},
        )
        both_ways.append(run_of(scenario, "pairs"))
    one, other = (students_of(model) for model in both_ways)
    del one["attributes"], other["attributes"]
    assert not differing(one, other)
    assert not differing(friendships_of(both_ways[0]), friendships_of(both_ways[1]))


def test_being_few_in_ones_field_lowers_belonging_and_a_mentor_of_ones_own_holds_it_up() -> None:
    same = {"match": {"method": "random", "criteria": [_gender("same")]}}
    other = {"match": {"method": "random", "criteria": [_gender("different")]}}
    scenario = study(
        cohort__first_years=300,
        cohort__upper_years=300,
        cohort__attributes={"gender": {"categories": ["woman", "man"], "shares": [0.2, 0.8]}},
        cohort__identity={"gender": {}},
        friendships__homophily={},
        program={
            "eligibility": {"attribute": "gender", "is": "woman"}, "mentors": 300, "mentees_per_mentor": 1,
            "starts_week": 1, "offer": {"how": "proactive"}, "focus": "social",
        },
        policies={"women": same, "men": other},
        parameters={"end_mentor": -8.0, "end_mentee": -10.0},
    )  # fmt: skip
    world = make_world(scenario, 7, 0)
    control, women, men = (run_of(scenario, name, world=world) for name in ("none", "women", "men"))
    few = control.students.few > 0.5
    entry = control.students.belonging_at_entry
    fall = (control.students.belonging - entry)[(control.students.role == 0) & few].mean()
    assert fall < (control.students.belonging - entry)[(control.students.role == 0) & ~few].mean() - 0.1
    mentored = np.intersect1d(women.ties.mentee, men.ties.mentee)
    held = women.students.belonging[mentored] - men.students.belonging[mentored]
    assert held.mean() > 0.05


def _gender(rule: str) -> dict[str, str]:
    return {"field": "gender", "rule": rule, "importance": "mandatory"}


def test_who_chose_the_partner_starts_closer() -> None:
    scenario = study(
        policies__chosen={"match": {"method": "self_select"}},
        policies__computed={"match": {"method": "stable", "criteria": [{"field": "major", "rule": "same"}]}},
    )
    assert MentoringModel(scenario, "computed").settings.chosen == 0.0
    given_pairs, chosen = MentoringModel(scenario, "pairs"), MentoringModel(scenario, "chosen")
    given_pairs._prepare_week(1)
    chosen._prepare_week(1)
    values = scenario.mechanism_values()
    assert np.all(given_pairs.ties.rapport == values["rapport_start"])
    assert chosen.ties.rapport == pytest.approx(values["rapport_start"] + values["rapport_chosen"])


def test_friends_become_alike_in_results_by_choice() -> None:
    apart = []
    for weight in (0.0, 1.0):
        choosing = {"befriend_ability": 16.0 * weight, "affinity_ability": 2.0 * weight}
        scenario = study(cohort__first_years=400, calendar__weeks_per_term=15, parameters=choosing)
        model = run_of(scenario, "none")
        results = model.students.performance
        one, other = model.friendships.first, model.friendships.second
        apart.append(np.abs(results[one] - results[other]).mean())
    assert apart[1] < 0.9 * apart[0]


def test_every_end_has_the_side_that_its_reason_says() -> None:
    ties = run_of(study(policies__pairs={"check_ins": {"every_weeks": 2}}), "pairs").ties
    assert np.all(ties.end_side[ties.end_reason == EndReason.MENTOR_LEFT] == EndSide.MENTOR)
    assert np.all(ties.end_side[ties.end_reason == EndReason.MENTEE_LEFT] == EndSide.MENTEE)
    wanted = np.isin(ties.end_reason, [EndReason.MISMATCH, EndReason.NO_SHOW])
    assert wanted.sum() > 3
    assert np.all(ties.end_side[wanted] != EndSide.NEITHER)
    assert np.all(ties.end_side[~wanted & np.isin(ties.end_reason, [0, 1, 6, 7, 8])] == EndSide.NEITHER)


def test_a_felt_end_leaves_a_trace_that_does_not_fade() -> None:
    lasting = {"lambda_failed": 0.09, "lambda_lasting": 1.0, "lambda_closeness": 0.0, "lambda_length": 0.0}
    scenario = study(parameters=lasting, policies__stopped={"stop_week": 4})
    fading = scenario.with_parameters({"lambda_lasting": 0.0})
    one, other = run_of(scenario, "stopped"), run_of(fading, "stopped")
    felt = one.students.ending_trace > 0
    assert felt.sum() > 10
    assert np.all(one.students.ending_trace[felt] >= 1.0)
    here = felt & (one.students.enrolled == 1) & (other.students.enrolled == 1)
    assert one.students.belonging[here].mean() < other.students.belonging[here].mean() - 0.02


def test_use_falls_over_a_term_where_no_closeness_holds_it_up() -> None:
    def held(fade: float) -> int:
        scenario = study(parameters={"show_fade": fade, "closeness_shape": 8.0, "closeness_half": 0.7})
        return int(run_of(scenario, "circles").students.meetings.sum() + run_of(scenario).ties.meetings.sum())

    assert held(2.0) < held(0.0)


def test_groups_turn_to_friends_first() -> None:
    model = MentoringModel(study(cohort__first_years=120), "circles")
    for _ in range(6):
        model.step()
    turned, group = model._run.partners, model.students.group
    to = turned[TURNED_TO]
    here = np.flatnonzero((to >= 0) & (group >= 0))
    here = here[group[to[here]] >= 0]  # who has left since has no group any more
    assert len(here) > 20
    assert np.all(group[here] == group[to[here]])
    assert np.all(to[here] != here)
    strength = model.weekly_sums.fellow_strength
    assert np.all(strength[to < 0] == 0.0)


def test_results_are_measured_against_the_own_section_and_in_a_group_against_the_group() -> None:
    scenario = study(cohort__first_years=60, institution__sections={"size": 20, "placed_by": "random"})
    model = MentoringModel(scenario, "circles")
    results = model.students.performance.copy()
    model.step()
    standing, group = model.weekly_sums.standing, model.students.group
    section, here = model.world.start.section, model.students.enrolled == 1
    for own in np.unique(section[section > 0]):
        members = np.flatnonzero((section == own) & (group < 0) & here)
        everyone = section == own
        assert standing[members] == pytest.approx(results[members] - results[everyone].mean())
    assert np.any(group >= 0)
    for own in np.unique(group[group >= 0]):
        members = group == own
        assert abs(standing[members].mean()) < 0.2
    assert not standing[(section == 0) & (group < 0) & here].any()
