"""Friendships: whom a student meets, who becomes a friend, and what fades."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mentorsim.dynamics.columns import (
    FOR_BELONGING,
    FOR_RAPPORT,
    NOBODY,
    Floats,
    Friendships,
    Integers,
    Key,
    Keys,
    Records,
)
from mentorsim.dynamics.peer_influence import FRIENDS_AHEAD
from mentorsim.dynamics.rows import VALUE_1, VALUE_2, VALUE_3, Parameters, ProgramSettings
from mentorsim.dynamics.similarity import deep_similarity, likeness
from mentorsim.numerics.arithmetic import clip, exp, logistic
from mentorsim.numerics.kernel import array_maker, inner_kernel, kernel
from mentorsim.numerics.prefetch import fetch
from mentorsim.numerics.randomness import bits, integer_below, noise, pair_key, uniform

_ONE = np.uint64(1)
PEOPLE_AHEAD = 24
"""How many students ahead the columns of whom they came across are asked for; one in four did, or fewer."""


@inner_kernel
def friendship_affinity(
    key: Keys,
    traits: Floats,
    attributes: Integers,
    matters: Floats,
    affinity_key: Key,
    i: int,
    j: int,
    parameters: Parameters,
) -> float:
    """The strength that a friendship tends to while both are in school, 0 to 1."""
    return clip(
        parameters.affinity_base
        + parameters.affinity_surface * (likeness(attributes, matters[FOR_RAPPORT], i, j, 0.5) - 0.5)
        + parameters.affinity_deep * deep_similarity(traits, i, j)
        + parameters.affinity_noise * noise(bits(affinity_key, pair_key(key[i], key[j]))),
        0.0,
        1.0,
    )


@kernel
def describe_friendships(
    friendships: Friendships,
    key: Keys,
    traits: Floats,
    attributes: Integers,
    matters: Floats,
    affinity_key: Key,
    parameters: Parameters,
) -> None:
    """Fill in what every friendship tends to, at the start of a replication."""
    values = (traits[VALUE_1], traits[VALUE_2], traits[VALUE_3])
    last = np.uint64(max(0, friendships.friend.shape[0] - 1))
    for i in range(key.shape[0]):
        for e in range(np.uint64(friendships.row_start[i]), np.uint64(friendships.row_start[i + 1])):
            soon = np.uint32(friendships.friend[min(np.uint64(e) + FRIENDS_AHEAD, last)])
            fetch((key, *values), soon)
            for a in range(attributes.shape[0]):
                fetch(attributes[a], soon)
            j: Any = np.int64(friendships.friend[e])
            friendships.affinity[e] = friendship_affinity(
                key, traits, attributes, matters, affinity_key, i, j, parameters
            )
            friendships.alike[e] = likeness(attributes, matters[FOR_BELONGING], i, j, 0.0)


@inner_kernel
def are_friends(row_start: Integers, friend: Integers, i: int, j: int) -> bool:
    """Whether two students are friends."""
    low = min(i, j)
    high = max(i, j)
    for e in range(row_start[low], row_start[low + 1]):
        if friend[e] == high:
            return True
    return False


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
def liking(
    i: int,
    j: int,
    role: Integers,
    traits: Floats,
    attributes: Integers,
    matters: Floats,
    performance: Floats,
    communication: Floats,
    friend_strength: Floats,
    parameters: Parameters,
) -> float:
    """Probability that two who came across each other become friends."""
    other_role = 1.0 if role[i] != role[j] else 0.0
    return logistic(
        parameters.befriend
        + parameters.befriend_surface * (likeness(attributes, matters[FOR_RAPPORT], i, j, 0.5) - 0.5)
        + parameters.befriend_deep * deep_similarity(traits, i, j)
        - parameters.befriend_ability * abs(performance[i] - performance[j])
        - parameters.befriend_role * other_role
        + parameters.befriend_communication * (communication[i] + communication[j] - 1.0)
        - parameters.befriend_crowded * (friend_strength[i] + friend_strength[j])
    )


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


@inner_kernel
def befriend(
    key: Keys,
    role: Integers,
    traits: Floats,
    attributes: Integers,
    matters: Floats,
    enrolled: Integers,
    performance: Floats,
    communication: Floats,
    row_start: Integers,
    friend: Integers,
    friend_strength: Floats,
    accept_friend_key: Key,
    parameters: Parameters,
    new_friend: Integers,
) -> int:
    """Of those whom students came across, keep who becomes a friend; return how many do."""
    new = 0
    last = key.shape[0] - 1
    for i in range(key.shape[0]):
        soon = new_friend[min(i + PEOPLE_AHEAD, last)]
        if soon >= 0:
            fetch((key, role, enrolled, performance, communication, friend_strength, row_start), soon)
            fetch((traits[VALUE_1], traits[VALUE_2], traits[VALUE_3]), soon)
        j = new_friend[i]
        new_friend[i] = NOBODY
        if j < 0 or j == i or enrolled[j] == 0 or are_friends(row_start, friend, i, j):
            continue
        chance = liking(
            i, j, role, traits, attributes, matters, performance, communication, friend_strength, parameters
        )
        if uniform(bits(accept_friend_key, pair_key(key[i], key[j]))) < chance:
            new_friend[i] = j
            new += 1
    return new


@inner_kernel
def fade(
    friendships: Friendships, enrolled: Integers, performance: Floats, in_term: int, parameters: Parameters
) -> None:
    """Move every friendship toward what it tends to and drop those that are over."""
    contact = 1.0 if in_term else parameters.break_contact
    kept = np.uint64(0)
    last = np.uint64(max(0, friendships.friend.shape[0] - 1))
    begin = friendships.row_start[0]
    for i in range(enrolled.shape[0]):
        end = friendships.row_start[i + 1]
        for e in range(np.uint64(begin), np.uint64(end)):
            fetch(
                (enrolled, performance),
                np.uint32(friendships.friend[min(np.uint64(e) + FRIENDS_AHEAD, last)]),
            )
            j = np.uint32(friendships.friend[e])
            target = 0.0
            if enrolled[i] and enrolled[j]:
                apart = abs(performance[i] - performance[j])
                target = max(0.0, friendships.affinity[e] - parameters.affinity_ability * apart) * contact
            strength = friendships.strength[e]
            strength += parameters.friendship_rate * (target - strength)
            # Whoever comes next takes the place of a friendship that is over.
            friendships.friend[kept] = j
            friendships.strength[kept] = strength
            friendships.affinity[kept] = friendships.affinity[e]
            friendships.alike[kept] = friendships.alike[e]
            kept += np.uint64(strength >= parameters.friendship_floor)
        begin = end
        friendships.row_start[i + 1] = kept


@inner_kernel
def sort_codes(codes: NDArray[np.int64]) -> None:
    """Sort in place by a heap: a few lines, where compiling NumPy's sort takes two seconds."""
    count = codes.shape[0]
    half = count // 2
    for step in range(count + half):
        root = half - 1 - step
        size = count
        if root < 0:
            size = count - 1 - (step - half)
            codes[0], codes[size] = codes[size], codes[0]
            root = 0
        while True:
            child = 2 * root + 1
            if child >= size:
                break
            if child + 1 < size and codes[child + 1] > codes[child]:
                child += 1
            if codes[root] >= codes[child]:
                break
            codes[root], codes[child] = codes[child], codes[root]
            root = child


@array_maker
def new_pairs(new_friend: Integers, new: int) -> Any:
    """The week's new pairs as sorted codes ``low * students + high``; two who chose each other count once."""
    count = new_friend.shape[0]
    codes = np.empty(new, np.int64)
    filled = 0
    for i in range(count):
        j = new_friend[i]
        if j >= 0 and not (new_friend[j] == i and j < i):
            codes[filled] = np.int64(min(i, j)) * count + max(i, j)
            filled += 1
    codes = codes[:filled]
    sort_codes(codes)
    return codes


@array_maker
def add_friends(
    friendships: Friendships,
    key: Keys,
    traits: Floats,
    attributes: Integers,
    matters: Floats,
    new_friend: Integers,
    new: int,
    affinity_key: Key,
    parameters: Parameters,
) -> None:
    """Merge the week's new friendships into the sorted rows, from the back; there must be room for them."""
    count = key.shape[0]
    codes = new_pairs(new_friend, new)
    # There always is room, unless a user's mechanism has put communication beyond its range.
    codes = codes[: friendships.friend.shape[0] - friendships.row_start[count]]
    end = np.uint64(friendships.row_start[count])
    for pending in range(codes.shape[0] - 1, -1, -1):
        row = codes[pending] // count
        newcomer = codes[pending] - row * count
        begin = np.uint64(friendships.row_start[row])
        place = np.uint64(friendships.row_start[row + 1])
        while place > begin and friendships.friend[place - _ONE] > newcomer:
            place -= _ONE
        move_up(friendships, place, end, np.uint64(pending + 1))
        end = place
        place += np.uint64(pending)
        friendships.friend[place] = newcomer
        friendships.strength[place] = parameters.friendship_start
        friendships.affinity[place] = friendship_affinity(
            key, traits, attributes, matters, affinity_key, row, newcomer, parameters
        )
        friendships.alike[place] = likeness(attributes, matters[FOR_BELONGING], row, newcomer, 0.0)
    before = 0
    for row in range(count):
        while before < codes.shape[0] and codes[before] < np.int64(row + 1) * count:
            before += 1
        friendships.row_start[row + 1] += before


@inner_kernel
def move_up(friendships: Friendships, begin: Any, end: Any, places: Any) -> None:
    """Move the entries from ``begin`` to before ``end`` up by some places, the last one first."""
    for step in range(end - begin):
        source = end - _ONE - np.uint64(step)
        target = source + places
        friendships.friend[target] = friendships.friend[source]
        friendships.strength[target] = friendships.strength[source]
        friendships.affinity[target] = friendships.affinity[source]
        friendships.alike[target] = friendships.alike[source]
