"""Meetings: who carries how much, who shows up, and being expected by somebody."""

from __future__ import annotations

import numpy as np

from mentorsim.dynamics.closeness import closeness_of
from mentorsim.dynamics.columns import Floats, Integers, Key, Keys, Records
from mentorsim.dynamics.rows import Parameters, ProgramSettings
from mentorsim.numerics.arithmetic import clip, logistic, power
from mentorsim.numerics.kernel import inner_kernel
from mentorsim.numerics.prefetch import fetch
from mentorsim.numerics.randomness import pair_bits, uniform

MOST_OCCASIONS = 7
"""Meetings a week at most; sessions are kept as bits of one number."""

TIES_AHEAD = 8
"""How many ties ahead the columns of the two who have one are asked for."""

AS_MENTEE = 1
AS_MENTOR = 2
AS_LOWER = 4
AS_HIGHER = 8

GROUP_CLOSENESS = 0.5
"""What a mentor's coming to a group session counts as closeness."""

MOST_MISSED = 3
"""Missed weeks in a row beyond which missing more makes no difference to showing up."""


@inner_kernel
def is_active(in_term: int, settings: ProgramSettings) -> bool:
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
    lower: Integers,
    performance: Floats,
    settings: ProgramSettings,
    parameters: Parameters,
    load: Floats,
    dilution: Floats,
    tie_role: Integers,
    closeness_sum: Floats,
    closeness_count: Integers,
    standing: Floats,
    held: Floats,
) -> None:
    """Add up each mentor's load in meetings a week, count the groups' members, note who is in the program.

    Also how close each pair is this week, where each member stands in the group, and whether a mentor of
    one's own group is near.
    """
    for g in range(groups.shape[0]):
        size = 0
        results = 0.0
        for seat in range(groups[g].first_seat, groups[g].last_seat):
            i = seats[seat]
            if group[i] == g:
                size += 1
                results += performance[i]
                tie_role[i] |= AS_MENTEE | (AS_LOWER if lower[i] else AS_HIGHER)
        groups[g].members = size
        groups[g].mentored = 0
        for seat in range(groups[g].first_seat, groups[g].last_seat):
            i = seats[seat]
            if group[i] == g:
                standing[i] = performance[i] - results / size
    last = ties.shape[0] - 1
    for t in range(ties.shape[0]):
        soon = ties[min(t + TIES_AHEAD, last)]
        fetch((load, tie_role), soon.mentor)
        fetch((closeness_sum, closeness_count, tie_role, held), soon.mentee)
        tie = ties[t]
        if tie.meetings > 0:
            # What a mentor of one's own group gives outlasts the match.
            held[tie.mentee] = max(held[tie.mentee], tie.alike * tie.rapport)
        if tie.end_week >= 0:
            continue
        rate = settings.meetings_per_week
        if tie.group >= 0:
            share = parameters.group_load_share
            rate = rate * ((1.0 - share) / groups[tie.group].members + share)
            groups[tie.group].mentored = 1
        else:
            tie_role[tie.mentee] |= AS_LOWER if tie.lower else AS_HIGHER
            tie_role[tie.mentor] |= AS_HIGHER if tie.lower else AS_LOWER
        load[tie.mentor] += rate
        tie_role[tie.mentor] |= AS_MENTOR
        tie_role[tie.mentee] |= AS_MENTEE
        tie.closeness = closeness_of(tie.rapport, parameters)
        closeness_sum[tie.mentee] += tie.closeness
        closeness_count[tie.mentee] += 1
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
def showing_up(
    motivation: float, closeness: float, settings: ProgramSettings, parameters: Parameters
) -> float:
    """Log-odds of coming to a planned meeting, from what counts for mentors and mentees alike."""
    log_odds: float = (
        parameters.show_motivation * (motivation - parameters.motivation_mean)
        + parameters.show_closeness * closeness
        + parameters.show_check_ins * settings.check_in_density
    )
    return log_odds


@inner_kernel
def mentee_shows_up(
    motivation: float,
    performance: float,
    closeness: float,
    likeness: float,
    missed: int,
    standing: float,
    progress: float,
    reward: float,
    settings: ProgramSettings,
    parameters: Parameters,
) -> float:
    """Probability that a mentee or member comes to a planned meeting.

    It falls over a term, by the share ``progress`` of it that is over, where no closeness holds it up.
    """
    return logistic(
        parameters.show_mentee
        + showing_up(motivation, closeness, settings, parameters)
        + likeness
        + parameters.show_need * (parameters.typical - performance)
        + parameters.show_standing * standing
        - parameters.show_habit * min(missed, MOST_MISSED)
        - parameters.show_fade * progress * (1.0 - closeness)
        + parameters.show_reward * reward
        + parameters.show_asking * settings.mentee_asking_for_help
    )


@inner_kernel
def mentor_shows_up(
    motivation: float,
    closeness: float,
    likeness: float,
    load: float,
    strain: float,
    reward: float,
    settings: ProgramSettings,
    parameters: Parameters,
) -> float:
    """Probability that a mentor comes to a planned meeting."""
    return logistic(
        parameters.show_mentor
        + showing_up(motivation, closeness, settings, parameters)
        + likeness
        + parameters.show_reward * reward
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
    tie_role: Integers,
    week: int,
    show_up_key: Key,
    settings: ProgramSettings,
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
        reward = meeting_reward(tie_role[j], settings)
        probability = mentor_shows_up(
            motivation[j], GROUP_CLOSENESS, 0.0, load[j], strain[j], reward, settings, parameters
        )
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
    performance: Floats,
    standing: Floats,
    closeness_sum: Floats,
    closeness_count: Integers,
    tie_role: Integers,
    week: int,
    progress: float,
    show_up_key: Key,
    settings: ProgramSettings,
    parameters: Parameters,
    sessions: Integers,
    fellow_hours: Floats,
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
            closeness = 0.0
            if closeness_count[i] > 0:
                closeness = closeness_sum[i] / closeness_count[i]
            reward = meeting_reward(tie_role[i], settings)
            probability = mentee_shows_up(
                motivation[i],
                performance[i],
                closeness,
                0.0,
                0,
                standing[i],
                progress,
                reward,
                settings,
                parameters,
            )
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
            hours = count_bits(sessions[i] & groups[g].fellow_sessions) * settings.hours_per_meeting
            fellow_hours[i] = hours


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
    performance: Floats,
    strain: Floats,
    standing: Floats,
    load: Floats,
    sessions: Integers,
    tie_role: Integers,
    week: int,
    progress: float,
    show_up_key: Key,
    settings: ProgramSettings,
    parameters: Parameters,
    meetings: Integers,
    contact: Floats,
    expected: Floats,
    hours_as_mentor: Floats,
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
        fetch((key, motivation, strain, load, tie_role, hours_as_mentor, last_mentee), soon.mentor)
        fetch((key, motivation, performance, standing, tie_role), soon.mentee)
        fetch((meetings, contact, expected, met_mentor, co_mentee), soon.mentee)
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
        closeness = GROUP_CLOSENESS if in_group else tie.closeness
        likeness = 0.0 if in_group else tie.show_likeness
        partner_key = groups[tie.group].key if in_group else key[i]
        reward = meeting_reward(tie_role[j], settings)
        probability = mentor_shows_up(
            motivation[j], closeness, likeness, load[j], strain[j], reward, settings, parameters
        )
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
            reward = meeting_reward(tie_role[i], settings)
            probability = mentee_shows_up(
                motivation[i],
                performance[i],
                closeness,
                likeness,
                tie.missed,
                standing[i],
                progress,
                reward,
                settings,
                parameters,
            )
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
        contact[i] += hours * tie.closeness * emphasis
        expected[i] += tie.closeness * tie.share
        hours_as_mentor[j] += tie.mentor_hours
        met_mentor[i] = j
        previous = last_mentee[j]
        if previous >= 0:
            co_mentee[i] = previous
            if co_mentee[previous] < 0:
                co_mentee[previous] = i
        last_mentee[j] = i


@inner_kernel
def expect_mentees(
    enrolled: Integers,
    tie_role: Integers,
    expected: Floats,
    fellow_hours: Floats,
    turned_to: Integers,
    settings: ProgramSettings,
    parameters: Parameters,
    accountability: Floats,
) -> None:
    """Let accountability follow whoever follows up, or else fade.

    It is owed to a mentor whom a student met, by how close they are; to a fellow whose reward depends on it;
    and hardly to those who merely sit together.
    """
    keep = parameters.accountability_keep
    following_up = parameters.accountability_meeting * (
        1.0 + parameters.accountability_training * settings.goal_setting
    )
    for i in range(enrolled.shape[0]):
        if enrolled[i] == 0:
            continue
        signal = 0.0
        if tie_role[i] != 0:
            checked = settings.check_in_density if tie_role[i] & AS_MENTEE else 0.0
            signal = following_up * expected[i] + parameters.accountability_check_ins * checked
            signal += parameters.accountability_reward * meeting_reward(tie_role[i], settings)
            if fellow_hours[i] > 0.0:
                signal += parameters.accountability_fellows
            if turned_to[i] >= 0:
                signal += parameters.accountability_stake * settings.stake_fellow
        accountability[i] = keep * accountability[i] + (1.0 - keep) * clip(signal, 0.0, 1.0)


@inner_kernel
def reward_of(tie_role: int, as_mentee: float, as_mentor: float, as_lower: float, as_higher: float) -> float:
    """The reward that a student gets in the roles held; the largest for who holds several."""
    reward = 0.0
    if tie_role & AS_MENTEE:
        reward = max(reward, as_mentee)
    if tie_role & AS_MENTOR:
        reward = max(reward, as_mentor)
    if tie_role & AS_LOWER:
        reward = max(reward, as_lower)
    if tie_role & AS_HIGHER:
        reward = max(reward, as_higher)
    return reward


@inner_kernel
def meeting_reward(tie_role: int, settings: ProgramSettings) -> float:
    """The reward for meetings that a student gets."""
    return reward_of(
        tie_role,
        settings.reward_mentee_meetings,
        settings.reward_mentor_meetings,
        settings.reward_lower_meetings,
        settings.reward_higher_meetings,
    )


@inner_kernel
def progress_reward(tie_role: int, settings: ProgramSettings) -> float:
    """The reward for progress that a student gets."""
    return reward_of(
        tie_role,
        settings.reward_mentee_progress,
        settings.reward_mentor_progress,
        settings.reward_lower_progress,
        settings.reward_higher_progress,
    )
