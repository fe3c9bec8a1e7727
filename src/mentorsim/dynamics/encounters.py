"""Encounters: whom a student comes across in a week, and where."""

from __future__ import annotations

from typing import Any

import numpy as np

from mentorsim.dynamics.columns import NOBODY, Floats, Integers, Key, Keys, Records
from mentorsim.dynamics.rows import Parameters, ProgramSettings
from mentorsim.numerics.arithmetic import exp
from mentorsim.numerics.kernel import inner_kernel
from mentorsim.numerics.randomness import bits, integer_below, uniform


@inner_kernel
def person_at_venue(
    i: int,
    venue: float,
    candidate_bits: Any,
    major: Integers,
    major_start: Integers,
    major_members: Integers,
    section: Integers,
    section_start: Integers,
    section_members: Integers,
    group: Integers,
    sessions: Integers,
    groups: Records,
    seats: Integers,
    companion: Integers,
    met_mentor: Integers,
    co_mentee: Integers,
    settings: ProgramSettings,
    parameters: Parameters,
) -> int:
    """Whom a student comes across where the encounter takes place, or nobody."""
    if section[i] > 0 and parameters.venue_section > 0.0:
        if venue < parameters.venue_section:
            first = section_start[section[i]]
            members = section_start[section[i] + 1] - first
            return int(section_members[first + np.int64(integer_below(candidate_bits, members))])
        # What is left of the encounters is divided as it is without sections.
        venue = (venue - parameters.venue_section) / (1.0 - parameters.venue_section)
    if venue < parameters.venue_mentor:
        mentor = met_mentor[i]
        if mentor < 0 or settings.social_share <= 0.0:
            return NOBODY
        return int(companion[mentor] if venue < 0.5 * parameters.venue_mentor else co_mentee[i])
    venue -= parameters.venue_mentor
    if venue < parameters.venue_group:
        if group[i] < 0 or sessions[i] == 0:
            return NOBODY
        own = groups[group[i]]
        chosen = own.first_seat + np.int64(integer_below(candidate_bits, own.last_seat - own.first_seat))
        return int(seats[chosen]) if group[seats[chosen]] == group[i] else NOBODY
    venue -= parameters.venue_group
    if venue < parameters.venue_friend:
        return int(companion[companion[i]]) if companion[i] >= 0 else NOBODY
    venue -= parameters.venue_friend
    if venue < parameters.venue_major:
        first = major_start[major[i]]
        members = major_start[major[i] + 1] - first
        return int(major_members[first + np.int64(integer_below(candidate_bits, members))])
    return int(np.int64(integer_below(candidate_bits, major.shape[0])))


@inner_kernel
def encounters_at_entry(week: int, parameters: Parameters) -> float:
    """How many times as often as others first-years come across somebody new after ``week`` weeks."""
    times: float = 1.0 + parameters.entry_burst * exp(-week / parameters.burst_weeks)
    return times


@inner_kernel
def chance_of_encounter(
    role: int, sociability: float, communication: float, at_entry: float, parameters: Parameters
) -> float:
    """Probability of coming across somebody new in a week."""
    burst = at_entry if role == 0 else 1.0
    chance: float = parameters.encounter_rate * sociability * (0.5 + communication) * burst
    return chance


@inner_kernel
def come_across(
    key: Keys,
    role: Integers,
    major: Integers,
    sociability: Floats,
    major_start: Integers,
    major_members: Integers,
    section: Integers,
    section_start: Integers,
    section_members: Integers,
    enrolled: Integers,
    communication: Floats,
    group: Integers,
    groups: Records,
    seats: Integers,
    sessions: Integers,
    companion: Integers,
    met_mentor: Integers,
    co_mentee: Integers,
    week: int,
    encounter_key: Key,
    venue_key: Key,
    candidate_key: Key,
    settings: ProgramSettings,
    parameters: Parameters,
    new_friend: Integers,
) -> None:
    """Note whom each student comes across this week: who may become a friend."""
    burst = encounters_at_entry(week, parameters)
    for i in range(key.shape[0]):
        new_friend[i] = NOBODY
        if enrolled[i] == 0:
            continue
        chance = chance_of_encounter(role[i], sociability[i], communication[i], burst, parameters)
        if uniform(bits(encounter_key, key[i])) >= chance:
            continue
        venue = uniform(bits(venue_key, key[i]))
        new_friend[i] = person_at_venue(
            i,
            venue,
            bits(candidate_key, key[i]),
            major,
            major_start,
            major_members,
            section,
            section_start,
            section_members,
            group,
            sessions,
            groups,
            seats,
            companion,
            met_mentor,
            co_mentee,
            settings,
            parameters,
        )
