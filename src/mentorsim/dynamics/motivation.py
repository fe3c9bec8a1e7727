"""Motivation: competence, autonomy, relatedness, in falling weight; accountability, friends and strain."""

from __future__ import annotations

from mentorsim.dynamics.columns import Floats, Integers, Key, Keys
from mentorsim.dynamics.meetings import reward_of
from mentorsim.dynamics.rows import Parameters, Settings
from mentorsim.numerics.arithmetic import clip
from mentorsim.numerics.kernel import inner_kernel
from mentorsim.numerics.randomness import bits, noise


@inner_kernel
def motivate(
    key: Keys,
    enrolled: Integers,
    motivation_at_entry: Floats,
    performance: Floats,
    belonging: Floats,
    strategy: Floats,
    accountability: Floats,
    strain: Floats,
    friend_strength: Floats,
    friend_motivation: Floats,
    friend_performance: Floats,
    reminded: Integers,
    tie_role: Integers,
    motivation_noise_key: Key,
    settings: Settings,
    parameters: Parameters,
    motivation: Floats,
) -> None:
    """Move everyone's motivation."""
    for i in range(key.shape[0]):
        peers = parameters.typical
        pull = 0.0
        if friend_strength[i] > 0.0:
            peers = friend_performance[i] / friend_strength[i]
            pull = friend_motivation[i] / friend_strength[i] - motivation[i]
        standard = parameters.standard_mix * parameters.typical + (1.0 - parameters.standard_mix) * peers
        reward = reward_of(tie_role[i], settings.reward_mentee_progress, settings.reward_mentor_progress)
        target = (
            motivation_at_entry[i]
            - parameters.motivation_drift
            + parameters.motivation_competence * (performance[i] - standard)
            + parameters.motivation_autonomy * strategy[i]
            + parameters.motivation_relatedness * (belonging[i] - parameters.belonging_mean)
            + parameters.motivation_accountability * accountability[i]
            + parameters.motivation_reminder * reminded[i]
            + parameters.motivation_reward * reward
            - parameters.motivation_strain * strain[i]
        )
        moved = clip(
            motivation[i]
            + parameters.motivation_rate * (target - motivation[i])
            + parameters.motivation_friends * pull
            + parameters.motivation_noise * noise(bits(motivation_noise_key, key[i])),
            0.0,
            1.0,
        )
        motivation[i] = moved if enrolled[i] else motivation[i]
