"""Communication and rapport: what contact does to the two who have it."""

from __future__ import annotations

from mentorsim.dynamics.columns import Floats, Integers, Records
from mentorsim.dynamics.loads import overload
from mentorsim.dynamics.rows import Parameters, ProgramSettings
from mentorsim.numerics.arithmetic import clip, logistic
from mentorsim.numerics.kernel import inner_kernel


@inner_kernel
def practice_communication(
    ties: Records,
    enrolled: Integers,
    fellow_hours: Floats,
    parameters: Parameters,
    practice: Floats,
    communication: Floats,
) -> None:
    """Communication grows with contact, more with a partner who differs."""
    for t in range(ties.shape[0]):
        tie = ties[t]
        if tie.hours > 0.0:
            amount = tie.hours * (0.5 + 0.5 * tie.difference)
            practice[tie.mentee] += amount
            practice[tie.mentor] += amount
    for i in range(enrolled.shape[0]):
        amount = practice[i] + 0.5 * fellow_hours[i]
        if enrolled[i] and amount > 0.0:
            gain = parameters.communication_rate * amount * (1.0 - communication[i])
            communication[i] = clip(communication[i] + gain, 0.0, 1.0)


@inner_kernel
def build_rapport(
    ties: Records, communication: Floats, load: Floats, settings: ProgramSettings, parameters: Parameters
) -> None:
    """Rapport moves toward what a pair is capable of when it meets, and fades when it misses."""
    for t in range(ties.shape[0]):
        tie = ties[t]
        if tie.end_week >= 0 or tie.occasions == 0:
            continue
        if tie.met == 0:
            tie.rapport -= parameters.rapport_fade * tie.rapport
            continue
        target = logistic(
            tie.compatibility
            + parameters.rapport_communication * (communication[tie.mentor] + communication[tie.mentee] - 1.0)
            + parameters.rapport_training * settings.relationship_building
            + parameters.coaching_effect * tie.coached
            - parameters.rapport_load * overload(load[tie.mentor], parameters.capacity)
        )
        tie.rapport += parameters.rapport_rate * min(1.0, tie.hours) * (target - tie.rapport)
