"""Meetings: who carries how much, who shows up, and being expected by somebody."""

from __future__ import annotations

import numpy as np

from mentorsim.dynamics.columns import Floats, Integers, Key, Keys, Records
from mentorsim.dynamics.rows import Parameters, Settings
from mentorsim.numerics.arithmetic import logistic, power
from mentorsim.numerics.kernel import inner_kernel
from mentorsim.numerics.prefetch import fetch
from mentorsim.numerics.randomness import pair_bits, uniform

MOST_OCCASIONS = 7
"""Meetings a week at most; sessions are kept as bits of one number."""

TIES_AHEAD = 8
"""How many ties ahead the columns of the two who have one are asked for."""

AS_MENTEE = 1
AS_MENTOR = 2


@inner_kernel
def is_active(in_term: int, settings: Settings) -> bool:
    """Whether the program runs in a week: in terms, and in breaks if it meets in them."""
    return in_term != 0 or settings.meet_in_breaks != 0.0


@inner_kernel
def planned_occasions(weeks: int, rate: float) -> int:
    """Meetings planned in the week after ``weeks`` weeks, at ``rate`` a week (0.25: every fourth week)."""
    return min(MOST_OCCASIONS, int(np.floor((weeks + 1) * rate)) - int(np.floor(weeks * rate)))


@inner_kernel
def count_bits(mask: int) -> int:
    """How many of the occasions are set."""
    count = 0
    for occasion in range(MOST_OCCASIONS):
        count += (mask >> occasion) & 1
    return count


@inner_kernel
def carry_loads(
    ties: Records,
    groups: Records,
    seats: Integers,
    group: Integers,
    settings: Settings,
    parameters: Parameters,
    load: Floats,
    dilution: Floats,
    tie_role: Integers,
    rapport_sum: Floats,
    rapport_count: Integers,
) -> None:
    """Add up each mentor's load in meetings a week, count the groups' members, note who is in the program."""
    for g in range(groups.shape[0]):
        size = 0
        for seat in range(groups[g].first_seat, groups[g].last_seat):
            if group[seats[seat]] == g:
                size += 1
                tie_role[seats[seat]] |= AS_MENTEE
        groups[g].members = size
        groups[g].mentored = 0
    last = ties.shape[0] - 1
    for t in range(ties.shape[0]):
        soon = ties[min(t + TIES_AHEAD, last)]
        fetch((load, tie_role), soon.mentor)
        fetch((rapport_sum, rapport_count, tie_role), soon.mentee)
        tie = ties[t]
        if tie.end_week >= 0:
            continue
        rate = settings.meetings_per_week
        if tie.group >= 0:
            share = parameters.group_load_share
            rate = rate * ((1.0 - share) / groups[tie.group].members + share)
            groups[tie.group].mentored = 1
        load[tie.mentor] += rate
        tie_role[tie.mentor] |= AS_MENTOR
        tie_role[tie.mentee] |= AS_MENTEE
        rapport_sum[tie.mentee] += tie.rapport
        rapport_count[tie.mentee] += 1
    for i in range(load.shape[0]):
        dilution[i] = 1.0
        if load[i] > parameters.capacity:
            dilution[i] = power(parameters.capacity / load[i], parameters.gamma)


@inner_kernel
def overload(load: float, bearable: float) -> float:
    """Share of a load that is more than can be borne: 0 up to there, nearing 1 for the heaviest loads."""
    share: float = 1.0 - bearable / load if load > bearable else 0.0
    return share


@inner_kernel
def showing_up(motivation: float, rapport: float, settings: Settings, parameters: Parameters) -> float:
    """Log-odds of coming to a planned meeting, from what counts for mentors and mentees alike."""
    log_odds: float = (
        parameters.show_motivation * (motivation - parameters.motivation_mean)
        + parameters.show_rapport * (rapport - 0.5)
        + parameters.show_check_ins * settings.check_in_density
    )
    return log_odds


@inner_kernel
def mentee_shows_up(motivation: float, rapport: float, settings: Settings, parameters: Parameters) -> float:
    """Probability that a mentee comes to a planned meeting."""
    return logistic(
        parameters.show_mentee
        + showing_up(motivation, rapport, settings, parameters)
        + parameters.show_reward * settings.reward_mentee_meetings
        + parameters.show_asking * settings.mentee_asking_for_help
    )


@inner_kernel
def mentor_shows_up(
    motivation: float, rapport: float, load: float, strain: float, settings: Settings, parameters: Parameters
) -> float:
    """Probability that a mentor comes to a planned meeting."""
    return logistic(
        parameters.show_mentor
        + showing_up(motivation, rapport, settings, parameters)
        + parameters.show_reward * settings.reward_mentor_meetings
        - parameters.show_load * overload(load, parameters.capacity)
        - parameters.show_strain * strain
    )


@inner_kernel
def attendees(show_up_key: Key, probability: float, own_key: Key, partner_key: Key, occasions: int) -> int:
    """The occasions, one bit each, at which one student comes."""
    mask = 0
    for occasion in range(occasions):
        if uniform(pair_bits(show_up_key, own_key, partner_key, occasion)) < probability:
            mask |= 1 << occasion
    return mask


@inner_kernel
def bring_group_mentors(
    ties: Records,
    groups: Records,
    key: Keys,
    motivation: Floats,
    strain: Floats,
    load: Floats,
    week: int,
    show_up_key: Key,
    settings: Settings,
    parameters: Parameters,
) -> None:
    """Note at which sessions of this week each group has a mentor."""
    for g in range(groups.shape[0]):
        groups[g].mentor_sessions = 0
    for t in range(ties.shape[0]):
        tie = ties[t]
        if tie.group < 0 or tie.end_week >= 0:
            continue
        j = tie.mentor
        occasions = planned_occasions(week - groups[tie.group].start, settings.meetings_per_week)
        probability = mentor_shows_up(motivation[j], 0.5, load[j], strain[j], settings, parameters)
        groups[tie.group].mentor_sessions |= attendees(
            show_up_key, probability, key[j], groups[tie.group].key, occasions
        )


@inner_kernel
def hold_sessions(
    groups: Records,
    seats: Integers,
    key: Keys,
    group: Integers,
    motivation: Floats,
    rapport_sum: Floats,
    rapport_count: Integers,
    week: int,
    show_up_key: Key,
    settings: Settings,
    parameters: Parameters,
    sessions: Integers,
    fellow_hours: Floats,
    contact: Floats,
    met: Integers,
) -> None:
    """Group sessions: members come or not; a session needs a mentor, or two members where there is none."""
    for g in range(groups.shape[0]):
        first = groups[g].first_seat
        last = groups[g].last_seat
        occasions = planned_occasions(week - groups[g].start, settings.meetings_per_week)
        once = 0
        twice = 0
        for seat in range(first, last):
            i = seats[seat]
            if group[i] != g:
                continue
            rapport = 0.5
            if rapport_count[i] > 0:
                rapport = rapport_sum[i] / rapport_count[i]
            probability = mentee_shows_up(motivation[i], rapport, settings, parameters)
            came = attendees(show_up_key, probability, key[i], groups[g].key, occasions)
            sessions[i] = came
            twice |= once & came
            once |= came
        held = groups[g].mentor_sessions if groups[g].mentored else twice
        groups[g].fellow_sessions = twice & held
        for seat in range(first, last):
            i = seats[seat]
            if group[i] != g:
                continue
            sessions[i] &= held
            if sessions[i] != 0:
                met[i] = 1
            hours = count_bits(sessions[i] & groups[g].fellow_sessions) * settings.hours_per_meeting
            fellow_hours[i] = hours
            contact[i] += parameters.fellow_contact * hours


@inner_kernel
def hours_of_mentor(
    together: int,
    first_seat: int,
    last_seat: int,
    seats: Integers,
    group: Integers,
    sessions: Integers,
    g: int,
) -> float:
    """The sessions that a mentor and a member attended together, each shared among the members who came.

    Summed over the members, a session counts once for the mentor, however many came.
    """
    total = 0.0
    for occasion in range(MOST_OCCASIONS):
        if (together >> occasion) & 1:
            came = 0
            for seat in range(first_seat, last_seat):
                i = seats[seat]
                if group[i] == g:
                    came += (sessions[i] >> occasion) & 1
            total += 1.0 / came
    return total


@inner_kernel
def count_mentor_hours(hours_as_mentor: Floats, mentor_hours: Floats, mentoring_hours: Floats) -> None:
    """Keep this week's hours as a mentor, and add them to those of the whole run."""
    for i in range(hours_as_mentor.shape[0]):
        mentor_hours[i] = hours_as_mentor[i]
        mentoring_hours[i] += hours_as_mentor[i]


@inner_kernel
def hold_meetings(
    ties: Records,
    groups: Records,
    seats: Integers,
    group: Integers,
    key: Keys,
    motivation: Floats,
    strain: Floats,
    load: Floats,
    sessions: Integers,
    week: int,
    show_up_key: Key,
    settings: Settings,
    parameters: Parameters,
    meetings: Integers,
    contact: Floats,
    contact_alike: Floats,
    hours_as_mentor: Floats,
    met: Integers,
    met_mentor: Integers,
    co_mentee: Integers,
    last_mentee: Integers,
    reminded: Integers,
) -> None:
    """Let every active tie meet or miss, or be reminded where contact goes one way."""
    emphasis = parameters.contact_any + (1.0 - parameters.contact_any) * settings.social_share
    last = ties.shape[0] - 1
    for t in range(ties.shape[0]):
        soon = ties[min(t + TIES_AHEAD, last)]
        fetch((key, motivation, strain, load, hours_as_mentor, met, last_mentee), soon.mentor)
        fetch((key, motivation, meetings, contact, contact_alike, met, met_mentor, co_mentee), soon.mentee)
        tie = ties[t]
        tie.occasions = 0
        tie.met = 0
        tie.hours = 0.0
        tie.mentor_hours = 0.0
        if tie.end_week >= 0:
            continue
        i = tie.mentee
        j = tie.mentor
        in_group = tie.group >= 0
        start = groups[tie.group].start if in_group else tie.start
        occasions = planned_occasions(week - start, settings.meetings_per_week)
        if occasions == 0:
            continue
        rapport = 0.5 if in_group else tie.rapport
        partner_key = groups[tie.group].key if in_group else key[i]
        probability = mentor_shows_up(motivation[j], rapport, load[j], strain[j], settings, parameters)
        came = attendees(show_up_key, probability, key[j], partner_key, occasions)
        if settings.one_way != 0.0:
            if came != 0:
                reminded[i] = 1
            continue
        if in_group:
            came &= sessions[i]
        elif tie.can_meet == 0:
            came = 0
        else:
            probability = mentee_shows_up(motivation[i], tie.rapport, settings, parameters)
            came &= attendees(show_up_key, probability, key[i], key[j], occasions)
        tie.occasions = occasions
        count = count_bits(came)
        if count == 0:
            tie.missed += 1
            continue
        hours = count * settings.hours_per_meeting * tie.share
        tie.met = count
        tie.hours = hours
        attended = float(count)
        if in_group:
            own = groups[tie.group]
            attended = hours_of_mentor(came, own.first_seat, own.last_seat, seats, group, sessions, tie.group)
        tie.mentor_hours = attended * settings.hours_per_meeting
        tie.meetings += count
        tie.missed = 0
        meetings[i] += count
        warmth = hours * tie.rapport * emphasis
        contact[i] += warmth
        contact_alike[i] += warmth * tie.alike
        hours_as_mentor[j] += tie.mentor_hours
        met[i] = 1
        met[j] = 1
        met_mentor[i] = j
        previous = last_mentee[j]
        if previous >= 0:
            co_mentee[i] = previous
            if co_mentee[previous] < 0:
                co_mentee[previous] = i
        last_mentee[j] = i


@inner_kernel
def expect_one_another(
    enrolled: Integers,
    tie_role: Integers,
    met: Integers,
    settings: Settings,
    parameters: Parameters,
    accountability: Floats,
) -> None:
    """Let accountability follow meetings, check-ins and rewards, on both sides of a tie, or else fade."""
    keep = parameters.accountability_keep
    for i in range(enrolled.shape[0]):
        if enrolled[i] == 0:
            continue
        signal = 0.0
        if tie_role[i] != 0:
            reward = reward_of(tie_role[i], settings.reward_mentee_meetings, settings.reward_mentor_meetings)
            signal = min(
                1.0,
                parameters.accountability_meeting * met[i]
                + parameters.accountability_check_ins * settings.check_in_density
                + parameters.accountability_reward * reward,
            )
        accountability[i] = keep * accountability[i] + (1.0 - keep) * signal


@inner_kernel
def reward_of(tie_role: int, as_mentee: float, as_mentor: float) -> float:
    """The reward that a student gets in the roles held; the larger for who is both."""
    reward = 0.0
    if tie_role & AS_MENTEE:
        reward = max(reward, as_mentee)
    if tie_role & AS_MENTOR:
        reward = max(reward, as_mentor)
    return reward
