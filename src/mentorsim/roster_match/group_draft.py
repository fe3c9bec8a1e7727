"""Groups on a roster: those that are locked stay, late joiners take free seats, the rest make new groups."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import count

import numpy as np

from mentorsim.errors import UserError
from mentorsim.pairing import Matching, MatchingProblem, make_groups
from mentorsim.pairing.compiling import compile_match
from mentorsim.pairing.joining import Joining
from mentorsim.pairing.problem import Rows
from mentorsim.roster_match.locked import PairList
from mentorsim.roster_match.roster_students import RosterStudents
from mentorsim.scenario import Program


@dataclass
class Group:
    """A group: its name, and rows of its members and of its mentors."""

    name: str
    members: list[int]
    mentors: list[int]


@dataclass(frozen=True)
class GroupSeats:
    """All groups; the names of new ones are numbers that no locked group has."""

    groups: tuple[Group, ...]

    @property
    def name_of(self) -> dict[int, str]:
        """The name of each member's group."""
        return {row: group.name for group in self.groups for row in group.members}


def draft_groups(
    program: Program, students: RosterStudents, problem: MatchingProblem, locked: PairList | None
) -> tuple[GroupSeats, Matching]:
    """Make the groups.

    Returns
    -------
    tuple
        The groups, and every member with every mentor of the group as pairs.

    Raises
    ------
    UserError
        When locked groups cannot be, or the method or a criterion cannot be used.
    """
    kept = _locked_groups(program, students, locked)
    seated = {row for group in kept for row in group.members}
    places = dict(zip(problem.mentors.tolist(), problem.capacity.tolist(), strict=True))
    for group in kept:
        for mentor in group.mentors:
            places[mentor] -= len(group.members)
    joining = Joining(program.match, problem)
    rest: list[int] = []
    # By key, so that the order of rows in the file does not say who comes first.
    for row in problem.mentees[np.argsort(problem.observed.key[problem.mentees])].tolist():
        if row in seated:
            continue
        for group in kept:
            seat = len(group.members) < program.group_size
            if seat and all(places[mentor] > 0 for mentor in group.mentors):
                may_join = joining.allows(row, group.members, group.mentors)
            else:
                may_join = False
            if may_join:
                group.members.append(row)
                for mentor in group.mentors:
                    places[mentor] -= 1
                break
        else:
            rest.append(row)
    groups = list(kept)
    if len(rest) >= 2:
        made = make_groups(
            program.match,
            program.group_size,
            program.mentors_per_group,
            replace(
                problem,
                mentees=np.sort(np.array(rest, np.int64)),
                capacity=np.array([places[mentor] for mentor in problem.mentors.tolist()], np.int64),
                required=problem.required[np.isin(problem.required[:, 0], rest)],
            ),
            program.smallest_group,
        )
        groups += [
            Group("", members.tolist(), mentors.tolist())
            for members, mentors in zip(made.groups, made.mentors, strict=True)
        ]
    seats = GroupSeats(tuple(_numbered(groups, len(kept), problem)))
    return seats, _as_matching(program, problem, seats)


def _numbered(groups: list[Group], kept: int, problem: MatchingProblem) -> list[Group]:
    # Locked groups keep their numbers; new ones follow in an order that rows of the file do not decide.
    key, identifiers = problem.observed.key, problem.observed.identifiers or ()
    for group in groups:
        group.members.sort(key=lambda row: identifiers[row])
        group.mentors.sort(key=lambda row: identifiers[row])
    new = sorted(groups[kept:], key=lambda group: min(int(key[row]) for row in group.members))
    names = (str(number) for number in count(1))
    used = {group.name for group in groups[:kept]}
    for group in new:
        group.name = next(name for name in names if name not in used)
    return [*groups[:kept], *new]


def _locked_groups(program: Program, students: RosterStudents, locked: PairList | None) -> list[Group]:
    by_name: dict[str, Group] = {}
    for listed in () if locked is None else locked.pairs:
        if not listed.group:
            continue
        mentors = sorted(students.row_of[name] for name in listed.mentors)
        group = by_name.setdefault(listed.group, Group(listed.group, [], mentors))
        if sorted(group.mentors) != mentors:
            raise UserError(
                f"row {listed.line}: the group has other mentors than in the rows above; write them alike",
                file=None if locked is None else locked.path,
            )
        if len(group.members) >= program.group_size:
            raise UserError(
                f"row {listed.line}: the group has more than {program.group_size} members; raise group_size "
                "or move somebody",
                file=None if locked is None else locked.path,
            )
        group.members.append(students.row_of[listed.mentee])
    return list(by_name.values())


def _as_matching(program: Program, problem: MatchingProblem, seats: GroupSeats) -> Matching:
    pairs: Rows = np.array(
        [(row, mentor) for group in seats.groups for row in group.members for mentor in group.mentors],
        np.int64,
    ).reshape(-1, 2)
    pairs = pairs[np.argsort(pairs[:, 0], kind="stable")]
    criteria = compile_match(program.match, problem)
    placed = np.array([row for group in seats.groups for row in group.members], np.int64)
    return Matching(
        pairs,
        problem.mentees[~np.isin(problem.mentees, placed)],
        criteria.scores(pairs[:, 0], pairs[:, 1]) if criteria.weighed else None,
        criteria.best,
        max(0, len(problem.mentees) - problem.places) if program.mentors_per_group else 0,
    )
