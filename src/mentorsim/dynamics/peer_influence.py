"""Peer influence: what friends add up to in a week."""

from __future__ import annotations

from typing import Any

import numpy as np

from mentorsim.dynamics.columns import NOBODY, Floats, Friendships, Integers, Key, Keys, Records
from mentorsim.numerics.arithmetic import exp
from mentorsim.numerics.kernel import inner_kernel
from mentorsim.numerics.prefetch import fetch
from mentorsim.numerics.randomness import bits, mix, sum_of_keys, uniform

FRIENDS_AHEAD = np.uint64(24)
"""How many friendships ahead a friend's record is asked for."""


FRIENDSHIPS_AT_ONCE = 512
"""How many friendships are looked at before any is added up."""
ONE = np.uint64(1)


@inner_kernel
def zone(distance: float, delta: float) -> float:
    """The zone of proximal development: what help from somebody ``distance`` SD ahead teaches, at most 1."""
    steps = max(0.0, distance) / delta
    return steps * exp(1.0 - steps)


@inner_kernel
def gather(
    key: Keys,
    enrolled: Integers,
    skill: Floats,
    motivation: Floats,
    peers: Records,
) -> None:
    """Copy what friends see of a student into one record, and clear the sums beside it."""
    for i in range(key.shape[0]):
        peer = peers[i]
        peer.key = key[i]
        peer.enrolled = enrolled[i]
        peer.skill = skill[i]
        peer.motivation = motivation[i]
        peer.friend_strength = 0.0
        peer.friend_motivation = 0.0
        peer.together = 0.0
        peer.companion_weight = 0.0
        peer.companion = NOBODY


@inner_kernel
def sum_peer_influence(
    friendships: Friendships,
    companion_key: Key,
    delta: float,
    peers: Records,
    friend_strength: Floats,
    friend_motivation: Floats,
    companion: Integers,
    friend_alike: Floats,
    friends_left: Floats,
) -> None:
    """Add up every student's friends, in ascending row order, and find the companion of the week.

    What is random in memory and what is arithmetic have loops of their own, some friendships at a time, so
    that the arithmetic vectorizes. Three columns, which `part` fills later, hold what lies between.
    """
    most = np.uint64(min(FRIENDSHIPS_AT_ONCE, companion.shape[0]))
    count = np.uint64(friendships.row_start[peers.shape[0]])
    row = np.uint64(0)
    begin = np.uint64(0)
    while begin < count:
        end = min(begin + most, count)
        row = look_at_friends(
            friendships, begin, end, row, peers, friend_strength, friend_motivation, companion
        )
        weigh(friendships.strength, begin, end, companion_key, delta, friend_strength, friend_motivation)
        add_up(
            friendships,
            begin,
            end,
            peers,
            friend_strength,
            friend_motivation,
            companion,
            friend_alike,
            friends_left,
        )
        begin = end


@inner_kernel
def look_at_friends(
    friendships: Friendships,
    begin: Any,
    end: Any,
    row: Any,
    peers: Records,
    apart: Floats,
    pair: Floats,
    first_of_two: Integers,
) -> Any:
    """Note how far friends are apart in skill, the keys of the two together, as bits, and whose row it is.

    A friend's record is one line of memory, where columns would be a dozen. Places have no sign, because
    compiled code would look at each that has one whether it counts from the end.
    """
    last = np.uint64(friendships.friend.shape[0] - 1)
    place = np.uint64(0)
    e = begin
    while e < end:
        while np.uint64(friendships.row_start[row + ONE]) <= e:
            row += ONE
        own = peers[row]
        stop = min(np.uint64(friendships.row_start[row + ONE]), end)
        while e < stop:
            fetch(peers, np.uint32(friendships.friend[min(e + FRIENDS_AHEAD, last)]))
            other = peers[np.uint32(friendships.friend[e])]
            apart[place] = other.skill - own.skill
            pair[place] = np.uint64(sum_of_keys(own.key, other.key)).view(np.float64)
            first_of_two[place] = row
            place += ONE
            e += ONE
    return row


@inner_kernel
def weigh(
    strength: Floats, begin: Any, end: Any, companion_key: Key, delta: float, apart: Floats, pair: Floats
) -> None:
    """Turn distances in skill into the help that passes, and keys into weights as a companion."""
    for place in range(end - begin):
        held = strength[begin + np.uint64(place)]
        apart[place] = np.copysign(held * zone(abs(apart[place]), delta), apart[place])
        pair[place] = held * uniform(bits(companion_key, mix(np.float64(pair[place]).view(np.uint64))))


@inner_kernel
def add_up(
    friendships: Friendships,
    begin: Any,
    end: Any,
    peers: Records,
    help_given: Floats,
    weights: Floats,
    first_of_two: Integers,
    friend_alike: Floats,
    friends_left: Floats,
) -> None:
    """Add to the sums of both friends.

    Choices are written so that they compile without branches: on random data a mispredicted branch costs more
    than all the arithmetic.
    """
    for place in range(end - begin):
        e = begin + np.uint64(place)
        i = np.uint32(first_of_two[place])
        j = np.uint32(friendships.friend[e])
        own = peers[i]
        other = peers[j]
        strength = friendships.strength[e]
        if own.enrolled == 0 or other.enrolled == 0:
            friends_left[i] += strength if own.enrolled else 0.0
            friends_left[j] += strength if other.enrolled else 0.0
            continue
        helped = help_given[place]
        weight = weights[place]
        own.friend_strength += strength
        other.friend_strength += strength
        own.friend_motivation += strength * other.motivation
        other.friend_motivation += strength * own.motivation
        if friendships.alike[e] != 0.0:
            alike = strength * friendships.alike[e]
            friend_alike[i] += alike
            friend_alike[j] += alike
        own.together += max(helped, 0.0)
        other.together += max(-helped, 0.0)
        own.companion = j if weight > own.companion_weight else own.companion
        own.companion_weight = max(weight, own.companion_weight)
        other.companion = i if weight > other.companion_weight else other.companion
        other.companion_weight = max(weight, other.companion_weight)


@inner_kernel
def part(
    peers: Records,
    friend_strength: Floats,
    friend_motivation: Floats,
    together: Floats,
    companion: Integers,
) -> None:
    """Copy the sums out of the records into their columns."""
    for i in range(peers.shape[0]):
        peer = peers[i]
        friend_strength[i] = peer.friend_strength
        friend_motivation[i] = peer.friend_motivation
        together[i] = peer.together
        companion[i] = peer.companion
