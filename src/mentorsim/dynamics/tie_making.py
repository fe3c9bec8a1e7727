"""New ties and groups: what a pair is like when it begins, and the columns that hold it."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mentorsim.arithmetic import clip
from mentorsim.dynamics.columns import Groups, Students, Ties
from mentorsim.dynamics.similarity import deep_similarity, rare_likeness, surface_similarity
from mentorsim.kernel import kernel
from mentorsim.randomness import mix, noise, pair_bits

Rows = NDArray[np.int64]

_FLOAT_COLUMNS = {"rapport", "compatibility", "difference", "alike", "share", "hours"}
_GROUP_FLOATS = {"mean_skill"}


def empty_ties(count: int = 0) -> Ties:
    """Columns for ``count`` ties, all zero."""
    return Ties(*(np.zeros(count, np.float64 if name in _FLOAT_COLUMNS else np.int32) for name in Ties._fields))


def no_groups() -> Groups:
    """Columns for no groups."""
    return Groups(
        key=np.zeros(0, np.uint64),
        seat_start=np.zeros(1, np.int32),
        **{
            name: np.zeros(0, np.float64 if name in _GROUP_FLOATS else np.int32)
            for name in Groups._fields
            if name not in ("key", "seat_start")
        },
    )


@kernel
def describe_ties(ties: Ties, students: Students, first: int, week: int, chemistry_key: Any, parameters: Any) -> None:
    """Fill in the ties from row ``first`` on as they are when they begin in ``week``."""
    for t in range(first, ties.mentor.shape[0]):
        i = ties.mentee[t]
        j = ties.mentor[t]
        deep = deep_similarity(students.values, i, j)
        surface = surface_similarity(students.attributes, i, j)
        luck = noise(pair_bits(chemistry_key, students.key[j], students.key[i], 0))
        ties.start[t] = week
        ties.end_week[t] = -1
        ties.can_meet[t] = 1 if (students.slots[i] & students.slots[j]) != 0 else 0
        ties.rapport[t] = parameters.rapport_start
        ties.compatibility[t] = (
            parameters.rapport_base
            + parameters.rapport_deep * deep
            + parameters.rapport_surface * (surface - 0.5)
            + parameters.rapport_chemistry * luck
        )
        ties.difference[t] = 0.5 * clip(0.5 - 0.25 * deep, 0.0, 1.0) + 0.5 * (1.0 - surface)
        ties.alike[t] = rare_likeness(students.attributes, students.rarity, i, j)


class NewTies(NamedTuple):
    """Ties to be made: parallel lists of mentee row, mentor row and group number (-1 for none)."""

    mentees: Rows
    mentors: Rows
    groups: Rows


def add_ties(
    ties: Ties, new: NewTies, students: Students, week: int, chemistry_key: np.uint64, parameters: Any
) -> Ties:
    """Append ties; the old rows stay where they are."""
    first = len(ties.mentor)
    count = len(new.mentees)
    longer = Ties(*(np.concatenate([column, np.zeros(count, column.dtype)]) for column in ties))
    longer.mentee[first:] = new.mentees
    longer.mentor[first:] = new.mentors
    longer.group[first:] = new.groups
    mentors_of_member: dict[tuple[int, int], int] = {}
    for mentee, group in zip(new.mentees.tolist(), new.groups.tolist(), strict=True):
        if group >= 0:
            mentors_of_member[mentee, group] = mentors_of_member.get((mentee, group), 0) + 1
    longer.share[first:] = [
        1.0 / mentors_of_member.get(pair, 1)
        for pair in zip(new.mentees.tolist(), new.groups.tolist(), strict=True)
    ]
    describe_ties(longer, students, first, week, chemistry_key, parameters)
    return longer


def group_key(members: Rows, key: NDArray[np.uint64]) -> np.uint64:
    """Name a group by its first members, whatever their order."""
    total = 0
    for member in members.tolist():
        total += int(key[member])
    return mix(np.uint64(total & (2**64 - 1)))


def add_seats(
    groups: Groups, seats: list[list[int]], new_keys: list[np.uint64], week: int
) -> Groups:
    """Lay out the seats anew; ``seats`` lists the members of all groups, the ``new_keys`` those that are new."""
    count = len(seats)
    added = len(new_keys)
    columns = {
        name: np.concatenate([column, np.zeros(added, column.dtype)])
        for name, column in groups._asdict().items()
        if name not in ("key", "seat_start", "seat_student")
    }
    columns["start"][count - added :] = week
    return Groups(
        key=np.concatenate([groups.key, np.array(new_keys, np.uint64)]),
        seat_start=np.concatenate([[0], np.cumsum([len(members) for members in seats])]).astype(np.int32),
        seat_student=np.array([member for members in seats for member in members], np.int32),
        **columns,
    )
