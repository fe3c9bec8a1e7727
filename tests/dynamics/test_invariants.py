"""What holds in every week of every program."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings

from mentorsim.dynamics.endings import EndReason
from mentorsim.dynamics.participation import Status
from mentorsim.model import MentoringModel
from mentorsim.scenario import Scenario
from tests.dynamics.snapshots import students_of
from tests.reference.strategies import scenarios

SHARES = (
    "sociability", "prosociality", "belonging_at_entry", "motivation_at_entry", "belonging", "motivation",
    "communication", "strategy", "accountability", "performance", "strain", "attendance",
)  # fmt: skip
WHOLE_AND_GROWING = (
    "attendance_weeks", "credits", "meetings", "attendance_sum", "grade_points",
)  # fmt: skip


def weeks_of(scenario: Scenario) -> Iterator[MentoringModel]:
    """Step a model and give it before the first and after every week."""
    model = MentoringModel(scenario, "program")
    yield model
    while model.week < model.weeks:
        model.step()
        yield model


@settings(max_examples=40)
@given(scenarios())
def test_states_stay_in_range(scenario: Scenario) -> None:
    scale = scenario.institution.grade_scale
    for model in weeks_of(scenario):
        students = model.students
        for name in SHARES:
            assert_between(getattr(students, name), 0.0, 1.0, name)
        assert_between(students.skill, -6.0, 6.0, "skill")
        assert_between(students.effort, 0.0, 2.5, "effort")
        assert_between(students.registered, 0, scenario.institution.courses_per_term + 1, "registered")
        assert_between(students.grade_points, 0.0, scale * students.courses_attempted, "grade points")
        assert_between(students.credits, 0, students.courses_attempted, "credits")
        assert_between(students.attendance_sum, 0.0, students.attendance_weeks, "attendance")
        assert_between(students.term_attendance, 0.0, students.term_weeks, "attendance of the term")
        assert_between(students.mentor_hours, 0.0, np.inf, "mentor hours")
        assert_between(students.failed_ends, 0.0, np.inf, "failed ends")
        assert_between(model.ties.rapport, 0.0, 1.0, "rapport")
        assert_between(model.ties.difference, 0.0, 1.0, "difference")
        assert_between(model.ties.alike, 0.0, 1.0, "alike")
        assert_between(model.ties.closeness, 0.0, 1.0, "closeness")
        assert_between(students.ending_trace, 0.0, np.inf, "ending trace")
        assert_between(
            model.friendships.strength, scenario.mechanism_values()["friendship_floor"], 1.0, "friends"
        )
        assert_between(model.friendships.affinity, 0.0, 1.0, "affinity")
        assert_between(model.weekly.enrolled[: model.week], 0.0, 1.0, "share enrolled")


def assert_between(values: np.ndarray, low: object, high: object, what: str) -> None:
    inside = (values >= low) & (values <= high)  # NaN is not inside
    assert np.all(inside), f"{what}: {np.asarray(values)[~inside][:5]}"


@settings(max_examples=25)
@given(scenarios())
def test_counts_never_fall_and_traits_never_change(scenario: Scenario) -> None:
    weeks = weeks_of(scenario)
    first = before = students_of(next(weeks))
    for model in weeks:
        now = students_of(model)
        for name in WHOLE_AND_GROWING:
            assert np.all(now[name] >= before[name]), name
        # Courses that are dropped before they count are no longer attempted.
        dropped = np.maximum(0, before["registered"] - now["registered"])
        assert np.all(now["courses_attempted"] >= before["courses_attempted"] - dropped)
        for name in ("key", "role", "major", "study_habits", "values", "skill_at_entry", "slots", "few"):
            assert np.array_equal(now[name], first[name]), name
        before = now


@settings(max_examples=40)
@given(scenarios())
def test_who_left_does_nothing_any_more(scenario: Scenario) -> None:
    weeks = weeks_of(scenario)
    before = students_of(next(weeks))
    for model in weeks:
        now, week = students_of(model), model.week - 1
        gone = before["enrolled"] == 0
        for name in before:
            if name in ("attendance", "effort", "mentor_hours"):
                expected = np.zeros(gone.sum()) if model.in_term(week) else before[name][gone]
                if name != "mentor_hours" or model.in_term(week):
                    assert np.array_equal(now[name][gone], expected), name
            else:
                assert np.array_equal(now[name][..., gone], before[name][..., gone]), name
        left = gone | (now["enrolled"] == 0)
        assert np.all(now["enrolled"][gone] == 0)
        assert np.array_equal(now["left_week"] >= 0, left)
        assert np.all(now["left_week"][left & ~gone] == week)
        assert np.all(now["group"][left] == -1)
        before = now


@settings(max_examples=40)
@given(scenarios())
def test_active_ties_and_meetings_are_among_the_enrolled(scenario: Scenario) -> None:
    weeks = weeks_of(scenario)
    model = next(weeks)
    enrolled_before, meetings_before = model.students.enrolled.copy(), np.zeros(0, np.int32)
    for model in weeks:
        ties, students = model.ties, model.students
        active = ties.end_week < 0
        assert np.all(students.enrolled[ties.mentor[active]] == 1)
        assert np.all(students.enrolled[ties.mentee[active]] == 1)
        held = ties.meetings.copy()
        held[: len(meetings_before)] -= meetings_before
        both_were_here = (enrolled_before[ties.mentor] == 1) & (enrolled_before[ties.mentee] == 1)
        assert np.all((held == 0) | both_were_here)
        ended_before = (ties.end_week >= 0) & (ties.end_week < model.week - 1)
        assert np.all(held[ended_before] == 0)
        count = np.bincount(ties.mentee[active], minlength=len(students.key))
        assert np.array_equal(count, model.participation.active_ties)
        enrolled_before, meetings_before = students.enrolled.copy(), ties.meetings.copy()


@settings(max_examples=40)
@given(scenarios())
def test_a_pair_is_made_once_and_never_again(scenario: Scenario) -> None:
    model = MentoringModel(scenario, "program").run()
    pairs = Counter(zip(model.ties.mentor.tolist(), model.ties.mentee.tolist(), strict=True))
    assert not [pair for pair, times in pairs.items() if times > 1]


@settings(max_examples=40)
@given(scenarios())
def test_mentors_and_groups_have_no_more_mentees_than_places(scenario: Scenario) -> None:
    program = scenario.program
    for model in weeks_of(scenario):
        ties = model.ties
        load = np.bincount(ties.mentor[ties.end_week < 0], minlength=1)
        assert load.max() <= program.mentees_per_mentor
        groups = model.students.group[model.students.group >= 0]
        # Without mentors an odd student makes one pair a trio.
        most = max(program.group_size, 3) if program.mentors_per_group == 0 else program.group_size
        assert np.bincount(groups, minlength=1).max() <= most


@settings(max_examples=40)
@given(scenarios())
def test_only_recruited_mentors_mentor_and_only_eligible_students_are_mentored(scenario: Scenario) -> None:
    model = MentoringModel(scenario, "program").run()
    program, ties, participation = scenario.program, model.ties, model.participation
    mentored = np.union1d(ties.mentee, np.flatnonzero(participation.status == Status.MATCHED))
    assert set(ties.mentor.tolist()) <= set(model.mentors.tolist())
    assert len(model.mentors) <= program.mentors.count
    assert np.array_equal(np.flatnonzero(participation.recruited), model.mentors)
    assert not set(model.mentors.tolist()) & set(mentored.tolist())
    assert np.all(model.students.role[mentored] == 0)
    if program.eligibility.attribute is not None:
        category = model.world.cohort.observed.attributes[program.eligibility.attribute]
        assert np.all(category.codes[mentored] == category.categories.index("yes"))


@settings(max_examples=40)
@given(scenarios())
def test_ends_are_recorded_with_their_week_and_reason(scenario: Scenario) -> None:
    program = scenario.program
    model = MentoringModel(scenario, "program").run()
    ties = model.ties
    assert np.array_equal(ties.end_week < 0, ties.end_reason == EndReason.ACTIVE)
    ended = ties[ties.end_week >= 0]
    assert np.all(ended.end_week >= ended.start)
    assert np.all(ties.start >= program.starts_week - 1)
    if program.stop_week is not None:
        assert np.all(ties.start < program.stop_week - 1)
    if program.stop_week is None:
        assert EndReason.STOPPED not in ended.end_reason
    if program.lasts_weeks is None:
        assert EndReason.PLANNED not in ended.end_reason
    elif program.meet_in_breaks:
        assert np.all(ended.end_week - ended.start < program.lasts_weeks)
    for reason, of in ((EndReason.MENTEE_LEFT, "mentee"), (EndReason.MENTOR_LEFT, "mentor")):
        those = ended[ended.end_reason == reason]
        left = model.students.left_week[those[of]]
        quit_instead = model.participation.quit[those[of]] == 1
        assert np.all((left == those.end_week) | quit_instead)


@settings(max_examples=40)
@given(scenarios())
def test_friendships_stay_sorted_and_single(scenario: Scenario) -> None:
    for model in weeks_of(scenario):
        first, second = model.friendships.first.astype(np.int64), model.friendships.second.astype(np.int64)
        count = len(model.students.key)
        assert np.all(first < second)
        assert np.all((first >= 0) & (second < count))
        assert np.all(np.diff(first * count + second) > 0)


@settings(max_examples=25)
@given(scenarios())
def test_weekly_series_are_those_of_the_columns(scenario: Scenario) -> None:
    for model in weeks_of(scenario):
        if model.week:
            here = (model.students.role == 0) & (model.students.enrolled == 1)
            share = here.sum() / (model.students.role == 0).sum()
            assert model.weekly.enrolled[model.week - 1] == pytest.approx(share)
            belonging = model.students.belonging[here].mean() if here.any() else np.nan
            assert model.weekly.belonging[model.week - 1] == pytest.approx(belonging, nan_ok=True)
        assert np.all(np.isnan(model.weekly.enrolled[model.week :]))
