"""Group sessions: who comes, whether one is held, and what it is for a mentor."""

from __future__ import annotations

from mentorsim.dynamics.columns import Floats, Integers, Key, Keys, Records, Ties
from mentorsim.dynamics.occasions import MOST_OCCASIONS, attendees, count_bits, planned_occasions
from mentorsim.dynamics.rewards import meeting_reward
from mentorsim.dynamics.rows import Parameters, ProgramSettings
from mentorsim.dynamics.showing_up import mentee_shows_up, mentor_shows_up
from mentorsim.numerics.kernel import inner_kernel

GROUP_CLOSENESS = 0.5
"""What a mentor's coming to a group session counts as closeness."""


@inner_kernel
def bring_group_mentors(
    ties: Ties,
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
    for t in range(ties.mentor.shape[0]):
        g = ties.group[t]
        if g < 0 or ties.end_week[t] >= 0:
            continue
        j = ties.mentor[t]
        occasions = planned_occasions(week - groups[g].start, settings.meetings_per_week)
        reward = meeting_reward(tie_role[j], settings)
        probability = mentor_shows_up(
            motivation[j], GROUP_CLOSENESS, 0.0, load[j], strain[j], reward, settings, parameters
        )
        groups[g].mentor_sessions |= attendees(show_up_key, probability, key[j], groups[g].key, occasions)


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
