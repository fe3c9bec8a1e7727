"""Meetings: which ties meet, which miss, and what a meeting adds up to."""

from __future__ import annotations

from mentorsim.dynamics.columns import Floats, Integers, Key, Keys, Records, Ties
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
    ties: Ties,
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
    last = ties.mentor.shape[0] - 1
    for t in range(ties.mentor.shape[0]):
        soon = min(t + TIES_AHEAD, last)
        fetch((key, motivation, strain, load, tie_role, hours_as_mentor, last_mentee), ties.mentor[soon])
        fetch((key, motivation, performance, standing, tie_role), ties.mentee[soon])
        fetch((meetings, contact, expected, met_mentor, co_mentee), ties.mentee[soon])
        ties.occasions[t] = 0
        ties.met[t] = 0
        ties.hours[t] = 0.0
        ties.mentor_hours[t] = 0.0
        if ties.end_week[t] >= 0:
            continue
        i = ties.mentee[t]
        j = ties.mentor[t]
        g = ties.group[t]
        in_group = g >= 0
        start = groups[g].start if in_group else ties.start[t]
        occasions = planned_occasions(week - start, settings.meetings_per_week)
        if occasions == 0:
            continue
        closeness = GROUP_CLOSENESS if in_group else ties.closeness[t]
        likeness = 0.0 if in_group else ties.show_likeness[t]
        partner_key = groups[g].key if in_group else key[i]
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
        elif ties.can_meet[t] == 0:
            came = 0
        else:
            reward = meeting_reward(tie_role[i], settings)
            probability = mentee_shows_up(
                motivation[i],
                performance[i],
                closeness,
                likeness,
                ties.missed[t],
                standing[i],
                progress,
                reward,
                settings,
                parameters,
            )
            came &= attendees(show_up_key, probability, key[i], key[j], occasions)
        ties.occasions[t] = occasions
        count = count_bits(came)
        if count == 0:
            ties.missed[t] += 1
            continue
        hours = count * settings.hours_per_meeting * ties.share[t]
        ties.met[t] = count
        ties.hours[t] = hours
        attended = float(count)
        if in_group:
            own = groups[g]
            attended = hours_of_mentor(came, own.first_seat, own.last_seat, seats, group, sessions, g)
        ties.mentor_hours[t] = attended * settings.hours_per_meeting
        ties.meetings[t] += count
        ties.missed[t] = 0
        meetings[i] += count
        contact[i] += hours * ties.closeness[t] * emphasis
        expected[i] += ties.closeness[t] * ties.share[t]
        hours_as_mentor[j] += ties.mentor_hours[t]
        met_mentor[i] = j
        previous = last_mentee[j]
        if previous >= 0:
            co_mentee[i] = previous
            if co_mentee[previous] < 0:
                co_mentee[previous] = i
        last_mentee[j] = i
