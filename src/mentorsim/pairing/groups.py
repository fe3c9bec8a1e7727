"""Dividing mentees into groups: at random, by level, across levels, by an attribute, or by shared times."""

from __future__ import annotations

from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from mentorsim.cohort.people import SLOT_COUNT
from mentorsim.pairing.candidates import Candidates
from mentorsim.pairing.fields import Field, prior_grades
from mentorsim.pairing.group_sizes import parts
from mentorsim.pairing.problem import Rows
from mentorsim.pairing.registry import matching_method

Sizes = list[int]


@matching_method("none", makes="groups")
def group_nobody(candidates: Candidates, sizes: Sizes) -> list[Rows]:
    """Nobody is put in a group, as a comparison."""
    return []


@matching_method("random", makes="groups")
def group_at_random(candidates: Candidates, sizes: Sizes) -> list[Rows]:
    """Students are shuffled and dealt to groups of nearly equal size."""
    return parts(candidates.mentees, sizes)


@matching_method("same_level", makes="groups")
def group_same_level(candidates: Candidates, sizes: Sizes) -> list[Rows]:
    """Students with about the same prior grade together: the lowest in one group, the next in another.

    With `tracks` in the match specification there are so many levels, each of nearly as many groups; within a
    level students are shuffled.
    """
    ordered = _by_grade(candidates)
    if candidates.tracks is None:
        return parts(ordered, sizes)
    called = _lottery_ranks(candidates, ordered)
    groups: list[Rows] = []
    # Whole groups make up a track, so that the border between two tracks goes through no group.
    count = len(sizes)
    ends = sorted({-(-count * track // candidates.tracks) for track in range(1, candidates.tracks + 1)})
    first_group, first = 0, 0
    for end in ends:
        own = sizes[first_group:end]
        members = slice(first, first + sum(own))
        shuffled = ordered[members][np.argsort(called[members])]
        groups += parts(shuffled, own)
        first_group, first = end, members.stop
    return groups


@matching_method("mixed", makes="groups")
def group_mixed(candidates: Candidates, sizes: Sizes) -> list[Rows]:
    """Every group spans the range of prior grades: one student from each level, dealt at random within it."""
    ordered = _by_grade(candidates)
    groups: list[list[int]] = [[] for _ in sizes]
    # Levels are as wide as there are groups; those groups that get one more take it from the middle level, so
    # that neither end is short of members.
    called = _lottery_ranks(candidates, ordered)
    for level in _levels(sizes):
        members = ordered[level.start : level.stop]
        shuffled = members[np.argsort(called[level.start : level.stop])]
        for group, row in zip(level.groups, shuffled.tolist(), strict=True):
            groups[group].append(row)
    return [np.array(group, np.int64) for group in groups]


@matching_method("extremes", makes="groups")
def group_extremes(candidates: Candidates, sizes: Sizes) -> list[Rows]:
    """The weakest and the strongest together: half of a group from the bottom, half from the top."""
    ordered = _by_grade(candidates)
    groups = []
    low, high = 0, len(ordered)
    for size in sizes:
        upper = size // 2
        lower = size - upper
        groups.append(np.concatenate([ordered[low : low + lower], ordered[high - upper : high]]))
        low += lower
        high -= upper
    return groups


@matching_method("by_attribute", makes="groups", needs_rule="same")
def group_by_attribute(candidates: Candidates, sizes: Sizes) -> list[Rows]:
    """Students with the same major, say, together: sorted by the fields that criteria want to be the same.

    The criterion of the largest weight comes first; groups at the border of two values have both. Students
    whose value is missing come last.
    """
    wanted = [part for part in candidates.criteria.parts if part.criterion.rule == "same"]
    wanted.sort(key=lambda part: -part.weight)
    columns = [_in_order(part.field)[candidates.mentees] for part in wanted]
    return parts(candidates.mentees[np.lexsort(columns[::-1])], sizes)


@matching_method("by_shared_time", makes="groups")
def group_by_shared_time(candidates: Candidates, sizes: Sizes) -> list[Rows]:
    """Students with the same free times together: whoever has the fewest begins a group.

    Next comes, each time, the student with whom the whole group has the most times in common.
    """
    slots = candidates.problem.observed.slots[candidates.mentees].astype(np.int64)
    kinds, which = np.unique(slots, return_inverse=True)
    # Students with the same times are interchangeable; they are taken in lottery order.
    queues = [candidates.mentees[which == kind].tolist()[::-1] for kind in range(len(kinds))]
    left = np.bincount(which, minlength=len(kinds))
    free = np.bitwise_count(kinds).astype(np.int64)
    groups = []
    for size in sizes:
        group: list[int] = []
        common = (1 << SLOT_COUNT) - 1
        for _ in range(size):
            shared = np.bitwise_count(kinds & common).astype(np.int64)
            # Of equals the one with the fewest times; the first to come is simply that one.
            worth = (shared if group else 0) * (SLOT_COUNT + 1) - free
            kind = int(np.argmax(np.where(left > 0, worth, np.iinfo(np.int64).min)))
            group.append(queues[kind].pop())
            left[kind] -= 1
            common &= int(kinds[kind])
        groups.append(np.array(group, np.int64))
    return groups


def _in_order(field: Field) -> NDArray[np.float64]:
    column = field.columns[0].astype(np.float64)
    if field.missing is not None:
        column = np.where(field.missing, np.inf, column)
    return column


def _by_grade(candidates: Candidates) -> Rows:
    # The students are in lottery order, so that a stable sort leaves equals to the lottery.
    grades = prior_grades(candidates.problem.observed)[candidates.mentees]
    return candidates.mentees[np.argsort(grades, kind="stable")]


def _lottery_ranks(candidates: Candidates, ordered: Rows) -> Rows:
    rank = np.empty(len(candidates.problem.observed.key), np.int64)
    rank[candidates.mentees] = np.arange(len(candidates.mentees))
    return rank[ordered]


class _Level:
    def __init__(self, start: int, groups: list[int]) -> None:
        self.start, self.stop, self.groups = start, start + len(groups), groups


def _levels(sizes: Sizes) -> list[_Level]:
    everyone = list(range(len(sizes)))
    smallest = min(sizes)
    counts = [everyone] * smallest
    for extra in range(smallest, max(sizes)):
        counts.insert(len(counts) // 2, [group for group in everyone if sizes[group] > extra])
    starts = [0, *accumulate(len(groups) for groups in counts)]
    return [_Level(start, groups) for start, groups in zip(starts, counts, strict=False)]
