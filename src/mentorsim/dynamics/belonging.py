"""Belonging: drifts down without ties, held up by friends, mentoring contact and people like oneself."""

from __future__ import annotations

from mentorsim.dynamics.columns import Floats, Integers, Key, Keys
from mentorsim.dynamics.rows import Parameters
from mentorsim.numerics.arithmetic import clip
from mentorsim.numerics.kernel import inner_kernel
from mentorsim.numerics.randomness import bits, noise


@inner_kernel
def feel_belonging(
    key: Keys,
    enrolled: Integers,
    belonging_at_entry: Floats,
    friend_strength: Floats,
    friend_alike: Floats,
    contact: Floats,
    contact_alike: Floats,
    belonging_noise_key: Key,
    parameters: Parameters,
    belonging: Floats,
    failed_ends: Floats,
) -> None:
    """Move everyone's belonging toward what the peer_influence of the week supports."""
    for i in range(key.shape[0]):
        friends = friend_strength[i] / (friend_strength[i] + parameters.friends_half)
        mentoring = contact[i] / (contact[i] + parameters.contact_half)
        around = friend_strength[i] + contact[i]
        share_alike = (friend_alike[i] + contact_alike[i]) / around if around > 0.0 else 0.0
        support = (
            parameters.belonging_friends * (friends - 0.5)
            + parameters.belonging_contact * mentoring
            + parameters.belonging_alike * share_alike / (share_alike + parameters.alike_half)
        )
        target = belonging_at_entry[i] - parameters.belonging_drift + support
        moved = clip(
            belonging[i]
            + parameters.belonging_rate * (target - belonging[i])
            + parameters.belonging_noise * noise(bits(belonging_noise_key, key[i]))
            - parameters.lambda_failed * failed_ends[i],
            0.0,
            1.0,
        )
        belonging[i] = moved if enrolled[i] else belonging[i]
        failed_ends[i] = 0.0 if enrolled[i] else failed_ends[i]
