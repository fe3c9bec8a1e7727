"""What is collected of each week is what the model holds then, and watching changes nothing."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from mentorsim.animation.cohort_weeks import CohortWeeks, cohort_weeks, collect_weeks
from mentorsim.animation.events import week_events
from mentorsim.animation.selection import select_students
from mentorsim.model import MentoringModel
from tests.dynamics.snapshots import differing, snapshot
from tests.dynamics.studies import study

# Check-ins that rematch, so that ties end and begin in the midst of terms.
STUDY = study(program__check_ins={"every_weeks": 2, "rematch_below": 0.4, "action": "rematch"})
POLICIES = ["no program", "pairs", "groups", "circles"]


@cache
def collected(policy: str) -> CohortWeeks:
    return cohort_weeks(STUDY, policy, seed=3)


@pytest.mark.parametrize("policy", POLICIES)
def test_a_model_that_is_watched_runs_bit_for_bit_like_one_that_is_not(policy: str) -> None:
    finished = MentoringModel(STUDY, policy, rng=3).run()
    watched = MentoringModel(STUDY, policy, rng=3)
    collect_weeks(watched, select_students(finished))
    assert watched.digests() == finished.digests()
    stepped = MentoringModel(STUDY, policy, rng=3)
    while stepped.running:
        stepped.step()
    assert not differing(snapshot(watched), snapshot(stepped))


@pytest.mark.parametrize("policy", POLICIES)
def test_every_week_shows_what_the_model_holds_at_its_end(policy: str) -> None:
    cohort = collected(policy)
    rows = np.array(cohort.selection.rows)
    model = MentoringModel(STUDY, policy, rng=3)
    for week in range(model.weeks + 1):
        assert model.week == week
        belonging = [student.belonging[week] for student in cohort.students]
        assert belonging == [round(100 * value) for value in model.students.belonging[rows].tolist()]
        enrolled = [student.enrolled(week) for student in cohort.students]
        assert enrolled == model.students.enrolled[rows].astype(bool).tolist()
        active = model.ties[model.ties.end_week < 0]
        shown = {
            (int(rows[tie.mentor]), int(rows[tie.mentee]), tie.rapport[week - tie.first_week])
            for tie in cohort.ties
            if tie.lasts(week)
        }
        assert shown == {
            (int(one.mentor), int(one.mentee), round(100 * float(one.rapport))) for one in active
        }
        friends = {
            frozenset((int(rows[span.first]), int(rows[span.second])))
            for span in cohort.friendships
            if span.lasts(week)
        }
        held = zip(model.friendships.first.tolist(), model.friendships.second.tolist(), strict=True)
        assert friends == {frozenset(pair) for pair in held if set(pair) <= set(rows.tolist())}
        in_groups = {(span.first, span.second) for span in cohort.groups if span.lasts(week)}
        assert in_groups == {
            (place, int(model.students.group[row]) + 1)
            for place, row in enumerate(rows.tolist())
            if policy == "circles" and model.students.group[row] >= 0
        }
        model.step()


@pytest.mark.parametrize("policy", POLICIES)
def test_matches_of_a_week_are_those_before_and_those_that_began_less_those_that_ended(policy: str) -> None:
    weeks = week_events(collected(policy))
    assert weeks[0].standing.matches == 0
    for before, week in pairwise(weeks):
        began = sum(len(one.mentors) * len(one.mentees) for one in week.began)
        ended = sum(len(one.mentees) for one in week.ended)
        assert week.standing.matches == before.standing.matches + began - ended
        assert week.standing.enrolled == before.standing.enrolled - len(week.left)
    program = policy in ("pairs", "groups")
    assert any(week.began for week in weeks) is program
    assert any(week.ended for week in weeks) is program
    assert any(week.groups_began for week in weeks) is (policy == "circles")


def test_weeks_are_collected_from_the_start() -> None:
    model = MentoringModel(STUDY, "pairs", rng=3)
    selection = select_students(model)
    model.step()
    with pytest.raises(ValueError, match="from the start"):
        collect_weeks(model, selection)


def test_students_are_numbered_by_their_rows() -> None:
    cohort = collected("pairs")
    assert [student.number for student in cohort.students] == [row + 1 for row in cohort.selection.rows]
