"""Room for new friendships: how many can form in a week, known before it begins."""

from __future__ import annotations

from mentorsim.dynamics import rows as c
from mentorsim.dynamics.columns import ReplicationKey, Run
from mentorsim.dynamics.friendship import chance_of_encounter, encounters_at_entry
from mentorsim.dynamics.rows import Parameters
from mentorsim.numerics.decision import Decision
from mentorsim.numerics.kernel import kernel
from mentorsim.numerics.randomness import bits, stage_key, uniform


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
