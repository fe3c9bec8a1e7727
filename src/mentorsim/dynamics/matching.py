"""Stage 0, matching: who is asked, who is to be matched, and the ties that the matching method makes.

This stage alone runs in Python. It hands the matching method what a coordinator would see, and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from mentorsim.cohort.people import FriendshipPairs, Observed
from mentorsim.dynamics.columns import NO_WEEK, ReplicationKey, Run
from mentorsim.dynamics.offers import Offers
from mentorsim.dynamics.participation import Rows, Status, ask, train_mentees, train_mentors
from mentorsim.dynamics.place_lottery import admitted
from mentorsim.dynamics.required_pairs import kept_free, still_required
from mentorsim.dynamics.rows import (
    BELONGING,
    ENROLLED,
    FIRST_WEEK,
    GROUP,
    LOWER,
    MOTIVATION,
    QUIT,
    RECRUITED,
    REMATCH_WEEK,
    SKILL,
    STATUS,
    Parameters,
    ProgramSettings,
)
from mentorsim.dynamics.seating import Seating
from mentorsim.dynamics.tie_making import NewTies, add_ties, lay_out_seats, note_the_lower
from mentorsim.dynamics.waiting_list import WaitingList
from mentorsim.numerics.decision import Decision
from mentorsim.numerics.randomness import stage_key
from mentorsim.pairing import MatchingProblem, make_groups, make_pairs
from mentorsim.pairing.joining import Joining
from mentorsim.pairing.own_numbers import own_numbers
from mentorsim.pairing.problem import no_pairs
from mentorsim.scenario import Program

_NO_PAIRS = no_pairs()


@dataclass(frozen=True)
class MatchingRecord:
    """One matching: the problem as the method saw it, and what came of it.

    ``ties`` has shape (ties, 3): mentee row, mentor row, group (-1 for none); ``seats`` shape (seats, 2):
    member row, group. ``unplaced`` is the number of mentees left without a place. ``waiting`` tells for how
    many weeks each mentee had been left out. ``required_unmade``, shape (pairs, 2), are required pairs of
    these mentees that were not made because the mentor is gone; ``below_fewest`` the rows of mentors with
    fewer new mentees than they should have had.

    Examples
    --------
    >>> import mentorsim as ms
    >>> model = ms.MentoringModel("first_year_university", policy="as planned", rng=7).run()
    >>> first = model.matchings[0]
    >>> first.ties.shape[1], first.unplaced
    (3, 0)
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
    same_students
        Whether a lottery that all policies share admits students where places are short; else the matching
        method decides who gets one.
    preferred, avoided
        Pairs of earlier lists that count for more, or for less.
    """

    program: Program
    observed: Observed
    friendships: FriendshipPairs | None
    volunteers: Rows
    eligible: NDArray[np.bool_]
    replication_key: ReplicationKey
    settings: ProgramSettings
    parameters: Parameters
    required: Rows = field(default_factory=lambda: _NO_PAIRS)
    forbidden: Rows = field(default_factory=lambda: _NO_PAIRS)
    same_students: bool = False
    preferred: Rows = field(default_factory=lambda: _NO_PAIRS)
    avoided: Rows = field(default_factory=lambda: _NO_PAIRS)
    mentors: Rows = field(default_factory=lambda: np.empty(0, np.int64))
    records: list[MatchingRecord] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Lay out the offers and each mentor's own numbers; nobody has been left out yet."""
        places = self.program.match.places
        self._offers = Offers(self.program)
        self._waiting = WaitingList(len(self.observed.key))
        self._most = own_numbers(self.observed, places.most, self.program.places_per_mentor)
        self._fewest = own_numbers(self.observed, places.fewest_by, places.fewest)

    def next_offer(self) -> int:
        """The week from which the next offer is due; a very late one when all were made."""
        return self._offers.next()

    def match(self, run: Run, week: int) -> Run:
        """Make the matches that are due in ``week``, an active week, and return the run with its new ties."""
        rematch_week, status = run.participation[REMATCH_WEEK], run.participation[STATUS]
        enrolled = run.discrete_state[ENROLLED] != 0
        rematch = enrolled & (rematch_week >= 0) & (rematch_week <= week)
        offering = self.next_offer() <= week
        if week >= self._offers.last_week or not (offering or rematch.any()):
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
        if self._offers.made == 0:
            self._recruit(run)
        while self.next_offer() <= week:
            self._offers.made += 1
        offer = self.program.offer
        seed, replication = self.replication_key
        ask(
            run.key,
            run.discrete_state[ENROLLED],
            run.state[SKILL],
            run.state[MOTIVATION],
            run.state[BELONGING],
            self.eligible,
            run.participation[RECRUITED],
            offer.share,
            self.program.late_joiners.share,
            week >= self._offers.late_week,
            float(offer.how == "proactive"),
            stage_key(seed, replication, Decision.ELIGIBLE_OFFER, 0),
            stage_key(seed, replication, Decision.LATE, 0),
            stage_key(seed, replication, Decision.ACCEPT, week),
            self.parameters,
            run.participation[STATUS],
        )

    def _recruit(self, run: Run) -> None:
        willing = self.volunteers[run.discrete_state[ENROLLED][self.volunteers] != 0]
        self.mentors = np.sort(willing[: self.program.mentors.count])
        run.participation[RECRUITED][self.mentors] = 1
        train_mentors(run, self.mentors, self.settings, self.parameters)

    def _mentees_now(self, run: Run, mentors: Rows) -> Rows:
        ties = run.ties
        active: Rows = np.bincount(ties.mentor[ties.end_week < 0], minlength=len(run.key))
        return active[mentors]

    def _places(self, run: Run) -> tuple[Rows, Rows]:
        here = (run.discrete_state[ENROLLED][self.mentors] != 0) & (
            run.participation[QUIT][self.mentors] == 0
        )
        mentors = self.mentors[here]
        return mentors, np.maximum(self._most[mentors] - self._mentees_now(run, mentors), 0)

    def _lacking(self, run: Run, mentors: Rows) -> Rows | None:
        if not self.program.match.places.asks_for_fewest:
            return None
        lacking: Rows = np.maximum(self._fewest[mentors] - self._mentees_now(run, mentors), 0)
        return lacking

    def _kept_free(self, run: Run, mentors: Rows) -> Rows | int:
        if not len(self.required) or self.next_offer() >= NO_WEEK:
            return 0
        not_asked = run.participation[STATUS] == Status.NOT_ASKED
        return kept_free(self.required, self.eligible & (run.discrete_state[ENROLLED] != 0) & not_asked)[
            mentors
        ]

    def _problem(self, run: Run, mentees: Rows, mentors: Rows, capacity: Rows, week: int) -> MatchingProblem:
        ties = run.ties
        pairs = np.stack([ties.mentee, ties.mentor], axis=1).astype(np.int64)
        ended = ties.end_week >= 0
        return MatchingProblem(
            observed=self.observed,
            mentees=mentees,
            mentors=mentors,
            capacity=np.maximum(capacity - self._kept_free(run, mentors), 0),
            required=still_required(self.required, pairs, mentees, mentors, capacity),
            forbidden=np.concatenate([self.forbidden, pairs[ended]]) if ended.any() else self.forbidden,
            friendships=self.friendships,
            seed=int(self.replication_key.seed),
            replication=int(self.replication_key.replication),
            week=week,
            fewest=self._lacking(run, mentors),
            waiting=self._waiting.weeks(mentees, week),
            preferred=self.preferred,
            avoided=self.avoided,
        )

    def _begin(self, run: Run, new: NewTies, matched: Rows, week: int) -> Run:
        first_week = run.participation[FIRST_WEEK]
        first_time = matched[first_week[matched] < 0]
        train_mentees(run, first_time, self.settings, self.parameters)
        first_week[first_time] = week
        run.participation[STATUS][matched] = Status.MATCHED
        if not len(new.mentees):
            return run
        chemistry_key = stage_key(*self.replication_key, Decision.CHEMISTRY, 0)
        return add_ties(run, new, self.observed, week, chemistry_key, self.settings, self.parameters)

    def _match_pairs(self, run: Run, mentees: Rows, week: int) -> Run:
        mentors, capacity = self._places(run)
        problem = self._problem(run, mentees, mentors, capacity, week)
        waiting = self._waiting.weeks(mentees, week)
        problem = self._admitted(problem, problem.places, week)
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
                waiting=waiting,
                required_unmade=made.required_unmade,
                below_fewest=made.below_fewest,
            )
        )
        self._waiting.remember(mentees, pairs[:, 0], week)
        return self._begin(run, new, pairs[:, 0], week)

    def _admitted(self, problem: MatchingProblem, places: int, week: int) -> MatchingProblem:
        """Leave to the method those for whom there is a place, where all policies admit the same students."""
        if not self.same_students:
            return problem
        seed, replication = self.replication_key
        chosen = admitted(
            problem.mentees, places, problem.required, self.observed.key, int(seed), int(replication)
        )
        return replace(problem, mentees=chosen, waiting=self._waiting.weeks(chosen, week), complete=True)

    def _match_groups(self, run: Run, mentees: Rows, week: int) -> Run:
        mentors, capacity = self._places(run)
        problem = self._problem(run, mentees, mentors, capacity, week)
        waiting = self._waiting.weeks(mentees, week)
        if self.program.mentors_per_group:
            problem = self._admitted(problem, problem.places // self.program.mentors_per_group, week)
        admitted_now = problem.mentees
        places = dict(zip(mentors.tolist(), problem.capacity.tolist(), strict=True))
        seating = Seating(run, self.program.group_size, places, Joining(self.program.match, problem))
        turns = admitted_now
        if self.program.match.waiting == "longest_first":
            turns = turns[np.argsort(-self._waiting.weeks(turns, week), kind="stable")]
        unseated = [member for member in turns.tolist() if not seating.join_existing(member)]
        rest = np.sort(np.array(unseated, np.int64))
        if len(rest) >= 2:
            free = np.array([places[mentor] for mentor in mentors.tolist()], np.int64)
            problem = replace(problem, mentees=rest, capacity=free, waiting=self._waiting.weeks(rest, week))
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
        run.discrete_state[GROUP][seats[:, 0]] = seats[:, 1]
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
                waiting=waiting,
                required_unmade=problem.required[gone],
                below_fewest=np.empty(0, np.int64),
            )
        )
        self._waiting.remember(mentees, seats[:, 0], week)
        run = lay_out_seats(run, seating.seats, seating.new_keys, week)
        note_the_lower(
            run.groups,
            run.seats,
            run.discrete_state[GROUP],
            self.observed.prior_grade,
            run.participation[LOWER],
        )
        return self._begin(run, NewTies(ties[:, 0], ties[:, 1], ties[:, 2]), np.sort(seats[:, 0]), week)
