"""The solver behind the best-score methods: one mentor for each mentee, places limited, the total exact.

Successive shortest augmenting paths on the dense table (the method of Jonker and Volgenant,
doi:10.1007/BF02278710, with places counted per mentor instead of one column each). All numbers are 64-bit
integers, so the optimum is the same on every machine. Of each mentee only the best few mentors are looked at,
unless the others could matter; a bound tells when, so that the optimum stays exact. The oracle of its tests
is ``scipy.optimize.linear_sum_assignment`` with a column for every place.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mentorsim.numerics.kernel import kernel

NOBODY = -1
#: The weight of a pair that may not be made; weights of the others lie in 0 .. `HEAVIEST`.
IMPOSSIBLE = -(2**61)
HEAVIEST = 2**60
#: So many of a mentee's mentors are looked at first.
FEW = 48
#: Less than anybody is worth, and the mark of a mentee whose best mentors were not chosen yet.
LEAST = -(2**62)
UNASKED = -(2**62) - 1
#: Stands for the distance of a mentor who was reached: less than any, so that no offer is nearer.
REACHED = -(2**62)


@kernel
def best_assignment(
    weights: NDArray[np.int64], places: NDArray[np.int64], crowding: int
) -> NDArray[np.int64]:
    """Choose a mentor for each mentee so that the total weight is the largest possible.

    Parameters
    ----------
    weights
        Shape (mentees, mentors): what a pair is worth, 0 to `HEAVIEST`; `IMPOSSIBLE` where it may not be
        made. To leave a mentee without a mentor is worth 0.
    places
        How many mentees each mentor can take, 0 or more.
    crowding
        What the second mentee of a mentor costs, the third costing twice as much, and so on; 0 or more.

    Returns
    -------
    NDArray
        The mentor of each mentee, or -1.
    """
    mentees, mentors = weights.shape
    most = 1
    for mentor in range(mentors):
        most = max(most, min(places[mentor], mentees))
    members = np.full((mentors, most), NOBODY, np.int64)
    load = np.zeros(mentors, np.int64)
    price = np.zeros(mentors, np.int64)
    profit = np.zeros(mentees, np.int64)
    mentor_of = np.full(mentees, NOBODY, np.int64)
    # The distance of a mentor who was reached stands in `reached_at`; in `distance` stands REACHED.
    distance = np.empty(mentors, np.int64)
    reached_at = np.empty(mentors, np.int64)
    reached = np.empty(mentors, np.int64)
    step_of = np.empty(mentors, np.int64)
    base_of = np.empty(mentees, np.int64)
    # A mentee's best mentors at some earlier prices, and what any other is worth at most:
    # prices only rise, so that this bound holds for good.
    width = min(mentors, FEW)
    best_few = np.empty((mentees, width), np.int32)
    few_weights = np.empty((mentees, width), np.int64)
    others_worth = np.full(mentees, UNASKED, np.int64)
    worth = np.empty(mentors, np.int64)
    waiting = np.empty(mentees, np.int64)
    waits_until = np.empty(mentees, np.int64)
    movers = np.empty(mentors + 1, np.int64)
    targets = np.empty(mentors + 1, np.int64)

    for start in range(mentees):
        # What the newcomer gains by the best mentor at present prices, or by staying alone.
        best = np.int64(0)
        for mentor in range(mentors):
            best = max(best, weights[start, mentor] - price[mentor])
        profit[start] = best
        for mentor in range(mentors):
            distance[mentor] = best - weights[start, mentor] + price[mentor]
        base_of[start] = best

        # The cheapest chain of moves that ends at a free place or with somebody who then stays alone.
        length = best
        last_mentor = NOBODY
        left_alone = start
        count = 0
        waiters = 0
        while True:
            # First the least, which a processor finds eight at a time, then where it stands.
            nearest = length
            for other in range(mentors):
                here = distance[other]
                here = length if here == REACHED else here
                nearest = min(nearest, here)
            # A member's other mentors are looked at only when they could be nearer than all that is known.
            soonest = nearest
            next_one = NOBODY
            for number in range(waiters):
                if waits_until[number] < soonest:
                    soonest = waits_until[number]
                    next_one = number
            if next_one != NOBODY:
                member = waiting[next_one]
                waiters -= 1
                waiting[next_one] = waiting[waiters]
                waits_until[next_one] = waits_until[waiters]
                base = base_of[member]
                for other in range(mentors):
                    offer = base - weights[member, other] + price[other]
                    distance[other] = min(distance[other], offer)
                _choose_few(weights, price, worth, best_few, few_weights, others_worth, member)
                continue
            if nearest >= length:
                break
            mentor = 0
            while distance[mentor] != nearest:
                mentor += 1
            distance[mentor] = REACHED
            reached_at[count] = nearest
            reached[count] = mentor
            step_of[mentor] = count
            count += 1
            if load[mentor] < places[mentor]:
                through = nearest + load[mentor] * crowding - price[mentor]
                if through < length:
                    length = through
                    last_mentor = mentor
                    left_alone = NOBODY
            for place in range(load[mentor]):
                member = members[mentor, place]
                base = nearest + profit[member]
                base_of[member] = base
                if base < length:
                    length = base
                    left_alone = member
                    last_mentor = NOBODY
                if others_worth[member] == UNASKED:
                    _choose_few(weights, price, worth, best_few, few_weights, others_worth, member)
                for number in range(width):
                    # A reached mentor is never nearer this way, so that no test is needed.
                    other = best_few[member, number]
                    offer = base - few_weights[member, number] + price[other]
                    distance[other] = min(distance[other], offer)
                if width < mentors:
                    waiting[waiters] = member
                    waits_until[waiters] = base - others_worth[member]
                    waiters += 1

        # Who moves to whom, from the chain's end back to the newcomer; found before prices rise.
        moves = 0
        mentor = last_mentor if last_mentor != NOBODY else mentor_of[left_alone]
        if last_mentor == NOBODY and left_alone == start:
            mentor = NOBODY
        while mentor != NOBODY:
            mover = _mover(
                weights, price, members, load, reached, reached_at, base_of, start, mentor, step_of[mentor]
            )
            movers[moves] = mover
            targets[moves] = mentor
            moves += 1
            mentor = NOBODY if mover == start else mentor_of[mover]

        # Prices rise along the way so that everybody's own mentor stays the best choice.
        profit[start] -= length
        for step in range(count):
            mentor = reached[step]
            rise = length - reached_at[step]
            if rise > 0:
                price[mentor] += rise
                for place in range(load[mentor]):
                    profit[members[mentor, place]] -= rise

        # Move everybody along the chain.
        if moves == 0:
            continue
        if last_mentor != NOBODY:
            members[last_mentor, load[last_mentor]] = movers[0]
            load[last_mentor] += 1
        else:
            _replace(members, targets[0], left_alone, movers[0])
            mentor_of[left_alone] = NOBODY
        for move in range(moves):
            mover = movers[move]
            if mover != start:
                _replace(members, mentor_of[mover], mover, movers[move + 1])
        for move in range(moves):
            mentor_of[movers[move]] = targets[move]
    return mentor_of


@kernel
def _choose_few(
    weights: NDArray[np.int64], price: NDArray[np.int64], worth: NDArray[np.int64],
    best_few: NDArray[np.int32], few_weights: NDArray[np.int64], others_worth: NDArray[np.int64], member: int,
) -> None:  # fmt: skip
    """Find a mentee's best mentors at present prices, and what the best of the others is worth."""
    mentors = weights.shape[1]
    width = best_few.shape[1]
    for mentor in range(mentors):
        worth[mentor] = weights[member, mentor] - price[mentor]
    least = LEAST
    if width < mentors:
        ordered = np.partition(worth, mentors - width - 1)
        least = ordered[mentors - width - 1]
    count = 0
    for mentor in range(mentors):
        if worth[mentor] > least and count < width:
            best_few[member, count] = mentor
            few_weights[member, count] = weights[member, mentor]
            count += 1
    # Of equals so many as there is room for; the bound holds for all that are left.
    for mentor in range(mentors):
        if count < width and worth[mentor] == least:
            best_few[member, count] = mentor
            few_weights[member, count] = weights[member, mentor]
            count += 1
    others_worth[member] = least


@kernel
def _mover(
    weights: NDArray[np.int64], price: NDArray[np.int64], members: NDArray[np.int64],
    load: NDArray[np.int64], reached: NDArray[np.int64], reached_at: NDArray[np.int64],
    base_of: NDArray[np.int64], start: int, mentor: int, step: int,
) -> int:  # fmt: skip
    """Find who reached a mentor at the mentor's distance: the newcomer, or a member of one reached before."""
    wanted = reached_at[step]
    if base_of[start] - weights[start, mentor] + price[mentor] == wanted:
        return start
    for before in range(step):
        other = reached[before]
        for place in range(load[other]):
            member = members[other, place]
            if base_of[member] - weights[member, mentor] + price[mentor] == wanted:
                return int(member)
    return start


@kernel
def _replace(members: NDArray[np.int64], mentor: int, old: int, new: int) -> None:
    for place in range(members.shape[1]):
        if members[mentor, place] == old:
            members[mentor, place] = new
            return
