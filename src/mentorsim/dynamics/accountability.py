"""Accountability: being expected by somebody."""

from __future__ import annotations

from mentorsim.dynamics.columns import Floats, Integers
from mentorsim.dynamics.rewards import AS_MENTEE, meeting_reward
from mentorsim.dynamics.rows import Parameters, ProgramSettings
from mentorsim.numerics.arithmetic import clip
from mentorsim.numerics.kernel import inner_kernel


@inner_kernel
def expect_mentees(
    enrolled: Integers,
    tie_role: Integers,
    expected: Floats,
    fellow_hours: Floats,
    turned_to: Integers,
    settings: ProgramSettings,
    parameters: Parameters,
    accountability: Floats,
) -> None:
    """Let accountability follow whoever follows up, or else fade.

    It is owed to a mentor whom a student met, by how close they are; to a fellow whose reward depends on it;
    and hardly to those who merely sit together.
    """
    keep = parameters.accountability_keep
    following_up = parameters.accountability_meeting * (
        1.0 + parameters.accountability_training * settings.goal_setting
    )
    for i in range(enrolled.shape[0]):
        if enrolled[i] == 0:
            continue
        signal = 0.0
        if tie_role[i] != 0:
            checked = settings.check_in_density if tie_role[i] & AS_MENTEE else 0.0
            signal = following_up * expected[i] + parameters.accountability_check_ins * checked
            signal += parameters.accountability_reward * meeting_reward(tie_role[i], settings)
            if fellow_hours[i] > 0.0:
                signal += parameters.accountability_fellows
            if turned_to[i] >= 0:
                signal += parameters.accountability_stake * settings.stake_fellow
        accountability[i] = keep * accountability[i] + (1.0 - keep) * clip(signal, 0.0, 1.0)
