"""The network of one run in NetworkX: friendships and mentoring ties in one frozen multigraph."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import networkx as nx
import numpy as np

from mentorsim.dynamics.columns import NOBODY, Floats, Friendships, Integers

if TYPE_CHECKING:
    from mentorsim.model import MentoringModel


class FriendshipList(NamedTuple):
    """All friendships: one entry per pair, ``first < second``, sorted."""

    first: Integers
    second: Integers
    strength: Floats
    affinity: Floats
    alike: Floats


def list_friendships(friendships: Friendships) -> FriendshipList:
    """Copy the friendships in use out of their columns."""
    used = int(friendships.row_start[-1])
    first = np.repeat(
        np.arange(len(friendships.row_start) - 1, dtype=np.int32), np.diff(friendships.row_start)
    )
    return FriendshipList(
        first,
        friendships.friend[:used].copy(),
        friendships.strength[:used].copy(),
        friendships.affinity[:used].astype(np.float64),
        friendships.alike[:used].astype(np.float64),
    )


def without_friendship(friendships: Friendships, i: int, j: int) -> Friendships:
    """Remove one friendship.

    Raises
    ------
    ValueError
        When the two are not friends.
    """
    low, high = sorted((i, j))
    places = np.zeros(0, np.int64)
    if 0 <= low < len(friendships.row_start) - 1:
        begin, end = (int(place) for place in friendships.row_start[low : low + 2])
        places = begin + np.flatnonzero(friendships.friend[begin:end] == high)
    if not len(places):
        raise ValueError(f"students {low} and {high} are not friends")
    row_start = friendships.row_start.copy()
    row_start[low + 1 :] -= 1
    columns = {
        name: np.delete(column, places[0])
        for name, column in friendships._asdict().items()
        if name != "row_start"
    }
    return Friendships(row_start=row_start, **columns)


def build_network(model: MentoringModel) -> nx.MultiGraph[int]:
    """Draw the friendships and active mentoring ties of a model as a frozen ``MultiGraph``.

    Nodes are row numbers with ``role`` and ``enrolled`` and the named attributes; edge keys are
    ``friendship`` (with ``strength``) and ``mentoring`` (with ``mentor``, ``mentee``, ``rapport``,
    ``meetings``, ``group``).
    """
    graph: nx.MultiGraph[int] = nx.MultiGraph(week=model.week, policy=model.policy)
    students = model.students
    columns = {
        name: [category.categories[code] if code >= 0 else None for code in category.codes.tolist()]
        for name, category in model.world.cohort.attributes.items()
    }
    roles = ["upper-year" if role else "first-year" for role in students.role.tolist()]
    for row, (role, enrolled) in enumerate(zip(roles, students.enrolled.tolist(), strict=True)):
        graph.add_node(
            row, role=role, enrolled=bool(enrolled), **{name: values[row] for name, values in columns.items()}
        )
    edges = model.friendships
    for first, second, strength in zip(
        edges.first.tolist(), edges.second.tolist(), edges.strength.tolist(), strict=True
    ):
        graph.add_edge(first, second, key="friendship", strength=strength)
    ties = model.ties
    for t in np.flatnonzero(ties.end_week < 0).tolist():
        group = int(ties.group[t])
        graph.add_edge(
            int(ties.mentor[t]),
            int(ties.mentee[t]),
            key="mentoring",
            mentor=int(ties.mentor[t]),
            mentee=int(ties.mentee[t]),
            rapport=float(ties.rapport[t]),
            meetings=int(ties.meetings[t]),
            group=None if group == NOBODY else group,
        )
    frozen: nx.MultiGraph[int] = nx.freeze(graph)
    return frozen
