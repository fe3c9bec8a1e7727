"""Endings and check-ins of the twin (sections 7.12 and 7.13)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mentorsim.numerics.decision import Decision
from tests.reference.formulas import logistic, overload
from tests.reference.records import UNANNOUNCED, Ended, Tie
from tests.reference.student import TwinStudent

if TYPE_CHECKING:
    from tests.reference.settings import Day
    from tests.reference.twin import TwinModel


def end_tie(model: TwinModel, tie: Tie, reason: Ended) -> None:
    tie.end_week, tie.end_reason = model.week, reason
    model.ended_pairs.add((tie.mentee, tie.mentor))
    model.active_ties = [other for other in model.active_ties if other is not tie]
    if reason in UNANNOUNCED and model.settings.two_way:
        tie.mentee.failed_ends += 1
    if any(other.mentee is tie.mentee for other in model.active_ties):
        return
    tie.mentee.group = None
    check_ins = model.settings.check_ins
    if check_ins is not None and check_ins.action == "rematch" and tie.mentee.enrolled:
        if reason is Ended.REMATCHED:
            tie.mentee.rematch_due = model.week + 1 + check_ins.delay_weeks
        elif reason in (Ended.MISMATCH, Ended.MENTOR_LEFT):
            noticed = model.settings.next_check_in(model.week)
            tie.mentee.rematch_due = noticed + 1 + check_ins.delay_weeks


def end_ties(model: TwinModel) -> None:
    """Let ties end by plan, by the stop of the program, or of themselves."""
    settings, week = model.settings, model.week
    stopped = settings.stop_week is not None and week >= settings.stop_week
    for tie in list(model.active_ties):
        if settings.lasts_weeks is not None and week - tie.start + 1 >= settings.lasts_weeks:
            end_tie(model, tie, Ended.PLANNED)
        elif stopped:
            end_tie(model, tie, Ended.STOPPED)
        elif tie_fails(model, tie):
            end_tie(model, tie, Ended.NO_SHOW if tie.missed >= 3 else Ended.MISMATCH)
    for group in model.groups:
        if not group.mentors:
            over = settings.lasts_weeks is not None and week - group.start + 1 >= settings.lasts_weeks
            for member in group.members:
                if over or stopped:
                    member.group = None
                    member.failed_ends += not over


def tie_fails(model: TwinModel, tie: Tie) -> bool:
    p, settings = model.p, model.settings
    draw = model.draws.uniform_about(Decision.END_TIE, model.week, tie.mentor.key, tie.mentee.key, 0)
    return draw < logistic(
        p.end
        - p.end_rapport * (tie.rapport - 0.5)
        - p.end_support * settings.support
        - p.end_check_ins * (settings.check_ins is not None)
        + p.end_missed * tie.missed
        + p.end_load * overload(tie.mentor.load, p.capacity)
    )


def quit_mentoring(model: TwinModel, mentors: list[TwinStudent]) -> None:
    """Let mentors quit who had a tie when the stage began."""
    for mentor in mentors:
        if mentor.enrolled and mentor.quits_mentoring():
            mentor.has_quit = True
            for tie in [tie for tie in model.active_ties if tie.mentor is mentor]:
                end_tie(model, tie, Ended.MENTOR_LEFT)


def depart(model: TwinModel, day: Day) -> None:
    """Let students leave school, and their ties end."""
    for student in model.students:
        if student.enrolled and student.leaves_school(day):
            student.enrolled = False
            student.left_week = model.week
    for tie in list(model.active_ties):
        if not tie.mentee.enrolled:
            end_tie(model, tie, Ended.MENTEE_LEFT)
        elif not tie.mentor.enrolled:
            end_tie(model, tie, Ended.MENTOR_LEFT)
    for student in model.students:
        if not student.enrolled:
            student.group = None


def end_week(model: TwinModel, day: Day, active: bool) -> None:
    """Stage 12."""
    if active:
        mentors = sorted({tie.mentor for tie in model.active_ties}, key=lambda mentor: mentor.row)
        end_ties(model)
        quit_mentoring(model, mentors)
    if day.in_term or day.departure is not None:
        depart(model, day)


def check_in(model: TwinModel) -> None:
    """Stage 13."""
    p, draws, week = model.p, model.draws, model.week
    check_ins = model.settings.check_ins
    assert check_ins is not None
    for tie in list(model.active_ties):
        mentee, mentor = tie.mentee, tie.mentor
        silent = draws.uniform_about(Decision.CHECK_IN_ANSWER, week, mentee.key, mentor.key, 0)
        if silent < p.check_in_non_response:
            continue
        error = draws.noise_about(Decision.CHECK_IN_NOISE, week, mentee.key, mentor.key, 0)
        if not tie.rapport + p.check_in_noise * error < check_ins.rematch_below:
            continue
        if check_ins.action == "coach":
            tie.coached = 1
        elif check_ins.action == "close":
            end_tie(model, tie, Ended.CLOSED)
        else:
            end_tie(model, tie, Ended.REMATCHED)
