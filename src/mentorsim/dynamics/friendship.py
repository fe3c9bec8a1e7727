"""Friendships: which encounters become one, and what fades."""

from __future__ import annotations

import numpy as np

from mentorsim.dynamics.columns import FOR_RAPPORT, NOBODY, Floats, Friendships, Integers, Key, Keys
from mentorsim.dynamics.friendship_rows import are_friends
from mentorsim.dynamics.peer_influence import FRIENDS_AHEAD
from mentorsim.dynamics.rows import VALUE_1, VALUE_2, VALUE_3, Parameters
from mentorsim.dynamics.similarity import deep_similarity, likeness
from mentorsim.numerics.arithmetic import logistic
from mentorsim.numerics.kernel import inner_kernel
from mentorsim.numerics.prefetch import fetch
from mentorsim.numerics.randomness import bits, pair_key, uniform

PEOPLE_AHEAD = 24
"""How many students ahead the columns of whom they came across are asked for; one in four did, or fewer."""
ROWS_AHEAD = 12
"""How many students ahead the row is asked for in which the two stand if they are friends; where it begins
has arrived by then."""


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
            for a in range(attributes.shape[0]):
                fetch(attributes[a], soon)
        sooner = min(i + ROWS_AHEAD, last)
        if new_friend[sooner] >= 0:
            fetch(friend, row_start[min(sooner, new_friend[sooner])])
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
