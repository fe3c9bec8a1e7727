"""Meetings: who carries how much, who shows up, and being expected by somebody."""

from __future__ import annotations

from math import floor
from typing import Any

from mentorsim.arithmetic import logistic, power
from mentorsim.dynamics.columns import Floats, Groups, Integers, Keys, Ties
from mentorsim.kernel import kernel
from mentorsim.randomness import pair_bits, uniform

MOST_OCCASIONS = 7
"""Meetings a week at most; sessions are kept as bits of one number."""

AS_MENTEE = 1
AS_MENTOR = 2


@kernel
def planned_occasions(weeks: int, rate: float) -> int:
    """Meetings planned in the week that comes after ``weeks`` weeks, at ``rate`` a week (0.25: every fourth week)."""
    return min(MOST_OCCASIONS, int(floor((weeks + 1) * rate)) - int(floor(weeks * rate)))


@kernel
def count_bits(mask: int) -> int:
    """How many of the occasions are set."""
    count = 0
    for occasion in range(MOST_OCCASIONS):
        count += (mask >> occasion) & 1
    return count


@kernel
def carry_loads(
    ties: Ties, groups: Groups, group: Integers, levers: Any, parameters: Any,
    load: Floats, dilution: Floats, tie_role: Integers, rapport_sum: Floats, rapport_count: Integers,
) -> None:  # fmt: skip
    """Add up each mentor's load in meetings a week, count the groups' members, and note who is in the program."""
    for g in range(groups.key.shape[0]):
        size = 0
        for seat in range(groups.seat_start[g], groups.seat_start[g + 1]):
            if group[groups.seat_student[seat]] == g:
                size += 1
                tie_role[groups.seat_student[seat]] |= AS_MENTEE
        groups.size[g] = size
        groups.mentored[g] = 0
    for t in range(ties.mentor.shape[0]):
        if ties.end_week[t] >= 0:
            continue
        rate = levers.meetings_per_week
        g = ties.group[t]
        if g >= 0:
            share = parameters.group_load_share
            rate = rate * ((1.0 - share) / groups.size[g] + share)
            groups.mentored[g] = 1
        load[ties.mentor[t]] += rate
        tie_role[ties.mentor[t]] |= AS_MENTOR
        tie_role[ties.mentee[t]] |= AS_MENTEE
        rapport_sum[ties.mentee[t]] += ties.rapport[t]
        rapport_count[ties.mentee[t]] += 1
    for i in range(load.shape[0]):
        if load[i] > parameters.capacity:
            dilution[i] = power(parameters.capacity / load[i], parameters.gamma)
        else:
            dilution[i] = 1.0


@kernel
def showing_up(motivation: float, rapport: float, levers: Any, parameters: Any) -> float:
    """Log-odds of coming to a planned meeting, from what counts for mentors and mentees alike."""
    return (
        parameters.show_motivation * (motivation - parameters.motivation_mean)
        + parameters.show_rapport * (rapport - 0.5)
        + parameters.show_check_ins * levers.check_in_density
    )


@kernel
def mentee_shows_up(motivation: float, rapport: float, levers: Any, parameters: Any) -> float:
    """Probability that a mentee comes to a planned meeting."""
    return logistic(
        parameters.show_mentee
        + showing_up(motivation, rapport, levers, parameters)
        + parameters.show_reward * levers.reward_mentee_meetings
        + parameters.show_asking * levers.mentee_asking_for_help
    )


@kernel
def mentor_shows_up(
    motivation: float, rapport: float, load: float, strain: float, levers: Any, parameters: Any
) -> float:
    """Probability that a mentor comes to a planned meeting."""
    return logistic(
        parameters.show_mentor
        + showing_up(motivation, rapport, levers, parameters)
        + parameters.show_reward * levers.reward_mentor_meetings
        - parameters.show_load * max(0.0, load / parameters.capacity - 1.0)
        - parameters.show_strain * strain
    )


@kernel
def attendees(
    show_up_key: Any, probability: float, own_key: Any, partner_key: Any, occasions: int
) -> int:
    """The occasions, one bit each, at which one student comes."""
    mask = 0
    for occasion in range(occasions):
        if uniform(pair_bits(show_up_key, own_key, partner_key, occasion)) < probability:
            mask |= 1 << occasion
    return mask


@kernel
def hold_sessions(
    ties: Ties, groups: Groups, key: Keys, group: Integers, motivation: Floats, strain: Floats, load: Floats,
    rapport_sum: Floats, rapport_count: Integers, week: int, show_up_key: Any, levers: Any, parameters: Any,
    sessions: Integers, fellow_hours: Floats, contact: Floats, met: Integers,
) -> None:  # fmt: skip
    """Group sessions: members and mentors come or not; a session needs a mentor, or two members where there is none."""
    for g in range(groups.key.shape[0]):
        groups.mentor_sessions[g] = 0
        groups.fellow_sessions[g] = 0
    for t in range(ties.mentor.shape[0]):
        g = ties.group[t]
        if g < 0 or ties.end_week[t] >= 0:
            continue
        j = ties.mentor[t]
        occasions = planned_occasions(week - groups.start[g], levers.meetings_per_week)
        probability = mentor_shows_up(motivation[j], 0.5, load[j], strain[j], levers, parameters)
        groups.mentor_sessions[g] |= attendees(show_up_key, probability, key[j], groups.key[g], occasions)
    for g in range(groups.key.shape[0]):
        occasions = planned_occasions(week - groups.start[g], levers.meetings_per_week)
        once = 0
        twice = 0
        for seat in range(groups.seat_start[g], groups.seat_start[g + 1]):
            i = groups.seat_student[seat]
            if group[i] != g:
                continue
            rapport = 0.5
            if rapport_count[i] > 0:
                rapport = rapport_sum[i] / rapport_count[i]
            probability = mentee_shows_up(motivation[i], rapport, levers, parameters)
            sessions[i] = attendees(show_up_key, probability, key[i], groups.key[g], occasions)
            twice |= once & sessions[i]
            once |= sessions[i]
        held = groups.mentor_sessions[g] if groups.mentored[g] else twice
        groups.fellow_sessions[g] = twice & held
        for seat in range(groups.seat_start[g], groups.seat_start[g + 1]):
            i = groups.seat_student[seat]
            if group[i] != g:
                continue
            sessions[i] &= held
            if sessions[i] != 0:
                met[i] = 1
            hours = count_bits(sessions[i] & groups.fellow_sessions[g]) * levers.hours_per_meeting
            fellow_hours[i] = hours
            contact[i] += parameters.fellow_contact * hours


@kernel
def hold_meetings(
    ties: Ties, groups: Groups, key: Keys, motivation: Floats, strain: Floats, load: Floats, sessions: Integers,
    week: int, show_up_key: Any, levers: Any, parameters: Any, meetings: Integers, contact: Floats,
    contact_alike: Floats, hours_as_mentor: Floats, met: Integers, met_mentor: Integers, co_mentee: Integers,
    last_mentee: Integers, reminded: Integers,
) -> None:  # fmt: skip
    """Let every active tie meet or miss, or be reminded where contact goes one way."""
    emphasis = parameters.contact_any + (1.0 - parameters.contact_any) * levers.social_share
    for t in range(ties.mentor.shape[0]):
        ties.occasions[t] = 0
        ties.met[t] = 0
        ties.hours[t] = 0.0
        if ties.end_week[t] >= 0:
            continue
        i = ties.mentee[t]
        j = ties.mentor[t]
        g = ties.group[t]
        start = groups.start[g] if g >= 0 else ties.start[t]
        occasions = planned_occasions(week - start, levers.meetings_per_week)
        if occasions == 0:
            continue
        own_rapport = ties.rapport[t] if g < 0 else 0.5
        partner_key = key[i] if g < 0 else groups.key[g]
        probability = mentor_shows_up(motivation[j], own_rapport, load[j], strain[j], levers, parameters)
        came = attendees(show_up_key, probability, key[j], partner_key, occasions)
        if levers.one_way != 0.0:
            if came != 0:
                reminded[i] = 1
            continue
        if g >= 0:
            together = came & sessions[i]
        elif ties.can_meet[t] == 0:
            together = 0
        else:
            probability = mentee_shows_up(motivation[i], ties.rapport[t], levers, parameters)
            together = came & attendees(show_up_key, probability, key[i], key[j], occasions)
        ties.occasions[t] = occasions
        count = count_bits(together)
        if count == 0:
            ties.missed[t] += 1
            continue
        hours = count * levers.hours_per_meeting * ties.share[t]
        ties.met[t] = count
        ties.hours[t] = hours
        ties.meetings[t] += count
        ties.missed[t] = 0
        meetings[i] += count
        warmth = hours * ties.rapport[t] * emphasis
        contact[i] += warmth
        contact_alike[i] += warmth * ties.alike[t]
        hours_as_mentor[j] += hours
        met[i] = 1
        met[j] = 1
        met_mentor[i] = j
        previous = last_mentee[j]
        if previous >= 0:
            co_mentee[i] = previous
            if co_mentee[previous] < 0:
                co_mentee[previous] = i
        last_mentee[j] = i


@kernel
def expect_one_another(
    enrolled: Integers, tie_role: Integers, met: Integers, levers: Any, parameters: Any, accountability: Floats
) -> None:
    """Accountability follows meetings, check-ins and rewards, on both sides of a tie, and fades without them."""
    keep = parameters.accountability_keep
    for i in range(enrolled.shape[0]):
        if enrolled[i] == 0:
            continue
        signal = 0.0
        if tie_role[i] != 0:
            reward = reward_of(tie_role[i], levers.reward_mentee_meetings, levers.reward_mentor_meetings)
            signal = min(
                1.0,
                parameters.accountability_meeting * met[i]
                + parameters.accountability_check_ins * levers.check_in_density
                + parameters.accountability_reward * reward,
            )
        accountability[i] = keep * accountability[i] + (1.0 - keep) * signal


@kernel
def reward_of(tie_role: int, as_mentee: float, as_mentor: float) -> float:
    """The reward that a student gets in the roles held; the larger for who is both."""
    reward = 0.0
    if tie_role & AS_MENTEE:
        reward = max(reward, as_mentee)
    if tie_role & AS_MENTOR:
        reward = max(reward, as_mentor)
    return reward
