"""Affinity: the strength that a friendship tends to."""

from __future__ import annotations

from typing import Any

import numpy as np

from mentorsim.dynamics.columns import FOR_BELONGING, FOR_RAPPORT, Floats, Friendships, Integers, Key, Keys
from mentorsim.dynamics.peer_influence import FRIENDS_AHEAD
from mentorsim.dynamics.rows import VALUE_1, VALUE_2, VALUE_3, Parameters
from mentorsim.dynamics.similarity import deep_similarity, likeness
from mentorsim.numerics.arithmetic import clip
from mentorsim.numerics.kernel import inner_kernel, kernel
from mentorsim.numerics.prefetch import fetch
from mentorsim.numerics.randomness import bits, noise, pair_key


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
