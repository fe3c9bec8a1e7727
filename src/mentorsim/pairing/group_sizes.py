"""How many groups there are, and how large."""

from __future__ import annotations

from itertools import accumulate

import numpy as np

from mentorsim.pairing.problem import Rows


def group_sizes(
    mentees: int, group_size: int, mentors_per_group: int, capacity: Rows, smallest: int = 1
) -> list[int]:
    """Divide as many mentees as can be into groups of nearly equal size.

    No group has more than ``group_size`` members, with one exception: where groups without mentors have two
    members, an odd one makes a trio. A group of one needs a mentor. Each of a group's mentors needs a place
    for every member; so where mentors have 4 places each, groups have 4 members at most.

    Parameters
    ----------
    mentees
        How many there are.
    group_size
        How many a group should have, 2 or more.
    mentors_per_group
        How many mentors each group needs, 0 or more.
    capacity
        How many mentees each mentor can still take.
    smallest
        How many a group must have at least; then no group is larger than ``group_size`` without exception.

    Returns
    -------
    list of int
        The size of each group; their sum may be less than ``mentees``.
    """
    if mentors_per_group == 0:
        if smallest > 2:
            groups = min(-(-mentees // group_size), mentees // smallest)
            return _even(min(mentees, groups * group_size), group_size, smallest) if groups else []
        return _even(mentees, group_size, 2) if mentees > 1 else []
    best: list[int] = []
    for largest in range(min(group_size, mentees), smallest - 1, -1):
        # With smaller groups more mentors have room for one, so that more mentees may be served.
        seats = seats_for(largest, capacity)
        wanted = min(-(-mentees // largest), mentees // smallest)
        groups = min(wanted, most_groups(seats, mentors_per_group))
        served = min(mentees, groups * largest)
        if served > sum(best):
            best = _even(served, largest, 1)
        if served == mentees:
            break
    return best


def seats_for(largest: int, capacity: Rows) -> Rows:
    """Count how many groups of this size each mentor could lead."""
    return np.maximum(capacity, 0) // largest


def most_groups(seats: Rows, mentors_per_group: int) -> int:
    """Count the groups that can have so many different mentors each; ``seats`` is how many each can lead."""
    low, high = 0, int(seats.sum()) // mentors_per_group
    while low < high:
        groups = (low + high + 1) // 2
        if int(np.minimum(seats, groups).sum()) >= groups * mentors_per_group:
            low = groups
        else:
            high = groups - 1
    return low


def parts(ordered: Rows, sizes: list[int]) -> list[Rows]:
    """Cut a list of rows into groups of these sizes."""
    ends = list(accumulate(sizes))
    return [ordered[end - size : end] for end, size in zip(ends, sizes, strict=True)]


def _even(members: int, largest: int, smallest: int) -> list[int]:
    groups = max(1, min(-(-members // largest), members // smallest))
    fewer, more = divmod(members, groups)
    return [fewer + 1] * more + [fewer] * (groups - more)
