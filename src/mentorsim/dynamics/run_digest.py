"""Numbers that tell whether two runs are the same: of everything, of who has a place, of who is with whom."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mentorsim.dynamics.columns import Run
from mentorsim.dynamics.rows import FIRST_WEEK
from mentorsim.dynamics.tie_table import tie_records

_BITS = 52  # a float of 64 bits holds such whole numbers exactly, as rows of runs do
_PAIR_FIELDS = ("mentor", "mentee", "group", "start")
_GROUP_FIELDS = ("first_seat", "last_seat", "start")


def run_digest(run: Run) -> int:
    """Return a number of 52 bits that runs of one replication share if all that happened in them is the same.

    State, participation, ties, groups, friendships and the weekly series are looked at; they hold sums over
    all weeks, so that runs that went different ways do not end alike. What is shared by all policies of a
    world is left out, and so is what a week makes and forgets.
    """
    friendships = run.friendships
    used = int(friendships.row_start[-1])
    return digest_of(
        run.state,
        run.discrete_state,
        run.participation,
        tie_records(run.ties),
        run.groups,
        run.seats,
        run.series,
        friendships.row_start,
        friendships.friend[:used],
        friendships.strength[:used],
    )


def places_digest(run: Run) -> int:
    """Return a number of 52 bits that two runs share if the same students got a place in the same weeks."""
    return digest_of(run.participation[FIRST_WEEK])


def pairs_digest(run: Run) -> int:
    """Return a number of 52 bits that two runs share if the same ties and groups were made."""
    groups = run.groups.view(np.ndarray)
    return digest_of(
        *(getattr(run.ties, name) for name in _PAIR_FIELDS),
        run.seats,
        *(groups[name] for name in _GROUP_FIELDS),
    )


def digest_of(*columns: NDArray[Any]) -> int:
    """Return a number of 52 bits that columns share if their shapes and bytes are equal."""
    total = hashlib.blake2b(digest_size=8)
    for column in columns:
        total.update(repr(column.shape).encode())
        total.update(np.ascontiguousarray(column).view(np.uint8).data)
    return int.from_bytes(total.digest(), "little") >> (64 - _BITS)
