"""Endings: pairs that end, mentors who quit, students who leave."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

import numpy as np

from mentorsim.dynamics.columns import NOBODY, Floats, Integers, Key, Keys, Records, Ties
from mentorsim.dynamics.loads import TIES_AHEAD
from mentorsim.dynamics.rewards import AS_MENTOR
from mentorsim.dynamics.rows import Parameters, ProgramSettings
from mentorsim.numerics.arithmetic import logistic
from mentorsim.numerics.kernel import inner_kernel
from mentorsim.numerics.prefetch import fetch
from mentorsim.numerics.randomness import bits, pair_bits, uniform


class EndReason(IntEnum):
    """Why a mentoring tie ended."""

    ACTIVE = 0
    PLANNED = 1
    MISMATCH = 2
    NO_SHOW = 3
    MENTOR_LEFT = 4
    MENTEE_LEFT = 5
    REMATCHED = 6
    STOPPED = 7
    CLOSED = 8


class EndSide(IntEnum):
    """For whose sake a tie ended."""

    NEITHER = 0
    MENTOR = 1
    MENTEE = 2


# NumPy's numbers: Numba compiles a function anew for every constant of Python that it is called with.
PLANNED: Any = np.int64(EndReason.PLANNED)
MISMATCH: Any = np.int64(EndReason.MISMATCH)
NO_SHOW: Any = np.int64(EndReason.NO_SHOW)
MENTOR_LEFT: Any = np.int64(EndReason.MENTOR_LEFT)
MENTEE_LEFT: Any = np.int64(EndReason.MENTEE_LEFT)
REMATCHED: Any = np.int64(EndReason.REMATCHED)
STOPPED: Any = np.int64(EndReason.STOPPED)
CLOSED: Any = np.int64(EndReason.CLOSED)
NEITHER: Any = np.int64(EndSide.NEITHER)
OF_MENTOR: Any = np.int64(EndSide.MENTOR)
OF_MENTEE: Any = np.int64(EndSide.MENTEE)

WEEKS_PER_YEAR = 52.0

MISSED_FOR_NO_SHOW = 3
"""Missed weeks in a row after which an ending counts as a no show (a convention of reporting)."""


@inner_kernel
def end_tie(
    ties: Ties,
    t: int,
    week: int,
    reason: int,
    side: int,
    settings: ProgramSettings,
    parameters: Parameters,
    active_ties: Integers,
    group: Integers,
    failed_ends: Floats,
    ending_trace: Floats,
) -> bool:
    """End one tie; return whether it was the mentee's last.

    An end that was neither planned nor announced is felt, unless contact went one way: who only got messages
    has no relationship to lose. Without a tie left in a group, the mentee leaves the group.
    """
    ties.end_week[t] = week
    ties.end_reason[t] = reason
    ties.end_side[t] = side
    mentee = ties.mentee[t]
    if settings.one_way == 0.0 and reason in (MISMATCH, NO_SHOW, MENTOR_LEFT, STOPPED):
        felt = max(
            0.0,
            1.0
            + parameters.lambda_closeness * (ties.rapport[t] - 0.5)
            + parameters.lambda_length * (min(1.0, (week - ties.start[t] + 1) / WEEKS_PER_YEAR) - 0.5),
        )
        failed_ends[mentee] += felt
        ending_trace[mentee] += felt
    active_ties[mentee] -= 1
    alone: bool = active_ties[mentee] == 0
    if alone and ties.group[t] >= 0 and group[mentee] == ties.group[t]:
        group[mentee] = NOBODY
    return alone


@inner_kernel
def rematch_due(week: int, settings: ProgramSettings) -> int:
    """The week in which a mentee who lost a mentor gets a new one, after the next check-in; -1 for never."""
    if settings.rematches == 0.0:
        return -1
    every = int(settings.check_in_weeks)
    done = (week - int(settings.start_week)) // every
    return int(settings.start_week) + (done + 1) * every + 1 + int(settings.delay_weeks)


@inner_kernel
def end_ties(
    ties: Ties,
    groups: Records,
    seats: Integers,
    key: Keys,
    week: int,
    end_tie_key: Key,
    settings: ProgramSettings,
    parameters: Parameters,
    active_ties: Integers,
    group: Integers,
    failed_ends: Floats,
    ending_trace: Floats,
    rematch_week: Integers,
) -> None:
    """End pairs as planned, with the program, or because they did not work."""
    stops = settings.stop_week >= 0.0 and week >= int(settings.stop_week)
    last = ties.mentor.shape[0] - 1
    for t in range(ties.mentor.shape[0]):
        fetch(key, ties.mentor[min(t + TIES_AHEAD, last)])
        if ties.end_week[t] >= 0:
            continue
        if settings.lasts_weeks > 0.0 and week - ties.start[t] + 1 >= int(settings.lasts_weeks):
            end_tie(
                ties,
                t,
                week,
                PLANNED,
                NEITHER,
                settings,
                parameters,
                active_ties,
                group,
                failed_ends,
                ending_trace,
            )
            continue
        if stops:
            end_tie(
                ties,
                t,
                week,
                STOPPED,
                NEITHER,
                settings,
                parameters,
                active_ties,
                group,
                failed_ends,
                ending_trace,
            )
            continue
        common = (
            ties.end_likeness[t]
            + parameters.end_rapport * (ties.rapport[t] - 0.5)
            + parameters.end_check_ins * settings.has_check_ins
            - parameters.end_missed * ties.missed[t]
        )
        by_mentor = logistic(parameters.end_mentor - common - parameters.end_support * settings.support)
        by_mentee = logistic(parameters.end_mentee - common)
        chance = uniform(pair_bits(end_tie_key, key[ties.mentor[t]], key[ties.mentee[t]], 0))
        if chance >= by_mentor + by_mentee - by_mentor * by_mentee:
            continue
        side = OF_MENTOR if chance < by_mentor else OF_MENTEE
        reason = NO_SHOW if ties.missed[t] >= MISSED_FOR_NO_SHOW else MISMATCH
        alone = end_tie(
            ties, t, week, reason, side, settings, parameters, active_ties, group, failed_ends, ending_trace
        )
        if alone and reason == MISMATCH:
            rematch_week[ties.mentee[t]] = rematch_due(week, settings)
    for g in range(groups.shape[0]):
        if groups[g].mentored:
            continue
        planned = settings.lasts_weeks > 0.0 and week - groups[g].start + 1 >= int(settings.lasts_weeks)
        if planned or stops:
            for seat in range(groups[g].first_seat, groups[g].last_seat):
                i = seats[seat]
                if group[i] == g:
                    group[i] = NOBODY
                    if not planned:
                        failed_ends[i] += 1.0
                        ending_trace[i] += 1.0


@inner_kernel
def quit_mentoring(
    ties: Ties,
    key: Keys,
    enrolled: Integers,
    motivation: Floats,
    performance: Floats,
    strain: Floats,
    tie_role: Integers,
    week: int,
    quit_key: Key,
    settings: ProgramSettings,
    parameters: Parameters,
    quit: Integers,
    active_ties: Integers,
    group: Integers,
    failed_ends: Floats,
    ending_trace: Floats,
    rematch_week: Integers,
) -> None:
    """Let strained mentors quit; their pairs end."""
    for j in range(key.shape[0]):
        if tie_role[j] & AS_MENTOR == 0 or enrolled[j] == 0:
            continue
        hazard = logistic(
            parameters.quit
            + parameters.quit_strain * strain[j]
            - parameters.quit_motivation * (motivation[j] - parameters.motivation_mean)
            - parameters.quit_performance * (performance[j] - parameters.typical)
            - parameters.quit_support * settings.support
        )
        if uniform(bits(quit_key, key[j])) < hazard:
            quit[j] = 1
    last = ties.mentor.shape[0] - 1
    for t in range(ties.mentor.shape[0]):
        fetch(quit, ties.mentor[min(t + TIES_AHEAD, last)])
        if ties.end_week[t] >= 0 or quit[ties.mentor[t]] == 0:
            continue
        if end_tie(
            ties,
            t,
            week,
            MENTOR_LEFT,
            OF_MENTOR,
            settings,
            parameters,
            active_ties,
            group,
            failed_ends,
            ending_trace,
        ):
            rematch_week[ties.mentee[t]] = rematch_due(week, settings)


@inner_kernel
def leave_school(
    key: Keys,
    role: Integers,
    prior_grade: Floats,
    belonging: Floats,
    motivation: Floats,
    performance: Floats,
    friends_left: Floats,
    week: int,
    log_odds: float,
    depart_key: Key,
    parameters: Parameters,
    enrolled: Integers,
    left_week: Integers,
) -> int:
    """Let students leave, at a typical one's ``log_odds`` moved by their own state; return how many do."""
    left = 0
    for i in range(key.shape[0]):
        push = (
            log_odds
            - parameters.depart_belonging * (belonging[i] - parameters.belonging_mean)
            - parameters.depart_motivation * (motivation[i] - parameters.motivation_mean)
            - parameters.depart_performance * (performance[i] - parameters.typical)
            + parameters.depart_friends * friends_left[i]
            + (parameters.upper_year_log_odds if role[i] == 1 else 0.0)
            - parameters.staying_on_prior_grade * prior_grade[i]
        )
        chance = uniform(bits(depart_key, key[i]))
        if enrolled[i] and (chance < 0.25 or push > -1.1) and chance < logistic(push):
            enrolled[i] = 0
            left_week[i] = week
            left += 1
    return left


@inner_kernel
def end_ties_of_leavers(
    ties: Ties,
    enrolled: Integers,
    week: int,
    settings: ProgramSettings,
    parameters: Parameters,
    active_ties: Integers,
    group: Integers,
    failed_ends: Floats,
    ending_trace: Floats,
    rematch_week: Integers,
) -> None:
    """End the ties of students who left school and free their seats."""
    last = ties.mentor.shape[0] - 1
    for t in range(ties.mentor.shape[0]):
        fetch(enrolled, ties.mentor[min(t + TIES_AHEAD, last)])
        if ties.end_week[t] >= 0:
            continue
        if enrolled[ties.mentee[t]] == 0:
            end_tie(
                ties,
                t,
                week,
                MENTEE_LEFT,
                OF_MENTEE,
                settings,
                parameters,
                active_ties,
                group,
                failed_ends,
                ending_trace,
            )
        elif enrolled[ties.mentor[t]] == 0 and end_tie(
            ties,
            t,
            week,
            MENTOR_LEFT,
            OF_MENTOR,
            settings,
            parameters,
            active_ties,
            group,
            failed_ends,
            ending_trace,
        ):
            rematch_week[ties.mentee[t]] = rematch_due(week, settings)
    for i in range(enrolled.shape[0]):
        if enrolled[i] == 0:
            group[i] = NOBODY
            rematch_week[i] = -1
