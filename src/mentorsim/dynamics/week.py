"""One week: the stages in their order. This is the model's table of contents (``docs/odd.md``, section 3).

`run_weeks` calls the stages in order, compiled, without a detour through Python; or some of them, for whoever
puts a mechanism of their own between two.
"""

from __future__ import annotations

from typing import Any

from mentorsim.dynamics import columns as c
from mentorsim.dynamics.columns import Run
from mentorsim.dynamics.room import most_new_friends
from mentorsim.dynamics.stages import (
    Luck,
    assessment,
    belonging,
    check_ins,
    communication_and_rapport,
    endings,
    friendships,
    help_and_learning,
    is_active,
    meetings,
    mentor_strain,
    motivation,
    peer_influence,
    registration,
    study,
)
from mentorsim.numerics.kernel import inner_kernel, kernel

STAGES: tuple[Any, ...] = (
    registration,
    peer_influence,
    meetings,
    study,
    help_and_learning,
    communication_and_rapport,
    friendships,
    belonging,
    motivation,
    mentor_strain,
    assessment,
    endings,
    check_ins,
)
"""The stages of a week, in order. Matching (stage 0) comes before them, in Python."""
ALL_STAGES = len(STAGES)


@inner_kernel
def open_week(run: Run) -> None:
    """Forget last week's sums."""
    run.sums[:] = 0.0
    run.counts[:] = 0
    run.persons[:] = c.NOBODY


@inner_kernel
def record(run: Run, w: int) -> None:
    """Note the share enrolled and the mean belonging of the first-years at the week's end."""
    people = 0
    here = 0
    total = 0.0
    for i in range(run.key.shape[0]):
        if run.kinds[c.ROLE, i] == 0:
            people += 1
            if run.whole[c.ENROLLED, i]:
                here += 1
                total += run.state[c.BELONGING, i]
    run.series[c.SERIES_ENROLLED, w] = here / people
    run.series[c.SERIES_BELONGING, w] = total / here


@inner_kernel
def next_rematch(rematch_week: Any) -> int:
    """The first week in which a rematch is due; `NO_WEEK` when none is."""
    first = c.NO_WEEK
    for i in range(rematch_week.shape[0]):
        if 0 <= rematch_week[i] < first:
            first = rematch_week[i]
    return first


@kernel
def run_weeks(
    run: Run,
    settings: Any,
    parameters: Any,
    luck: Luck,
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
        Numbers in `STAGES`, from 0 to all of them; the last is not run.
    """
    room = run.friendships.friend.shape[0]
    people = run.key.shape[0]
    for w in range(first, last):
        if first_stage == 0:
            spare = room - run.friendships.row_start[people]
            if spare < people and spare < most_new_friends(run, parameters, luck, w):
                return w
            may_rematch = settings.rematches != 0.0 and is_active(run.calendar[c.IN_TERM, w], settings)
            if w > first and may_rematch and next_rematch(run.participation[c.REMATCH_WEEK]) <= w:
                return w
            open_week(run)
        for number in range(first_stage, last_stage):
            if number == 0:
                registration(run, settings, parameters, luck, w)
            elif number == 1:
                peer_influence(run, settings, parameters, luck, w)
            elif number == 2:
                meetings(run, settings, parameters, luck, w)
            elif number == 3:
                study(run, settings, parameters, luck, w)
            elif number == 4:
                help_and_learning(run, settings, parameters, luck, w)
            elif number == 5:
                communication_and_rapport(run, settings, parameters, luck, w)
            elif number == 6:
                friendships(run, settings, parameters, luck, w)
            elif number == 7:
                belonging(run, settings, parameters, luck, w)
            elif number == 8:
                motivation(run, settings, parameters, luck, w)
            elif number == 9:
                mentor_strain(run, settings, parameters, luck, w)
            elif number == 10:
                assessment(run, settings, parameters, luck, w)
            elif number == 11:
                endings(run, settings, parameters, luck, w)
            else:
                check_ins(run, settings, parameters, luck, w)
        if last_stage == ALL_STAGES:
            record(run, w)
    return last
