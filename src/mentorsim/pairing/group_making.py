"""Groups from start to end: blocks, sizes, the method's division, and mentors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mentorsim.pairing.blocks import block_of, drawn_labels, is_divided
from mentorsim.pairing.candidates import Candidates
from mentorsim.pairing.checks import check_partition
from mentorsim.pairing.group_constraints import part_the_forbidden, seat_required
from mentorsim.pairing.group_mentors import allot_mentors
from mentorsim.pairing.group_sizes import group_sizes
from mentorsim.pairing.plug_in import call_method
from mentorsim.pairing.problem import Rows
from mentorsim.pairing.registry import MatchingMethod


@dataclass(frozen=True, eq=False)
class BlockGroups:
    """The groups of one block, their mentors, and how many mentees there were no places for."""

    groups: list[Rows]
    mentors: list[Rows]
    without_place: int


def group_blocks(candidates: Candidates, mentors_per_group: int) -> list[Candidates]:
    """Divide students by mandatory common categories; who has none is put into a drawn block."""
    if not is_divided(candidates):
        return [candidates]
    of_mentee, of_mentor = drawn_labels(candidates)
    common = np.unique(of_mentee)
    if mentors_per_group:
        common = np.intersect1d(common, of_mentor)
    return [
        block_of(candidates, of_mentee == label, of_mentor == label)
        for label in common.tolist()
        if label >= 0
    ]


def group_block(
    method: MatchingMethod,
    candidates: Candidates,
    bounds: tuple[int, int],
    mentors_per_group: int,
    required: Rows,
    waited: Rows | None = None,
) -> BlockGroups:
    """Make the groups of one block.

    ``bounds`` are the fewest and the most members of a group; ``waited`` tells for every row how long the
    student has waited, where those who have waited longest get places first.

    Raises
    ------
    UserError
        When the method returns something else than groups of the sizes asked for, or required pairs do not
        fit.
    """
    required = required[
        np.isin(required[:, 0], candidates.mentees) & np.isin(required[:, 1], candidates.mentors)
    ]
    smallest, largest = bounds
    sizes = group_sizes(len(candidates.mentees), largest, mentors_per_group, candidates.places, smallest)
    without_place = len(candidates.mentees) - sum(sizes)
    if not sizes:
        return BlockGroups([], [], without_place if mentors_per_group else 0)
    # Places are given by lottery, after those whose mentor is already fixed and those who have waited.
    patience = np.zeros(len(candidates.mentees)) if waited is None else waited[candidates.mentees]
    first = np.lexsort((-patience, ~np.isin(candidates.mentees, required[:, 0])))[: sum(sizes)]
    chosen = candidates.in_order(np.sort(first))
    groups = check_partition(chosen, call_method(method, chosen, sizes), sizes)
    if not groups:
        return BlockGroups([], [], without_place)
    fixed = seat_required(groups, required, mentors_per_group)
    part_the_forbidden(chosen, groups, fixed, required)
    if not mentors_per_group:
        together = [group for group in groups if len(group) >= max(2, smallest)]
        return BlockGroups(together, [np.empty(0, np.int64) for _ in together], 0)
    mentors = allot_mentors(chosen, groups, fixed, mentors_per_group, by_points=method.name != "random")
    led = [
        number
        for number, leaders in enumerate(mentors)
        if len(leaders) == mentors_per_group and len(groups[number]) >= smallest
    ]
    return BlockGroups([groups[number] for number in led], [mentors[number] for number in led], without_place)
