"""Whom a picture of a cohort shows: all who take part, or as many of them as can be told apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mentorsim.cohort.people import FIRST_YEAR
from mentorsim.model import MentoringModel
from mentorsim.network import FriendshipList, list_friendships

MOST_STUDENTS = 150
"""More cannot be told apart in one picture."""


@dataclass(frozen=True)
class ShownPart:
    """Whom a picture shows.

    Attributes
    ----------
    rows
        Their rows in the model, ascending.
    everybody
        Number of students in the cohort, upper-years included.
    taking_part
        Number of first-years, and of others who were ever a mentor or mentee; the rest are never shown.
    """

    rows: tuple[int, ...]
    everybody: int
    taking_part: int

    @property
    def is_cut(self) -> bool:
        """Whether some who take part are not shown."""
        return len(self.rows) < self.taking_part


def select_students(model: MentoringModel, most: int = MOST_STUDENTS) -> ShownPart:
    """Choose whom to show of a model that has been run.

    Shown are the first-years and everybody who was ever a mentor or mentee. Where that is too many: mentors
    with all whom they mentored, as large a share as in the cohort, each time those who have the most friends
    among the ones already chosen; then first-years without a mentor who have the most friends among them.

    Parameters
    ----------
    model
        After its run.
    most
        How many to show at most, 1 or more.
    """
    circles = list(_circles(model))
    in_circles = {row for circle in circles for row in circle}
    first_years = np.flatnonzero(model.students.role == FIRST_YEAR).tolist()
    taking_part = sorted({*first_years, *in_circles})
    everybody = len(model.students.key)
    if len(taking_part) <= most:
        return ShownPart(tuple(taking_part), everybody, len(taking_part))
    places = round(most * len(in_circles) / len(taking_part))
    chosen = _Chosen(everybody, list_friendships(model.world.start.friendships))
    _add_circles(chosen, circles, places)
    _add_friends(chosen, [row for row in first_years if row not in in_circles], most)
    return ShownPart(tuple(sorted(chosen.rows)), everybody, len(taking_part))


class _Chosen:
    """Those who are chosen already, and how many friends among them everybody has."""

    def __init__(self, everybody: int, friendships: FriendshipList) -> None:
        self.rows: set[int] = set()
        self.friends_among: NDArray[np.int64] = np.zeros(everybody, np.int64)
        self._friends: dict[int, list[int]] = defaultdict(list)
        for first, second in zip(friendships.first.tolist(), friendships.second.tolist(), strict=True):
            self._friends[first].append(second)
            self._friends[second].append(first)

    def add(self, row: int) -> None:
        self.rows.add(row)
        self.friends_among[self._friends[row]] += 1


def _circles(model: MentoringModel) -> Iterator[frozenset[int]]:
    """Yield each mentor with mentees and their other mentors, and each group that has no mentor."""
    mentees: dict[int, set[int]] = defaultdict(set)
    mentors: dict[int, set[int]] = defaultdict(set)
    for mentor, mentee in zip(model.ties.mentor.tolist(), model.ties.mentee.tolist(), strict=True):
        mentees[mentor].add(mentee)
        mentors[mentee].add(mentor)
    for mentor in sorted(mentees):
        yield frozenset(
            {mentor, *mentees[mentor], *(other for row in mentees[mentor] for other in mentors[row])}
        )
    members: dict[int, set[int]] = defaultdict(set)
    for record in model.matchings:
        for member, group in record.seats.tolist():
            if not model.groups.mentored[group]:
                members[group].add(member)
    yield from (frozenset(members[group]) for group in sorted(members))


def _add_circles(chosen: _Chosen, circles: Sequence[frozenset[int]], places: int) -> None:
    waiting = list(circles)
    while waiting:
        room = places - len(chosen.rows)
        waiting = [circle for circle in waiting if 0 < len(circle - chosen.rows) <= room]
        if not waiting:
            return
        friends = [sum(int(chosen.friends_among[row]) for row in circle) for circle in waiting]
        nearest = waiting.pop(friends.index(max(friends)))
        for row in sorted(nearest - chosen.rows):
            chosen.add(row)


def _add_friends(chosen: _Chosen, candidates: Sequence[int], most: int) -> None:
    waiting = np.array(candidates, np.int64)
    while len(waiting) and len(chosen.rows) < most:
        nearest = int(np.argmax(chosen.friends_among[waiting]))
        chosen.add(int(waiting[nearest]))
        waiting = np.delete(waiting, nearest)
