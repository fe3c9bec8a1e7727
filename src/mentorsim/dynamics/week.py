"""One week: the stages in their order, the model's table of contents (``docs/evidence/odd.md``, section 3).

`run_weeks` calls the stages in order, compiled, without a detour through Python; or some of them, for whoever
puts a mechanism of their own between two.
"""

from __future__ import annotations

from typing import Any

from mentorsim.dynamics import rows as c
from mentorsim.dynamics import wiring
from mentorsim.dynamics.columns import NO_WEEK, NOBODY, ReplicationKey, Run
from mentorsim.dynamics.meetings import is_active
from mentorsim.dynamics.room import most_new_friends
from mentorsim.dynamics.rows import Parameters, ProgramSettings
from mentorsim.numerics.kernel import inner_kernel, kernel
from mentorsim.numerics.refill import refill

ALL_STAGES = len(wiring.STAGES)


@inner_kernel
def open_week(run: Run) -> None:
    """Forget last week's sums."""
    refill(run.weekly_sums, 0)
    refill(run.weekly_counts, 0)
    refill(run.partners, NOBODY)


@inner_kernel
def record(run: Run, w: int) -> None:
    """Note the share enrolled and the mean belonging of the first-years at the week's end."""
    people = 0
    here = 0
    total = 0.0
    for i in range(run.key.shape[0]):
        if run.discrete_traits[c.ROLE, i] == 0:
            people += 1
            if run.discrete_state[c.ENROLLED, i]:
                here += 1
                total += run.state[c.BELONGING, i]
    run.series[c.SERIES_ENROLLED, w] = here / people
    run.series[c.SERIES_BELONGING, w] = total / here


@inner_kernel
def next_rematch(rematch_week: Any) -> int:
    """The first week in which a rematch is due; `NO_WEEK` when none is."""
    first = NO_WEEK
    for i in range(rematch_week.shape[0]):
        if 0 <= rematch_week[i] < first:
            first = rematch_week[i]
    return first


@kernel
def run_weeks(
    run: Run,
    settings: ProgramSettings,
    parameters: Parameters,
    replication_key: ReplicationKey,
    first: int,
    last: int,
    first_stage: int,
    last_stage: int,
) -> int:
    """Run weeks ``first`` to ``last - 1``; stop early before a week that needs Python, and return that week.

    Python is needed where a rematch is due and where the friendships need more room.

    Parameters
    ----------
    first_stage, last_stage
        Numbers of stages in their order, from 0 to all of them; the last is not run.
    """
    room = run.friendships.friend.shape[0]
    people = run.key.shape[0]
    for w in range(first, last):
        if first_stage == 0:
            spare = room - run.friendships.row_start[people]
            if spare < people and spare < most_new_friends(run, parameters, replication_key, w):
                return w
            may_rematch = settings.rematches != 0.0 and is_active(run.calendar[c.IN_TERM, w], settings)
            if w > first and may_rematch and next_rematch(run.participation[c.REMATCH_WEEK]) <= w:
                return w
            open_week(run)
        for number in range(first_stage, last_stage):
            # <stages>
            if number == 0:
                wiring.registration(run, settings, parameters, replication_key, w)
            elif number == 1:
                wiring.peer_influence(run, settings, parameters, replication_key, w)
            elif number == 2:
                wiring.meetings(run, settings, parameters, replication_key, w)
            elif number == 3:
                wiring.study(run, settings, parameters, replication_key, w)
            elif number == 4:
                wiring.help_and_learning(run, settings, parameters, replication_key, w)
            elif number == 5:
                wiring.communication_and_rapport(run, settings, parameters, replication_key, w)
            elif number == 6:
                wiring.friendships(run, settings, parameters, replication_key, w)
            elif number == 7:
                wiring.belonging(run, settings, parameters, replication_key, w)
            elif number == 8:
                wiring.motivation(run, settings, parameters, replication_key, w)
            elif number == 9:
                wiring.mentor_strain(run, settings, parameters, replication_key, w)
            elif number == 10:
                wiring.assessment(run, settings, parameters, replication_key, w)
            elif number == 11:
                wiring.endings(run, settings, parameters, replication_key, w)
            elif number == 12:
                wiring.check_ins(run, settings, parameters, replication_key, w)
            # </stages>
        if last_stage == ALL_STAGES:
            record(run, w)
    return last
