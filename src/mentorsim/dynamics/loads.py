"""Loads: how many meetings a week a mentor carries, and what that leaves for each."""

from __future__ import annotations

from mentorsim.dynamics.closeness import closeness_of, half_reached
from mentorsim.dynamics.columns import Floats, Integers, Records, Ties
from mentorsim.dynamics.rewards import AS_HIGHER, AS_LOWER, AS_MENTEE, AS_MENTOR
from mentorsim.dynamics.rows import Parameters, ProgramSettings
from mentorsim.numerics.arithmetic import power
from mentorsim.numerics.kernel import inner_kernel
from mentorsim.numerics.prefetch import fetch

TIES_AHEAD = 8
"""How many ties ahead the columns of the two who have one are asked for."""


@inner_kernel
def carry_loads(
    ties: Ties,
    groups: Records,
    seats: Integers,
    group: Integers,
    lower: Integers,
    performance: Floats,
    settings: ProgramSettings,
    parameters: Parameters,
    load: Floats,
    dilution: Floats,
    tie_role: Integers,
    closeness_sum: Floats,
    closeness_count: Integers,
    standing: Floats,
    held: Floats,
) -> None:
    """Add up each mentor's load in meetings a week, count the groups' members, note who is in the program.

    Also how close each pair is this week, where each member stands in the group, and whether a mentor of
    one's own group is near.
    """
    for g in range(groups.shape[0]):
        size = 0
        results = 0.0
        for seat in range(groups[g].first_seat, groups[g].last_seat):
            i = seats[seat]
            if group[i] == g:
                size += 1
                results += performance[i]
                tie_role[i] |= AS_MENTEE | (AS_LOWER if lower[i] else AS_HIGHER)
        groups[g].members = size
        groups[g].mentored = 0
        for seat in range(groups[g].first_seat, groups[g].last_seat):
            i = seats[seat]
            if group[i] == g:
                standing[i] = performance[i] - results / size
    half = half_reached(parameters)
    last = ties.mentor.shape[0] - 1
    for t in range(ties.mentor.shape[0]):
        soon = min(t + TIES_AHEAD, last)
        fetch((load, tie_role), ties.mentor[soon])
        fetch((closeness_sum, closeness_count, tie_role, held), ties.mentee[soon])
        i = ties.mentee[t]
        j = ties.mentor[t]
        if ties.meetings[t] > 0:
            # What a mentor of one's own group gives outlasts the match.
            held[i] = max(held[i], ties.alike[t] * ties.rapport[t])
        if ties.end_week[t] >= 0:
            continue
        rate = settings.meetings_per_week
        g = ties.group[t]
        if g >= 0:
            share = parameters.group_load_share
            rate = rate * ((1.0 - share) / groups[g].members + share)
            groups[g].mentored = 1
        else:
            tie_role[i] |= AS_LOWER if ties.lower[t] else AS_HIGHER
            tie_role[j] |= AS_HIGHER if ties.lower[t] else AS_LOWER
        load[j] += rate
        tie_role[j] |= AS_MENTOR
        tie_role[i] |= AS_MENTEE
        ties.closeness[t] = closeness_of(ties.rapport[t], half, parameters)
        closeness_sum[i] += ties.closeness[t]
        closeness_count[i] += 1
    for i in range(load.shape[0]):
        dilution[i] = 1.0
    # By ties and not by students, because few carry more than they can: powers are slow.
    for t in range(ties.mentor.shape[0]):
        fetch((load, dilution), ties.mentor[min(t + TIES_AHEAD, last)])
        j = ties.mentor[t]
        if load[j] > parameters.capacity and dilution[j] == 1.0:
            dilution[j] = power(parameters.capacity / load[j], parameters.gamma)


@inner_kernel
def overload(load: float, bearable: float) -> float:
    """Share of a load that is more than can be borne: 0 up to there, nearing 1 for the heaviest loads."""
    share: float = 1.0 - bearable / load if load > bearable else 0.0
    return share
