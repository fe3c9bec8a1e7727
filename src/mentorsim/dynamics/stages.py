"""The stages of a week: each hands a kernel the columns that it works on, in weeks in which it is due."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from mentorsim.dynamics import columns as c
from mentorsim.dynamics.assessment import MIDTERM, assess
from mentorsim.dynamics.belonging import feel_belonging
from mentorsim.dynamics.check_ins import check_in
from mentorsim.dynamics.columns import Run
from mentorsim.dynamics.endings import end_ties, end_ties_of_leavers, leave_school, quit_mentoring
from mentorsim.dynamics.friendship import add_friends, befriend, come_across, fade
from mentorsim.dynamics.help import give_help, help_fellows, learn, mean_group_skill
from mentorsim.dynamics.meetings import (
    bring_group_mentors,
    carry_loads,
    count_mentor_hours,
    expect_one_another,
    hold_meetings,
    hold_sessions,
)
from mentorsim.dynamics.motivation import motivate
from mentorsim.dynamics.peer_influence import gather, part, sum_peer_influence
from mentorsim.dynamics.rapport import build_rapport, practice_communication
from mentorsim.dynamics.registration import drop_courses, register
from mentorsim.dynamics.settings import NEVER
from mentorsim.dynamics.strain import strain_mentors
from mentorsim.dynamics.study import attend_and_study, set_class_levels
from mentorsim.numerics.decision import Decision
from mentorsim.numerics.kernel import inner_kernel
from mentorsim.numerics.randomness import stage_key


class Luck(NamedTuple):
    """What the draws of a run are keyed by."""

    seed: np.uint64
    replication: np.uint64


@inner_kernel
def is_active(in_term: int, settings: Any) -> bool:
    """Whether the program runs in a week: in terms, and in breaks if it meets in them."""
    return in_term != 0 or settings.meet_in_breaks != 0.0


@inner_kernel
def registration(run: Run, settings: Any, parameters: Any, luck: Luck, w: int) -> None:
    """Courses of the term, in its first week."""
    if run.calendar[c.WEEK_OF_TERM, w] != 0:
        return
    state, whole = run.state, run.whole
    register_key = stage_key(luck.seed, luck.replication, Decision.REGISTER, w)
    register(
        run.key, whole[c.ENROLLED], state[c.MOTIVATION], state[c.STRATEGY], register_key, parameters,
        whole[c.REGISTERED], whole[c.COURSES_ATTEMPTED], whole[c.TERM_WEEKS], state[c.TERM_ATTENDANCE],
        state[c.TERM_EFFORT],
    )  # fmt: skip


@inner_kernel
def peer_influence(run: Run, settings: Any, parameters: Any, luck: Luck, w: int) -> None:
    """What friends add up to."""
    if run.calendar[c.IN_TERM, w] == 0:
        return
    state, sums = run.state, run.sums
    gather(
        run.key, run.whole[c.ENROLLED], state[c.SKILL], state[c.MOTIVATION], state[c.PERFORMANCE], run.faces
    )
    companion_key = stage_key(luck.seed, luck.replication, Decision.COMPANION, w)
    sum_peer_influence(run.friendships, companion_key, parameters.delta, run.faces)
    part(
        run.faces, sums[c.FRIEND_STRENGTH], sums[c.FRIEND_MOTIVATION], sums[c.FRIEND_PERFORMANCE],
        sums[c.FRIEND_ALIKE], sums[c.FRIENDS_LEFT], sums[c.TOGETHER], run.persons[c.COMPANION],
    )  # fmt: skip


@inner_kernel
def meetings(run: Run, settings: Any, parameters: Any, luck: Luck, w: int) -> None:
    """Stage 1: who shows up, and being expected."""
    state, whole, sums, persons, counts = run.state, run.whole, run.sums, run.persons, run.counts
    if is_active(run.calendar[c.IN_TERM, w], settings):
        show_up_key = stage_key(luck.seed, luck.replication, Decision.SHOW_UP, w)
        carry_loads(
            run.ties, run.groups, run.seats, whole[c.GROUP], settings, parameters, sums[c.LOAD],
            sums[c.DILUTION], counts[c.TIE_ROLE], sums[c.RAPPORT_SUM], counts[c.RAPPORT_COUNT],
        )  # fmt: skip
        bring_group_mentors(
            run.ties, run.groups, run.key, state[c.MOTIVATION], state[c.STRAIN], sums[c.LOAD], w, show_up_key,
            settings, parameters,
        )  # fmt: skip
        hold_sessions(
            run.groups, run.seats, run.key, whole[c.GROUP], state[c.MOTIVATION], sums[c.RAPPORT_SUM],
            counts[c.RAPPORT_COUNT], w, show_up_key, settings, parameters, counts[c.SESSIONS],
            sums[c.FELLOW_HOURS], sums[c.CONTACT], counts[c.MET],
        )  # fmt: skip
        hold_meetings(
            run.ties, run.groups, run.seats, run.whole[c.GROUP], run.key, state[c.MOTIVATION],
            state[c.STRAIN], sums[c.LOAD], counts[c.SESSIONS], w, show_up_key, settings, parameters,
            whole[c.MEETINGS], sums[c.CONTACT], sums[c.CONTACT_ALIKE], sums[c.HOURS_AS_MENTOR], counts[c.MET],
            persons[c.MET_MENTOR], persons[c.CO_MENTEE], persons[c.LAST_MENTEE], counts[c.REMINDED],
        )  # fmt: skip
        expect_one_another(
            whole[c.ENROLLED],
            counts[c.TIE_ROLE],
            counts[c.MET],
            settings,
            parameters,
            state[c.ACCOUNTABILITY],
        )
    count_mentor_hours(sums[c.HOURS_AS_MENTOR], state[c.MENTOR_HOURS], state[c.MENTORING_HOURS])


@inner_kernel
def study(run: Run, settings: Any, parameters: Any, luck: Luck, w: int) -> None:
    """Stage 2: attendance, effort and classes."""
    if run.calendar[c.IN_TERM, w] == 0:
        return
    state, whole = run.state, run.whole
    set_class_levels(
        run.section, run.section_start, run.section_members, whole[c.ENROLLED], state[c.SKILL], parameters,
        run.sums[c.CLASS_LEVEL],
    )  # fmt: skip
    attend_and_study(
        run.key, whole[c.ENROLLED], run.traits[c.STUDY_HABITS], state[c.SKILL], state[c.MOTIVATION],
        state[c.BELONGING], state[c.ACCOUNTABILITY], state[c.STRATEGY], state[c.MENTOR_HOURS],
        run.sums[c.CLASS_LEVEL],
        stage_key(luck.seed, luck.replication, Decision.ATTENDANCE, w),
        stage_key(luck.seed, luck.replication, Decision.EFFORT, w), parameters, state[c.ATTENDANCE],
        state[c.EFFORT], state[c.TERM_ATTENDANCE], state[c.TERM_EFFORT], whole[c.TERM_WEEKS],
        state[c.ATTENDANCE_SUM], whole[c.ATTENDANCE_WEEKS], run.sums[c.CLASS_GAIN],
    )  # fmt: skip


@inner_kernel
def help_and_learning(run: Run, settings: Any, parameters: Any, luck: Luck, w: int) -> None:
    """Stages 3 and 4: help, learning by teaching, and the skill that comes of all."""
    state, sums = run.state, run.sums
    in_term = run.calendar[c.IN_TERM, w]
    group = run.whole[c.GROUP]
    if is_active(in_term, settings):
        mean_group_skill(run.groups, run.seats, group, state[c.SKILL])
        give_help(
            run.ties, run.groups, state[c.SKILL], state[c.COMMUNICATION], run.traits[c.PROSOCIALITY],
            sums[c.DILUTION], settings, parameters, sums[c.TUTORING_GAIN], sums[c.GUIDANCE],
            sums[c.TEACHING_HOURS], sums[c.TOGETHER],
        )  # fmt: skip
        help_fellows(
            run.groups, run.seats, group, run.counts[c.SESSIONS], state[c.SKILL], settings, parameters,
            sums[c.TOGETHER],
        )  # fmt: skip
    learn(
        run.whole[c.ENROLLED], run.traits[c.SKILL_AT_ENTRY], sums[c.CLASS_GAIN], sums[c.TUTORING_GAIN],
        sums[c.TOGETHER], sums[c.TEACHING_HOURS], sums[c.GUIDANCE], in_term, settings, parameters,
        state[c.SKILL], state[c.STRATEGY],
    )  # fmt: skip


@inner_kernel
def communication_and_rapport(run: Run, settings: Any, parameters: Any, luck: Luck, w: int) -> None:
    """Stages 5 and 6: what contact does to the two who have it."""
    if not is_active(run.calendar[c.IN_TERM, w], settings):
        return
    communication = run.state[c.COMMUNICATION]
    practice_communication(
        run.ties,
        run.whole[c.ENROLLED],
        run.sums[c.FELLOW_HOURS],
        parameters,
        run.sums[c.PRACTICE],
        communication,
    )
    build_rapport(run.ties, communication, settings, parameters)


@inner_kernel
def friendships(run: Run, settings: Any, parameters: Any, luck: Luck, w: int) -> None:
    """Stage 7: friendships form in term weeks and fade in all."""
    persons, network = run.persons, run.friendships
    in_term = run.calendar[c.IN_TERM, w]
    new = 0
    if in_term:
        come_across(
            run.key, run.kinds[c.ROLE], run.kinds[c.MAJOR], run.traits[c.SOCIABILITY], run.major_start,
            run.major_members, run.section, run.section_start, run.section_members, run.whole[c.ENROLLED],
            run.state[c.COMMUNICATION], run.whole[c.GROUP],
            run.groups, run.seats, run.counts[c.SESSIONS], persons[c.COMPANION], persons[c.MET_MENTOR],
            persons[c.CO_MENTEE], w, stage_key(luck.seed, luck.replication, Decision.ENCOUNTER, w),
            stage_key(luck.seed, luck.replication, Decision.VENUE, w),
            stage_key(luck.seed, luck.replication, Decision.CANDIDATE, w), settings, parameters,
            persons[c.NEW_FRIEND],
        )  # fmt: skip
        new = befriend(
            run.key, run.kinds[c.ROLE], run.traits, run.attributes, run.whole[c.ENROLLED],
            run.state[c.COMMUNICATION], network.row_start, network.friend, run.sums[c.FRIEND_STRENGTH],
            stage_key(luck.seed, luck.replication, Decision.ACCEPT_FRIEND, w), parameters,
            persons[c.NEW_FRIEND],
        )  # fmt: skip
    fade(network, run.whole[c.ENROLLED], in_term, parameters)
    if new > 0:
        affinity_key = stage_key(luck.seed, luck.replication, Decision.AFFINITY, 0)
        add_friends(
            network, run.key, run.traits, run.attributes, run.rarity, persons[c.NEW_FRIEND], new,
            affinity_key, parameters,
        )  # fmt: skip


@inner_kernel
def belonging(run: Run, settings: Any, parameters: Any, luck: Luck, w: int) -> None:
    """Stage 8."""
    if run.calendar[c.IN_TERM, w] == 0:
        return
    sums, state = run.sums, run.state
    noise_key = stage_key(luck.seed, luck.replication, Decision.BELONGING_NOISE, w)
    feel_belonging(
        run.key, run.whole[c.ENROLLED], run.traits[c.BELONGING_AT_ENTRY], sums[c.FRIEND_STRENGTH],
        sums[c.FRIEND_ALIKE], sums[c.CONTACT], sums[c.CONTACT_ALIKE], noise_key, parameters,
        state[c.BELONGING], state[c.FAILED_ENDS],
    )  # fmt: skip


@inner_kernel
def motivation(run: Run, settings: Any, parameters: Any, luck: Luck, w: int) -> None:
    """Stage 9."""
    if run.calendar[c.IN_TERM, w] == 0:
        return
    sums, state = run.sums, run.state
    noise_key = stage_key(luck.seed, luck.replication, Decision.MOTIVATION_NOISE, w)
    motivate(
        run.key, run.whole[c.ENROLLED], run.traits[c.MOTIVATION_AT_ENTRY], state[c.PERFORMANCE],
        state[c.BELONGING], state[c.STRATEGY], state[c.ACCOUNTABILITY], state[c.STRAIN],
        sums[c.FRIEND_STRENGTH], sums[c.FRIEND_MOTIVATION], sums[c.FRIEND_PERFORMANCE],
        run.counts[c.REMINDED], run.counts[c.TIE_ROLE], noise_key, settings, parameters, state[c.MOTIVATION],
    )  # fmt: skip


@inner_kernel
def mentor_strain(run: Run, settings: Any, parameters: Any, luck: Luck, w: int) -> None:
    """Stage 10."""
    if is_active(run.calendar[c.IN_TERM, w], settings):
        strain_mentors(
            run.whole[c.ENROLLED], run.participation[c.RECRUITED], run.sums[c.LOAD], settings, parameters,
            run.state[c.STRAIN],
        )  # fmt: skip


@inner_kernel
def assessment(run: Run, settings: Any, parameters: Any, luck: Luck, w: int) -> None:
    """Stage 11, in assessment weeks."""
    kind = run.calendar[c.ASSESSMENT, w]
    if kind == 0:
        return
    state, whole = run.state, run.whole
    drop_log_odds = parameters.midterm_drop_log_odds if kind == MIDTERM else parameters.exam_drop_log_odds
    if drop_log_odds > NEVER:
        drop_courses(
            run.key, whole[c.ENROLLED], state[c.MOTIVATION],
            stage_key(luck.seed, luck.replication, Decision.DROP, w), drop_log_odds, parameters,
            whole[c.REGISTERED], whole[c.COURSES_ATTEMPTED],
        )  # fmt: skip
    assess(
        kind, run.key, whole[c.ENROLLED], state[c.SKILL], state[c.MOTIVATION], state[c.TERM_EFFORT],
        state[c.TERM_ATTENDANCE], whole[c.TERM_WEEKS], whole[c.REGISTERED],
        stage_key(luck.seed, luck.replication, Decision.GRADE, w),
        stage_key(luck.seed, luck.replication, Decision.UNFINISHED, w), parameters, state[c.PERFORMANCE],
        state[c.GRADE_POINTS], whole[c.CREDITS],
    )  # fmt: skip


@inner_kernel
def endings(run: Run, settings: Any, parameters: Any, luck: Luck, w: int) -> None:
    """Stage 12: pairs that end, mentors who quit, students who leave."""
    state, whole, sums, participation = run.state, run.whole, run.sums, run.participation
    in_term = run.calendar[c.IN_TERM, w]
    if is_active(in_term, settings):
        end_ties(
            run.ties, run.groups, run.seats, run.key, sums[c.LOAD], w,
            stage_key(luck.seed, luck.replication, Decision.END_TIE, w), settings, parameters,
            participation[c.ACTIVE_TIES], whole[c.GROUP], state[c.FAILED_ENDS], participation[c.REMATCH_WEEK],
        )  # fmt: skip
        quit_mentoring(
            run.ties, run.key, whole[c.ENROLLED], state[c.MOTIVATION], state[c.STRAIN],
            run.counts[c.TIE_ROLE], w, stage_key(luck.seed, luck.replication, Decision.QUIT, w), settings,
            parameters, participation[c.QUIT], participation[c.ACTIVE_TIES], whole[c.GROUP],
            state[c.FAILED_ENDS], participation[c.REMATCH_WEEK],
        )  # fmt: skip
    left = 0
    if in_term:
        progress = (run.calendar[c.WEEK_OF_TERM, w] + 1) / parameters.weeks_per_term
        passed = (w + 1) / run.calendar.shape[1]
        log_odds = (
            parameters.weekly_log_odds
            + parameters.departure_timing * (2.0 * progress - 1.0)
            + parameters.departure_trend * (2.0 * passed - 1.0)
        )
        left += leave_school(
            run.key, run.kinds[c.ROLE], run.traits[c.PRIOR_GRADE], state[c.BELONGING], state[c.MOTIVATION],
            state[c.PERFORMANCE], sums[c.FRIENDS_LEFT], w, log_odds,
            stage_key(luck.seed, luck.replication, Decision.DEPART, w), parameters, whole[c.ENROLLED],
            whole[c.LEFT_WEEK],
        )  # fmt: skip
    boundary = run.calendar[c.BOUNDARY, w]
    if boundary:
        log_odds = parameters.summer_log_odds if boundary == 2 else parameters.term_log_odds
        left += leave_school(
            run.key, run.kinds[c.ROLE], run.traits[c.PRIOR_GRADE], state[c.BELONGING], state[c.MOTIVATION],
            state[c.PERFORMANCE], sums[c.FRIENDS_LEFT], w, log_odds,
            stage_key(luck.seed, luck.replication, Decision.RE_ENROLL, w), parameters, whole[c.ENROLLED],
            whole[c.LEFT_WEEK],
        )  # fmt: skip
    if left > 0:
        end_ties_of_leavers(
            run.ties, whole[c.ENROLLED], w, settings, participation[c.ACTIVE_TIES], whole[c.GROUP],
            state[c.FAILED_ENDS], participation[c.REMATCH_WEEK],
        )  # fmt: skip


@inner_kernel
def check_ins(run: Run, settings: Any, parameters: Any, luck: Luck, w: int) -> None:
    """Stage 13, when a check-in is due."""
    since = w - int(settings.start_week)
    if settings.has_check_ins == 0.0 or since <= 0 or not is_active(run.calendar[c.IN_TERM, w], settings):
        return
    if since % int(settings.check_in_weeks) == 0:
        check_in(
            run.ties, run.key, w, stage_key(luck.seed, luck.replication, Decision.CHECK_IN_ANSWER, w),
            stage_key(luck.seed, luck.replication, Decision.CHECK_IN_NOISE, w), settings, parameters,
            run.participation[c.ACTIVE_TIES], run.whole[c.GROUP], run.state[c.FAILED_ENDS],
            run.participation[c.REMATCH_WEEK],
        )  # fmt: skip
