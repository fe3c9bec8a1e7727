"""Make the list: the simulation's own matching on the students of a roster, and what explains it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from mentorsim.errors import UserError
from mentorsim.pairing import (
    Matching,
    MatchingProblem,
    ScoreParts,
    make_pairs,
    runner_up_mentors,
    score_parts,
)
from mentorsim.pairing.problem import Rows
from mentorsim.roster_match.group_draft import GroupSeats, draft_groups
from mentorsim.roster_match.leavers import spreadsheet_damage
from mentorsim.roster_match.locked import PairList
from mentorsim.roster_match.roster_students import RosterStudents
from mentorsim.scenario import Program, Scenario

RUNNERS_UP = 3


@dataclass(frozen=True, eq=False)
class Draft:
    """A list of pairs, or of groups, with what explains it.

    ``matching`` has every mentor of every mentee as a pair; ``locked`` are the rows of mentees who were
    locked in. ``runners_up`` has shape (mentees of the problem, `RUNNERS_UP`), -1 where there are no more.
    ``groups`` is None where the format is pairs. ``parts`` is None where no criteria count in the score.
    """

    students: RosterStudents
    problem: MatchingProblem
    matching: Matching
    locked: frozenset[int]
    parts: ScoreParts | None
    runners_up: Rows
    groups: GroupSeats | None

    @property
    def loads(self) -> Rows:
        """How many mentees each mentor of the problem has."""
        load = np.bincount(self.matching.pairs[:, 1], minlength=self.students.roster.size)
        return load[self.problem.mentors]

    def score(self, pair: int) -> int | None:
        """Return a pair's score in percent of the best that its mentee could have; None without criteria."""
        if self.parts is None:
            return None
        return percent(int(self.parts.scores[pair].sum()), int(self.parts.best[pair].sum()))


def percent(score: int, best: int) -> int:
    """Return a score in percent of the best, rounded half up."""
    return (200 * score + best) // (2 * best) if best else 0


def matching_problem(
    scenario: Scenario, program: Program, students: RosterStudents, locked: PairList | None
) -> tuple[MatchingProblem, Rows]:
    """Return the problem, and the locked pairs as rows.

    Who is locked in stays a mentee even where no longer eligible.

    Raises
    ------
    UserError
        When a locked pair cannot be.
    """
    pairs = locked_pairs(students, locked) if locked is not None else np.empty((0, 2), np.int64)
    kept = () if locked is None else [pair for pair in locked.pairs if pair.mentors or pair.group]
    stayed = [students.row_of[pair.mentee] for pair in kept]
    mentees = np.union1d(students.mentees, np.array(stayed, np.int64))
    # What is locked counts more than what the scenario wishes.
    other = students.required[~np.isin(students.required[:, 0], pairs[:, 0])]
    problem = students.problem(scenario, program, mentees, np.concatenate([pairs, other]))
    if locked is not None and locked.is_approved:
        problem = _accepting(problem, pairs)
    return problem, pairs


def _accepting(problem: MatchingProblem, pairs: Rows) -> MatchingProblem:
    """Make room for pairs that somebody has approved although they are too many or ruled out."""
    size = len(problem.observed.key)
    load = np.bincount(pairs[:, 1], minlength=size)[problem.mentors]
    approved = np.isin(
        problem.forbidden[:, 0] * size + problem.forbidden[:, 1], pairs[:, 0] * size + pairs[:, 1]
    )
    return replace(
        problem, capacity=np.maximum(problem.capacity, load), forbidden=problem.forbidden[~approved]
    )


def make_draft(
    scenario: Scenario, program: Program, students: RosterStudents, locked: PairList | None = None
) -> Draft:
    """Match, and explain.

    Raises
    ------
    UserError
        When locked or required pairs cannot be made, or the method or a criterion cannot be used.
    """
    problem, pairs = matching_problem(scenario, program, students, locked)
    groups: GroupSeats | None = None
    if program.format == "group":
        groups, matching = draft_groups(program, students, problem, locked)
        listed = () if locked is None else locked.pairs
        locked_rows = frozenset(students.row_of[pair.mentee] for pair in listed if pair.group)
    else:
        matching = make_pairs(program.match, problem)
        locked_rows = frozenset(pairs[:, 0].tolist())
    has_points = matching.scores is not None
    return Draft(
        students=students,
        problem=problem,
        matching=matching,
        locked=locked_rows,
        parts=score_parts(program.match, problem, matching.pairs) if has_points else None,
        runners_up=runner_up_mentors(program.match, problem, matching, RUNNERS_UP)
        if groups is None
        else np.empty((len(problem.mentees), 0), np.int64),
        groups=groups,
    )


def locked_pairs(students: RosterStudents, locked: PairList) -> Rows:
    """Turn a list into rows, after checking that everybody is there and every mentor has the places.

    Of a list that is approved, pairs beyond a mentor's places and pairs ruled out are taken as they are.

    Raises
    ------
    UserError
        With the row of the list.
    """
    places = dict(zip(students.mentors.tolist(), students.capacity.tolist(), strict=True))
    forbidden = set(map(tuple, students.forbidden.tolist()))
    pairs: list[tuple[int, int]] = []
    for listed in locked.pairs:
        mentee = students.row_of.get(listed.mentee)
        if mentee is None:
            raise UserError(
                f"row {listed.line}: the mentee is not on the roster; delete the row, or put him or her back"
                + spreadsheet_damage(listed.mentee, students.row_of),
                file=locked.path,
            )
        if mentee in places and not students.roster.is_both[mentee]:
            raise UserError(f"row {listed.line}: the mentee is a mentor on the roster", file=locked.path)
        for name in listed.mentors:
            mentor = students.row_of.get(name)
            if mentor is None or mentor not in places:
                where = "on the roster" if mentor is None else "a mentor on the roster"
                raise UserError(
                    f"row {listed.line}: the mentor is not {where}; empty the cell to have this mentee "
                    "matched anew",
                    file=locked.path,
                )
            if (mentee, mentor) in forbidden and not locked.is_approved:
                raise UserError(
                    f"row {listed.line}: this pair is on the scenario's list of pairs never to be made; "
                    "remove it from one of the two",
                    file=locked.path,
                )
            if places[mentor] < 1 and not locked.is_approved:
                total = int(students.capacity[students.mentors == mentor][0])
                raise UserError(
                    f"row {listed.line}: the mentor has {total} {'place' if total == 1 else 'places'}, and "
                    "rows above have taken all; unlock the pair by emptying its mentor, or raise the "
                    "capacity",
                    file=locked.path,
                )
            places[mentor] -= 1
            pairs.append((mentee, mentor))
    return np.array(pairs, np.int64).reshape(-1, 2)
