"""Belonging: drifts down without ties, held up by friends, mentoring contact and people like oneself."""

from __future__ import annotations

import numpy as np

from mentorsim.dynamics.columns import Floats, Integers, Key, Keys
from mentorsim.dynamics.rows import Parameters
from mentorsim.numerics.arithmetic import clip
from mentorsim.numerics.kernel import inner_kernel, kernel
from mentorsim.numerics.randomness import bits, noise


@inner_kernel
def feel_belonging(
    key: Keys,
    enrolled: Integers,
    belonging_at_entry: Floats,
    few: Floats,
    friend_strength: Floats,
    friend_alike: Floats,
    contact: Floats,
    held: Floats,
    failed_ends: Floats,
    ending_trace: Floats,
    belonging_noise_key: Key,
    parameters: Parameters,
    belonging: Floats,
) -> None:
    """Move everyone's belonging toward what the week's company supports."""
    for i in range(key.shape[0]):
        friends = friend_strength[i] / (friend_strength[i] + parameters.friends_half)
        mentoring = contact[i] / (contact[i] + parameters.contact_half)
        near_friends = friend_alike[i] / (friend_alike[i] + parameters.friends_half)
        alone = 1.0 - min(1.0, parameters.few_mentor * held[i] + parameters.few_friends * near_friends)
        support = (
            parameters.belonging_friends * (friends - 0.5)
            + parameters.belonging_contact * mentoring
            - parameters.belonging_few * few[i] * alone
            - parameters.lambda_lasting * parameters.lambda_failed * ending_trace[i]
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


@kernel
def note_the_few(attributes: Integers, weights: Floats, major: Integers, few: Floats) -> None:
    """How few of one's own groups are in one's field, by the weights of the attributes: 0 for a half or more.

    An attribute adds its weight times ``1 - 2 * share``, with the share of one's category among all students
    of one's major whose category is known.
    """
    for a in range(attributes.shape[0]):
        if weights[a] == 0.0:
            continue
        most = 0
        majors = 0
        for i in range(few.shape[0]):
            most = max(most, attributes[a, i])
            majors = max(majors, major[i])
        counts = np.zeros((majors + 1, most + 1), np.int64)
        known = np.zeros(majors + 1, np.int64)
        for i in range(few.shape[0]):
            if attributes[a, i] >= 0:
                counts[major[i], attributes[a, i]] += 1
                known[major[i]] += 1
        for i in range(few.shape[0]):
            if attributes[a, i] >= 0:
                share = counts[major[i], attributes[a, i]] / known[major[i]]
                few[i] += weights[a] * max(0.0, 1.0 - 2.0 * share)
