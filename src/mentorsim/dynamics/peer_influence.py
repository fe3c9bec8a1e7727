"""Peer influence: what friends add up to in a week."""

from __future__ import annotations

import numpy as np

from mentorsim.dynamics.columns import NOBODY, Floats, Friendships, Integers, Key, Keys, Records
from mentorsim.numerics.arithmetic import exp
from mentorsim.numerics.kernel import inner_kernel
from mentorsim.numerics.prefetch import fetch
from mentorsim.numerics.randomness import bits, pair_key, uniform

FRIENDS_AHEAD = np.uint64(12)
"""How many friendships ahead a friend's record is asked for."""


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
        peer.friend_alike = 0.0
        peer.friends_left = 0.0
        peer.together = 0.0
        peer.companion_weight = 0.0
        peer.companion = NOBODY


@inner_kernel
def sum_peer_influence(friendships: Friendships, companion_key: Key, delta: float, peers: Records) -> None:
    """Add up every student's friends, in ascending row order, and find the companion of the week.

    A friend's record is two lines of memory, where columns would be a dozen. Choices are written so that they
    compile without branches: on random data a mispredicted branch costs more than all the arithmetic. Places
    have no sign, because compiled code would look at each that has one whether it counts from the end.
    """
    last = np.uint64(max(0, friendships.friend.shape[0] - 1))
    for i in range(peers.shape[0]):
        own = peers[i]
        for e in range(np.uint64(friendships.row_start[i]), np.uint64(friendships.row_start[i + 1])):
            fetch(peers, np.uint32(friendships.friend[min(np.uint64(e) + FRIENDS_AHEAD, last)]))
            other = peers[np.uint32(friendships.friend[e])]
            strength = friendships.strength[e]
            if own.enrolled == 0 or other.enrolled == 0:
                own.friends_left += strength if own.enrolled else 0.0
                other.friends_left += strength if other.enrolled else 0.0
                continue
            alike = strength * friendships.alike[e]
            own.friend_strength += strength
            other.friend_strength += strength
            own.friend_motivation += strength * other.motivation
            other.friend_motivation += strength * own.motivation
            own.friend_alike += alike
            other.friend_alike += alike
            distance = other.skill - own.skill
            help_given = strength * zone(abs(distance), delta)
            own.together += help_given if distance > 0.0 else 0.0
            other.together += help_given if distance < 0.0 else 0.0
            weight = strength * uniform(bits(companion_key, pair_key(own.key, other.key)))
            own.companion = friendships.friend[e] if weight > own.companion_weight else own.companion
            own.companion_weight = weight if weight > own.companion_weight else own.companion_weight
            other.companion = i if weight > other.companion_weight else other.companion
            other.companion_weight = weight if weight > other.companion_weight else other.companion_weight


@inner_kernel
def part(
    peers: Records,
    friend_strength: Floats,
    friend_motivation: Floats,
    friend_alike: Floats,
    friends_left: Floats,
    together: Floats,
    companion: Integers,
) -> None:
    """Copy the sums out of the records into their columns."""
    for i in range(peers.shape[0]):
        peer = peers[i]
        friend_strength[i] = peer.friend_strength
        friend_motivation[i] = peer.friend_motivation
        friend_alike[i] = peer.friend_alike
        friends_left[i] = peer.friends_left
        together[i] = peer.together
        companion[i] = peer.companion
