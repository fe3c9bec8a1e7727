"""A made-up cohort in which everything happens that can be told of one."""

from __future__ import annotations

from dataclasses import replace

from mentorsim.animation.cohort_weeks import CohortWeeks, ShownStudent, ShownTie, Span
from mentorsim.animation.selection import ShownPart
from mentorsim.dynamics.endings import EndReason, EndSide

WEEKS = 6
STUDENTS, MENTORS = 10, 4


def student(place: int, *, left: int | None = None, quit_week: int | None = None) -> ShownStudent:
    belonging = tuple(20 + (7 * place + 3 * week) % 70 for week in range(WEEKS + 1))
    return ShownStudent(place + 1, place >= STUDENTS, left, quit_week, belonging)


def tie(
    mentor: int,
    mentee: int,
    weeks: tuple[int, int],
    reason: EndReason | None = None,
    side: EndSide | None = None,
    group: int | None = None,
) -> ShownTie:
    """Return a tie of a mentor, counted from 0, over some weeks."""
    rapport = tuple(15 + 14 * number for number in range(weeks[1] - weeks[0] + 1))
    return ShownTie(STUDENTS + mentor, mentee, group, weeks[0], rapport, reason, side)


def story() -> CohortWeeks:
    """Six weeks, a break among them; a mentor quits, students leave, and ties end in every way."""
    left, quit_weeks = {4: 3, 9: 5, 13: 6}, {12: 4}
    return CohortWeeks(
        title="A <small> college",
        policy='"pairs" & groups',
        seed=7,
        replication=2,
        in_term=(True, True, True, False, True, True),
        selection=ShownPart(tuple(range(STUDENTS + MENTORS)), 20, STUDENTS + MENTORS),
        students=tuple(
            student(place, left=left.get(place), quit_week=quit_weeks.get(place))
            for place in range(STUDENTS + MENTORS)
        ),
        ties=(
            tie(0, 0, (1, 2), EndReason.MISMATCH, EndSide.MENTOR),
            tie(0, 1, (1, 3), EndReason.MISMATCH, EndSide.MENTEE),
            tie(0, 2, (1, 4), EndReason.NO_SHOW, EndSide.MENTEE),
            tie(0, 3, (1, 5), EndReason.CLOSED, EndSide.NEITHER),
            tie(1, 4, (1, 3), EndReason.MENTEE_LEFT, EndSide.MENTEE),
            tie(1, 5, (2, 2), EndReason.REMATCHED, EndSide.NEITHER),
            tie(2, 6, (2, 4), EndReason.MENTOR_LEFT, EndSide.MENTOR),
            tie(2, 7, (2, 4), EndReason.MENTOR_LEFT, EndSide.MENTOR),
            tie(3, 5, (3, 6), EndReason.MENTOR_LEFT, EndSide.MENTOR, group=2),
            tie(3, 1, (3, 6), EndReason.MENTOR_LEFT, EndSide.MENTOR, group=2),
            tie(1, 0, (4, 5), EndReason.STOPPED, EndSide.NEITHER),
            tie(1, 2, (5, 6), EndReason.PLANNED, EndSide.NEITHER),
            tie(1, 3, (6, 6)),
        ),
        friendships=(Span(0, 1, 0, 6), Span(1, 2, 0, 3), Span(1, 2, 5, 6), Span(3, 8, 2, 6)),
        groups=(Span(8, 3, 1, 4), Span(9, 3, 1, 4)),
    )


def quiet() -> CohortWeeks:
    """The same students without a program, cut from more."""
    told = story()
    return replace(
        told,
        students=told.students[:STUDENTS],
        selection=ShownPart(tuple(range(STUDENTS)), 90, 70),
        ties=(),
        groups=(),
        friendships=told.friendships,
    )
