"""What happens in each week to those whom a picture shows, and how things then stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from mentorsim.animation.cohort_weeks import PERCENT, CohortWeeks, ShownTie, Span
from mentorsim.dynamics.endings import EndReason, EndSide

Cause = Literal[
    "planned", "stopped", "closed", "rematched", "mentor", "mentee", "no show", "mentor quit", "left"
]
"""Why matches ended: as planned, with the program, closed or rematched at a check-in, by the mentor or the
mentee, after missed meetings, because the mentor quit, because one of the two left school."""


@dataclass(frozen=True)
class Began:
    """A mentor and those whom the program matched with this mentor in one week; all by place."""

    mentors: tuple[int, ...]
    mentees: tuple[int, ...]
    group: int | None


@dataclass(frozen=True)
class Ended:
    """Matches that ended in one week for one cause; ``by`` is who quit or left, where somebody did."""

    cause: Cause
    mentor: int
    mentees: tuple[int, ...]
    by: EndSide


@dataclass(frozen=True)
class MembershipChange:
    """Students who came into a group without a mentor, or who are in it no more."""

    group: int
    members: tuple[int, ...]


@dataclass(frozen=True)
class Standing:
    """How things stand at the end of a week, for those shown.

    ``belonging`` is the mean of those in school who do not mentor, ``rapport`` that of the matches that last;
    both on a scale of 0 to 1, None where there are none.
    """

    enrolled: int
    matches: int
    rapport: float | None
    belonging: float | None


@dataclass(frozen=True)
class WeekEvents:
    """One week: what happened in it, and how things then stand. Week 0 is the start."""

    week: int
    in_term: bool
    began: tuple[Began, ...]
    ended: tuple[Ended, ...]
    groups_began: tuple[MembershipChange, ...]
    groups_ended: tuple[MembershipChange, ...]
    quit: tuple[int, ...]
    left: tuple[int, ...]
    friendships_formed: int
    friendships_faded: int
    standing: Standing


def week_events(cohort: CohortWeeks) -> tuple[WeekEvents, ...]:
    """List what happens in each week, the start first."""
    return tuple(_events_of(cohort, week) for week in range(cohort.weeks + 1))


def _events_of(cohort: CohortWeeks, week: int) -> WeekEvents:
    students = cohort.students
    return WeekEvents(
        week=week,
        in_term=week > 0 and cohort.in_term[week - 1],
        began=tuple(_began(cohort, week)),
        ended=tuple(_ended(cohort, week)),
        groups_began=_changes([span for span in cohort.groups if span.first_week == week]),
        groups_ended=_changes([span for span in cohort.groups if span.last_week + 1 == week]),
        quit=tuple(place for place, student in enumerate(students) if student.quit_week == week),
        left=tuple(place for place, student in enumerate(students) if student.left_week == week),
        friendships_formed=sum(span.first_week == week > 0 for span in cohort.friendships),
        friendships_faded=sum(span.last_week + 1 == week for span in cohort.friendships),
        standing=_standing(cohort, week),
    )


def _began(cohort: CohortWeeks, week: int) -> Iterator[Began]:
    new = [tie for tie in cohort.ties if tie.first_week == week]
    groups: dict[int, list[ShownTie]] = defaultdict(list)
    pairs: dict[int, list[ShownTie]] = defaultdict(list)
    for tie in new:
        if tie.group is None:
            pairs[tie.mentor].append(tie)
        else:
            groups[tie.group].append(tie)
    for mentor, ties in sorted(pairs.items()):
        yield Began((mentor,), tuple(sorted({tie.mentee for tie in ties})), None)
    for group, ties in sorted(groups.items()):
        mentors, mentees = {tie.mentor for tie in ties}, {tie.mentee for tie in ties}
        yield Began(tuple(sorted(mentors)), tuple(sorted(mentees)), group)


def _ended(cohort: CohortWeeks, week: int) -> Iterator[Ended]:
    found: dict[tuple[Cause, int, EndSide], set[int]] = defaultdict(set)
    for tie in cohort.ties:
        if tie.end_week == week and tie.side is not None:
            cause = _cause(cohort, tie)
            found[cause, tie.mentor, tie.side].add(tie.mentee)
    for (cause, mentor, side), mentees in sorted(found.items()):
        yield Ended(cause, mentor, tuple(sorted(mentees)), side)


def _cause(cohort: CohortWeeks, tie: ShownTie) -> Cause:
    match tie.reason:
        case EndReason.PLANNED:
            return "planned"
        case EndReason.STOPPED:
            return "stopped"
        case EndReason.CLOSED:
            return "closed"
        case EndReason.REMATCHED:
            return "rematched"
        case EndReason.NO_SHOW:
            return "no show"
        case EndReason.MENTEE_LEFT:
            return "left"
        case EndReason.MENTOR_LEFT:
            has_quit = cohort.students[tie.mentor].quit_week == tie.end_week
            return "mentor quit" if has_quit else "left"
    return "mentor" if tie.side is EndSide.MENTOR else "mentee"


def _changes(spans: list[Span]) -> tuple[MembershipChange, ...]:
    members: dict[int, list[int]] = defaultdict(list)
    for span in spans:
        members[span.second].append(span.first)
    return tuple(MembershipChange(group, tuple(sorted(members[group]))) for group in sorted(members))


def _standing(cohort: CohortWeeks, week: int) -> Standing:
    here = [student for student in cohort.students if student.enrolled(week)]
    belonging = [student.belonging[week] for student in here if not student.is_mentor]
    rapport = [tie.rapport[week - tie.first_week] for tie in cohort.ties if tie.lasts(week)]
    return Standing(len(here), len(rapport), _mean(rapport), _mean(belonging))


def _mean(percent: list[int]) -> float | None:
    return sum(percent) / len(percent) / PERCENT if percent else None
