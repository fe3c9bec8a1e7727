"""The company a student keeps: what friends add up to in a week."""

from __future__ import annotations

from typing import Any

from mentorsim.arithmetic import exp
from mentorsim.dynamics.columns import Floats, Friendships, Integers, Keys
from mentorsim.kernel import kernel
from mentorsim.randomness import bits, pair_key, uniform


@kernel
def zone(distance: float, delta: float) -> float:
    """The zone of proximal development: how much help from somebody ``distance`` SD ahead teaches, at most 1."""
    if distance <= 0.0:
        return 0.0
    return (distance / delta) * exp(1.0 - distance / delta)


@kernel
def keep_company(
    friendships: Friendships,
    key: Keys,
    enrolled: Integers,
    skill: Floats,
    motivation: Floats,
    performance: Floats,
    companion_key: Any,
    parameters: Any,
    friend_strength: Floats,
    friend_motivation: Floats,
    friend_performance: Floats,
    friend_alike: Floats,
    friends_left: Floats,
    together: Floats,
    companion_weight: Floats,
    companion: Integers,
) -> None:
    """Add up every student's friends, in ascending row order, and find the companion of the week."""
    delta = parameters.delta
    friend = friendships.friend
    strengths = friendships.strength
    likeness = friendships.alike
    for i in range(key.shape[0]):
        i_enrolled = enrolled[i] != 0
        for e in range(friendships.row_start[i], friendships.row_start[i + 1]):
            j = friend[e]
            strength = strengths[e]
            if not i_enrolled or enrolled[j] == 0:
                if i_enrolled:
                    friends_left[i] += strength
                elif enrolled[j] != 0:
                    friends_left[j] += strength
                continue
            alike = strength * likeness[e]
            friend_strength[i] += strength
            friend_strength[j] += strength
            friend_motivation[i] += strength * motivation[j]
            friend_motivation[j] += strength * motivation[i]
            friend_performance[i] += strength * performance[j]
            friend_performance[j] += strength * performance[i]
            friend_alike[i] += alike
            friend_alike[j] += alike
            distance = skill[j] - skill[i]
            if distance > 0.0:
                together[i] += strength * zone(distance, delta)
            else:
                together[j] += strength * zone(-distance, delta)
            weight = strength * uniform(bits(companion_key, pair_key(key[i], key[j])))
            if weight > companion_weight[i]:
                companion_weight[i] = weight
                companion[i] = j
            if weight > companion_weight[j]:
                companion_weight[j] = weight
                companion[j] = i
