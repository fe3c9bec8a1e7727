"""The network of one run in NetworkX: friendships and mentoring ties in one frozen multigraph."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import networkx as nx
import numpy as np

from mentorsim.documents.nearest import nearest
from mentorsim.dynamics.columns import NOBODY, Floats, Friendships, Integers
from mentorsim.errors import UnknownNameError

if TYPE_CHECKING:
    from mentorsim.model_columns import ModelColumns


class FriendshipList(NamedTuple):
    """All friendships: one entry per pair, ``first < second``, sorted.

    Examples
    --------
    >>> import mentorsim as ms
    >>> friendships = ms.MentoringModel("first_year_university", rng=7).friendships
    >>> bool((friendships.first < friendships.second).all())
    True
    """

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


def build_network(
    model: ModelColumns, attributes: Sequence[str] = (), *, plain_names: bool = False
) -> nx.MultiGraph[int]:
    """Return the friendships and active mentoring ties of a model as a frozen ``MultiGraph``.

    Nodes are row numbers. Each has ``name`` (the id by which `friendships.file` knows the student), ``role``,
    ``enrolled``, and those named attributes that are known of the student. Edge keys are ``friendship`` (with
    ``strength``) and ``mentoring`` (with ``mentor``, ``mentee``, ``rapport``, ``meetings``, and ``group``
    where there is one). No attribute is None, so that NetworkX writes the graph in every format.

    Parameters
    ----------
    model
        The model.
    attributes
        What else nodes show: ``gpa``, and columns of ``model.students`` with a number per student, such as
        ``skill`` and ``belonging``. A student without a value has no such attribute.
    plain_names
        Whether attributes are named in ASCII letters, digits and underscores only, as GML wants them.

    Raises
    ------
    UnknownNameError
        When there is no such column.
    """
    graph: nx.MultiGraph[int] = nx.MultiGraph(week=model.week, policy=model.policy)
    students = model.students
    columns: dict[str, Sequence[Any]] = {
        "name": model.world.names,
        "role": ["upper-year" if role else "first-year" for role in students.role.tolist()],
        "enrolled": [bool(enrolled) for enrolled in students.enrolled.tolist()],
    }
    for name, category in model.world.cohort.attributes.items():
        columns[name] = [category.categories[code] if code >= 0 else None for code in category.codes.tolist()]
    for name in attributes:
        if name not in columns:
            columns[name] = _values(model, name)
    shown = _plain_names(columns) if plain_names else list(columns)
    for row, values in enumerate(zip(*columns.values(), strict=True)):
        known = zip(shown, values, strict=True)
        graph.add_node(row, **{name: value for name, value in known if value is not None})
    edges = model.friendships
    for first, second, strength in zip(
        edges.first.tolist(), edges.second.tolist(), edges.strength.tolist(), strict=True
    ):
        graph.add_edge(first, second, key="friendship", strength=strength)
    ties = model.ties
    for t in np.flatnonzero(ties.end_week < 0).tolist():
        mentor, mentee, group = int(ties.mentor[t]), int(ties.mentee[t]), int(ties.group[t])
        graph.add_edge(
            mentor,
            mentee,
            key="mentoring",
            mentor=mentor,
            mentee=mentee,
            rapport=float(ties.rapport[t]),
            meetings=int(ties.meetings[t]),
            **({} if group == NOBODY else {"group": group}),
        )
    frozen: nx.MultiGraph[int] = nx.freeze(graph)
    return frozen


def _plain_names(names: Iterable[str]) -> list[str]:
    """Name each in ASCII letters, digits and underscores, a letter first, and no two alike."""
    plain: list[str] = []
    for name in names:
        base = re.sub(r"[^0-9A-Za-z_]", "_", name)
        base = base if base[:1].isalpha() else f"a_{base}"
        again = sum(other == base or other.startswith(f"{base}_again_") for other in plain)
        plain.append(f"{base}_again_{again}" if again else base)
    return plain


def _values(model: ModelColumns, name: str) -> list[Any]:
    """Return what a node shows under one name, for every row; None where there is no value."""
    students = model.students
    if name == "gpa":
        return [
            points / attempted if attempted else None
            for points, attempted in zip(
                students.grade_points.tolist(), students.courses_attempted.tolist(), strict=True
            )
        ]
    numbers = {
        column
        for column in students._fields
        if getattr(students, column).ndim == 1 and column not in ("key", "role", "major")
    }
    if name not in numbers:
        known = sorted({*numbers, "gpa", *model.world.cohort.attributes})
        guess = nearest(name, known)
        hint = f"did you mean {guess!r}?" if guess else f"there are {', '.join(known)}"
        raise UnknownNameError(f"there is no column {name!r} of students; {hint}")
    values: list[Any] = getattr(students, name).tolist()
    return values
