"""Rewards: what a student gets for meetings or progress, in the roles that the program gives."""

from __future__ import annotations

from mentorsim.dynamics.rows import ProgramSettings
from mentorsim.numerics.kernel import inner_kernel

AS_MENTEE = 1

AS_MENTOR = 2

AS_LOWER = 4

AS_HIGHER = 8


@inner_kernel
def reward_of(tie_role: int, as_mentee: float, as_mentor: float, as_lower: float, as_higher: float) -> float:
    """The reward that a student gets in the roles held; the largest for who holds several."""
    reward = 0.0
    if tie_role & AS_MENTEE:
        reward = max(reward, as_mentee)
    if tie_role & AS_MENTOR:
        reward = max(reward, as_mentor)
    if tie_role & AS_LOWER:
        reward = max(reward, as_lower)
    if tie_role & AS_HIGHER:
        reward = max(reward, as_higher)
    return reward


@inner_kernel
def meeting_reward(tie_role: int, settings: ProgramSettings) -> float:
    """The reward for meetings that a student gets."""
    return reward_of(
        tie_role,
        settings.reward_mentee_meetings,
        settings.reward_mentor_meetings,
        settings.reward_lower_meetings,
        settings.reward_higher_meetings,
    )


@inner_kernel
def progress_reward(tie_role: int, settings: ProgramSettings) -> float:
    """The reward for progress that a student gets."""
    return reward_of(
        tie_role,
        settings.reward_mentee_progress,
        settings.reward_mentor_progress,
        settings.reward_lower_progress,
        settings.reward_higher_progress,
    )
