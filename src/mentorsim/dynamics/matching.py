"""Stage 0, matching: who is asked, who is to be matched, and the ties that the matching method makes.

This stage alone runs in Python. It hands the matching method what a coordinator would see, and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mentorsim.cohort.people import Friendships as CohortFriendships
from mentorsim.cohort.people import Observed
from mentorsim.decision import Decision
from mentorsim.dynamics.columns import (
    BELONGING,
    ENROLLED,
    FIRST_WEEK,
    GROUP,
    MOTIVATION,
    NO_WEEK,
    QUIT,
    RECRUITED,
    REMATCH_WEEK,
    SKILL,
    STATUS,
    Run,
)
from mentorsim.dynamics.participation import Rows, Status, ask, train_mentees, train_mentors
from mentorsim.dynamics.stages import Luck
from mentorsim.dynamics.tie_making import NewTies, add_ties, group_key, lay_out_seats
from mentorsim.pairing import MatchingProblem, make_groups, make_pairs
from mentorsim.pairing.joining import Joining
from mentorsim.pairing.own_numbers import own_numbers
from mentorsim.pairing.problem import no_pairs
from mentorsim.randomness import stage_key
from mentorsim.scenario import Program

_NO_PAIRS = no_pairs()
_NEVER = -1


@dataclass(frozen=True)
class MatchingRecord:
    """One matching: the problem as the method saw it, and what came of it.

    ``ties`` has shape (ties, 3): mentee row, mentor row, group (-1 for none); ``seats`` shape (seats, 2):
    member row, group. ``unplaced`` is the number of mentees left without a place. ``waiting`` tells for how
    many weeks each mentee had been left out. ``required_unmade``, shape (pairs, 2), are required pairs of
    these mentees that were not made because the mentor is gone; ``below_fewest`` the rows of mentors with
    fewer new mentees than they should have had.
    """

    week: int
    mentees: Rows
    mentors: Rows
    capacity: Rows
    ties: Rows
    seats: Rows
    unplaced: int
    waiting: Rows
    required_unmade: Rows
    below_fewest: Rows


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
        """Lay out the weeks in which places are offered; nobody has been left out yet."""
        program = self.program
        self._left_out_since = np.full(len(self.observed.key), _NEVER, np.int64)
        places = program.match.places
        self._most = own_numbers(self.observed, places.most, program.mentees_per_mentor)
        self._fewest = own_numbers(self.observed, places.fewest_by, places.fewest)
        start = program.starts_week - 1
        weeks = [start + wave * program.weeks_between_waves for wave in range(program.waves)]
        self.late_week = start + program.late_joiners.weeks_late
        if program.late_joiners.share > 0.0:
            weeks.append(self.late_week)
        self.offer_weeks = sorted(set(weeks))
        self.last_week = program.stop_week - 1 if program.stop_week else NO_WEEK

    def next_offer(self) -> int:
        """The week from which the next offer is due; a very late one when all were made."""
        due = self.offer_weeks[self.offers_made] if self.offers_made < len(self.offer_weeks) else NO_WEEK
        return due if due < self.last_week else NO_WEEK

    def match(self, run: Run, week: int) -> Run:
        """Make the matches that are due in ``week``, an active week, and return the run with its new ties."""
        rematch_week, status = run.participation[REMATCH_WEEK], run.participation[STATUS]
        enrolled = run.whole[ENROLLED] != 0
        rematch = enrolled & (rematch_week >= 0) & (rematch_week <= week)
        offering = self.next_offer() <= week
        if week >= self.last_week or not (offering or rematch.any()):
            return run
        if offering:
            self._offer(run, week)
        mentees = np.flatnonzero(((status == Status.WAITING) | rematch) & enrolled)
        rematch_week[rematch] = -1
        status[mentees] = Status.WAITING
        if not len(mentees):
            return run
        if self.program.format == "group":
            return self._match_groups(run, mentees, week)
        return self._match_pairs(run, mentees, week)

    def _offer(self, run: Run, week: int) -> None:
        if self.offers_made == 0:
            self._recruit(run)
        while self.next_offer() <= week:
            self.offers_made += 1
        offer = self.program.offer
        seed, replication = self.luck
        ask(
            run.key, run.whole[ENROLLED], run.state[SKILL], run.state[MOTIVATION], run.state[BELONGING],
            self.eligible, run.participation[RECRUITED], offer.share, self.program.late_joiners.share,
            week >= self.late_week, float(offer.how == "proactive"),
            stage_key(seed, replication, Decision.ELIGIBLE_OFFER, 0),
            stage_key(seed, replication, Decision.LATE, 0),
            stage_key(seed, replication, Decision.ACCEPT, week), self.parameters, run.participation[STATUS],
        )  # fmt: skip

    def _recruit(self, run: Run) -> None:
        willing = self.volunteers[run.whole[ENROLLED][self.volunteers] != 0]
        self.mentors = np.sort(willing[: self.program.mentors.count])
        run.participation[RECRUITED][self.mentors] = 1
        train_mentors(run, self.mentors, self.levers, self.parameters)

    def _places(self, run: Run) -> tuple[Rows, Rows]:
        here = (run.whole[ENROLLED][self.mentors] != 0) & (run.participation[QUIT][self.mentors] == 0)
        mentors = self.mentors[here]
        active = np.bincount(run.ties["mentor"][run.ties["end_week"] < 0], minlength=len(run.key))
        return mentors, np.maximum(self._most[mentors] - active[mentors], 0)

    def _lacking(self, run: Run, mentors: Rows) -> Rows | None:
        if not self.program.match.places.asks_for_fewest:
            return None
        active = np.bincount(run.ties["mentor"][run.ties["end_week"] < 0], minlength=len(run.key))
        lacking: Rows = np.maximum(self._fewest[mentors] - active[mentors], 0)
        return lacking

    def _waiting(self, mentees: Rows, week: int) -> Rows:
        since = self._left_out_since[mentees]
        waited: Rows = np.where(since == _NEVER, 0, week - since)
        return waited

    def _remember_left_out(self, mentees: Rows, placed: Rows, week: int) -> None:
        left = mentees[~np.isin(mentees, placed)]
        self._left_out_since[placed] = _NEVER
        self._left_out_since[left[self._left_out_since[left] == _NEVER]] = week

    def _problem(self, run: Run, mentees: Rows, mentors: Rows, capacity: Rows, week: int) -> MatchingProblem:
        ended = np.flatnonzero(run.ties["end_week"] >= 0)
        forbidden = self.forbidden
        if len(ended):
            pairs = np.stack([run.ties["mentee"][ended], run.ties["mentor"][ended]], axis=1)
            forbidden = np.concatenate([forbidden, pairs.astype(np.int64)])
        return MatchingProblem(
            observed=self.observed,
            mentees=mentees,
            mentors=mentors,
            capacity=np.maximum(capacity - self._kept_free(run, mentors), 0),
            required=self._still_required(run, mentees, mentors, capacity),
            forbidden=forbidden,
            friendships=self.friendships,
            seed=int(self.luck.seed),
            replication=int(self.luck.replication),
            week=week,
            fewest=self._lacking(run, mentors),
            waiting=self._waiting(mentees, week),
        )

    def _still_required(self, run: Run, mentees: Rows, mentors: Rows, capacity: Rows) -> Rows:
        """The required pairs that are still to be made.

        In the first matching that is all of them, so that too few places for them are refused as a mistake;
        later on those that ended are left out, and those whose mentor has no place by now. Those whose mentor
        is gone stay, so that the matching can tell of them.
        """
        if not len(run.ties) or not len(self.required):
            return self.required
        made = set(zip(run.ties["mentee"].tolist(), run.ties["mentor"].tolist(), strict=True))
        waiting = set(mentees.tolist())
        places = dict(zip(mentors.tolist(), capacity.tolist(), strict=True))
        left = []
        for mentee, mentor in self.required.tolist():
            if mentee not in waiting or (mentee, mentor) in made:
                continue
            if mentor in places:
                if places[mentor] < 1:
                    continue
                places[mentor] -= 1
            left.append((mentee, mentor))
        return np.array(left, np.int64).reshape(-1, 2)

    def _kept_free(self, run: Run, mentors: Rows) -> Rows:
        """Places of each mentor that are kept for required mentees who may yet be asked in a later offer."""
        kept = np.zeros(len(run.key), np.int64)
        if len(self.required) and self.next_offer() < NO_WEEK:
            status, enrolled = run.participation[STATUS], run.whole[ENROLLED]
            for mentee, mentor in self.required.tolist():
                if self.eligible[mentee] and enrolled[mentee] and status[mentee] == Status.NOT_ASKED:
                    kept[mentor] += 1
        return kept[mentors]

    def _begin(self, run: Run, new: NewTies, matched: Rows, week: int) -> Run:
        first_week = run.participation[FIRST_WEEK]
        first_time = matched[first_week[matched] < 0]
        train_mentees(run, first_time, self.levers, self.parameters)
        first_week[first_time] = week
        run.participation[STATUS][matched] = Status.MATCHED
        if not len(new.mentees):
            return run
        chemistry_key = stage_key(self.luck.seed, self.luck.replication, Decision.CHEMISTRY, 0)
        return add_ties(run, new, self.observed.slots, week, chemistry_key, self.parameters)

    def _match_pairs(self, run: Run, mentees: Rows, week: int) -> Run:
        mentors, capacity = self._places(run)
        problem = self._problem(run, mentees, mentors, capacity, week)
        made = make_pairs(self.program.match, problem)
        pairs = made.pairs
        new = NewTies(pairs[:, 0], pairs[:, 1], np.full(len(pairs), -1, np.int64))
        self.records.append(
            MatchingRecord(
                week=week,
                mentees=mentees,
                mentors=mentors,
                capacity=capacity,
                ties=np.stack(new, axis=1),
                seats=_NO_PAIRS,
                unplaced=len(mentees) - len(pairs),
                waiting=self._waiting(mentees, week),
                required_unmade=made.required_unmade,
                below_fewest=made.below_fewest,
            )
        )
        self._remember_left_out(mentees, pairs[:, 0], week)
        return self._begin(run, new, np.unique(pairs[:, 0]), week)

    def _match_groups(self, run: Run, mentees: Rows, week: int) -> Run:
        mentors, capacity = self._places(run)
        problem = self._problem(run, mentees, mentors, capacity, week)
        places = dict(zip(mentors.tolist(), problem.capacity.tolist(), strict=True))
        seating = _Seating(run, self.program.group_size, places, Joining(self.program.match, problem))
        turns = mentees
        if self.program.match.waiting == "longest_first":
            turns = mentees[np.argsort(-self._waiting(mentees, week), kind="stable")]
        unseated = [member for member in turns.tolist() if not seating.join_existing(member)]
        rest = np.sort(np.array(unseated, np.int64))
        if len(rest) >= 2:
            free = np.array([places[mentor] for mentor in mentors.tolist()], np.int64)
            problem = replace(problem, mentees=rest, capacity=free, waiting=self._waiting(rest, week))
            made = make_groups(
                self.program.match,
                self.program.group_size,
                self.program.mentors_per_group,
                problem,
                self.program.smallest_group,
            )
            for members, group_mentors in zip(made.groups, made.mentors, strict=True):
                seating.open_group(members, group_mentors, run.key)
        ties = np.array(seating.new_ties, np.int64).reshape(-1, 3)
        seats = np.array(seating.new_seats, np.int64).reshape(-1, 2)
        run.whole[GROUP][seats[:, 0]] = seats[:, 1]
        gone = np.isin(problem.required[:, 0], mentees) & ~np.isin(problem.required[:, 1], mentors)
        self.records.append(
            MatchingRecord(
                week=week,
                mentees=mentees,
                mentors=mentors,
                capacity=capacity,
                ties=ties,
                seats=seats,
                unplaced=len(mentees) - len(seats),
                waiting=self._waiting(mentees, week),
                required_unmade=problem.required[gone],
                below_fewest=np.empty(0, np.int64),
            )
        )
        self._remember_left_out(mentees, seats[:, 0], week)
        run = lay_out_seats(run, seating.seats, seating.new_keys, week)
        return self._begin(run, NewTies(ties[:, 0], ties[:, 1], ties[:, 2]), np.sort(seats[:, 0]), week)


class _Seating:
    """The seats of all groups while a matching fills them."""

    def __init__(self, run: Run, size: int, places: dict[int, int], joining: Joining) -> None:
        self.size = size
        self.places = places
        self.joining = joining
        group = run.whole[GROUP]
        self.seats: list[list[int]] = [
            [
                member
                for member in run.seats[record.first_seat : record.last_seat].tolist()
                if group[member] == number
            ]
            for number, record in enumerate(run.groups)
        ]
        self.mentors: list[list[int]] = [[] for _ in range(len(run.groups))]
        active = run.ties[run.ties.end_week < 0]
        for mentor, number in zip(active.mentor.tolist(), active.group.tolist(), strict=True):
            if number >= 0 and mentor not in self.mentors[number]:
                self.mentors[number].append(mentor)
        self.new_seats: list[tuple[int, int]] = []
        self.new_ties: list[tuple[int, int, int]] = []
        self.new_keys: list[np.uint64] = []

    def join_existing(self, member: int) -> bool:
        """Give one student a free seat in the first group that has one and may take this student."""
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
