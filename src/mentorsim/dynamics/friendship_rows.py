"""The rows of friendships: who is in them, and how new ones are merged into their order."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mentorsim.dynamics.affinity import friendship_affinity
from mentorsim.dynamics.columns import FOR_BELONGING, Floats, Friendships, Integers, Key, Keys
from mentorsim.dynamics.rows import Parameters
from mentorsim.dynamics.similarity import likeness
from mentorsim.numerics.kernel import array_maker, inner_kernel

_ONE = np.uint64(1)


@inner_kernel
def are_friends(row_start: Integers, friend: Integers, i: int, j: int) -> bool:
    """Whether two students are friends."""
    low = min(i, j)
    high = max(i, j)
    for e in range(row_start[low], row_start[low + 1]):
        if friend[e] == high:
            return True
    return False


@inner_kernel
def sort_codes(codes: NDArray[np.int64]) -> None:
    """Sort in place by a heap: a few lines, where compiling NumPy's sort takes two seconds."""
    count = codes.shape[0]
    half = count // 2
    for step in range(count + half):
        root = half - 1 - step
        size = count
        if root < 0:
            size = count - 1 - (step - half)
            codes[0], codes[size] = codes[size], codes[0]
            root = 0
        while True:
            child = 2 * root + 1
            if child >= size:
                break
            if child + 1 < size and codes[child + 1] > codes[child]:
                child += 1
            if codes[root] >= codes[child]:
                break
            codes[root], codes[child] = codes[child], codes[root]
            root = child


@array_maker
def new_pairs(new_friend: Integers, new: int) -> Any:
    """The week's new pairs as sorted codes ``low * students + high``; two who chose each other count once."""
    count = new_friend.shape[0]
    codes = np.empty(new, np.int64)
    filled = 0
    for i in range(count):
        j = new_friend[i]
        if j >= 0 and not (new_friend[j] == i and j < i):
            codes[filled] = np.int64(min(i, j)) * count + max(i, j)
            filled += 1
    codes = codes[:filled]
    sort_codes(codes)
    return codes


@array_maker
def add_friends(
    friendships: Friendships,
    key: Keys,
    traits: Floats,
    attributes: Integers,
    matters: Floats,
    new_friend: Integers,
    new: int,
    affinity_key: Key,
    parameters: Parameters,
) -> None:
    """Merge the week's new friendships into the sorted rows, from the back; there must be room for them."""
    count = key.shape[0]
    codes = new_pairs(new_friend, new)
    # There always is room, unless a user's mechanism has put communication beyond its range.
    codes = codes[: friendships.friend.shape[0] - friendships.row_start[count]]
    end = np.uint64(friendships.row_start[count])
    for pending in range(codes.shape[0] - 1, -1, -1):
        row = codes[pending] // count
        newcomer = codes[pending] - row * count
        begin = np.uint64(friendships.row_start[row])
        place = np.uint64(friendships.row_start[row + 1])
        while place > begin and friendships.friend[place - _ONE] > newcomer:
            place -= _ONE
        move_up(friendships, place, end, np.uint64(pending + 1))
        end = place
        place += np.uint64(pending)
        friendships.friend[place] = newcomer
        friendships.strength[place] = parameters.friendship_start
        friendships.affinity[place] = friendship_affinity(
            key, traits, attributes, matters, affinity_key, row, newcomer, parameters
        )
        friendships.alike[place] = likeness(attributes, matters[FOR_BELONGING], row, newcomer, 0.0)
    before = 0
    for row in range(count):
        while before < codes.shape[0] and codes[before] < np.int64(row + 1) * count:
            before += 1
        friendships.row_start[row + 1] += before


@inner_kernel
def move_up(friendships: Friendships, begin: Any, end: Any, places: Any) -> None:
    """Move the entries from ``begin`` to before ``end`` up by some places, the last one first."""
    for step in range(end - begin):
        source = end - _ONE - np.uint64(step)
        target = source + places
        friendships.friend[target] = friendships.friend[source]
        friendships.strength[target] = friendships.strength[source]
        friendships.affinity[target] = friendships.affinity[source]
        friendships.alike[target] = friendships.alike[source]
