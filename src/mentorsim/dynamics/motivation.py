"""Motivation: competence, autonomy, relatedness, in falling weight; accountability, friends and strain."""

from __future__ import annotations

from mentorsim.dynamics.columns import Floats, Integers, Key, Keys
from mentorsim.dynamics.rewards import progress_reward
from mentorsim.dynamics.rows import Parameters, ProgramSettings
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
    standing: Floats,
    reminded: Integers,
    tie_role: Integers,
    ending_trace: Floats,
    motivation_noise_key: Key,
    settings: ProgramSettings,
    parameters: Parameters,
    motivation: Floats,
    failed_ends: Floats,
) -> None:
    """Move everyone's motivation."""
    for i in range(key.shape[0]):
        pull = 0.0
        if friend_strength[i] > 0.0:
            pull = friend_motivation[i] / friend_strength[i] - motivation[i]
        reward = progress_reward(tie_role[i], settings)
        target = (
            motivation_at_entry[i]
            - parameters.motivation_drift
            + parameters.motivation_competence * (performance[i] - parameters.typical)
            + parameters.motivation_standing * standing[i]
            + parameters.motivation_autonomy * strategy[i]
            + parameters.motivation_relatedness * (belonging[i] - parameters.belonging_mean)
            + parameters.motivation_accountability * accountability[i]
            + parameters.motivation_reminder * reminded[i]
            + parameters.motivation_reward * reward
            - parameters.motivation_strain * strain[i]
            - parameters.lambda_lasting * parameters.lambda_motivation * ending_trace[i]
        )
        moved = clip(
            motivation[i]
            + parameters.motivation_rate * (target - motivation[i])
            + parameters.motivation_friends * pull
            + parameters.motivation_noise * noise(bits(motivation_noise_key, key[i]))
            - parameters.lambda_motivation * failed_ends[i],
            0.0,
            1.0,
        )
        motivation[i] = moved if enrolled[i] else motivation[i]
        failed_ends[i] = 0.0 if enrolled[i] else failed_ends[i]
