"""Friendships of a file, completed where the file says nothing: missing answers are not answers of zero."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mentorsim.cohort.friendship_plan import FriendshipPlan
from mentorsim.cohort.people import FriendshipPairs


@dataclass(frozen=True, eq=False)
class PartlyKnown:
    """Friendships of a file that does not name every student.

    Attributes
    ----------
    pairs
        Those of the file.
    listed
        Whether the file names a student, shape ``(n,)``.
    plan
        How to generate the others.
    """

    pairs: FriendshipPairs
    listed: NDArray[np.bool_]
    plan: FriendshipPlan


def completed(known: PartlyKnown, generated: FriendshipPairs) -> FriendshipPairs:
    """Return the friendships of a file, and of generated ones those that touch a student it does not name.

    Parameters
    ----------
    known
        The file.
    generated
        Friendships of all students, as the generator makes them in a replication.
    """
    unknown = ~known.listed
    taken = unknown[generated.first] | unknown[generated.second]
    first = np.concatenate([known.pairs.first, generated.first[taken]])
    second = np.concatenate([known.pairs.second, generated.second[taken]])
    strength = np.concatenate([known.pairs.strength, generated.strength[taken]])
    order = np.lexsort((second, first))
    return FriendshipPairs(first[order], second[order], strength[order])


def share_missing(listed: NDArray[np.bool_], name: str, *, generated: bool) -> str:
    """Say how many students a file does not name, and what is done about it; empty where it names all."""
    missing = int(np.count_nonzero(~listed))
    if not missing:
        return ""
    what = "are generated" if generated else "are taken to be none (friendships.not_listed: no_friends)"
    return (
        f"{name} names {len(listed) - missing} of {len(listed)} students; the friendships of the other "
        f"{missing} ({missing / len(listed):.0%}) {what}"
    )
