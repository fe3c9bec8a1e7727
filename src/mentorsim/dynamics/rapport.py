"""Communication and rapport: what contact does to the two who have it."""

from __future__ import annotations

from typing import Any

from mentorsim.arithmetic import clip, logistic
from mentorsim.dynamics.columns import Floats, Integers, Ties
from mentorsim.kernel import kernel


@kernel
def practice_communication(
    ties: Ties, enrolled: Integers, fellow_hours: Floats, parameters: Any, practice: Floats, communication: Floats
) -> None:
    """Communication grows with contact, more with a partner who differs."""
    for t in range(ties.mentor.shape[0]):
        if ties.hours[t] > 0.0:
            amount = ties.hours[t] * (0.5 + 0.5 * ties.difference[t])
            practice[ties.mentee[t]] += amount
            practice[ties.mentor[t]] += amount
    for i in range(enrolled.shape[0]):
        amount = practice[i] + 0.5 * fellow_hours[i]
        if enrolled[i] and amount > 0.0:
            gain = parameters.communication_rate * amount * (1.0 - communication[i])
            communication[i] = clip(communication[i] + gain, 0.0, 1.0)


@kernel
def build_rapport(ties: Ties, communication: Floats, levers: Any, parameters: Any) -> None:
    """Rapport moves toward what a pair is capable of when it meets, and fades when it misses."""
    for t in range(ties.mentor.shape[0]):
        if ties.end_week[t] >= 0 or ties.occasions[t] == 0:
            continue
        if ties.met[t] == 0:
            ties.rapport[t] -= parameters.rapport_fade * ties.rapport[t]
            continue
        target = logistic(
            ties.compatibility[t]
            + parameters.rapport_communication
            * (communication[ties.mentor[t]] + communication[ties.mentee[t]] - 1.0)
            + parameters.rapport_training * levers.relationship_building
            + parameters.coaching_effect * ties.coached[t]
        )
        ties.rapport[t] += parameters.rapport_rate * min(1.0, ties.hours[t]) * (target - ties.rapport[t])
