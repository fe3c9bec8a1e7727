"""The state of a run in columns.

One block of rows per kind of number, one row per variable, one column per student: copying a world is copying
a few blocks, and a compiled week takes a handful of arrays instead of a hundred. Which columns there are is
declared in `mentorsim.mechanisms`; ``rows.py`` has the number of each row (``state[SKILL]``), and users see
the same memory as `Students`, one array per name.
"""

from __future__ import annotations

from itertools import accumulate
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mentorsim.numerics.prefetch import LINE_BYTES

Floats = NDArray[np.float64]
Integers = NDArray[np.int32]
Keys = NDArray[np.uint64]
Key = np.uint64
"""What the draws of one decision in one week are keyed by."""

Records = Any
"""A NumPy record array: one record per group or student, fields by name."""

NOBODY = -1
NO_WEEK = 1_000_000
"""A week that never comes."""

# What likeness in an attribute can matter for.
MATTERS = ("rapport", "showing_up", "length", "belonging")
FOR_RAPPORT, FOR_SHOWING_UP, FOR_LENGTH, FOR_BELONGING = range(len(MATTERS))

_PEER_FIELDS = {
    "key": "u8", "skill": "f8", "motivation": "f8", "friend_strength": "f8", "friend_motivation": "f8",
    "together": "f8", "companion_weight": "f8", "companion": "i4", "enrolled": "i4",
}  # fmt: skip
_WIDTHS = [np.dtype(kind).itemsize for kind in _PEER_FIELDS.values()]
PEER: np.dtype[Any] = np.dtype(
    {
        "names": list(_PEER_FIELDS),
        "formats": list(_PEER_FIELDS.values()),
        "offsets": [0, *accumulate(_WIDTHS[:-1])],
        "itemsize": LINE_BYTES,
    }
)
"""What friends see of a student this week, and most of what friends add up to, in one record read at random:
one line of memory."""


def no_peers(count: int = 0) -> Records:
    """Faces of ``count`` students, all zero, of whom each lies in one line of memory and not in two."""
    memory = np.zeros(count * PEER.itemsize + LINE_BYTES, np.uint8)
    first = -memory.ctypes.data % LINE_BYTES
    return memory[first : first + count * PEER.itemsize].view(PEER).view(np.recarray)


NO_PEERS = no_peers()


class Ties(NamedTuple):
    """Mentoring ties, one column per variable: a stage reads only what it needs of each.

    ``end_week`` is -1 while a tie is active; ``occasions``, ``met``, ``hours`` and ``mentor_hours`` are this
    week's. Users see them as a `TieTable`.
    """

    rapport: Floats
    compatibility: Floats
    difference: Floats
    alike: Floats
    share: Floats
    hours: Floats
    mentor_hours: Floats
    closeness: Floats
    show_likeness: Floats
    end_likeness: Floats
    mentor: Integers
    mentee: Integers
    group: Integers
    start: Integers
    end_week: Integers
    end_reason: Integers
    end_side: Integers
    meetings: Integers
    missed: Integers
    coached: Integers
    can_meet: Integers
    lower: Integers
    occasions: Integers
    met: Integers


TIE_NUMBERS = Ties._fields.index("mentor")
"""How many of the columns of ties hold numbers; those after them hold integers."""
TIE = np.dtype([(name, "f8" if k < TIE_NUMBERS else "i4") for k, name in enumerate(Ties._fields)])
"""One tie, where ties are written or compared as records."""

GROUP_RECORD = np.dtype(
    [
        ("key", "u8"), ("mean_skill", "f8"), ("first_seat", "i4"), ("last_seat", "i4"), ("start", "i4"),
        ("members", "i4"), ("mentor_sessions", "i4"), ("fellow_sessions", "i4"), ("mentored", "i4"),
    ]
)  # fmt: skip
"""A mentoring group; its seats are ``seats[first_seat:last_seat]``. ``members``: how many now;
``mentor_sessions`` and ``fellow_sessions``: occasions of this week with a mentor, with two members or more
present, one bit each."""


class Friendships(NamedTuple):
    """Friendships as the upper triangle of a sparse matrix: row ``i`` lists friends with larger row numbers.

    The entries of row ``i`` are ``friend[row_start[i]:row_start[i + 1]]``, ascending. Arrays have room to
    spare: ``row_start[-1]`` is the number in use.
    """

    row_start: Integers
    friend: Integers
    strength: Floats
    affinity: NDArray[np.float32]
    alike: NDArray[np.float32]


class Run(NamedTuple):
    """All columns of one run: what every stage is given."""

    key: Keys
    discrete_traits: Integers
    traits: Floats
    attributes: Integers
    """Category codes, shape (attributes, students); -1 is unknown."""
    matters: Floats
    """What each attribute counts for, by what it acts on; shape (`MATTERS`, attributes)."""
    major_start: Integers
    """Where each major's members begin in ``major_members``; shape (majors + 1,)."""
    major_members: Integers
    section: Integers
    """Each student's section from 1 on; 0 for none."""
    section_start: Integers
    """Where each section's members begin in ``section_members``; shape (sections + 2,)."""
    section_members: Integers
    prior_grade: Floats
    """As the program sees it, in SD; 0 where it is missing."""
    state: Floats
    discrete_state: Integers
    weekly_sums: Floats
    partners: Integers
    weekly_counts: Integers
    peers: Records
    participation: Integers
    ties: Ties
    groups: Records
    seats: Integers
    friendships: Friendships
    calendar: Integers
    series: Floats


class ReplicationKey(NamedTuple):
    """What the random draws of a run are keyed by, all policies of a replication alike."""

    seed: np.uint64
    replication: np.uint64
