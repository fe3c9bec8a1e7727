"""Keep together in a group whom required pairs bind, and apart whom forbidden pairs divide."""

from __future__ import annotations

import numpy as np

from mentorsim.errors import UserError
from mentorsim.pairing.candidates import Candidates
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


def part_the_forbidden(
    candidates: Candidates, groups: list[Rows], fixed: list[list[int]], required: Rows
) -> None:
    """Trade members until no two of a group, nor a member and a mentor required there, form a forbidden pair.

    Who cannot be placed so is taken out.

    Parameters
    ----------
    candidates
        Who may be paired with whom.
    groups
        Rows of the members of each group; changed in place.
    fixed
        Rows of the mentors who are required in each group.
    required
        Required pairs, shape (p, 2); their mentees stay where they are.
    """
    if candidates.is_free:
        return
    group_of = {row: number for number, group in enumerate(groups) for row in group.tolist()}
    foes: dict[int, set[int]] = {}
    for first, second in candidates.forbidden.tolist():
        if first in group_of and second in group_of and first != second:
            foes.setdefault(first, set()).add(second)
            foes.setdefault(second, set()).add(first)
    if not foes and not any(fixed):
        return
    refused = [_refused(candidates, mentors) for mentors in fixed]
    bound = set(required[:, 0].tolist())

    def fits(row: int, number: int, without: int) -> bool:
        others = set(groups[number].tolist()) - {without, row}
        return row not in refused[number] and not foes.get(row, set()) & others

    for row in list(group_of):
        own = group_of[row]
        if row in bound or fits(row, own, row):
            continue
        partner = next(
            (
                other
                for step in range(1, len(groups))
                for other in groups[(own + step) % len(groups)].tolist()
                if other not in bound and fits(row, group_of[other], other) and fits(other, own, row)
            ),
            None,
        )
        if partner is not None:
            _trade(groups, group_of, row, partner)
        else:
            groups[own] = groups[own][groups[own] != row]
            del group_of[row]


def _refused(candidates: Candidates, mentors: list[int]) -> set[int]:
    # Rows of the mentees who may not be in a group with these mentors.
    refused: set[int] = set()
    everybody = np.arange(len(candidates.mentees))
    for mentor in mentors:
        position = np.flatnonzero(candidates.mentors == mentor)
        allowed = candidates.allows(everybody, np.repeat(position, len(everybody)))
        refused.update(candidates.mentees[~allowed].tolist())
    return refused


def _trade(groups: list[Rows], group_of: dict[int, int], row: int, other: int) -> None:
    first, second = group_of[row], group_of[other]
    groups[first] = np.where(groups[first] == row, other, groups[first])
    groups[second] = np.where(groups[second] == other, row, groups[second])
    group_of[row], group_of[other] = second, first
