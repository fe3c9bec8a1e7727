"""One week: the stages in their order. This file is the table of contents of the model (``docs/odd.md``, section 3).

A stage is a thin adapter that hands a kernel the columns it works on. `run_week` calls them in order; compiled, it is
one function without a detour through Python. `STAGES` is the same list for whoever puts a mechanism of their own
between two stages.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from mentorsim.decision import Decision
from mentorsim.dynamics.assessment import assess
from mentorsim.dynamics.belonging import feel_belonging
from mentorsim.dynamics.check_ins import check_in
from mentorsim.dynamics.columns import (
    NOBODY,
    Calendar,
    Friendships,
    Groups,
    Participation,
    Students,
    Ties,
    Week,
    WeeklySeries,
)
from mentorsim.dynamics.company import keep_company
from mentorsim.dynamics.endings import end_ties, end_ties_of_leavers, leave_school, quit_mentoring
from mentorsim.dynamics.friendship import add_friends, fade, meet_new_people
from mentorsim.dynamics.help import give_help, help_fellows, learn, mean_group_skill
from mentorsim.dynamics.meetings import carry_loads, expect_one_another, hold_meetings, hold_sessions
from mentorsim.dynamics.motivation import motivate
from mentorsim.dynamics.rapport import build_rapport, practice_communication
from mentorsim.dynamics.registration import register
from mentorsim.dynamics.strain import strain_mentors
from mentorsim.dynamics.study import attend_and_study
from mentorsim.kernel import kernel, stage
from mentorsim.randomness import stage_key


class Run(NamedTuple):
    """All columns of one run: what every stage is given."""

    students: Students
    ties: Ties
    groups: Groups
    friendships: Friendships
    participation: Participation
    week: Week
    calendar: Calendar
    series: WeeklySeries


class Luck(NamedTuple):
    """What the draws of a run are keyed by."""

    seed: np.uint64
    replication: np.uint64



@kernel
def is_active(run: Run, levers: Any, w: int) -> bool:
    """Whether the program runs in week ``w``: in terms, and in breaks if it meets in them."""
    return run.calendar.in_term[w] != 0 or levers.meet_in_breaks != 0.0


@stage
def registration(run: Run, levers: Any, parameters: Any, luck: Luck, w: int) -> None:
    """Courses of the term, in its first week."""
    if run.calendar.in_term[w] and run.calendar.week_of_term[w] == 0:
        s = run.students
        register(
            s.key, s.enrolled, s.motivation, s.strategy, stage_key(luck.seed, luck.replication, Decision.REGISTER, w), parameters,
            s.registered, s.courses_attempted, s.term_weeks, s.term_attendance, s.term_effort,
        )  # fmt: skip


@stage
def company(run: Run, levers: Any, parameters: Any, luck: Luck, w: int) -> None:
    """What friends add up to."""
    if run.calendar.in_term[w]:
        s, k = run.students, run.week
        keep_company(
            run.friendships, s.key, s.enrolled, s.skill, s.motivation, s.performance,
            stage_key(luck.seed, luck.replication, Decision.COMPANION, w), parameters, k.friend_strength, k.friend_motivation,
            k.friend_performance, k.friend_alike, k.friends_left, k.together, k.companion_weight, k.companion,
        )  # fmt: skip


@stage
def meetings(run: Run, levers: Any, parameters: Any, luck: Luck, w: int) -> None:
    """Stage 1: who shows up, and being expected."""
    s, t, g, k = run.students, run.ties, run.groups, run.week
    if is_active(run, levers, w):
        show_up_key = stage_key(luck.seed, luck.replication, Decision.SHOW_UP, w)
        carry_loads(t, g, s.group, levers, parameters, k.load, k.dilution, k.tie_role, k.rapport_sum, k.rapport_count)
        hold_sessions(
            t, g, s.key, s.group, s.motivation, s.strain, k.load, k.rapport_sum, k.rapport_count, w, show_up_key,
            levers, parameters, k.sessions, k.fellow_hours, k.contact, k.met,
        )  # fmt: skip
        hold_meetings(
            t, g, s.key, s.motivation, s.strain, k.load, k.sessions, w, show_up_key, levers, parameters, s.meetings,
            k.contact, k.contact_alike, k.hours_as_mentor, k.met, k.met_mentor, k.co_mentee, k.last_mentee, k.reminded,
        )  # fmt: skip
        expect_one_another(s.enrolled, k.tie_role, k.met, levers, parameters, s.accountability)
    s.mentor_hours[:] = k.hours_as_mentor


@stage
def study(run: Run, levers: Any, parameters: Any, luck: Luck, w: int) -> None:
    """Stage 2: attendance, effort and classes."""
    if run.calendar.in_term[w]:
        s, k = run.students, run.week
        attend_and_study(
            s.key, s.enrolled, s.study_habits, s.skill, s.motivation, s.belonging, s.accountability, s.strategy,
            s.mentor_hours, stage_key(luck.seed, luck.replication, Decision.ATTENDANCE, w), stage_key(luck.seed, luck.replication, Decision.EFFORT, w),
            parameters, s.attendance, s.effort, s.term_attendance, s.term_effort, s.term_weeks, s.attendance_sum,
            s.attendance_weeks, k.class_gain,
        )  # fmt: skip


@stage
def help_and_learning(run: Run, levers: Any, parameters: Any, luck: Luck, w: int) -> None:
    """Stages 3 and 4: help, learning by teaching, and the skill that comes of all."""
    s, t, g, k = run.students, run.ties, run.groups, run.week
    if is_active(run, levers, w):
        mean_group_skill(g, s.group, s.skill)
        give_help(
            t, g, s.skill, s.communication, s.prosociality, k.dilution, levers, parameters, k.tutoring_gain,
            k.guidance, k.teaching_hours, k.together,
        )  # fmt: skip
        help_fellows(g, s.group, k.sessions, s.skill, levers, parameters, k.together)
    learn(
        s.enrolled, s.skill_at_entry, k.class_gain, k.tutoring_gain, k.together, k.teaching_hours, k.guidance,
        run.calendar.in_term[w], levers, parameters, s.skill, s.strategy,
    )  # fmt: skip


@stage
def communication_and_rapport(run: Run, levers: Any, parameters: Any, luck: Luck, w: int) -> None:
    """Stages 5 and 6: what contact does to the two who have it."""
    s, t, k = run.students, run.ties, run.week
    if is_active(run, levers, w):
        practice_communication(t, s.enrolled, k.fellow_hours, parameters, k.practice, s.communication)
        build_rapport(t, s.communication, levers, parameters)


@stage
def friendships(run: Run, levers: Any, parameters: Any, luck: Luck, w: int) -> None:
    """Stage 7: friendships form in term weeks and fade in all."""
    s, g, f, k = run.students, run.groups, run.friendships, run.week
    new = 0
    if run.calendar.in_term[w]:
        new = meet_new_people(
            s, g, f, k, w, stage_key(luck.seed, luck.replication, Decision.ENCOUNTER, w), stage_key(luck.seed, luck.replication, Decision.VENUE, w),
            stage_key(luck.seed, luck.replication, Decision.CANDIDATE, w), stage_key(luck.seed, luck.replication, Decision.ACCEPT_FRIEND, w), levers,
            parameters,
        )  # fmt: skip
    fade(f, s.enrolled, run.calendar.in_term[w], parameters)
    if new > 0:
        add_friends(f, s, k.acceptance, new, stage_key(luck.seed, luck.replication, Decision.AFFINITY, 0), parameters)


@stage
def belonging(run: Run, levers: Any, parameters: Any, luck: Luck, w: int) -> None:
    """Stage 8."""
    if run.calendar.in_term[w]:
        s, k = run.students, run.week
        feel_belonging(
            s.key, s.enrolled, s.belonging_at_entry, k.friend_strength, k.friend_alike, k.contact, k.contact_alike,
            stage_key(luck.seed, luck.replication, Decision.BELONGING_NOISE, w), parameters, s.belonging, s.failed_ends,
        )  # fmt: skip


@stage
def motivation(run: Run, levers: Any, parameters: Any, luck: Luck, w: int) -> None:
    """Stage 9."""
    if run.calendar.in_term[w]:
        s, k = run.students, run.week
        motivate(
            s.key, s.enrolled, s.motivation_at_entry, s.performance, s.belonging, s.strategy, s.accountability,
            s.strain, k.friend_strength, k.friend_motivation, k.friend_performance, k.reminded, k.tie_role,
            stage_key(luck.seed, luck.replication, Decision.MOTIVATION_NOISE, w), levers, parameters, s.motivation,
        )  # fmt: skip


@stage
def mentor_strain(run: Run, levers: Any, parameters: Any, luck: Luck, w: int) -> None:
    """Stage 10."""
    if is_active(run, levers, w):
        s = run.students
        strain_mentors(s.enrolled, run.participation.recruited, run.week.load, levers, parameters, s.strain)


@stage
def assessment(run: Run, levers: Any, parameters: Any, luck: Luck, w: int) -> None:
    """Stage 11, in assessment weeks."""
    if run.calendar.assessment[w]:
        s = run.students
        assess(
            run.calendar.assessment[w], s.key, s.enrolled, s.skill, s.motivation, s.term_effort, s.term_attendance,
            s.term_weeks, s.registered, stage_key(luck.seed, luck.replication, Decision.GRADE, w),
            stage_key(luck.seed, luck.replication, Decision.UNFINISHED, w), parameters, s.performance, s.grade_points, s.credits,
        )  # fmt: skip


@stage
def endings(run: Run, levers: Any, parameters: Any, luck: Luck, w: int) -> None:
    """Stage 12: pairs that end, mentors who quit, students who leave."""
    s, t, g, k, p, c = run.students, run.ties, run.groups, run.week, run.participation, run.calendar
    if is_active(run, levers, w):
        end_ties(
            t, g, s.key, k.load, w, stage_key(luck.seed, luck.replication, Decision.END_TIE, w), levers, parameters, s.group,
            s.failed_ends, p.rematch_week,
        )  # fmt: skip
        quit_mentoring(
            t, s.key, s.enrolled, s.motivation, s.strain, k.tie_role, w, stage_key(luck.seed, luck.replication, Decision.QUIT, w), levers,
            parameters, p.quit, s.group, s.failed_ends, p.rematch_week,
        )  # fmt: skip
    left = 0
    if c.in_term[w]:
        timing = parameters.departure_timing * (2.0 * (c.week_of_term[w] + 1) / parameters.weeks_per_term - 1.0)
        left += leave_school(
            s.key, s.role, s.belonging, s.motivation, s.performance, k.friends_left, w,
            parameters.weekly_log_odds + timing, stage_key(luck.seed, luck.replication, Decision.DEPART, w), parameters, s.enrolled,
            s.left_week,
        )  # fmt: skip
    if c.boundary[w]:
        log_odds = parameters.summer_log_odds if c.boundary[w] == 2 else parameters.term_log_odds
        left += leave_school(
            s.key, s.role, s.belonging, s.motivation, s.performance, k.friends_left, w, log_odds,
            stage_key(luck.seed, luck.replication, Decision.RE_ENROLL, w), parameters, s.enrolled, s.left_week,
        )  # fmt: skip
    if left > 0:
        end_ties_of_leavers(t, s.enrolled, w, levers, s.group, s.failed_ends, p.rematch_week)


@stage
def check_ins(run: Run, levers: Any, parameters: Any, luck: Luck, w: int) -> None:
    """Stage 13, when a check-in is due."""
    since = w - int(levers.start_week)
    if levers.has_check_ins != 0.0 and since > 0 and is_active(run, levers, w):
        if since % int(levers.check_in_weeks) == 0:
            s = run.students
            check_in(
                run.ties, s.key, w, stage_key(luck.seed, luck.replication, Decision.CHECK_IN_ANSWER, w),
                stage_key(luck.seed, luck.replication, Decision.CHECK_IN_NOISE, w), levers, parameters, s.group, s.failed_ends,
                run.participation.rematch_week,
            )  # fmt: skip


STAGES = (
    registration,
    company,
    meetings,
    study,
    help_and_learning,
    communication_and_rapport,
    friendships,
    belonging,
    motivation,
    mentor_strain,
    assessment,
    endings,
    check_ins,
)
"""The stages of a week, in order. Matching (stage 0) comes before them, in Python."""


@kernel
def open_week(week: Week) -> None:
    """Forget last week's sums."""
    for column in (
        week.friend_strength, week.friend_motivation, week.friend_performance, week.friend_alike, week.friends_left,
        week.together, week.companion_weight, week.load, week.rapport_sum, week.contact, week.contact_alike,
        week.hours_as_mentor, week.fellow_hours, week.class_gain, week.tutoring_gain, week.guidance,
        week.teaching_hours, week.practice,
    ):  # fmt: skip
        column[:] = 0.0
    for whole in (week.rapport_count, week.sessions, week.tie_role, week.met, week.reminded):
        whole[:] = 0
    for person in (week.companion, week.met_mentor, week.co_mentee, week.last_mentee):
        person[:] = NOBODY


@kernel
def record(run: Run, w: int) -> None:
    """Note the share enrolled and the mean belonging of the first-years at the week's end."""
    people = 0
    here = 0
    total = 0.0
    for i in range(run.students.key.shape[0]):
        if run.students.role[i] == 0:
            people += 1
            if run.students.enrolled[i]:
                here += 1
                total += run.students.belonging[i]
    run.series.enrolled[w] = here / people
    run.series.belonging[w] = total / here


@kernel
def next_rematch(participation: Participation) -> int:
    """The first week in which a rematch is due; a very late one when none is."""
    first = 1_000_000
    for i in range(participation.rematch_week.shape[0]):
        if 0 <= participation.rematch_week[i] < first:
            first = participation.rematch_week[i]
    return first


@kernel
def run_weeks(run: Run, levers: Any, parameters: Any, luck: Luck, first: int, last: int) -> int:
    """Run weeks ``first`` to ``last - 1``; stop early before a week that needs Python, and return that week.

    Python is needed where a rematch is due and where the friendships need more room.
    """
    room = run.friendships.friend.shape[0]
    people = run.students.key.shape[0]
    for w in range(first, last):
        if room - run.friendships.row_start[people] < people:
            return w
        if w > first and levers.rematches != 0.0 and is_active(run, levers, w) and next_rematch(run.participation) <= w:
            return w
        open_week(run.week)
        registration(run, levers, parameters, luck, w)
        company(run, levers, parameters, luck, w)
        meetings(run, levers, parameters, luck, w)
        study(run, levers, parameters, luck, w)
        help_and_learning(run, levers, parameters, luck, w)
        communication_and_rapport(run, levers, parameters, luck, w)
        friendships(run, levers, parameters, luck, w)
        belonging(run, levers, parameters, luck, w)
        motivation(run, levers, parameters, luck, w)
        mentor_strain(run, levers, parameters, luck, w)
        assessment(run, levers, parameters, luck, w)
        endings(run, levers, parameters, luck, w)
        check_ins(run, levers, parameters, luck, w)
        record(run, w)
    return last
