"""Whether two runs of one replication are the same in every state: only then is their difference exact."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from mentorsim.dynamics.columns import Ties

if TYPE_CHECKING:
    from mentorsim.model import MentoringModel

_OF_A_WEEK = frozenset(
    ("hours", "mentor_hours", "occasions", "met", "mean_skill", "mentor_sessions", "fellow_sessions")
)
"""What a record of a tie holds of its last meeting is forgotten by the next week, and no state."""


def same_state(one: MentoringModel, other: MentoringModel) -> bool:
    """Whether two finished runs hold the same: students, participation, ties, friendships, weekly series.

    Every column is compared, value by value, and the first that differs ends it.
    """
    return one is other or all(
        first.shape == second.shape and np.array_equal(first, second, equal_nan=first.dtype.kind == "f")
        for first, second in zip(_columns(one), _columns(other), strict=True)
    )


def _columns(model: MentoringModel) -> Iterator[Any]:
    """Yield all columns, those that tell runs apart soonest first."""
    yield from model.weekly
    yield from model.participation
    for name in Ties._fields:
        if name not in _OF_A_WEEK:
            yield model.ties[name]
    yield from model.students
    yield from model.friendships
