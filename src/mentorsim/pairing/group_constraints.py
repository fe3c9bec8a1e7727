"""Keep together in a group whom required pairs bind, and apart whom forbidden pairs divide."""

from __future__ import annotations

import numpy as np

from mentorsim.errors import UserError
from mentorsim.pairing.problem import Rows


def seat_required(groups: list[Rows], required: Rows, mentors_per_group: int) -> list[list[int]]:
    """Trade members until all required mentees of a mentor are in one group.

    Parameters
    ----------
    groups
        Rows of the members of each group; changed in place.
    required
        Required pairs, shape (p, 2).
    mentors_per_group
        How many mentors a group has.

    Returns
    -------
    list
        The rows of the mentors who are required in each group.

    Raises
    ------
    UserError
        When a mentor's required mentees do not fit into one group.
    """
    fixed: list[list[int]] = [[] for _ in groups]
    if not len(required):
        return fixed
    bound = set(required[:, 0].tolist())
    group_of = {row: number for number, group in enumerate(groups) for row in group.tolist()}
    settled: set[int] = set()
    for mentor in dict.fromkeys(required[:, 1].tolist()):
        mentees = [row for row in required[required[:, 1] == mentor, 0].tolist() if row in group_of]
        if not mentees:
            continue
        home = group_of[mentees[0]]
        others = sorted(range(len(groups)), key=lambda number: (number != home, number))
        for number in others:
            movable = [row for row in groups[number].tolist() if row not in bound and row not in mentees]
            moving = [row for row in mentees if group_of[row] != number]
            free = len(fixed[number]) < mentors_per_group and not settled.intersection(moving)
            if free and len(moving) <= len(movable):
                break
        else:
            raise UserError(
                f"the required mentees of the mentor in row {mentor + 1} do not fit into one group with "
                f"{mentors_per_group} mentors; make groups larger or remove required pairs"
            )
        for row, other in zip(moving, movable, strict=False):
            _trade(groups, group_of, row, other)
        fixed[number].append(mentor)
        settled.update(mentees)
    return fixed


def part_the_forbidden(groups: list[Rows], forbidden: Rows, required: Rows) -> list[Rows]:
    """Trade members until no two in a group form a forbidden pair; who cannot be placed so stays out."""
    if not len(forbidden):
        return groups
    group_of = {row: number for number, group in enumerate(groups) for row in group.tolist()}
    foes: dict[int, set[int]] = {}
    for first, second in forbidden.tolist():
        if first in group_of and second in group_of and first != second:
            foes.setdefault(first, set()).add(second)
            foes.setdefault(second, set()).add(first)
    bound = set(required[:, 0].tolist())
    for row in sorted(foes, key=lambda row: (row in bound, list(group_of).index(row))):
        if row in bound or not foes[row].intersection(groups[group_of[row]].tolist()):
            continue
        own = group_of[row]
        partner = _harmless_partner(groups, group_of, foes, bound, row)
        if partner is not None:
            _trade(groups, group_of, row, partner)
        else:
            groups[own] = groups[own][groups[own] != row]
            del group_of[row]
    return groups


def _harmless_partner(
    groups: list[Rows], group_of: dict[int, int], foes: dict[int, set[int]], bound: set[int], row: int
) -> int | None:
    own = group_of[row]
    staying = set(groups[own].tolist()) - {row}
    for step in range(1, len(groups)):
        there = groups[(own + step) % len(groups)].tolist()
        if len(foes[row].intersection(there)) > 1:
            continue
        for other in there:
            if other in bound or foes.get(other, set()) & staying:
                continue
            if not foes[row].intersection(set(there) - {other}):
                return int(other)
    return None


def _trade(groups: list[Rows], group_of: dict[int, int], row: int, other: int) -> None:
    first, second = group_of[row], group_of[other]
    groups[first] = np.where(groups[first] == row, other, groups[first])
    groups[second] = np.where(groups[second] == other, row, groups[second])
    group_of[row], group_of[other] = second, first
