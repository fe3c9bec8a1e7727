"""The plan of every stage: what happens in a week, in which order, and in which weeks it is due.

`wire` stands for a kernel with all that it asks for: its parameters' names say which columns, and a parameter
``show_up_key`` is the key of `Decision.SHOW_UP` in this week. ``python -m mentorsim.dynamics.generate``
writes the calls out into ``wiring.py``, which is what is compiled; this file is only read.
"""

from __future__ import annotations

from mentorsim.dynamics import rows as c
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
from mentorsim.dynamics.rows import Parameters, ProgramSettings
from mentorsim.dynamics.settings import NEVER
from mentorsim.dynamics.standing import stand_in_sections
from mentorsim.dynamics.strain import strain_mentors
from mentorsim.dynamics.study import attend_and_study, set_class_levels
from mentorsim.dynamics.wire import wire
from mentorsim.numerics.decision import Decision
from mentorsim.numerics.randomness import stage_key


def registration(
    run: Run, settings: ProgramSettings, parameters: Parameters, replication_key: ReplicationKey, week: int
) -> None:
    """Courses of the term, in its first week."""
    if run.calendar[c.WEEK_OF_TERM, week] != 0:
        return
    wire(register)


def peer_influence(
    run: Run, settings: ProgramSettings, parameters: Parameters, replication_key: ReplicationKey, week: int
) -> None:
    """What friends add up to."""
    if run.calendar[c.IN_TERM, week] == 0:
        return
    wire(stand_in_sections)
    wire(gather)
    wire(sum_peer_influence)
    wire(part)


def meetings(
    run: Run, settings: ProgramSettings, parameters: Parameters, replication_key: ReplicationKey, week: int
) -> None:
    """Stage 1: who shows up, and being expected."""
    if is_active(run.calendar[c.IN_TERM, week], settings):
        progress = max(0, run.calendar[c.WEEK_OF_TERM, week]) / parameters.weeks_per_term
        wire(carry_loads)
        wire(bring_group_mentors)
        wire(hold_sessions, progress=progress)
        wire(turn_to_fellows)
        wire(hold_meetings, progress=progress)
        wire(expect_mentees)
    wire(count_mentor_hours)


def study(
    run: Run, settings: ProgramSettings, parameters: Parameters, replication_key: ReplicationKey, week: int
) -> None:
    """Stage 2: attendance, effort and classes."""
    if run.calendar[c.IN_TERM, week] == 0:
        return
    wire(set_class_levels)
    wire(attend_and_study)


def help_and_learning(
    run: Run, settings: ProgramSettings, parameters: Parameters, replication_key: ReplicationKey, week: int
) -> None:
    """Stages 3 and 4: help, learning by teaching, and the skill that comes of all."""
    in_term = run.calendar[c.IN_TERM, week]
    if is_active(in_term, settings):
        wire(mean_group_skill)
        wire(give_help)
        wire(help_fellows)
    wire(learn, in_term=in_term)


def communication_and_rapport(
    run: Run, settings: ProgramSettings, parameters: Parameters, replication_key: ReplicationKey, week: int
) -> None:
    """Stages 5 and 6: what contact does to the two who have it."""
    if not is_active(run.calendar[c.IN_TERM, week], settings):
        return
    wire(practice_communication)
    wire(build_rapport)


def friendships(
    run: Run, settings: ProgramSettings, parameters: Parameters, replication_key: ReplicationKey, week: int
) -> None:
    """Stage 7: friendships form in term weeks and fade in all."""
    in_term = run.calendar[c.IN_TERM, week]
    new = 0
    if in_term:
        wire(come_across)
        new = wire(befriend)
    wire(fade, in_term=in_term)
    if new > 0:
        # What two students foresee in each other does not depend on the week.
        affinity_key = stage_key(replication_key.seed, replication_key.replication, Decision.AFFINITY, 0)
        wire(add_friends, new=new, affinity_key=affinity_key)


def belonging(
    run: Run, settings: ProgramSettings, parameters: Parameters, replication_key: ReplicationKey, week: int
) -> None:
    """Stage 8."""
    if run.calendar[c.IN_TERM, week] == 0:
        return
    wire(feel_belonging)


def motivation(
    run: Run, settings: ProgramSettings, parameters: Parameters, replication_key: ReplicationKey, week: int
) -> None:
    """Stage 9."""
    if run.calendar[c.IN_TERM, week] == 0:
        return
    wire(motivate)


def mentor_strain(
    run: Run, settings: ProgramSettings, parameters: Parameters, replication_key: ReplicationKey, week: int
) -> None:
    """Stage 10."""
    if is_active(run.calendar[c.IN_TERM, week], settings):
        wire(strain_mentors)


def assessment(
    run: Run, settings: ProgramSettings, parameters: Parameters, replication_key: ReplicationKey, week: int
) -> None:
    """Stage 11, in assessment weeks."""
    kind = run.calendar[c.ASSESSMENT, week]
    if kind == 0:
        return
    log_odds = parameters.midterm_drop_log_odds if kind == MIDTERM else parameters.exam_drop_log_odds
    if log_odds > NEVER:
        wire(drop_courses, log_odds=log_odds)
    wire(assess, kind=kind)


def endings(
    run: Run, settings: ProgramSettings, parameters: Parameters, replication_key: ReplicationKey, week: int
) -> None:
    """Stage 12: pairs that end, mentors who quit, students who leave."""
    in_term = run.calendar[c.IN_TERM, week]
    if is_active(in_term, settings):
        wire(end_ties)
        wire(quit_mentoring)
    left = 0
    if in_term:
        progress = (run.calendar[c.WEEK_OF_TERM, week] + 1) / parameters.weeks_per_term
        passed = (week + 1) / run.calendar.shape[1]
        log_odds = (
            parameters.weekly_log_odds
            + parameters.departure_timing * (2.0 * progress - 1.0)
            + parameters.departure_trend * (2.0 * passed - 1.0)
        )
        left += wire(leave_school, log_odds=log_odds, depart_key=Decision.DEPART)
    boundary = run.calendar[c.BOUNDARY, week]
    if boundary:
        log_odds = parameters.summer_log_odds if boundary == 2 else parameters.term_log_odds
        left += wire(leave_school, log_odds=log_odds, depart_key=Decision.RE_ENROLL)
    if left > 0:
        wire(end_ties_of_leavers)


def check_ins(
    run: Run, settings: ProgramSettings, parameters: Parameters, replication_key: ReplicationKey, week: int
) -> None:
    """Stage 13, when a check-in is due."""
    since = week - int(settings.start_week)
    if settings.has_check_ins == 0.0 or since <= 0 or not is_active(run.calendar[c.IN_TERM, week], settings):
        return
    if since % int(settings.check_in_weeks) == 0:
        wire(check_in)
