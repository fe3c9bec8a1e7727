"""Endings: pairs that end, mentors who quit, students who leave."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from mentorsim.arithmetic import logistic
from mentorsim.dynamics.columns import Flags, Floats, Groups, Integers, Keys, Ties
from mentorsim.kernel import kernel
from mentorsim.randomness import bits, pair_bits, uniform


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


MISSED_FOR_NO_SHOW = 3
"""Missed weeks in a row after which an ending counts as a no show (a convention of reporting)."""


@kernel
def end_tie(ties: Ties, t: int, week: int, reason: int, group: Integers, failed_ends: Floats) -> None:
    """End one tie; an end that was not planned or announced is felt. Without a tie left, the mentee leaves the group."""
    ties.end_week[t] = week
    ties.end_reason[t] = reason
    mentee = ties.mentee[t]
    if reason in (EndReason.MISMATCH, EndReason.NO_SHOW, EndReason.MENTOR_LEFT, EndReason.STOPPED):
        failed_ends[mentee] += 1.0
    g = ties.group[t]
    if g >= 0 and group[mentee] == g:
        for other in range(ties.mentor.shape[0]):
            if ties.mentee[other] == mentee and ties.group[other] == g and ties.end_week[other] < 0:
                return
        group[mentee] = -1


@kernel
def rematch_due(week: int, levers: Any) -> int:
    """The week in which a mentee who lost a mentor gets a new one: after the next check-in; -1 without rematching."""
    if levers.rematches == 0.0:
        return -1
    every = int(levers.check_in_weeks)
    done = (week - int(levers.start_week)) // every
    return int(levers.start_week) + (done + 1) * every + int(levers.delay_weeks)


@kernel
def end_ties(
    ties: Ties, groups: Groups, key: Keys, load: Floats, week: int, end_key: Any, levers: Any, parameters: Any,
    group: Integers, failed_ends: Floats, rematch_week: Integers,
) -> None:  # fmt: skip
    """End pairs as planned, with the program, or because they did not work."""
    stops = week == int(levers.stop_week)
    for t in range(ties.mentor.shape[0]):
        if ties.end_week[t] >= 0:
            continue
        if levers.lasts_weeks > 0.0 and week - ties.start[t] + 1 >= int(levers.lasts_weeks):
            end_tie(ties, t, week, EndReason.PLANNED, group, failed_ends)
            continue
        if stops:
            end_tie(ties, t, week, EndReason.STOPPED, group, failed_ends)
            continue
        hazard = logistic(
            parameters.end
            - parameters.end_rapport * (ties.rapport[t] - 0.5)
            - parameters.end_support * levers.support
            - parameters.end_check_ins * levers.has_check_ins
            + parameters.end_missed * ties.missed[t]
            + parameters.end_load * max(0.0, load[ties.mentor[t]] / parameters.capacity - 1.0)
        )
        if uniform(pair_bits(end_key, key[ties.mentor[t]], key[ties.mentee[t]], 0)) < hazard:
            if ties.missed[t] >= MISSED_FOR_NO_SHOW:
                end_tie(ties, t, week, EndReason.NO_SHOW, group, failed_ends)
            else:
                end_tie(ties, t, week, EndReason.MISMATCH, group, failed_ends)
                rematch_week[ties.mentee[t]] = rematch_due(week, levers)
    for g in range(groups.key.shape[0]):
        if groups.mentored[g]:
            continue
        planned = levers.lasts_weeks > 0.0 and week - groups.start[g] + 1 >= int(levers.lasts_weeks)
        if planned or stops:
            for seat in range(groups.seat_start[g], groups.seat_start[g + 1]):
                i = groups.seat_student[seat]
                if group[i] == g:
                    group[i] = -1
                    if not planned:
                        failed_ends[i] += 1.0


@kernel
def quit_mentoring(
    ties: Ties, key: Keys, enrolled: Integers, motivation: Floats, strain: Floats, tie_role: Integers, week: int,
    quit_key: Any, levers: Any, parameters: Any, quit: Flags, group: Integers, failed_ends: Floats,
    rematch_week: Integers,
) -> None:  # fmt: skip
    """Let strained mentors quit; their pairs end."""
    for j in range(key.shape[0]):
        if tie_role[j] < 2 or enrolled[j] == 0:
            continue
        hazard = logistic(
            parameters.quit
            + parameters.quit_strain * strain[j]
            - parameters.quit_motivation * (motivation[j] - parameters.motivation_mean)
            - parameters.quit_support * levers.support
        )
        if uniform(bits(quit_key, key[j])) < hazard:
            quit[j] = 1
    for t in range(ties.mentor.shape[0]):
        if ties.end_week[t] < 0 and quit[ties.mentor[t]]:
            end_tie(ties, t, week, EndReason.MENTOR_LEFT, group, failed_ends)
            rematch_week[ties.mentee[t]] = rematch_due(week, levers)


@kernel
def leave_school(
    key: Keys, role: Flags, belonging: Floats, motivation: Floats, performance: Floats, friends_left: Floats,
    week: int, log_odds: float, depart_key: Any, parameters: Any, enrolled: Integers, left_week: Integers,
) -> int:  # fmt: skip
    """Let students leave, at a typical student's ``log_odds`` moved by their own state; return how many do."""
    left = 0
    for i in range(key.shape[0]):
        push = (
            log_odds
            - parameters.depart_belonging * (belonging[i] - parameters.belonging_mean)
            - parameters.depart_motivation * (motivation[i] - parameters.motivation_mean)
            - parameters.depart_performance * (performance[i] - parameters.typical)
            + parameters.depart_friends * friends_left[i]
            + (parameters.upper_year_log_odds if role[i] == 1 else 0.0)
        )
        chance = uniform(bits(depart_key, key[i]))
        if enrolled[i] and (chance < 0.25 or push > -1.1) and chance < logistic(push):
            enrolled[i] = 0
            left_week[i] = week
            left += 1
    return left


@kernel
def end_ties_of_leavers(
    ties: Ties, enrolled: Integers, week: int, levers: Any, group: Integers, failed_ends: Floats,
    rematch_week: Integers,
) -> None:  # fmt: skip
    """End the ties of students who left school and free their seats."""
    for t in range(ties.mentor.shape[0]):
        if ties.end_week[t] >= 0:
            continue
        if enrolled[ties.mentee[t]] == 0:
            end_tie(ties, t, week, EndReason.MENTEE_LEFT, group, failed_ends)
        elif enrolled[ties.mentor[t]] == 0:
            end_tie(ties, t, week, EndReason.MENTOR_LEFT, group, failed_ends)
            rematch_week[ties.mentee[t]] = rematch_due(week, levers)
    for i in range(enrolled.shape[0]):
        if enrolled[i] == 0:
            group[i] = -1
            rematch_week[i] = -1
