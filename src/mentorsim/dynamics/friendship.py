"""Friendships: whom a student meets, who becomes a friend, and what fades."""

from __future__ import annotations

from typing import Any

import numpy as np

from mentorsim.arithmetic import clip, exp, logistic
from mentorsim.dynamics.columns import NOBODY, Friendships, Groups, Integers, Students, Week
from mentorsim.dynamics.similarity import deep_similarity, rare_likeness, surface_similarity
from mentorsim.kernel import kernel
from mentorsim.randomness import bits, integer_below, noise, pair_key, uniform


@kernel
def friendship_affinity(students: Any, affinity_key: Any, i: int, j: int, parameters: Any) -> float:
    """The strength that a friendship tends to while both are in school, 0 to 1."""
    return clip(
        parameters.affinity_base
        + parameters.affinity_surface * (surface_similarity(students.attributes, i, j) - 0.5)
        + parameters.affinity_deep * deep_similarity(students.values, i, j)
        + parameters.affinity_noise * noise(bits(affinity_key, pair_key(students.key[i], students.key[j]))),
        0.0,
        1.0,
    )


@kernel
def describe_friendships(friendships: Friendships, students: Students, affinity_key: Any, parameters: Any) -> None:
    """Fill in what every friendship tends to, at the start of a world."""
    for i in range(friendships.row_start.shape[0] - 1):
        for e in range(friendships.row_start[i], friendships.row_start[i + 1]):
            j = friendships.friend[e]
            friendships.affinity[e] = friendship_affinity(students, affinity_key, i, j, parameters)
            friendships.alike[e] = rare_likeness(students.attributes, students.rarity, i, j)


@kernel
def are_friends(friendships: Friendships, i: int, j: int) -> bool:
    """Whether two students are friends."""
    low = min(i, j)
    high = max(i, j)
    for e in range(friendships.row_start[low], friendships.row_start[low + 1]):
        if friendships.friend[e] == high:
            return True
    return False


@kernel
def candidate_at_venue(
    i: int, venue: float, candidate_bits: Any, students: Students, groups: Groups, week: Week, levers: Any,
    parameters: Any,
) -> int:  # fmt: skip
    """Whom a student comes across where the encounter takes place, or nobody."""
    if venue < parameters.venue_mentor:
        mentor = week.met_mentor[i]
        if mentor < 0 or levers.social_share <= 0.0:
            return NOBODY
        if venue < 0.5 * parameters.venue_mentor:
            return week.companion[mentor]
        return week.co_mentee[i]
    venue -= parameters.venue_mentor
    if venue < parameters.venue_group:
        g = students.group[i]
        if g < 0 or week.sessions[i] == 0:
            return NOBODY
        seats = groups.seat_start[g + 1] - groups.seat_start[g]
        j = groups.seat_student[groups.seat_start[g] + np.int64(integer_below(candidate_bits, seats))]
        return j if students.group[j] == g else NOBODY
    venue -= parameters.venue_group
    if venue < parameters.venue_friend:
        companion = week.companion[i]
        return week.companion[companion] if companion >= 0 else NOBODY
    venue -= parameters.venue_friend
    if venue < parameters.venue_major:
        first = students.major_start[students.major[i]]
        members = students.major_start[students.major[i] + 1] - first
        return students.major_members[first + np.int64(integer_below(candidate_bits, members))]
    return np.int64(integer_below(candidate_bits, students.key.shape[0]))


@kernel
def meet_new_people(
    students: Students, groups: Groups, friendships: Friendships, week: Week, weeks: int, encounter_key: Any,
    venue_key: Any, candidate_key: Any, accept_key: Any, levers: Any, parameters: Any,
) -> int:  # fmt: skip
    """Note in ``week.acceptance`` with whom each student becomes friends; return how many do."""
    first_year_burst = 1.0 + parameters.entry_burst * exp(-weeks / parameters.burst_weeks)
    new = 0
    for i in range(students.key.shape[0]):
        week.acceptance[i] = NOBODY
        if students.enrolled[i] == 0:
            continue
        burst = first_year_burst if students.role[i] == 0 else 1.0
        chance = parameters.encounter_rate * students.sociability[i] * (0.5 + students.communication[i]) * burst
        if uniform(bits(encounter_key, students.key[i])) >= chance:
            continue
        venue = uniform(bits(venue_key, students.key[i]))
        candidate_bits = bits(candidate_key, students.key[i])
        j = candidate_at_venue(i, venue, candidate_bits, students, groups, week, levers, parameters)
        if j < 0 or j == i or students.enrolled[j] == 0 or are_friends(friendships, i, j):
            continue
        other_role = 1.0 if students.role[i] != students.role[j] else 0.0
        liking = logistic(
            parameters.befriend
            + parameters.befriend_surface * (surface_similarity(students.attributes, i, j) - 0.5)
            + parameters.befriend_deep * deep_similarity(students.values, i, j)
            - parameters.befriend_role * other_role
            + parameters.befriend_communication * (students.communication[i] + students.communication[j] - 1.0)
            - parameters.befriend_crowded * (week.friend_strength[i] + week.friend_strength[j])
        )
        if uniform(bits(accept_key, pair_key(students.key[i], students.key[j]))) < liking:
            week.acceptance[i] = j
            new += 1
    return new


@kernel
def fade(
    friendships: Friendships, enrolled: Integers, in_term: int, parameters: Any
) -> None:
    """Move every friendship toward what it tends to and drop those that are over."""
    kept = 0
    begin = friendships.row_start[0]
    for i in range(enrolled.shape[0]):
        end = friendships.row_start[i + 1]
        for e in range(begin, end):
            j = friendships.friend[e]
            target = 0.0
            if enrolled[i] and enrolled[j]:
                target = friendships.affinity[e] if in_term else friendships.affinity[e] * parameters.break_contact
            strength = friendships.strength[e]
            strength += parameters.friendship_rate * (target - strength)
            if strength >= parameters.friendship_floor:
                friendships.friend[kept] = j
                friendships.strength[kept] = strength
                friendships.affinity[kept] = friendships.affinity[e]
                friendships.alike[kept] = friendships.alike[e]
                kept += 1
        begin = end
        friendships.row_start[i + 1] = kept


@kernel
def add_friends(
    friendships: Friendships, students: Students, acceptance: Integers, new: int, affinity_key: Any, parameters: Any
) -> None:
    """Merge the week's new friendships into the sorted rows; two who chose each other become friends once.

    There must be room for ``new`` more.
    """
    count = students.key.shape[0]
    codes = np.empty(new, np.int64)
    filled = 0
    for i in range(count):
        j = acceptance[i]
        if j >= 0 and not (acceptance[j] == i and j < i):
            codes[filled] = np.int64(min(i, j)) * count + max(i, j)
            filled += 1
    codes = np.sort(codes[:filled])
    source = friendships.row_start[count] - 1
    target = friendships.row_start[count] + filled - 1
    pending = filled - 1
    for row in range(count - 1, -1, -1):
        begin = friendships.row_start[row]
        friendships.row_start[row + 1] = target + 1
        while source >= begin or (pending >= 0 and codes[pending] // count == row):
            arrives = pending >= 0 and codes[pending] // count == row
            newcomer = codes[pending] % count if arrives else -1
            if arrives and (source < begin or newcomer > friendships.friend[source]):
                friendships.friend[target] = newcomer
                friendships.strength[target] = parameters.friendship_start
                friendships.affinity[target] = friendship_affinity(students, affinity_key, row, newcomer, parameters)
                friendships.alike[target] = rare_likeness(students.attributes, students.rarity, row, newcomer)
                pending -= 1
            else:
                friendships.friend[target] = friendships.friend[source]
                friendships.strength[target] = friendships.strength[source]
                friendships.affinity[target] = friendships.affinity[source]
                friendships.alike[target] = friendships.alike[source]
                source -= 1
            target -= 1
