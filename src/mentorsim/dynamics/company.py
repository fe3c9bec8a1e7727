"""The company a student keeps: what friends add up to in a week."""

from __future__ import annotations

from typing import Any

from mentorsim.arithmetic import exp
from mentorsim.dynamics.columns import Floats, Friendships, Integers, Keys
from mentorsim.kernel import kernel
from mentorsim.randomness import bits, pair_key, uniform


@kernel
def zone(distance: float, delta: float) -> float:
    """The zone of proximal development: what help from somebody ``distance`` SD ahead teaches, at most 1."""
    steps = max(0.0, distance) / delta
    return steps * exp(1.0 - steps)


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
    # The sums of the row's own student stay in registers while the row is read, and choices are written so
    # that they compile without branches: on random data a mispredicted branch costs more than all the
    # arithmetic.
    delta = parameters.delta
    friend, strengths, likeness = friendships.friend, friendships.strength, friendships.alike
    for i in range(key.shape[0]):
        first, last = friendships.row_start[i], friendships.row_start[i + 1]
        if first == last:
            continue
        here = enrolled[i] != 0
        own_strength, own_motivation = friend_strength[i], friend_motivation[i]
        own_performance = friend_performance[i]
        own_alike, own_left, own_together = friend_alike[i], friends_left[i], together[i]
        own_weight, own_companion = companion_weight[i], companion[i]
        for e in range(first, last):
            j = friend[e]
            strength = strengths[e]
            if not here or enrolled[j] == 0:
                own_left += strength if here else 0.0
                friends_left[j] += strength if enrolled[j] else 0.0
                continue
            alike = strength * likeness[e]
            own_strength += strength
            own_motivation += strength * motivation[j]
            own_performance += strength * performance[j]
            own_alike += alike
            friend_strength[j] += strength
            friend_motivation[j] += strength * motivation[i]
            friend_performance[j] += strength * performance[i]
            friend_alike[j] += alike
            distance = skill[j] - skill[i]
            help_given = strength * zone(abs(distance), delta)
            own_together += help_given if distance > 0.0 else 0.0
            together[j] += help_given if distance < 0.0 else 0.0
            weight = strength * uniform(bits(companion_key, pair_key(key[i], key[j])))
            own_companion = j if weight > own_weight else own_companion
            own_weight = weight if weight > own_weight else own_weight
            companion[j] = i if weight > companion_weight[j] else companion[j]
            companion_weight[j] = weight if weight > companion_weight[j] else companion_weight[j]
        friend_strength[i], friend_motivation[i] = own_strength, own_motivation
        friend_performance[i] = own_performance
        friend_alike[i], friends_left[i], together[i] = own_alike, own_left, own_together
        companion_weight[i], companion[i] = own_weight, own_companion
