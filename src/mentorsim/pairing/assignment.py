"""The solver behind the best-score methods: one mentor for each mentee, places limited, the total exact.

Successive shortest augmenting paths on the dense table (the method of Jonker and Volgenant,
doi:10.1007/BF02278710, with places counted per mentor instead of one column each). All numbers are 64-bit
integers, so the optimum is the same on every machine; on programs of usual size it takes a tenth of the time
of ``scipy.optimize.linear_sum_assignment`` with a column for every place, which is the oracle of its tests.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mentorsim.numerics.kernel import kernel

NOBODY = -1
#: The weight of a pair that may not be made; weights of the others lie in 0 .. `HEAVIEST`.
IMPOSSIBLE = -(2**61)
HEAVIEST = 2**60


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
    distance = np.empty(mentors, np.int64)
    via = np.empty(mentors, np.int64)
    reached = np.empty(mentors, np.int64)
    is_reached = np.zeros(mentors, np.bool_)

    for start in range(mentees):
        # What the newcomer gains by the best mentor at present prices, or by staying alone.
        best = np.int64(0)
        for mentor in range(mentors):
            best = max(best, weights[start, mentor] - price[mentor])
        profit[start] = best
        for mentor in range(mentors):
            distance[mentor] = best - weights[start, mentor] + price[mentor]
            via[mentor] = start
            is_reached[mentor] = False

        # The cheapest chain of moves that ends at a free place or with somebody who then stays alone.
        length = best
        last_mentor = NOBODY
        left_alone = start
        count = 0
        while True:
            nearest = length
            mentor = NOBODY
            for other in range(mentors):
                if not is_reached[other] and distance[other] < nearest:
                    nearest = distance[other]
                    mentor = other
            if mentor == NOBODY:
                break
            is_reached[mentor] = True
            reached[count] = mentor
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
                if base < length:
                    length = base
                    left_alone = member
                    last_mentor = NOBODY
                for other in range(mentors):
                    # A reached mentor is never nearer this way, so that no test is needed.
                    offer = base - weights[member, other] + price[other]
                    nearer = offer < distance[other]
                    distance[other] = offer if nearer else distance[other]
                    via[other] = member if nearer else via[other]

        # Prices rise along the way so that everybody's own mentor stays the best choice.
        profit[start] -= length
        for step in range(count):
            mentor = reached[step]
            rise = length - distance[mentor]
            if rise > 0:
                price[mentor] += rise
                for place in range(load[mentor]):
                    profit[members[mentor, place]] -= rise

        # Move everybody along the chain, from its end back to the newcomer.
        if last_mentor != NOBODY:
            mentor = last_mentor
            mover = via[mentor]
            members[mentor, load[mentor]] = mover
            load[mentor] += 1
        elif left_alone == start:
            continue
        else:
            mentor = mentor_of[left_alone]
            mentor_of[left_alone] = NOBODY
            mover = via[mentor]
            _replace(members, mentor, left_alone, mover)
        while True:
            former = mentor_of[mover]
            mentor_of[mover] = mentor
            if mover == start:
                break
            next_mover = via[former]
            _replace(members, former, mover, next_mover)
            mentor = former
            mover = next_mover
    return mentor_of


@kernel
def _replace(members: NDArray[np.int64], mentor: int, old: int, new: int) -> None:
    for place in range(members.shape[1]):
        if members[mentor, place] == old:
            members[mentor, place] = new
            return
