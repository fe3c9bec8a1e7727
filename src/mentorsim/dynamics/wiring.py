"""The stages of a week with every column that their kernels work on.

Written by ``python -m mentorsim.dynamics.generate``: change what that reads, not this file.
"""

from __future__ import annotations

from typing import Any

from mentorsim.dynamics.accountability import expect_mentees
from mentorsim.dynamics.assessment import MIDTERM, assess
from mentorsim.dynamics.belonging import feel_belonging
from mentorsim.dynamics.check_ins import check_in
from mentorsim.dynamics.columns import ReplicationKey, Run
from mentorsim.dynamics.encounters import come_across
from mentorsim.dynamics.endings import end_ties, end_ties_of_leavers, leave_school, quit_mentoring
from mentorsim.dynamics.fellows import help_fellows, turn_to_fellows
from mentorsim.dynamics.friendship import befriend, fade
from mentorsim.dynamics.friendship_rows import add_friends
from mentorsim.dynamics.group_sessions import bring_group_mentors, hold_sessions
from mentorsim.dynamics.help import give_help, learn, mean_group_skill
from mentorsim.dynamics.loads import carry_loads
from mentorsim.dynamics.meetings import count_mentor_hours, hold_meetings, is_active
from mentorsim.dynamics.motivation import motivate
from mentorsim.dynamics.peer_influence import gather, part, sum_peer_influence
from mentorsim.dynamics.rapport import build_rapport, practice_communication
from mentorsim.dynamics.registration import drop_courses, register
from mentorsim.dynamics.rows import (
    ACCOUNTABILITY,
    ACTIVE_TIES,
    ASSESSMENT,
    ATTENDANCE,
    ATTENDANCE_SUM,
    ATTENDANCE_WEEKS,
    BELONGING,
    BELONGING_AT_ENTRY,
    BOUNDARY,
    CLASS_GAIN,
    CLASS_LEVEL,
    CLOSENESS_COUNT,
    CLOSENESS_SUM,
    CO_MENTEE,
    COMMUNICATION,
    COMPANION,
    CONTACT,
    COURSES_ATTEMPTED,
    CREDITS,
    DILUTION,
    EFFORT,
    ENDING_TRACE,
    ENROLLED,
    EXPECTED,
    FAILED_ENDS,
    FELLOW_HOURS,
    FELLOW_PULL,
    FELLOW_STRENGTH,
    FEW,
    FRIEND_ALIKE,
    FRIEND_MOTIVATION,
    FRIEND_STRENGTH,
    FRIENDS_LEFT,
    GRADE_POINTS,
    GROUP,
    GUIDANCE,
    HELD,
    HOURS_AS_MENTOR,
    IN_TERM,
    LAST_MENTEE,
    LEFT_WEEK,
    LOAD,
    LOWER,
    MAJOR,
    MEETINGS,
    MENTOR_HOURS,
    MENTORING_HOURS,
    MET_MENTOR,
    MOTIVATION,
    MOTIVATION_AT_ENTRY,
    NEW_FRIEND,
    PERFORMANCE,
    PRACTICE,
    PROSOCIALITY,
    QUIT,
    RECRUITED,
    REGISTERED,
    REMATCH_WEEK,
    REMINDED,
    ROLE,
    SESSIONS,
    SKILL,
    SKILL_AT_ENTRY,
    SOCIABILITY,
    STANDING,
    STRAIN,
    STRATEGY,
    STUDY_HABITS,
    TEACHING_HOURS,
    TERM_ATTENDANCE,
    TERM_EFFORT,
    TERM_WEEKS,
    TIE_ROLE,
    TOGETHER,
    TURNED_TO,
    TUTORING_GAIN,
    WEEK_OF_TERM,
    Parameters,
    ProgramSettings,
)
from mentorsim.dynamics.settings import NEVER
from mentorsim.dynamics.standing import stand_in_sections
from mentorsim.dynamics.strain import strain_mentors
from mentorsim.dynamics.study import attend_and_study, set_class_levels
from mentorsim.dynamics.wire import check_signatures
from mentorsim.numerics.decision import Decision
from mentorsim.numerics.kernel import inner_kernel
from mentorsim.numerics.randomness import stage_key


@inner_kernel
def registration(
    run: Run, settings: ProgramSettings, parameters: Parameters, replication_key: ReplicationKey, week: int
) -> None:
    """Courses of the term, in its first week."""
    if run.calendar[WEEK_OF_TERM, week] != 0:
        return
    register(
        run.key,
        run.discrete_state[ENROLLED],
        run.state[MOTIVATION],
        run.state[STRATEGY],
        stage_key(replication_key.seed, replication_key.replication, Decision.REGISTER, week),
        parameters,
        run.discrete_state[REGISTERED],
        run.discrete_state[COURSES_ATTEMPTED],
        run.discrete_state[TERM_WEEKS],
        run.state[TERM_ATTENDANCE],
        run.state[TERM_EFFORT],
    )


@inner_kernel
def peer_influence(
    run: Run, settings: ProgramSettings, parameters: Parameters, replication_key: ReplicationKey, week: int
) -> None:
    """What friends add up to."""
    if run.calendar[IN_TERM, week] == 0:
        return
    stand_in_sections(
        run.section_start,
        run.section_members,
        run.discrete_state[ENROLLED],
        run.state[PERFORMANCE],
        run.weekly_sums[STANDING],
    )
    gather(
        run.key,
        run.discrete_state[ENROLLED],
        run.state[SKILL],
        run.state[MOTIVATION],
        run.peers,
    )
    sum_peer_influence(
        run.friendships,
        stage_key(replication_key.seed, replication_key.replication, Decision.COMPANION, week),
        parameters.delta,
        run.peers,
        run.weekly_sums[FRIEND_STRENGTH],
        run.weekly_sums[FRIEND_MOTIVATION],
        run.partners[COMPANION],
        run.weekly_sums[FRIEND_ALIKE],
        run.weekly_sums[FRIENDS_LEFT],
    )
    part(
        run.peers,
        run.weekly_sums[FRIEND_STRENGTH],
        run.weekly_sums[FRIEND_MOTIVATION],
        run.weekly_sums[TOGETHER],
        run.partners[COMPANION],
    )


@inner_kernel
def meetings(
    run: Run, settings: ProgramSettings, parameters: Parameters, replication_key: ReplicationKey, week: int
) -> None:
    """Stage 1: who shows up, and being expected."""
    if is_active(run.calendar[IN_TERM, week], settings):
        progress = max(0, run.calendar[WEEK_OF_TERM, week]) / parameters.weeks_per_term
        carry_loads(
            run.ties,
            run.groups,
            run.seats,
            run.discrete_state[GROUP],
            run.participation[LOWER],
            run.state[PERFORMANCE],
            settings,
            parameters,
            run.weekly_sums[LOAD],
            run.weekly_sums[DILUTION],
            run.weekly_counts[TIE_ROLE],
            run.weekly_sums[CLOSENESS_SUM],
            run.weekly_counts[CLOSENESS_COUNT],
            run.weekly_sums[STANDING],
            run.weekly_sums[HELD],
        )
        bring_group_mentors(
            run.ties,
            run.groups,
            run.key,
            run.state[MOTIVATION],
            run.state[STRAIN],
            run.weekly_sums[LOAD],
            run.weekly_counts[TIE_ROLE],
            week,
            stage_key(replication_key.seed, replication_key.replication, Decision.SHOW_UP, week),
            settings,
            parameters,
        )
        hold_sessions(
            run.groups,
            run.seats,
            run.key,
            run.discrete_state[GROUP],
            run.state[MOTIVATION],
            run.state[PERFORMANCE],
            run.weekly_sums[STANDING],
            run.weekly_sums[CLOSENESS_SUM],
            run.weekly_counts[CLOSENESS_COUNT],
            run.weekly_counts[TIE_ROLE],
            week,
            progress,
            stage_key(replication_key.seed, replication_key.replication, Decision.SHOW_UP, week),
            settings,
            parameters,
            run.weekly_counts[SESSIONS],
            run.weekly_sums[FELLOW_HOURS],
        )
        turn_to_fellows(
            run.groups,
            run.seats,
            run.discrete_state[GROUP],
            run.key,
            run.friendships,
            run.weekly_counts[SESSIONS],
            stage_key(replication_key.seed, replication_key.replication, Decision.COMPANION, week),
            stage_key(replication_key.seed, replication_key.replication, Decision.FELLOW, week),
            run.weekly_sums[FELLOW_HOURS],
            parameters,
            run.partners[TURNED_TO],
            run.weekly_sums[FELLOW_STRENGTH],
            run.weekly_sums[FELLOW_PULL],
            run.weekly_sums[CONTACT],
        )
        hold_meetings(
            run.ties,
            run.groups,
            run.seats,
            run.discrete_state[GROUP],
            run.key,
            run.state[MOTIVATION],
            run.state[PERFORMANCE],
            run.state[STRAIN],
            run.weekly_sums[STANDING],
            run.weekly_sums[LOAD],
            run.weekly_counts[SESSIONS],
            run.weekly_counts[TIE_ROLE],
            week,
            progress,
            stage_key(replication_key.seed, replication_key.replication, Decision.SHOW_UP, week),
            settings,
            parameters,
            run.discrete_state[MEETINGS],
            run.weekly_sums[CONTACT],
            run.weekly_sums[EXPECTED],
            run.weekly_sums[HOURS_AS_MENTOR],
            run.partners[MET_MENTOR],
            run.partners[CO_MENTEE],
            run.partners[LAST_MENTEE],
            run.weekly_counts[REMINDED],
        )
        expect_mentees(
            run.discrete_state[ENROLLED],
            run.weekly_counts[TIE_ROLE],
            run.weekly_sums[EXPECTED],
            run.weekly_sums[FELLOW_HOURS],
            run.partners[TURNED_TO],
            settings,
            parameters,
            run.state[ACCOUNTABILITY],
        )
    count_mentor_hours(
        run.weekly_sums[HOURS_AS_MENTOR],
        run.state[MENTOR_HOURS],
        run.state[MENTORING_HOURS],
    )


@inner_kernel
def study(
    run: Run, settings: ProgramSettings, parameters: Parameters, replication_key: ReplicationKey, week: int
) -> None:
    """Stage 2: attendance, effort and classes."""
    if run.calendar[IN_TERM, week] == 0:
        return
    set_class_levels(
        run.section,
        run.section_start,
        run.section_members,
        run.discrete_state[ENROLLED],
        run.state[SKILL],
        parameters,
        run.weekly_sums[CLASS_LEVEL],
    )
    attend_and_study(
        run.key,
        run.discrete_state[ENROLLED],
        run.traits[STUDY_HABITS],
        run.state[SKILL],
        run.state[MOTIVATION],
        run.state[BELONGING],
        run.state[ACCOUNTABILITY],
        run.state[STRATEGY],
        run.state[MENTOR_HOURS],
        run.weekly_sums[CLASS_LEVEL],
        stage_key(replication_key.seed, replication_key.replication, Decision.ATTENDANCE, week),
        stage_key(replication_key.seed, replication_key.replication, Decision.EFFORT, week),
        parameters,
        run.state[ATTENDANCE],
        run.state[EFFORT],
        run.state[TERM_ATTENDANCE],
        run.state[TERM_EFFORT],
        run.discrete_state[TERM_WEEKS],
        run.state[ATTENDANCE_SUM],
        run.discrete_state[ATTENDANCE_WEEKS],
        run.weekly_sums[CLASS_GAIN],
    )


@inner_kernel
def help_and_learning(
    run: Run, settings: ProgramSettings, parameters: Parameters, replication_key: ReplicationKey, week: int
) -> None:
    """Stages 3 and 4: help, learning by teaching, and the skill that comes of all."""
    in_term = run.calendar[IN_TERM, week]
    if is_active(in_term, settings):
        mean_group_skill(
            run.groups,
            run.seats,
            run.discrete_state[GROUP],
            run.state[SKILL],
        )
        give_help(
            run.ties,
            run.groups,
            run.state[SKILL],
            run.state[COMMUNICATION],
            run.traits[PROSOCIALITY],
            run.weekly_sums[DILUTION],
            settings,
            parameters,
            run.weekly_sums[TUTORING_GAIN],
            run.weekly_sums[GUIDANCE],
            run.weekly_sums[TEACHING_HOURS],
            run.weekly_sums[TOGETHER],
        )
        help_fellows(
            run.groups,
            run.seats,
            run.discrete_state[GROUP],
            run.weekly_counts[SESSIONS],
            run.partners[TURNED_TO],
            run.weekly_sums[FELLOW_STRENGTH],
            run.state[SKILL],
            settings,
            parameters,
            run.weekly_sums[TUTORING_GAIN],
        )
    learn(
        run.discrete_state[ENROLLED],
        run.traits[SKILL_AT_ENTRY],
        run.weekly_sums[CLASS_GAIN],
        run.weekly_sums[TUTORING_GAIN],
        run.weekly_sums[TOGETHER],
        run.weekly_sums[TEACHING_HOURS],
        run.weekly_sums[GUIDANCE],
        in_term,
        settings,
        parameters,
        run.state[SKILL],
        run.state[STRATEGY],
    )


@inner_kernel
def communication_and_rapport(
    run: Run, settings: ProgramSettings, parameters: Parameters, replication_key: ReplicationKey, week: int
) -> None:
    """Stages 5 and 6: what contact does to the two who have it."""
    if not is_active(run.calendar[IN_TERM, week], settings):
        return
    practice_communication(
        run.ties,
        run.discrete_state[ENROLLED],
        run.weekly_sums[FELLOW_HOURS],
        parameters,
        run.weekly_sums[PRACTICE],
        run.state[COMMUNICATION],
    )
    build_rapport(
        run.ties,
        run.state[COMMUNICATION],
        run.weekly_sums[LOAD],
        settings,
        parameters,
    )


@inner_kernel
def friendships(
    run: Run, settings: ProgramSettings, parameters: Parameters, replication_key: ReplicationKey, week: int
) -> None:
    """Stage 7: friendships form in term weeks and fade in all."""
    in_term = run.calendar[IN_TERM, week]
    new = 0
    if in_term:
        come_across(
            run.key,
            run.discrete_traits[ROLE],
            run.discrete_traits[MAJOR],
            run.traits[SOCIABILITY],
            run.major_start,
            run.major_members,
            run.section,
            run.section_start,
            run.section_members,
            run.discrete_state[ENROLLED],
            run.state[COMMUNICATION],
            run.discrete_state[GROUP],
            run.groups,
            run.seats,
            run.weekly_counts[SESSIONS],
            run.partners[COMPANION],
            run.partners[MET_MENTOR],
            run.partners[CO_MENTEE],
            week,
            stage_key(replication_key.seed, replication_key.replication, Decision.ENCOUNTER, week),
            stage_key(replication_key.seed, replication_key.replication, Decision.VENUE, week),
            stage_key(replication_key.seed, replication_key.replication, Decision.CANDIDATE, week),
            settings,
            parameters,
            run.partners[NEW_FRIEND],
        )
        new = befriend(
            run.key,
            run.discrete_traits[ROLE],
            run.traits,
            run.attributes,
            run.matters,
            run.discrete_state[ENROLLED],
            run.state[PERFORMANCE],
            run.state[COMMUNICATION],
            run.friendships.row_start,
            run.friendships.friend,
            run.weekly_sums[FRIEND_STRENGTH],
            stage_key(replication_key.seed, replication_key.replication, Decision.ACCEPT_FRIEND, week),
            parameters,
            run.partners[NEW_FRIEND],
        )
    fade(
        run.friendships,
        run.discrete_state[ENROLLED],
        run.state[PERFORMANCE],
        in_term,
        parameters,
    )
    if new > 0:
        # What two students foresee in each other does not depend on the week.
        affinity_key = stage_key(replication_key.seed, replication_key.replication, Decision.AFFINITY, 0)
        add_friends(
            run.friendships,
            run.key,
            run.traits,
            run.attributes,
            run.matters,
            run.partners[NEW_FRIEND],
            new,
            affinity_key,
            parameters,
        )


@inner_kernel
def belonging(
    run: Run, settings: ProgramSettings, parameters: Parameters, replication_key: ReplicationKey, week: int
) -> None:
    """Stage 8."""
    if run.calendar[IN_TERM, week] == 0:
        return
    feel_belonging(
        run.key,
        run.discrete_state[ENROLLED],
        run.traits[BELONGING_AT_ENTRY],
        run.traits[FEW],
        run.weekly_sums[FRIEND_STRENGTH],
        run.weekly_sums[FRIEND_ALIKE],
        run.weekly_sums[CONTACT],
        run.weekly_sums[HELD],
        run.state[FAILED_ENDS],
        run.state[ENDING_TRACE],
        stage_key(replication_key.seed, replication_key.replication, Decision.BELONGING_NOISE, week),
        parameters,
        run.state[BELONGING],
    )


@inner_kernel
def motivation(
    run: Run, settings: ProgramSettings, parameters: Parameters, replication_key: ReplicationKey, week: int
) -> None:
    """Stage 9."""
    if run.calendar[IN_TERM, week] == 0:
        return
    motivate(
        run.key,
        run.discrete_state[ENROLLED],
        run.traits[MOTIVATION_AT_ENTRY],
        run.state[PERFORMANCE],
        run.state[BELONGING],
        run.state[STRATEGY],
        run.state[ACCOUNTABILITY],
        run.state[STRAIN],
        run.weekly_sums[FRIEND_STRENGTH],
        run.weekly_sums[FRIEND_MOTIVATION],
        run.weekly_sums[STANDING],
        run.weekly_counts[REMINDED],
        run.weekly_counts[TIE_ROLE],
        run.state[ENDING_TRACE],
        stage_key(replication_key.seed, replication_key.replication, Decision.MOTIVATION_NOISE, week),
        settings,
        parameters,
        run.state[MOTIVATION],
        run.state[FAILED_ENDS],
    )


@inner_kernel
def mentor_strain(
    run: Run, settings: ProgramSettings, parameters: Parameters, replication_key: ReplicationKey, week: int
) -> None:
    """Stage 10."""
    if is_active(run.calendar[IN_TERM, week], settings):
        strain_mentors(
            run.discrete_state[ENROLLED],
            run.participation[RECRUITED],
            run.weekly_sums[LOAD],
            settings,
            parameters,
            run.state[STRAIN],
        )


@inner_kernel
def assessment(
    run: Run, settings: ProgramSettings, parameters: Parameters, replication_key: ReplicationKey, week: int
) -> None:
    """Stage 11, in assessment weeks."""
    kind = run.calendar[ASSESSMENT, week]
    if kind == 0:
        return
    log_odds = parameters.midterm_drop_log_odds if kind == MIDTERM else parameters.exam_drop_log_odds
    if log_odds > NEVER:
        drop_courses(
            run.key,
            run.discrete_state[ENROLLED],
            run.state[MOTIVATION],
            stage_key(replication_key.seed, replication_key.replication, Decision.DROP, week),
            log_odds,
            parameters,
            run.discrete_state[REGISTERED],
            run.discrete_state[COURSES_ATTEMPTED],
        )
    assess(
        kind,
        run.key,
        run.discrete_state[ENROLLED],
        run.state[SKILL],
        run.state[MOTIVATION],
        run.state[TERM_EFFORT],
        run.state[TERM_ATTENDANCE],
        run.discrete_state[TERM_WEEKS],
        run.discrete_state[REGISTERED],
        stage_key(replication_key.seed, replication_key.replication, Decision.GRADE, week),
        stage_key(replication_key.seed, replication_key.replication, Decision.UNFINISHED, week),
        parameters,
        run.state[PERFORMANCE],
        run.state[GRADE_POINTS],
        run.discrete_state[CREDITS],
    )


@inner_kernel
def endings(
    run: Run, settings: ProgramSettings, parameters: Parameters, replication_key: ReplicationKey, week: int
) -> None:
    """Stage 12: pairs that end, mentors who quit, students who leave."""
    in_term = run.calendar[IN_TERM, week]
    if is_active(in_term, settings):
        end_ties(
            run.ties,
            run.groups,
            run.seats,
            run.key,
            week,
            stage_key(replication_key.seed, replication_key.replication, Decision.END_TIE, week),
            settings,
            parameters,
            run.participation[ACTIVE_TIES],
            run.discrete_state[GROUP],
            run.state[FAILED_ENDS],
            run.state[ENDING_TRACE],
            run.participation[REMATCH_WEEK],
        )
        quit_mentoring(
            run.ties,
            run.key,
            run.discrete_state[ENROLLED],
            run.state[MOTIVATION],
            run.state[PERFORMANCE],
            run.state[STRAIN],
            run.weekly_counts[TIE_ROLE],
            week,
            stage_key(replication_key.seed, replication_key.replication, Decision.QUIT, week),
            settings,
            parameters,
            run.participation[QUIT],
            run.participation[ACTIVE_TIES],
            run.discrete_state[GROUP],
            run.state[FAILED_ENDS],
            run.state[ENDING_TRACE],
            run.participation[REMATCH_WEEK],
        )
    left = 0
    if in_term:
        progress = (run.calendar[WEEK_OF_TERM, week] + 1) / parameters.weeks_per_term
        passed = (week + 1) / run.calendar.shape[1]
        log_odds = (
            parameters.weekly_log_odds
            + parameters.departure_timing * (2.0 * progress - 1.0)
            + parameters.departure_trend * (2.0 * passed - 1.0)
        )
        left += leave_school(
            run.key,
            run.discrete_traits[ROLE],
            run.prior_grade,
            run.state[BELONGING],
            run.state[MOTIVATION],
            run.state[PERFORMANCE],
            run.weekly_sums[FRIENDS_LEFT],
            week,
            log_odds,
            stage_key(replication_key.seed, replication_key.replication, Decision.DEPART, week),
            parameters,
            run.discrete_state[ENROLLED],
            run.discrete_state[LEFT_WEEK],
        )
    boundary = run.calendar[BOUNDARY, week]
    if boundary:
        log_odds = parameters.summer_log_odds if boundary == 2 else parameters.term_log_odds
        left += leave_school(
            run.key,
            run.discrete_traits[ROLE],
            run.prior_grade,
            run.state[BELONGING],
            run.state[MOTIVATION],
            run.state[PERFORMANCE],
            run.weekly_sums[FRIENDS_LEFT],
            week,
            log_odds,
            stage_key(replication_key.seed, replication_key.replication, Decision.RE_ENROLL, week),
            parameters,
            run.discrete_state[ENROLLED],
            run.discrete_state[LEFT_WEEK],
        )
    if left > 0:
        end_ties_of_leavers(
            run.ties,
            run.discrete_state[ENROLLED],
            week,
            settings,
            parameters,
            run.participation[ACTIVE_TIES],
            run.discrete_state[GROUP],
            run.state[FAILED_ENDS],
            run.state[ENDING_TRACE],
            run.participation[REMATCH_WEEK],
        )


@inner_kernel
def check_ins(
    run: Run, settings: ProgramSettings, parameters: Parameters, replication_key: ReplicationKey, week: int
) -> None:
    """Stage 13, when a check-in is due."""
    since = week - int(settings.start_week)
    if settings.has_check_ins == 0.0 or since <= 0 or not is_active(run.calendar[IN_TERM, week], settings):
        return
    if since % int(settings.check_in_weeks) == 0:
        check_in(
            run.ties,
            run.key,
            week,
            stage_key(replication_key.seed, replication_key.replication, Decision.CHECK_IN_ANSWER, week),
            stage_key(replication_key.seed, replication_key.replication, Decision.CHECK_IN_NOISE, week),
            settings,
            parameters,
            run.participation[ACTIVE_TIES],
            run.discrete_state[GROUP],
            run.state[FAILED_ENDS],
            run.state[ENDING_TRACE],
            run.participation[REMATCH_WEEK],
        )


STAGES: tuple[Any, ...] = (
    registration,
    peer_influence,
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
"""The stages of a week, in order."""

check_signatures(
    (
        (
            "registration",
            register,
            (
                "key: Keys, enrolled: Integers, motivation: Floats",
                "strategy: Floats, register_key: Key, parameters: Parameters",
                "registered: Integers, courses_attempted: Integers, term_weeks: Integers",
                "term_attendance: Floats, term_effort: Floats",
            ),
        ),
        (
            "peer_influence",
            stand_in_sections,
            (
                "section_start: Integers, section_members: Integers, enrolled: Integers",
                "performance: Floats, standing: Floats",
            ),
        ),
        (
            "peer_influence",
            gather,
            (
                "key: Keys, enrolled: Integers, skill: Floats",
                "motivation: Floats, peers: Records",
            ),
        ),
        (
            "peer_influence",
            sum_peer_influence,
            (
                "friendships: Friendships, companion_key: Key, delta: float",
                "peers: Records, friend_strength: Floats, friend_motivation: Floats",
                "companion: Integers, friend_alike: Floats, friends_left: Floats",
            ),
        ),
        (
            "peer_influence",
            part,
            (
                "peers: Records, friend_strength: Floats, friend_motivation: Floats",
                "together: Floats, companion: Integers",
            ),
        ),
        (
            "meetings",
            carry_loads,
            (
                "ties: Ties, groups: Records, seats: Integers",
                "group: Integers, lower: Integers, performance: Floats",
                "settings: ProgramSettings, parameters: Parameters, load: Floats",
                "dilution: Floats, tie_role: Integers, closeness_sum: Floats",
                "closeness_count: Integers, standing: Floats, held: Floats",
            ),
        ),
        (
            "meetings",
            bring_group_mentors,
            (
                "ties: Ties, groups: Records, key: Keys",
                "motivation: Floats, strain: Floats, load: Floats",
                "tie_role: Integers, week: int, show_up_key: Key",
                "settings: ProgramSettings, parameters: Parameters",
            ),
        ),
        (
            "meetings",
            hold_sessions,
            (
                "groups: Records, seats: Integers, key: Keys",
                "group: Integers, motivation: Floats, performance: Floats",
                "standing: Floats, closeness_sum: Floats, closeness_count: Integers",
                "tie_role: Integers, week: int, progress: float",
                "show_up_key: Key, settings: ProgramSettings, parameters: Parameters",
                "sessions: Integers, fellow_hours: Floats",
            ),
        ),
        (
            "meetings",
            turn_to_fellows,
            (
                "groups: Records, seats: Integers, group: Integers",
                "key: Keys, friendships: Friendships, sessions: Integers",
                "companion_key: Key, fellow_key: Key, fellow_hours: Floats",
                "parameters: Parameters, turned_to: Integers, fellow_strength: Floats",
                "fellow_pull: Floats, contact: Floats",
            ),
        ),
        (
            "meetings",
            hold_meetings,
            (
                "ties: Ties, groups: Records, seats: Integers",
                "group: Integers, key: Keys, motivation: Floats",
                "performance: Floats, strain: Floats, standing: Floats",
                "load: Floats, sessions: Integers, tie_role: Integers",
                "week: int, progress: float, show_up_key: Key",
                "settings: ProgramSettings, parameters: Parameters, meetings: Integers",
                "contact: Floats, expected: Floats, hours_as_mentor: Floats",
                "met_mentor: Integers, co_mentee: Integers, last_mentee: Integers",
                "reminded: Integers",
            ),
        ),
        (
            "meetings",
            expect_mentees,
            (
                "enrolled: Integers, tie_role: Integers, expected: Floats",
                "fellow_hours: Floats, turned_to: Integers, settings: ProgramSettings",
                "parameters: Parameters, accountability: Floats",
            ),
        ),
        (
            "meetings",
            count_mentor_hours,
            ("hours_as_mentor: Floats, mentor_hours: Floats, mentoring_hours: Floats",),
        ),
        (
            "study",
            set_class_levels,
            (
                "section: Integers, section_start: Integers, section_members: Integers",
                "enrolled: Integers, skill: Floats, parameters: Parameters",
                "class_level: Floats",
            ),
        ),
        (
            "study",
            attend_and_study,
            (
                "key: Keys, enrolled: Integers, study_habits: Floats",
                "skill: Floats, motivation: Floats, belonging: Floats",
                "accountability: Floats, strategy: Floats, mentor_hours: Floats",
                "class_level: Floats, attendance_key: Key, effort_key: Key",
                "parameters: Parameters, attendance: Floats, effort: Floats",
                "term_attendance: Floats, term_effort: Floats, term_weeks: Integers",
                "attendance_sum: Floats, attendance_weeks: Integers, class_gain: Floats",
            ),
        ),
        (
            "help_and_learning",
            mean_group_skill,
            (
                "groups: Records, seats: Integers, group: Integers",
                "skill: Floats",
            ),
        ),
        (
            "help_and_learning",
            give_help,
            (
                "ties: Ties, groups: Records, skill: Floats",
                "communication: Floats, prosociality: Floats, dilution: Floats",
                "settings: ProgramSettings, parameters: Parameters, tutoring_gain: Floats",
                "guidance: Floats, teaching_hours: Floats, together: Floats",
            ),
        ),
        (
            "help_and_learning",
            help_fellows,
            (
                "groups: Records, seats: Integers, group: Integers",
                "sessions: Integers, turned_to: Integers, fellow_strength: Floats",
                "skill: Floats, settings: ProgramSettings, parameters: Parameters",
                "tutoring_gain: Floats",
            ),
        ),
        (
            "help_and_learning",
            learn,
            (
                "enrolled: Integers, skill_at_entry: Floats, class_gain: Floats",
                "tutoring_gain: Floats, together: Floats, teaching_hours: Floats",
                "guidance: Floats, in_term: int, settings: ProgramSettings",
                "parameters: Parameters, skill: Floats, strategy: Floats",
            ),
        ),
        (
            "communication_and_rapport",
            practice_communication,
            (
                "ties: Ties, enrolled: Integers, fellow_hours: Floats",
                "parameters: Parameters, practice: Floats, communication: Floats",
            ),
        ),
        (
            "communication_and_rapport",
            build_rapport,
            (
                "ties: Ties, communication: Floats, load: Floats",
                "settings: ProgramSettings, parameters: Parameters",
            ),
        ),
        (
            "friendships",
            come_across,
            (
                "key: Keys, role: Integers, major: Integers",
                "sociability: Floats, major_start: Integers, major_members: Integers",
                "section: Integers, section_start: Integers, section_members: Integers",
                "enrolled: Integers, communication: Floats, group: Integers",
                "groups: Records, seats: Integers, sessions: Integers",
                "companion: Integers, met_mentor: Integers, co_mentee: Integers",
                "week: int, encounter_key: Key, venue_key: Key",
                "candidate_key: Key, settings: ProgramSettings, parameters: Parameters",
                "new_friend: Integers",
            ),
        ),
        (
            "friendships",
            befriend,
            (
                "key: Keys, role: Integers, traits: Floats",
                "attributes: Integers, matters: Floats, enrolled: Integers",
                "performance: Floats, communication: Floats, row_start: Integers",
                "friend: Integers, friend_strength: Floats, accept_friend_key: Key",
                "parameters: Parameters, new_friend: Integers",
            ),
        ),
        (
            "friendships",
            fade,
            (
                "friendships: Friendships, enrolled: Integers, performance: Floats",
                "in_term: int, parameters: Parameters",
            ),
        ),
        (
            "friendships",
            add_friends,
            (
                "friendships: Friendships, key: Keys, traits: Floats",
                "attributes: Integers, matters: Floats, new_friend: Integers",
                "new: int, affinity_key: Key, parameters: Parameters",
            ),
        ),
        (
            "belonging",
            feel_belonging,
            (
                "key: Keys, enrolled: Integers, belonging_at_entry: Floats",
                "few: Floats, friend_strength: Floats, friend_alike: Floats",
                "contact: Floats, held: Floats, failed_ends: Floats",
                "ending_trace: Floats, belonging_noise_key: Key, parameters: Parameters",
                "belonging: Floats",
            ),
        ),
        (
            "motivation",
            motivate,
            (
                "key: Keys, enrolled: Integers, motivation_at_entry: Floats",
                "performance: Floats, belonging: Floats, strategy: Floats",
                "accountability: Floats, strain: Floats, friend_strength: Floats",
                "friend_motivation: Floats, standing: Floats, reminded: Integers",
                "tie_role: Integers, ending_trace: Floats, motivation_noise_key: Key",
                "settings: ProgramSettings, parameters: Parameters, motivation: Floats",
                "failed_ends: Floats",
            ),
        ),
        (
            "mentor_strain",
            strain_mentors,
            (
                "enrolled: Integers, recruited: Integers, load: Floats",
                "settings: ProgramSettings, parameters: Parameters, strain: Floats",
            ),
        ),
        (
            "assessment",
            drop_courses,
            (
                "key: Keys, enrolled: Integers, motivation: Floats",
                "drop_key: Key, log_odds: float, parameters: Parameters",
                "registered: Integers, courses_attempted: Integers",
            ),
        ),
        (
            "assessment",
            assess,
            (
                "kind: int, key: Keys, enrolled: Integers",
                "skill: Floats, motivation: Floats, term_effort: Floats",
                "term_attendance: Floats, term_weeks: Integers, registered: Integers",
                "grade_key: Key, unfinished_key: Key, parameters: Parameters",
                "performance: Floats, grade_points: Floats, credits: Integers",
            ),
        ),
        (
            "endings",
            end_ties,
            (
                "ties: Ties, groups: Records, seats: Integers",
                "key: Keys, week: int, end_tie_key: Key",
                "settings: ProgramSettings, parameters: Parameters, active_ties: Integers",
                "group: Integers, failed_ends: Floats, ending_trace: Floats",
                "rematch_week: Integers",
            ),
        ),
        (
            "endings",
            quit_mentoring,
            (
                "ties: Ties, key: Keys, enrolled: Integers",
                "motivation: Floats, performance: Floats, strain: Floats",
                "tie_role: Integers, week: int, quit_key: Key",
                "settings: ProgramSettings, parameters: Parameters, quit: Integers",
                "active_ties: Integers, group: Integers, failed_ends: Floats",
                "ending_trace: Floats, rematch_week: Integers",
            ),
        ),
        (
            "endings",
            leave_school,
            (
                "key: Keys, role: Integers, prior_grade: Floats",
                "belonging: Floats, motivation: Floats, performance: Floats",
                "friends_left: Floats, week: int, log_odds: float",
                "depart_key: Key, parameters: Parameters, enrolled: Integers",
                "left_week: Integers",
            ),
        ),
        (
            "endings",
            leave_school,
            (
                "key: Keys, role: Integers, prior_grade: Floats",
                "belonging: Floats, motivation: Floats, performance: Floats",
                "friends_left: Floats, week: int, log_odds: float",
                "depart_key: Key, parameters: Parameters, enrolled: Integers",
                "left_week: Integers",
            ),
        ),
        (
            "endings",
            end_ties_of_leavers,
            (
                "ties: Ties, enrolled: Integers, week: int",
                "settings: ProgramSettings, parameters: Parameters, active_ties: Integers",
                "group: Integers, failed_ends: Floats, ending_trace: Floats",
                "rematch_week: Integers",
            ),
        ),
        (
            "check_ins",
            check_in,
            (
                "ties: Ties, key: Keys, week: int",
                "check_in_answer_key: Key, check_in_noise_key: Key, settings: ProgramSettings",
                "parameters: Parameters, active_ties: Integers, group: Integers",
                "failed_ends: Floats, ending_trace: Floats, rematch_week: Integers",
            ),
        ),
    )
)
