"""Room for new friendships: how many can form in a week, known before it begins."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mentorsim.dynamics import rows as c
from mentorsim.dynamics.columns import Friendships, ReplicationKey, Run
from mentorsim.dynamics.encounters import chance_of_encounter, encounters_at_entry
from mentorsim.dynamics.rows import Parameters
from mentorsim.numerics.decision import Decision
from mentorsim.numerics.kernel import kernel
from mentorsim.numerics.randomness import bits, stage_key, uniform

STUDENTS_PER_ROOM = 8
"""There is spare room for one new friendship per so many students; more is made when it is needed."""


@kernel
def most_new_friends(run: Run, parameters: Parameters, replication_key: ReplicationKey, week: int) -> int:
    """How many friendships can form in a week at most: one for each student who comes across somebody.

    Only communication may still change before the draw is looked at, so it is taken to be at its highest.
    """
    if week >= run.calendar.shape[1] or run.calendar[c.IN_TERM, week] == 0:
        return 0
    key = stage_key(replication_key.seed, replication_key.replication, Decision.ENCOUNTER, week)
    burst = encounters_at_entry(week, parameters)
    most = 0
    for i in range(run.key.shape[0]):
        sociability = run.traits[c.SOCIABILITY, i]
        chance = chance_of_encounter(run.discrete_traits[c.ROLE, i], sociability, 1.0, burst, parameters)
        most += 1 if uniform(bits(key, run.key[i])) < chance else 0
    return most


def with_room(friendships: Friendships, new: int) -> Friendships:
    """Return friendships room for some new ones: copies in longer columns where there is not enough."""
    people = len(friendships.row_start) - 1
    used = int(friendships.row_start[people])
    if len(friendships.friend) - used >= new:
        return friendships
    more = new + people // STUDENTS_PER_ROOM

    def longer(column: NDArray[Any]) -> NDArray[Any]:
        return np.concatenate([column[:used], np.zeros(more, column.dtype)])

    return friendships._replace(
        friend=longer(friendships.friend),
        strength=longer(friendships.strength),
        affinity=longer(friendships.affinity),
        alike=longer(friendships.alike),
    )
