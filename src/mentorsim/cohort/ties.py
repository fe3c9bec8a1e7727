"""Put pairs of friends in order: first below second, sorted, each pair once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mentorsim.numerics.kernel import kernel


@kernel
def sort_ties(
    one: NDArray[np.int32],
    other: NDArray[np.int32],
    close: int,
    owner: NDArray[np.int64],
    partner: NDArray[np.int64],
    students: int,
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Bring all ties together, sort them by the lower row and then the higher, and drop repeated ones.

    A counting sort by the lower row, then an insertion sort within each student's few friends: linear time.

    Parameters
    ----------
    one, other
        The pairs of which the first ``close`` are friends in a circle.
    close
        How many there are.
    owner, partner
        Of each end of a loose tie the student, and the end that it joins (-1: none).
    students
        Number of students.
    """
    joined = 0
    for end in range(len(owner)):
        if partner[end] > end:
            joined += 1
    low = np.empty(close + joined, np.int32)
    high = np.empty(close + joined, np.int32)
    count = 0
    for tie in range(close):
        low[count] = min(one[tie], other[tie])
        high[count] = max(one[tie], other[tie])
        count += 1
    for end in range(len(owner)):
        if partner[end] > end:
            low[count] = min(owner[end], owner[partner[end]])
            high[count] = max(owner[end], owner[partner[end]])
            count += 1
    start = np.zeros(students + 1, np.int64)
    filled = np.zeros(students + 1, np.int64)
    for tie in range(count):
        start[low[tie] + 1] += 1
    for i in range(students):
        start[i + 1] += start[i]
        filled[i + 1] = start[i + 1]
    friend = np.empty(count, np.int32)
    for tie in range(count):
        i = low[tie]
        place = filled[i]
        filled[i] += 1
        while place > start[i] and friend[place - 1] > high[tie]:
            friend[place] = friend[place - 1]
            place -= 1
        friend[place] = high[tie]
    kept = 0
    for i in range(students):
        for place in range(start[i], start[i + 1]):
            if place == start[i] or friend[place] != friend[place - 1]:
                kept += 1
    first = np.empty(kept, np.int32)
    second = np.empty(kept, np.int32)
    kept = 0
    for i in range(students):
        for place in range(start[i], start[i + 1]):
            if place == start[i] or friend[place] != friend[place - 1]:
                first[kept] = i
                second[kept] = friend[place]
                kept += 1
    return first, second
