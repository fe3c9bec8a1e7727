"""Which mentors lead which group."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from mentorsim.pairing.candidates import Candidates
from mentorsim.pairing.group_sizes import seats_for
from mentorsim.pairing.problem import Rows
from mentorsim.pairing.score_methods import best_total


def allot_mentors(
    candidates: Candidates,
    groups: list[Rows],
    fixed: list[list[int]],
    mentors_per_group: int,
    *,
    by_points: bool,
) -> list[Rows]:
    """Return each group so many different mentors, as many groups as possible.

    Parameters
    ----------
    candidates
        Members and mentors.
    groups
        Rows of the members of each group.
    fixed
        Rows of the mentors required in each group.
    mentors_per_group
        How many mentors a group needs.
    by_points
        Whether mentors go where their score is highest with the members; else by lottery.

    Returns
    -------
    list
        Rows of the mentors of each group; fewer than wanted where constraints leave no others.
    """
    largest = max(map(len, groups))
    seats = np.minimum(seats_for(largest, candidates.places), len(groups))
    weighs = by_points and bool(candidates.criteria.weighed)
    if candidates.is_free and not weighs and not any(fixed):
        return _dealt(candidates, seats, len(groups), mentors_per_group)
    position = {row: number for number, row in enumerate(candidates.mentors.tolist())}
    leaders = [[position[mentor] for mentor in mentors] for mentors in fixed]
    for mentor in (mentor for mentors in leaders for mentor in mentors):
        seats[mentor] = max(0, seats[mentor] - 1)
    scores = _scores_with_groups(candidates, groups, weighs)
    for number, mentors in enumerate(leaders):
        scores[number, mentors] = -1
    for _ in range(mentors_per_group):
        lacking = np.array([n for n in range(len(groups)) if len(leaders[n]) < mentors_per_group], np.int64)
        usable = np.flatnonzero(seats > 0)
        if not len(lacking) or not len(usable):
            break
        # A group is represented by the member who was called first.
        stand_in = replace(
            candidates,
            mentees=np.array([groups[number][0] for number in lacking], np.int64),
            mentors=candidates.mentors[usable],
            places=seats[usable],
        )
        found = best_total(stand_in, scores[np.ix_(lacking, usable)], coverage_first=True)
        for number, mentor in zip(
            lacking[found >= 0].tolist(), usable[found[found >= 0]].tolist(), strict=True
        ):
            leaders[number].append(mentor)
            scores[number, mentor] = -1
            seats[mentor] -= 1
    return [candidates.mentors[np.array(mentors, np.int64)] for mentors in leaders]


def _dealt(candidates: Candidates, seats: Rows, groups: int, mentors_per_group: int) -> list[Rows]:
    # Seats are used in rounds, so that mentors lead equally many groups; then a mentor's seats lie side by
    # side and are dealt to consecutive groups, so that nobody leads one group twice.
    ends = np.cumsum(seats)
    mentor = np.repeat(np.arange(len(seats)), seats)
    turn = np.arange(len(mentor)) - np.repeat(ends - seats, seats)
    used = np.sort(mentor[np.argsort(turn, kind="stable")[: groups * mentors_per_group]])
    table = candidates.mentors[used].reshape(mentors_per_group, groups)
    return list(table.T)


def _scores_with_groups(candidates: Candidates, groups: list[Rows], weighs: bool) -> Rows:
    members = replace(candidates, mentees=np.concatenate(groups))
    if not weighs:
        members = members.with_criteria(())
    table = members.table()
    starts = np.cumsum([0, *map(len, groups)][:-1])
    total = np.add.reduceat(np.maximum(table, 0), starts, axis=0)
    return np.where(np.minimum.reduceat(table, starts, axis=0) < 0, -1, total)
