"""Meetings: which ties meet, which miss, and what a meeting adds up to."""

from __future__ import annotations

from mentorsim.dynamics.columns import Floats, Integers, Key, Keys, Records
from mentorsim.dynamics.group_sessions import GROUP_CLOSENESS, hours_of_mentor
from mentorsim.dynamics.loads import TIES_AHEAD
from mentorsim.dynamics.occasions import attendees, count_bits, planned_occasions
from mentorsim.dynamics.rewards import meeting_reward
from mentorsim.dynamics.rows import Parameters, ProgramSettings
from mentorsim.dynamics.showing_up import mentee_shows_up, mentor_shows_up
from mentorsim.numerics.kernel import inner_kernel
from mentorsim.numerics.prefetch import fetch


@inner_kernel
def is_active(in_term: int, settings: ProgramSettings) -> bool:
    """Whether the program runs in a week: in terms, and in breaks if it meets in them."""
    return in_term != 0 or settings.meet_in_breaks != 0.0


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
