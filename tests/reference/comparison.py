"""Compares the compiled model with the twin: whole numbers must be equal, others agree within 1e-9."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from tests.reference.records import Group
from tests.reference.student import TwinStudent
from tests.reference.twin import TwinModel

if TYPE_CHECKING:
    from mentorsim.model import MentoringModel

TOLERANCE = 1e-9
WHOLE = [
    "enrolled",
    "left_week",
    "term_weeks",
    "attendance_weeks",
    "registered",
    "courses_attempted",
    "credits",
    "meetings",
]
NUMBERS = [
    "skill",
    "belonging",
    "motivation",
    "communication",
    "strategy",
    "accountability",
    "performance",
    "strain",
    "failed_ends",
    "ending_trace",
    "few",
    "mentor_hours",
    "mentoring_hours",
    "attendance",
    "effort",
    "term_attendance",
    "term_effort",
    "attendance_sum",
    "grade_points",
]
TIE_WHOLE = ["start", "end_week", "end_reason", "end_side", "meetings", "missed", "coached", "lower"]
TIE_NUMBERS = [
    "rapport",
    "compatibility",
    "difference",
    "alike",
    "share",
    "closeness",
    "show_likeness",
    "end_likeness",
]


def assert_same(model: MentoringModel, twin: TwinModel) -> None:
    """Compare all state after the same number of weeks."""
    assert model.week == twin.week
    _compare_students(model, twin)
    _compare_participation(model, twin)
    _compare_ties(model, twin)
    _compare_friendships(model, twin)
    week = twin.week - 1
    if week >= 0:
        _same("share enrolled", week, [model.weekly.enrolled[week]], [twin.weekly_enrolled[week]])
        _same("mean belonging", week, [model.weekly.belonging[week]], [twin.weekly_belonging[week]])


def _compare_students(model: MentoringModel, twin: TwinModel) -> None:
    week = twin.week - 1
    for name in WHOLE:
        _equal(name, week, getattr(model.students, name), [int(getattr(s, name)) for s in twin.students])
    for name in NUMBERS:
        _same(name, week, getattr(model.students, name), [getattr(s, name) for s in twin.students])
    _equal("section", week, model.sections, [s.section for s in twin.students])
    _equal("group", week, model.students.group, [_number(s.group) for s in twin.students])


def _compare_participation(model: MentoringModel, twin: TwinModel) -> None:
    week, part = twin.week - 1, model.participation
    _equal("recruited", week, part.recruited, [int(s.recruited) for s in twin.students])
    _equal("quit", week, part.quit, [int(s.has_quit) for s in twin.students])
    _equal("status", week, part.status, [_status(s) for s in twin.students])
    _equal("first_week", week, part.first_week, [s.first_matched_week for s in twin.students])
    enrolled = np.array([s.enrolled for s in twin.students])
    due = np.array([-1 if s.rematch_due is None else s.rematch_due for s in twin.students])
    _equal("rematch_week of the enrolled", week, np.asarray(part.rematch_week)[enrolled], due[enrolled])


def _compare_ties(model: MentoringModel, twin: TwinModel) -> None:
    week = twin.week - 1
    _equal("mentor of the tie", week, model.ties.mentor, [t.mentor.row for t in twin.ties])
    _equal("mentee of the tie", week, model.ties.mentee, [t.mentee.row for t in twin.ties])
    _equal("group of the tie", week, model.ties.group, [_number(t.group) for t in twin.ties])
    for name in TIE_WHOLE:
        _equal(
            f"{name} of the tie", week, getattr(model.ties, name), [int(getattr(t, name)) for t in twin.ties]
        )
    for name in TIE_NUMBERS:
        _same(f"{name} of the tie", week, getattr(model.ties, name), [getattr(t, name) for t in twin.ties])


def _compare_friendships(model: MentoringModel, twin: TwinModel) -> None:
    week, ours = twin.week - 1, model.friendships
    theirs = list(twin.friendships.values())
    pairs = list(zip(ours.first.tolist(), ours.second.tolist(), strict=True))
    assert pairs == list(twin.friendships), (
        f"week {week}: only the model has {set(pairs) - set(twin.friendships)}, "
        f"only the twin {set(twin.friendships) - set(pairs)}"
    )
    for name in ("strength", "affinity", "alike"):
        _same(f"{name} of the friendship", week, getattr(ours, name), [getattr(f, name) for f in theirs])


def _number(group: Group | None) -> int:
    return -1 if group is None else group.number


def _status(student: TwinStudent) -> int:
    if not student.accepted:
        return 1 if student.asked else 0
    return 2 if student.waiting else 3


def _equal(name: str, week: int, ours: Sequence[float], theirs: Sequence[float]) -> None:
    _report(name, week, np.asarray(ours), np.asarray(theirs), 0.0)


def _same(name: str, week: int, ours: Sequence[float], theirs: Sequence[float]) -> None:
    _report(name, week, np.asarray(ours, np.float64), np.asarray(theirs, np.float64), TOLERANCE)


def _report(name: str, week: int, ours: np.ndarray, theirs: np.ndarray, tolerance: float) -> None:
    assert len(ours) == len(theirs), (
        f"week {week}: {name}: {len(ours)} in the model, {len(theirs)} in the twin"
    )
    close = (np.abs(ours - theirs) <= tolerance) | (np.isnan(ours) & np.isnan(theirs))
    if not close.all():
        row = int(np.flatnonzero(~close)[0])
        raise AssertionError(
            f"week {week}: {name} of row {row} is {ours[row]} in the model and {theirs[row]} in the twin "
            f"({(~close).sum()} of {len(ours)} rows differ)"
        )
