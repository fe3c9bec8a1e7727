"""A program that pairs nobody and trains nobody leaves every student as no program does, to the last bit."""

from __future__ import annotations

from typing import Any

import pytest

from mentorsim.model import MentoringModel
from tests.dynamics.snapshots import differing, friendships_of, series_of, snapshot, students_of
from tests.dynamics.studies import both, run_of, study

UNUSED = {
    "check_ins": {"every_weeks": 2, "rematch_below": 1.0},
    "reward": {"to": "pair", "for": "meetings", "size": 2},
    "training": {"hours": 0},
    "mentee_training": {"hours": 9, "topics": ["listening", "study_skills"]},
    "mentor_support": {"hours_per_month": 4},
    "meet_in_breaks": True,
    "meetings_per_week": 3,
    "preparation": 1,
    "waves": 2,
    "late_joiners": {"share": 0.5},
}
REACHES_NOBODY: dict[str, dict[str, Any]] = {
    "nobody is offered a place": {"offer": {"share": 0}},
    "starts in the summer": {
        "starts_week": 15,
        "meet_in_breaks": False,
        "waves": 1,
        "late_joiners": {"share": 0},
    },
    "nobody is eligible": {"eligibility": {"attribute": "commuter", "is": "yes"}},
    "circles that nobody joins": {
        "format": "group",
        "mentors": "none",
        "offer": {"share": 0},
        "reward": "none",
    },
}


@pytest.mark.parametrize("settings", [{}, UNUSED], ids=["few settings", "many settings"])
@pytest.mark.parametrize("reason", REACHES_NOBODY)
def test_a_program_that_reaches_nobody_changes_no_student(reason: str, settings: dict[str, Any]) -> None:
    scenario = study(
        cohort__attributes__commuter={"share": 0}, policies__empty={**settings, **REACHES_NOBODY[reason]}
    )
    control, empty = both(scenario, "none", "empty")
    assert not len(empty.ties)
    assert not differing(students_of(control), students_of(empty))
    assert not differing(friendships_of(control), friendships_of(empty))
    assert not differing(series_of(control), series_of(empty))


def test_mentors_who_are_recruited_but_get_no_mentee_live_as_without_a_program() -> None:
    scenario = study(policies__empty={**UNUSED, "offer": {"share": 0}})
    control, empty = both(scenario, "none", "empty")
    assert len(empty.mentors) == 12
    assert not differing(students_of(control), students_of(empty))


def test_the_control_is_the_same_under_every_name() -> None:
    scenario = study()
    assert not differing(snapshot(run_of(scenario, "none")), snapshot(run_of(scenario, "no program")))
    assert scenario.policy("no program") is None


def test_students_before_the_start_of_a_program_live_as_without() -> None:
    scenario = study(policies__later={"starts_week": 5})
    control, later = MentoringModel(scenario, "none"), MentoringModel(scenario, "later")
    for week in range(1, control.weeks + 1):
        control.step()
        later.step()
        differ = differing(students_of(control), students_of(later))
        assert bool(differ) == (week >= 5), (week, differ)
