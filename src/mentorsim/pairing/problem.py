"""A matching problem and its answers: pairs, or groups with their mentors."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from mentorsim.cohort.people import FriendshipPairs, Observed

Rows = NDArray[np.int64]


def no_pairs() -> Rows:
    """Return an empty list of pairs, shape ``(0, 2)``."""
    return np.empty((0, 2), np.int64)


@dataclass(frozen=True, eq=False)
class MatchingProblem:
    """The people to match at one time, and the constraints.

    ``mentees`` and ``mentors`` are rows of ``observed``, each without duplicates; a student may be in both
    lists and is never paired with him- or herself. ``capacity`` has one entry per mentor: how many more
    mentees he or she can take (0 or less: none). ``required`` has shape ``(p, 2)``: pairs of a mentee's and a
    mentor's row that are still to be made; those of which one is not in this problem are not made.
    ``forbidden`` has shape ``(q, 2)``: pairs that may not be made, ended pairs among them; a pair of two
    mentees is kept out of one group. ``fewest`` has one entry per mentor: how many mentees he or she should
    get (None: no matter). ``waiting`` has one entry per mentee: for how long he or she has been left out, in
    weeks, 0 for a new one (None: all are new). ``complete``: whether mentees whom the method leaves over get
    free places too, as far as constraints allow (of pairs, not of groups). ``tracks``: how many levels the
    method same_level makes. ``preferred`` and ``avoided`` are pairs of earlier lists.

    Examples
    --------
    >>> import mentorsim as ms
    >>> @ms.matching_method("nobody")
    ... def nobody(students):
    ...     "Nobody is paired."
    ...     return []
    >>> [name for name in ms.MatchingProblem.__dataclass_fields__][:4]
    ['observed', 'mentees', 'mentors', 'capacity']
    """

    observed: Observed
    mentees: Rows
    mentors: Rows
    capacity: Rows
    required: Rows = field(default_factory=no_pairs)
    forbidden: Rows = field(default_factory=no_pairs)
    friendships: FriendshipPairs | None = None
    seed: int = 0
    replication: int = 0
    week: int = 0
    fewest: Rows | None = None
    waiting: Rows | None = None
    complete: bool = False
    tracks: int | None = None
    preferred: Rows = field(default_factory=no_pairs)
    avoided: Rows = field(default_factory=no_pairs)

    def __post_init__(self) -> None:
        """Bring every list to its shape and type.

        Raises
        ------
        ValueError
            When lists do not fit together: a mistake in the calling program, not in a scenario.
        """
        for name in ("mentees", "mentors", "capacity"):
            object.__setattr__(self, name, np.asarray(getattr(self, name), np.int64).reshape(-1))
        for name in ("required", "forbidden", "preferred", "avoided"):
            object.__setattr__(self, name, np.asarray(getattr(self, name), np.int64).reshape(-1, 2))
        if len(self.capacity) != len(self.mentors):
            raise ValueError(f"{len(self.mentors)} mentors but {len(self.capacity)} capacities")
        for name, people in (("fewest", self.mentors), ("waiting", self.mentees)):
            numbers = getattr(self, name)
            if numbers is not None:
                object.__setattr__(self, name, np.asarray(numbers, np.int64).reshape(-1))
                if len(getattr(self, name)) != len(people):
                    raise ValueError(f"{name} has {len(numbers)} entries for {len(people)} students")
        size = len(self.observed.key)
        for name in ("mentees", "mentors", "required", "forbidden", "preferred", "avoided"):
            rows = getattr(self, name)
            if rows.size and (rows.min() < 0 or rows.max() >= size):
                raise ValueError(f"{name} names a row outside 0..{size - 1}")
        for name in ("mentees", "mentors"):
            rows = getattr(self, name)
            if rows.size and np.bincount(rows).max() > 1:
                raise ValueError(f"{name} names a row twice")

    @property
    def places(self) -> int:
        """How many mentees the mentors can take together."""
        return int(np.maximum(self.capacity, 0).sum())


@dataclass(frozen=True, eq=False)
class Matching:
    """Who was paired with whom.

    ``pairs`` has shape ``(r, 2)``: mentee row, mentor row, in ascending order of the mentee's row;
    ``unmatched`` are the other mentees' rows, ascending. ``scores`` are the pairs' scores by the criteria of
    the match specification, of ``best_score`` at most (None where it has no weighed criteria).
    ``too_few_places`` is how many more places all mentees would have needed. ``required_unmade``,
    shape ``(s, 2)``, are required pairs of mentees of this problem that were not made because the mentor is
    not in it (one who has quit, for example). ``below_fewest`` are the rows of mentors who have fewer mentees
    than they should, ascending, because constraints allow no more.
    """

    pairs: Rows
    unmatched: Rows
    scores: Rows | None = None
    best_score: int = 0
    too_few_places: int = 0
    required_unmade: Rows = field(default_factory=no_pairs)
    below_fewest: Rows = field(default_factory=lambda: np.empty(0, np.int64))


@dataclass(frozen=True, eq=False)
class Grouping:
    """Who was put in a group with whom.

    ``groups[i]`` are the rows of the mentees of group *i*, ascending, and ``mentors[i]`` those of its mentors
    (empty where the format has none). ``unmatched`` are the rows of the mentees without a group, ascending.
    ``too_few_places`` is how many of them found no group because mentors had too few places.
    """

    groups: tuple[Rows, ...]
    mentors: tuple[Rows, ...]
    unmatched: Rows
    too_few_places: int = 0
