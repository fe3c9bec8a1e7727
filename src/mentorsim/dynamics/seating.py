"""Who sits in which group: free seats of groups that there are, and new groups."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mentorsim.dynamics.columns import Run
from mentorsim.dynamics.participation import Rows
from mentorsim.dynamics.rows import GROUP
from mentorsim.dynamics.tie_making import group_key
from mentorsim.pairing.joining import Joining


class Seating:
    """The seats of all groups while a matching fills them.

    Parameters
    ----------
    run
        The run; it is only read.
    size
        Most members of a group.
    places
        Free places of each mentor, by row; they are taken as members are seated.
    joining
        Who may join whom.

    Attributes
    ----------
    seats
        Members of each group, the groups of earlier matchings first.
    new_seats, new_ties, new_keys
        What this matching adds: (member, group), (mentee, mentor, group), and the keys of new groups.
    """

    def __init__(self, run: Run, size: int, places: dict[int, int], joining: Joining) -> None:
        self.size = size
        self.places = places
        self.joining = joining
        group = run.discrete_state[GROUP]
        self.seats: list[list[int]] = [
            [
                member
                for member in run.seats[record.first_seat : record.last_seat].tolist()
                if group[member] == number
            ]
            for number, record in enumerate(run.groups)
        ]
        self.mentors: list[list[int]] = [[] for _ in range(len(run.groups))]
        ties, active = run.ties, run.ties.end_week < 0
        for mentor, number in zip(ties.mentor[active].tolist(), ties.group[active].tolist(), strict=True):
            if number >= 0 and mentor not in self.mentors[number]:
                self.mentors[number].append(mentor)
        self.new_seats: list[tuple[int, int]] = []
        self.new_ties: list[tuple[int, int, int]] = []
        self.new_keys: list[np.uint64] = []

    def join_existing(self, member: int) -> bool:
        """Seat one student in the first group that has a free seat and may take this student."""
        for group, members in enumerate(self.seats):
            mentors = self.mentors[group]
            if not 0 < len(members) < self.size or any(self.places.get(mentor, 0) < 1 for mentor in mentors):
                continue
            if self.joining.allows(member, members, mentors):
                self._seat(member, group)
                return True
        return False

    def open_group(self, members: Rows, mentors: Rows, key: NDArray[np.uint64]) -> None:
        """Add a new group."""
        self.seats.append([])
        self.mentors.append(mentors.tolist())
        self.new_keys.append(group_key(members, key))
        for member in members.tolist():
            self._seat(member, len(self.seats) - 1)

    def _seat(self, member: int, group: int) -> None:
        self.seats[group].append(member)
        self.new_seats.append((member, group))
        for mentor in self.mentors[group]:
            self.new_ties.append((member, mentor, group))
            self.places[mentor] -= 1
