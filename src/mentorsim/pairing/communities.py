"""Communities in the friendship network: who is bound together more closely than chance would have it.

The method of Louvain (Blondel and others, doi:10.1088/1742-5468/2008/10/P10008) in whole numbers: students
move, one after the other in a keyed order, to the community of friends that raises modularity most, until
nobody moves; then communities are merged in the same way as if each were one student. So the same friendships
give the same communities on every machine and in every order of rows. The strength of friendships does not
count.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mentorsim.numerics.kernel import kernel
from mentorsim.pairing.problem import Rows

#: Far more than are ever needed; every round with a move raises modularity.
_MOST_ROUNDS = 100


def find_communities(first: Rows, second: Rows, order: Rows) -> Rows:
    """Find the community of each student.

    Parameters
    ----------
    first, second
        The friendships: positions of two different students, each pair once.
    order
        All positions in the order in which students move.

    Returns
    -------
    NDArray
        A number per position, the same for all of a community; who has no friend is a community of one.
    """
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    nodes = len(order)
    ends = np.stack([place[first], place[second]])
    weight = np.ones(ends.shape[1], np.int64)
    inside = np.zeros(nodes, np.int64)
    member_of = np.arange(nodes)
    while True:
        start, neighbor, shared = _by_node(ends, weight, nodes)
        degree = np.add.reduceat(np.append(shared, 0), start[:-1]) if nodes else inside
        degree = np.where(start[:-1] == start[1:], 0, degree) + inside
        community = np.arange(nodes)
        move_nodes(start, neighbor, shared, degree, community, _MOST_ROUNDS)
        found, community = np.unique(community, return_inverse=True)
        member_of = community[member_of]
        if len(found) == nodes:
            return member_of[place]
        inside, ends, weight = _merged(ends, weight, inside, community, len(found))
        nodes = len(found)


def _by_node(ends: Rows, weight: Rows, nodes: int) -> tuple[Rows, Rows, Rows]:
    both = np.concatenate([ends, ends[::-1]], axis=1)
    order = np.lexsort((both[1], both[0]))
    start = np.concatenate([[0], np.cumsum(np.bincount(both[0], minlength=nodes))]).astype(np.int64)
    return start, both[1][order], np.concatenate([weight, weight])[order]


def _merged(ends: Rows, weight: Rows, inside: Rows, community: Rows, count: int) -> tuple[Rows, Rows, Rows]:
    merged = np.sort(community[ends], axis=0)
    within = merged[0] == merged[1]
    kept = np.zeros(count, np.int64)
    np.add.at(kept, community, inside)
    np.add.at(kept, merged[0][within], 2 * weight[within])
    codes, which = np.unique(merged[0][~within] * count + merged[1][~within], return_inverse=True)
    total = np.zeros(len(codes), np.int64)
    np.add.at(total, which, weight[~within])
    return kept, np.stack([codes // max(count, 1), codes % max(count, 1)]), total


@kernel
def move_nodes(
    start: NDArray[np.int64],
    neighbor: NDArray[np.int64],
    shared: NDArray[np.int64],
    degree: NDArray[np.int64],
    community: NDArray[np.int64],
    most_rounds: int,
) -> None:
    """Move nodes between communities as long as that raises modularity; ``community`` is changed in place."""
    nodes = degree.shape[0]
    total = degree.copy()
    ends = degree.sum()
    bonds = np.zeros(nodes, np.int64)
    for _ in range(most_rounds):
        moved = False
        for node in range(nodes):
            own = community[node]
            total[own] -= degree[node]
            for edge in range(start[node], start[node + 1]):
                bonds[community[neighbor[edge]]] += shared[edge]
            best = own
            best_gain = ends * bonds[own] - degree[node] * total[own]
            for edge in range(start[node], start[node + 1]):
                other = community[neighbor[edge]]
                gain = ends * bonds[other] - degree[node] * total[other]
                if gain > best_gain or (gain == best_gain and best != own and other < best):
                    best = other
                    best_gain = gain
            for edge in range(start[node], start[node + 1]):
                bonds[community[neighbor[edge]]] = 0
            total[best] += degree[node]
            if best != own:
                community[node] = best
                moved = True
        if not moved:
            return
