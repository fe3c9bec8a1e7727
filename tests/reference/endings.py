"""Endings and check-ins of the twin (sections 7.12 and 7.13)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mentorsim.numerics.decision import Decision
from tests.reference.formulas import logistic
from tests.reference.records import UNANNOUNCED, Ended, Side, Tie
from tests.reference.student import TwinStudent

if TYPE_CHECKING:
    from tests.reference.settings import Day
    from tests.reference.twin import TwinModel


def end_tie(model: TwinModel, tie: Tie, reason: Ended, side: Side = Side.NEITHER) -> None:
    tie.end_week, tie.end_reason, tie.end_side = model.week, reason, side
    model.ended_pairs.add((tie.mentee, tie.mentor))
    model.active_ties = [other for other in model.active_ties if other is not tie]
    if reason in UNANNOUNCED and model.settings.two_way:
        tie.mentee.feel_failed(how_much_it_is_felt(model, tie))
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


def how_much_it_is_felt(model: TwinModel, tie: Tie) -> float:
    p = model.p
    years = min(1.0, (model.week - tie.start + 1) / 52.0)
    return max(0.0, 1.0 + p.lambda_closeness * (tie.rapport - 0.5) + p.lambda_length * (years - 0.5))


def end_ties(model: TwinModel) -> None:
    """Let ties end by plan, by the stop of the program, or of themselves."""
    settings, week = model.settings, model.week
    stopped = settings.stop_week is not None and week >= settings.stop_week
    for tie in list(model.active_ties):
        if settings.lasts_weeks is not None and week - tie.start + 1 >= settings.lasts_weeks:
            end_tie(model, tie, Ended.PLANNED)
        elif stopped:
            end_tie(model, tie, Ended.STOPPED)
        else:
            side = side_that_ends(model, tie)
            if side is not Side.NEITHER:
                end_tie(model, tie, Ended.NO_SHOW if tie.missed >= 3 else Ended.MISMATCH, side)
    for group in model.groups:
        if not group.mentors:
            over = settings.lasts_weeks is not None and week - group.start + 1 >= settings.lasts_weeks
            for member in group.members:
                if over or stopped:
                    member.group = None
                    if not over:
                        member.feel_failed(1.0)


def side_that_ends(model: TwinModel, tie: Tie) -> Side:
    """Return for whose sake a tie ends of itself this week; neither if it continues."""
    p, settings = model.p, model.settings
    common = (
        tie.end_likeness
        + p.end_rapport * (tie.rapport - 0.5)
        + p.end_check_ins * (settings.check_ins is not None)
        - p.end_missed * tie.missed
    )
    by_mentor = logistic(p.end_mentor - common - p.end_support * settings.support)
    by_mentee = logistic(p.end_mentee - common)
    draw = model.draws.uniform_about(Decision.END_TIE, model.week, tie.mentor.key, tie.mentee.key, 0)
    if not draw < by_mentor + by_mentee - by_mentor * by_mentee:
        return Side.NEITHER
    return Side.MENTOR if draw < by_mentor else Side.MENTEE


def quit_mentoring(model: TwinModel, mentors: list[TwinStudent]) -> None:
    """Let mentors quit who had a tie when the stage began."""
    for mentor in mentors:
        if mentor.enrolled and mentor.quits_mentoring():
            mentor.has_quit = True
            for tie in [tie for tie in model.active_ties if tie.mentor is mentor]:
                end_tie(model, tie, Ended.MENTOR_LEFT, Side.MENTOR)


def depart(model: TwinModel, day: Day) -> None:
    """Let students leave school, and their ties end."""
    for student in model.students:
        if student.enrolled and student.leaves_school(day):
            student.enrolled = False
            student.left_week = model.week
    for tie in list(model.active_ties):
        if not tie.mentee.enrolled:
            end_tie(model, tie, Ended.MENTEE_LEFT, Side.MENTEE)
        elif not tie.mentor.enrolled:
            end_tie(model, tie, Ended.MENTOR_LEFT, Side.MENTOR)
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
