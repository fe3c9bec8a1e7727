"""Communication and rapport: what contact does to the two who have it."""

from __future__ import annotations

from mentorsim.dynamics.columns import Floats, Integers, Ties
from mentorsim.dynamics.loads import TIES_AHEAD, overload
from mentorsim.dynamics.rows import Parameters, ProgramSettings
from mentorsim.numerics.arithmetic import clip, logistic
from mentorsim.numerics.kernel import inner_kernel
from mentorsim.numerics.prefetch import fetch


@inner_kernel
def practice_communication(
    ties: Ties,
    enrolled: Integers,
    fellow_hours: Floats,
    parameters: Parameters,
    practice: Floats,
    communication: Floats,
) -> None:
    """Communication grows with contact, more with a partner who differs."""
    last = ties.mentor.shape[0] - 1
    for t in range(ties.mentor.shape[0]):
        fetch(practice, ties.mentor[min(t + TIES_AHEAD, last)])
        if ties.hours[t] > 0.0:
            amount = ties.hours[t] * (0.5 + 0.5 * ties.difference[t])
            practice[ties.mentee[t]] += amount
            practice[ties.mentor[t]] += amount
    for i in range(enrolled.shape[0]):
        amount = practice[i] + 0.5 * fellow_hours[i]
        if enrolled[i] and amount > 0.0:
            gain = parameters.communication_rate * amount * (1.0 - communication[i])
            communication[i] = clip(communication[i] + gain, 0.0, 1.0)


@inner_kernel
def build_rapport(
    ties: Ties, communication: Floats, load: Floats, settings: ProgramSettings, parameters: Parameters
) -> None:
    """Rapport moves toward what a pair is capable of when it meets, and fades when it misses."""
    last = ties.mentor.shape[0] - 1
    for t in range(ties.mentor.shape[0]):
        fetch((communication, load), ties.mentor[min(t + TIES_AHEAD, last)])
        if ties.end_week[t] >= 0 or ties.occasions[t] == 0:
            continue
        if ties.met[t] == 0:
            ties.rapport[t] -= parameters.rapport_fade * ties.rapport[t]
            continue
        i = ties.mentee[t]
        j = ties.mentor[t]
        target = logistic(
            ties.compatibility[t]
            + parameters.rapport_communication * (communication[j] + communication[i] - 1.0)
            + parameters.rapport_training * settings.relationship_building
            + parameters.coaching_effect * ties.coached[t]
            - parameters.rapport_load * overload(load[j], parameters.capacity)
        )
        ties.rapport[t] += parameters.rapport_rate * min(1.0, ties.hours[t]) * (target - ties.rapport[t])
