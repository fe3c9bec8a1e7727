"""Showing up: how likely mentees and mentors come to a planned meeting."""

from __future__ import annotations

from mentorsim.dynamics.loads import overload
from mentorsim.dynamics.rows import Parameters, ProgramSettings
from mentorsim.numerics.arithmetic import logistic
from mentorsim.numerics.kernel import inner_kernel

MOST_MISSED = 3
"""Missed weeks in a row beyond which missing more makes no difference to showing up."""


@inner_kernel
def showing_up(
    motivation: float, closeness: float, settings: ProgramSettings, parameters: Parameters
) -> float:
    """Log-odds of coming to a planned meeting, from what counts for mentors and mentees alike."""
    log_odds: float = (
        parameters.show_motivation * (motivation - parameters.motivation_mean)
        + parameters.show_closeness * closeness
        + parameters.show_check_ins * settings.check_in_density
    )
    return log_odds


@inner_kernel
def mentee_shows_up(
    motivation: float,
    performance: float,
    closeness: float,
    likeness: float,
    missed: int,
    standing: float,
    progress: float,
    reward: float,
    settings: ProgramSettings,
    parameters: Parameters,
) -> float:
    """Probability that a mentee or member comes to a planned meeting.

    It falls over a term, by the share ``progress`` of it that is over, where no closeness holds it up.
    """
    return logistic(
        parameters.show_mentee
        + showing_up(motivation, closeness, settings, parameters)
        + likeness
        + parameters.show_need * (parameters.typical - performance)
        + parameters.show_standing * standing
        - parameters.show_habit * min(missed, MOST_MISSED)
        - parameters.show_fade * progress * (1.0 - closeness)
        + parameters.show_reward * reward
        + parameters.show_asking * settings.mentee_asking_for_help
    )


@inner_kernel
def mentor_shows_up(
    motivation: float,
    closeness: float,
    likeness: float,
    load: float,
    strain: float,
    reward: float,
    settings: ProgramSettings,
    parameters: Parameters,
) -> float:
    """Probability that a mentor comes to a planned meeting."""
    return logistic(
        parameters.show_mentor
        + showing_up(motivation, closeness, settings, parameters)
        + likeness
        + parameters.show_reward * reward
        - parameters.show_load * overload(load, parameters.capacity)
        - parameters.show_strain * strain
    )
