"""Edits by hand: friendships and mentoring ties made and ended between weeks, or by a mechanism in one."""

from __future__ import annotations

from numbers import Integral

import numpy as np

from mentorsim.dynamics.columns import Run
from mentorsim.dynamics.endings import EndReason, EndSide, end_tie
from mentorsim.dynamics.friendship_rows import add_friends, are_friends
from mentorsim.dynamics.room import most_new_friends, with_room
from mentorsim.dynamics.rows import Parameters, Participation, ProgramSettings, Students
from mentorsim.dynamics.tie_making import NewTies, add_ties
from mentorsim.network import without_friendship
from mentorsim.numerics.decision import Decision
from mentorsim.numerics.randomness import stage_key
from mentorsim.world import World


class Edits:
    """The part of a model that changes its columns by hand; network and agents follow."""

    world: World
    parameters: Parameters
    settings: ProgramSettings
    week: int
    students: Students
    participation: Participation
    _run: Run
    _revision: int

    def columns_changed(self) -> None:
        """Say that columns were changed by hand, so that `network` and `friendships` are made anew."""
        self._revision += 1

    def add_friendship(self, i: int, j: int, strength: float) -> None:
        """Make two students friends.

        Raises
        ------
        ValueError
            When they are the same, are friends already, or the strength is not in (0, 1].
        """
        if i == j or not self._are_students(i, j) or not 0.0 < strength <= 1.0:
            raise ValueError(
                f"a friendship needs two students and a strength in (0, 1], not {i}, {j}, {strength}"
            )
        if are_friends(self._run.friendships.row_start, self._run.friendships.friend, i, j):
            raise ValueError(f"students {i} and {j} are friends already")
        self._make_room(1)
        new_friend = np.full(len(self.students.key), -1, np.int32)
        new_friend[min(i, j)] = max(i, j)
        affinity_key = stage_key(*self.world.replication_key, Decision.AFFINITY, 0)
        run, friendships = self._run, self._run.friendships
        add_friends(
            friendships, run.key, run.traits, run.attributes, run.matters, new_friend, 1, affinity_key,
            self.world.parameters,
        )  # fmt: skip
        begin, end = friendships.row_start[min(i, j)], friendships.row_start[min(i, j) + 1]
        place = begin + int(np.searchsorted(friendships.friend[begin:end], max(i, j)))
        friendships.strength[place] = strength
        self._make_room()
        self.columns_changed()

    def remove_friendship(self, i: int, j: int) -> None:
        """End a friendship.

        Raises
        ------
        ValueError
            When the two are not friends.
        """
        if not self._are_students(i, j):
            raise ValueError(f"a friendship is between two students, not {i} and {j}")
        self._run = self._run._replace(friendships=without_friendship(self._run.friendships, i, j))
        self.columns_changed()

    def add_tie(self, mentor: int, mentee: int) -> None:
        """Begin a mentoring tie between two students, one to one.

        Raises
        ------
        ValueError
            When they are the same student or have an active tie already.
        """
        ties = self._run.ties
        already = (ties.mentor == mentor) & (ties.mentee == mentee) & (ties.end_week < 0)
        if mentor == mentee or not self._are_students(mentor, mentee) or already.any():
            raise ValueError(f"student {mentor} cannot begin to mentor student {mentee}")
        new = NewTies(*(np.array([value], np.int64) for value in (mentee, mentor, -1)))
        chemistry_key = stage_key(*self.world.replication_key, Decision.CHEMISTRY, 0)
        observed = self.world.cohort.observed
        self._run = add_ties(
            self._run, new, observed, self.week, chemistry_key, self.settings, self.world.parameters
        )
        self.columns_changed()

    def end_tie(self, mentor: int, mentee: int, reason: EndReason = EndReason.MISMATCH) -> None:
        """End the active tie of two students.

        Raises
        ------
        ValueError
            When they have none.
        """
        ties = self._run.ties
        places = np.flatnonzero((ties.mentor == mentor) & (ties.mentee == mentee) & (ties.end_week < 0))
        if not len(places):
            raise ValueError(f"student {mentor} does not mentor student {mentee}")
        active_ties = self.participation.active_ties
        students = self.students
        end_tie(
            ties,
            int(places[0]),
            self.week,
            int(reason),
            int(EndSide.NEITHER),
            self.settings,
            self.world.parameters,
            active_ties,
            students.group,
            students.failed_ends,
            students.ending_trace,
        )
        self.columns_changed()

    def _are_students(self, *rows: int) -> bool:
        return all(isinstance(row, Integral) and 0 <= row < len(self.students.key) for row in rows)

    def _make_room(self, more: int = 0) -> None:
        """Make room for the new friendships of the coming week, and some more."""
        new = more + most_new_friends(self._run, self.world.parameters, self.world.replication_key, self.week)
        self._run = self._run._replace(friendships=with_room(self._run.friendships, new))
