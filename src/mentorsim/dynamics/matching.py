"""Stage 0, matching: who is asked, who is to be matched, and the ties that the matching method makes.

This stage alone runs in Python. It hands the matching method what a coordinator would see, and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mentorsim.cohort.people import Friendships as CohortFriendships
from mentorsim.cohort.people import Observed
from mentorsim.decision import Decision
from mentorsim.dynamics.columns import Groups, Participation, Students, Ties
from mentorsim.dynamics.participation import Rows, Status, ask, train_mentees, train_mentors
from mentorsim.dynamics.tie_making import NewTies, add_seats, add_ties, group_key
from mentorsim.dynamics.week import Luck
from mentorsim.pairing import MatchingProblem, make_groups, make_pairs
from mentorsim.randomness import stage_key
from mentorsim.scenario import Program

_NO_PAIRS = np.empty((0, 2), np.int64)


@dataclass(frozen=True)
class MatchingRecord:
    """One matching: the problem as the method saw it, and what came of it.

    ``ties`` has shape (ties, 3): mentee row, mentor row, group (-1 for none); ``seats`` shape (seats, 2): member row,
    group. ``unplaced`` is the number of mentees left without a place.
    """

    week: int
    mentees: Rows
    mentors: Rows
    capacity: Rows
    ties: Rows
    seats: Rows
    unplaced: int


@dataclass
class Matcher:
    """Runs stage 0 of one program in one replication.

    Parameters
    ----------
    program
        The program design.
    observed, friendships
        What the coordinator sees.
    volunteers
        Rows of those who might mentor, the most willing first.
    eligible
        Which students may be mentees.
    required, forbidden
        Pairs (mentee row, mentor row) that the scenario fixes or rules out.
    """

    program: Program
    observed: Observed
    friendships: CohortFriendships | None
    volunteers: Rows
    eligible: NDArray[np.bool_]
    luck: Luck
    levers: Any
    parameters: Any
    required: Rows = field(default_factory=lambda: _NO_PAIRS)
    forbidden: Rows = field(default_factory=lambda: _NO_PAIRS)
    mentors: Rows = field(default_factory=lambda: np.empty(0, np.int64))
    records: list[MatchingRecord] = field(default_factory=list)
    offers_made: int = 0

    def __post_init__(self) -> None:
        """Lay out the weeks in which places are offered."""
        program = self.program
        start = program.starts_week - 1
        weeks = [start + wave * program.weeks_between_waves for wave in range(program.waves)]
        self.late_week = start + program.late_joiners.weeks_late
        if program.late_joiners.share > 0.0:
            weeks.append(self.late_week)
        self.offer_weeks = sorted(set(weeks))
        self.last_week = program.stop_week - 1 if program.stop_week else 1_000_000

    def next_offer(self) -> int:
        """The week from which the next offer is due; a very late one when all were made."""
        due = self.offer_weeks[self.offers_made] if self.offers_made < len(self.offer_weeks) else 1_000_000
        return due if due < self.last_week else 1_000_000

    def match(
        self, students: Students, ties: Ties, groups: Groups, participation: Participation, week: int
    ) -> tuple[Ties, Groups]:
        """Make the matches that are due in ``week``, an active week, and return the longer columns."""
        if week >= self.last_week:
            return ties, groups
        if self.next_offer() <= week:
            self._offer(students, participation, week)
        rematch = (participation.rematch_week >= 0) & (participation.rematch_week <= week)
        waiting = participation.status == Status.WAITING
        mentees = np.flatnonzero((waiting | rematch) & (students.enrolled != 0))
        participation.rematch_week[rematch] = -1
        participation.status[mentees] = Status.WAITING
        if not len(mentees):
            return ties, groups
        if self.program.format == "group":
            return self._match_groups(students, ties, groups, participation, mentees, week)
        return self._match_pairs(students, ties, participation, mentees, week), groups

    def _offer(self, students: Students, participation: Participation, week: int) -> None:
        if self.offers_made == 0:
            self._recruit(students, participation)
        while self.next_offer() <= week:
            self.offers_made += 1
        offer = self.program.offer
        ask(
            students.key, students.enrolled, students.skill, students.motivation, students.belonging, self.eligible,
            participation.recruited, offer.share, self.program.late_joiners.share, week >= self.late_week,
            float(offer.how == "proactive"), stage_key(self.luck.seed, self.luck.replication, Decision.ELIGIBLE_OFFER, 0),
            stage_key(self.luck.seed, self.luck.replication, Decision.LATE, 0), stage_key(self.luck.seed, self.luck.replication, Decision.ACCEPT, week), self.parameters,
            participation.status,
        )  # fmt: skip

    def _recruit(self, students: Students, participation: Participation) -> None:
        willing = self.volunteers[students.enrolled[self.volunteers] != 0]
        self.mentors = np.sort(willing[: self.program.mentors.count])
        participation.recruited[self.mentors] = 1
        train_mentors(students, self.mentors, self.levers, self.parameters)

    def _places(self, students: Students, ties: Ties, participation: Participation) -> tuple[Rows, Rows]:
        mentors = self.mentors[(students.enrolled[self.mentors] != 0) & (participation.quit[self.mentors] == 0)]
        active = np.bincount(ties.mentor[ties.end_week < 0], minlength=len(students.key))
        return mentors, np.maximum(self.program.mentees_per_mentor - active[mentors], 0)

    def _problem(self, mentees: Rows, mentors: Rows, capacity: Rows, ties: Ties, week: int) -> MatchingProblem:
        ended = ties.end_week >= 0
        forbidden = self.forbidden
        if ended.any():
            pairs = np.stack([ties.mentee[ended], ties.mentor[ended]], axis=1).astype(np.int64)
            forbidden = np.concatenate([forbidden, pairs])
        return MatchingProblem(
            observed=self.observed,
            mentees=mentees,
            mentors=mentors,
            capacity=capacity,
            required=self.required if week == self.offer_weeks[0] else _NO_PAIRS,
            forbidden=forbidden,
            friendships=self.friendships,
            seed=int(self.luck.seed),
            replication=int(self.luck.replication),
            week=week,
        )

    def _begin(
        self, students: Students, ties: Ties, participation: Participation, new: NewTies, matched: Rows, week: int
    ) -> Ties:
        first_time = matched[participation.first_week[matched] < 0]
        train_mentees(students, np.sort(first_time), self.levers, self.parameters)
        participation.first_week[first_time] = week
        participation.status[matched] = Status.MATCHED
        chemistry_key = stage_key(self.luck.seed, self.luck.replication, Decision.CHEMISTRY, 0)
        return add_ties(ties, new, students, week, chemistry_key, self.parameters) if len(new.mentees) else ties

    def _match_pairs(
        self, students: Students, ties: Ties, participation: Participation, mentees: Rows, week: int
    ) -> Ties:
        mentors, capacity = self._places(students, ties, participation)
        pairs = make_pairs(self.program.match, self._problem(mentees, mentors, capacity, ties, week)).pairs
        new = NewTies(pairs[:, 0], pairs[:, 1], np.full(len(pairs), -1, np.int64))
        made = np.stack(new, axis=1)
        no_seats = _NO_PAIRS
        unplaced = len(mentees) - len(pairs)
        self.records.append(MatchingRecord(week, mentees, mentors, capacity, made, no_seats, unplaced))
        return self._begin(students, ties, participation, new, np.unique(pairs[:, 0]), week)

    def _match_groups(
        self, students: Students, ties: Ties, groups: Groups, participation: Participation, mentees: Rows, week: int
    ) -> tuple[Ties, Groups]:
        mentors, capacity = self._places(students, ties, participation)
        seating = _Seating(students, ties, groups, self.program.group_size)
        left = [member for member in mentees.tolist() if not seating.join_existing(member)]
        rest = np.array(left, np.int64)
        free = capacity - np.bincount(seating.new_mentors, minlength=len(students.key))[mentors]
        problem = self._problem(rest, mentors, np.maximum(free, 0), ties, week)
        if len(rest) >= 2:
            made = make_groups(self.program.match, self.program.group_size, self.program.mentors_per_group, problem)
            for members, group_mentors in zip(made.groups, made.mentors, strict=True):
                seating.open_group(members, group_mentors, students.key)
        for member, group in seating.new_seats:
            students.group[member] = group
        new = NewTies(*(np.array(column, np.int64) for column in zip(*seating.new_ties, strict=True))) if (
            seating.new_ties
        ) else NewTies(*(np.empty(0, np.int64) for _ in range(3)))
        seats = np.array(seating.new_seats, np.int64).reshape(-1, 2)
        unplaced = len(mentees) - len(seats)
        self.records.append(
            MatchingRecord(week, mentees, mentors, capacity, np.stack(new, axis=1), seats, unplaced)
        )
        groups = add_seats(groups, seating.seats, seating.new_keys, week)
        return self._begin(students, ties, participation, new, np.sort(seats[:, 0]), week), groups


class _Seating:
    """The seats of all groups while a matching fills them."""

    def __init__(self, students: Students, ties: Ties, groups: Groups, size: int) -> None:
        self.size = size
        count = len(groups.key)
        self.seats: list[list[int]] = [
            [
                member
                for member in groups.seat_student[groups.seat_start[g] : groups.seat_start[g + 1]].tolist()
                if students.group[member] == g
            ]
            for g in range(count)
        ]
        self.mentors: list[list[int]] = [[] for _ in range(count)]
        self.ended: set[tuple[int, int]] = set()
        for mentor, mentee, group, end in zip(
            ties.mentor.tolist(), ties.mentee.tolist(), ties.group.tolist(), ties.end_week.tolist(), strict=True
        ):
            if end >= 0:
                self.ended.add((mentee, mentor))
            elif group >= 0 and mentor not in self.mentors[group]:
                self.mentors[group].append(mentor)
        self.new_seats: list[tuple[int, int]] = []
        self.new_ties: list[tuple[int, int, int]] = []
        self.new_mentors: list[int] = []
        self.new_keys: list[np.uint64] = []

    def join_existing(self, member: int) -> bool:
        """Give one student a free seat in the first group that has one."""
        for group, members in enumerate(self.seats):
            if not 0 < len(members) < self.size:
                continue
            if any((member, mentor) in self.ended for mentor in self.mentors[group]):
                continue
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
            self.new_mentors.append(mentor)
