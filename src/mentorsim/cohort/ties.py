"""Put pairs of students in order: first below second, sorted, each pair once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mentorsim.kernel import kernel


@kernel
def sort_ties(
    one: NDArray[np.int32], other: NDArray[np.int32], count: int, students: int
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Sort the first ``count`` pairs by the lower row and then the higher, and drop repeated ones.

    A counting sort by the lower row, then an insertion sort within each student's few friends: linear time.
    """
    start = np.zeros(students + 1, np.int64)
    for tie in range(count):
        start[min(one[tie], other[tie]) + 1] += 1
    for i in range(students):
        start[i + 1] += start[i]
    filled = start.copy()
    friend = np.empty(count, np.int32)
    for tie in range(count):
        low = min(one[tie], other[tie])
        high = max(one[tie], other[tie])
        place = filled[low]
        filled[low] += 1
        while place > start[low] and friend[place - 1] > high:
            friend[place] = friend[place - 1]
            place -= 1
        friend[place] = high
    first = np.empty(count, np.int32)
    second = np.empty(count, np.int32)
    kept = 0
    for i in range(students):
        for place in range(start[i], start[i + 1]):
            if place == start[i] or friend[place] != friend[place - 1]:
                first[kept] = i
                second[kept] = friend[place]
                kept += 1
    return first[:kept].copy(), second[:kept].copy()
