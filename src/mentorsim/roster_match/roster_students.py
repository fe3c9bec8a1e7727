"""The people of a roster who are to be matched: who is a mentee, who a mentor, and with how many places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from mentorsim.cohort.people import UPPER_YEAR, FriendshipPairs, Observed
from mentorsim.cohort.roster import Roster
from mentorsim.errors import RosterError, ScenarioError
from mentorsim.numerics.randomness import Decision
from mentorsim.pairing.eligibility import eligible_students
from mentorsim.pairing.own_numbers import own_numbers
from mentorsim.pairing.pair_files import ListedPairs, listed_pairs
from mentorsim.pairing.problem import MatchingProblem, Rows, no_pairs
from mentorsim.roster_match.needed_fields import needed_fields
from mentorsim.scenario import Program, Scenario
from mentorsim.scenario.match import PairsFile
from mentorsim.scenario.roster import RosterSettings


@dataclass(frozen=True, eq=False)
class RosterStudents:
    """A roster as the matching sees it.

    ``mentees`` are the rows of eligible mentees, ``mentors`` those of all listed mentors; who is both is
    among both. ``capacity`` are the mentors' places, and ``fewest`` how many mentees each should have at
    least, where that was asked for. ``required`` and ``forbidden`` are the pairs that the scenario lists,
    ``preferred`` and ``avoided`` those of earlier lists; ``skipped`` is how many people of all these lists
    are not there any more.
    """

    roster: Roster
    observed: Observed
    mentees: Rows
    mentors: Rows
    capacity: Rows
    fewest: Rows | None
    required: Rows
    forbidden: Rows
    preferred: Rows
    avoided: Rows
    skipped: int
    friendships: FriendshipPairs | None

    @cached_property
    def row_of(self) -> Mapping[str, int]:
        """The row of each id."""
        return {identifier: row for row, identifier in enumerate(self.roster.identifiers)}

    def name(self, row: int) -> str:
        """Return the id of a row, for files; never for messages."""
        return self.roster.identifiers[row]

    def problem(self, scenario: Scenario, program: Program, mentees: Rows, required: Rows) -> MatchingProblem:
        """Return the problem that the simulation's first replication has in the program's first week.

        Parameters
        ----------
        scenario, program
            The seed, and the week in which the program starts.
        mentees
            Who is to be matched.
        required
            Pairs to be made.
        """
        return MatchingProblem(
            observed=self.observed,
            mentees=mentees,
            mentors=self.mentors,
            capacity=self.capacity,
            required=required,
            forbidden=self.forbidden,
            friendships=self.friendships,
            seed=scenario.run.seed,
            replication=0,
            week=program.starts_week - 1,
            fewest=self.fewest,
            preferred=self.preferred,
            avoided=self.avoided,
        )


def students_to_match(
    scenario: Scenario, program: Program, settings: RosterSettings, roster: Roster
) -> RosterStudents:
    """Find mentees, mentors and places in a roster.

    Raises
    ------
    UserError
        When nobody is a mentee or a mentor, or the program looks at what the roster does not hold.
    """
    observed = roster.observed
    _refuse_missing_fields(program, settings, observed)
    eligible = np.flatnonzero(eligible_students(program, observed.of_mentees))
    mentors = np.flatnonzero(roster.role == UPPER_YEAR)
    if not program.has_mentors:
        mentors = np.empty(0, np.int64)
    elif not len(mentors):
        raise RosterError(
            "the roster names no mentors; say in cohort.roster.role which column tells them, such as role: "
            "{column: role, mentors: [mentor]}, or give their file with --mentors"
        )
    if not len(eligible):
        raise RosterError("nobody on the roster is eligible to be a mentee under this policy")
    places = program.match.places
    fewest = None
    if places.asks_for_fewest:
        fewest = own_numbers(observed, places.fewest_by, places.fewest)[mentors]
    match = program.match
    required = _listed(scenario, match.required, roster, may_be_gone=False)
    never, again, avoided = (
        _listed(scenario, listed, roster, may_be_gone=True)
        for listed in (match.never, match.prefer, match.avoid)
    )
    forbidden = never.pairs
    if match.no_circles:
        forbidden = np.concatenate([forbidden, _against_circles(scenario, roster)])
    return RosterStudents(
        roster=roster,
        observed=observed,
        mentees=eligible,
        mentors=mentors,
        capacity=own_numbers(observed, places.most, program.places_per_mentor)[mentors],
        fewest=fewest,
        required=required.pairs,
        forbidden=forbidden,
        preferred=again.pairs,
        avoided=avoided.pairs,
        skipped=never.skipped + again.skipped + avoided.skipped + required.skipped,
        friendships=_friendships(scenario, roster),
    )


def _against_circles(scenario: Scenario, roster: Roster) -> Rows:
    """Rule out pairs among people who are both, so that nobody is over others his own mentor.

    They are put into an order by lottery, and each may only have mentors who come later in it.
    """
    from mentorsim.pairing.lottery import lottery_key, lottery_order

    both = np.flatnonzero(roster.is_both)
    if len(both) < 2:
        return no_pairs()
    stage = lottery_key(scenario.run.seed, 0, 0, Decision.MATCH_RANDOM)
    order = both[lottery_order(stage, roster.key[both])]
    earlier, later = np.triu_indices(len(order), 1)
    return np.stack([order[later], order[earlier]], axis=1).astype(np.int64)


def _refuse_missing_fields(program: Program, settings: RosterSettings, observed: Observed) -> None:
    known = {*observed.attributes, *observed.options, *observed.numbers, *observed.lists}
    known |= {"prior_grade"} if settings.prior_grade is not None else set()
    known |= {"values"} if settings.values is not None else set()
    known |= {"slots"} if settings.slots is not None else set()
    for need in needed_fields(program):
        if need.field not in known:
            section = "" if need.field in ("prior_grade", "values", "slots") else "attributes."
            column = "[COLUMN, COLUMN, COLUMN]" if need.field == "values" else "COLUMN"
            raise RosterError(
                f"the policy looks at {need.field} ({need.purpose}), but no column of the roster is known to "
                f"hold it; add to the scenario cohort.roster.{section}{need.field}: {column}, or choose a "
                "policy that does without it"
            )


def _listed(
    scenario: Scenario, listed: PairsFile | None, roster: Roster, *, may_be_gone: bool
) -> ListedPairs:
    return listed_pairs(listed, scenario.file, roster.identifiers, roster.lists, may_be_gone=may_be_gone)


def _friendships(scenario: Scenario, roster: Roster) -> FriendshipPairs | None:
    """Only friendships that somebody has asked about count here; none are made up."""
    from mentorsim.cohort.network_files import read_friendships

    if scenario.friendships.file is None:
        return None
    settings = scenario.friendships
    return read_friendships(scenario.file(scenario.friendships.file), roster.identifiers, settings).pairs


def policy_to_match(scenario: Scenario, name: str | None) -> tuple[str, Program]:
    """Find the policy whose pairs are wanted.

    Raises
    ------
    ScenarioError
        When it is the control, makes no matches, or is not named though there are several.
    """
    programs = {policy: program for policy, program in scenario.policies.items() if program is not None}
    if name is None:
        if len(programs) > 1:
            listed = ", ".join(repr(policy) for policy in programs)
            raise ScenarioError(
                f"there are several policies: choose with --policy the one whose pairs you want: {listed}",
                file=scenario.name,
            )
        name = next(iter(programs), None)
        if name is None:
            raise ScenarioError("the scenario has no policy with a program", file=scenario.name)
    program = scenario.policy(name)
    if program is None or program.match.method == "none":
        raise ScenarioError(f"the policy {name!r} matches nobody; choose another", file=scenario.name)
    return name, program
