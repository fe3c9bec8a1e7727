"""What a coordinator has changed in a list by hand: who was moved, and which rules the list now breaks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from mentorsim.documents.table_file import RowNumber
from mentorsim.errors import UserError
from mentorsim.pairing.barriers import barriers_of
from mentorsim.pairing.problem import MatchingProblem
from mentorsim.roster_match.leavers import spreadsheet_damage
from mentorsim.roster_match.locked import PairList
from mentorsim.roster_match.roster_students import RosterStudents
from mentorsim.scenario import Program

Places = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Move:
    """One mentee who was moved: from whom to whom; nobody where the mentee had none or has none now.

    ``line`` is the row of the list, None where the mentee was taken out.
    """

    line: RowNumber | None
    mentee: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    reason: str


def places_of(listed: PairList) -> dict[str, tuple[str, ...]]:
    """Return where each mentee stands: the mentors, after the group where there are groups."""
    return {
        pair.mentee: ((f"group {pair.group}",) if pair.group else ()) + pair.mentors
        for pair in listed.pairs
        if pair.group or pair.mentors
    }


def moves(before: Places, listed: PairList) -> tuple[Move, ...]:
    """List who stands elsewhere than before, in the order of the list, then those who were taken out."""
    after = places_of(listed)
    found = [
        Move(pair.line, pair.mentee, before.get(pair.mentee, ()), after.get(pair.mentee, ()), pair.reason)
        for pair in listed.pairs
        if before.get(pair.mentee, ()) != after.get(pair.mentee, ())
    ]
    named = {pair.mentee for pair in listed.pairs}
    gone = [Move(None, mentee, was, (), "") for mentee, was in before.items() if was and mentee not in named]
    return (*found, *gone)


def refuse_strangers(students: RosterStudents, listed: PairList) -> None:
    """Refuse a list that names somebody in a part that he or she cannot have.

    Raises
    ------
    UserError
        With the row of the list.
    """
    mentors = set(students.mentors.tolist())
    for pair in listed.pairs:
        row = students.row_of.get(pair.mentee)
        if row is None or (row in mentors and not students.roster.is_both[row]):
            sentence = "is not on the roster" if row is None else "is a mentor on the roster"
            sentence += spreadsheet_damage(pair.mentee, students.row_of) if row is None else ""
            raise UserError(f"row {pair.line}: the mentee {sentence}", file=listed.path)
        for name in pair.mentors:
            if students.row_of.get(name) not in mentors:
                sentence = "is not a mentor on the roster"
                if name not in students.row_of:
                    sentence += spreadsheet_damage(name, students.row_of)
                raise UserError(f"row {pair.line}: the mentor {sentence}", file=listed.path)
        if len(set(pair.mentors)) < len(pair.mentors):
            raise UserError(f"row {pair.line}: the mentor is listed twice", file=listed.path)


def broken_rules(
    program: Program, students: RosterStudents, problem: MatchingProblem, listed: PairList
) -> Iterator[str]:
    """Say which rules a list breaks: places, pairs ruled out, mandatory criteria; by row and without names.

    Everybody on the list must be on the roster: see `refuse_strangers`.
    """
    places = dict(zip(students.mentors.tolist(), students.capacity.tolist(), strict=True))
    taken: Counter[int] = Counter()
    sizes: Counter[str] = Counter()
    lines: list[RowNumber] = []
    pairs: list[tuple[int, int]] = []
    for pair in listed.pairs:
        if pair.group:
            sizes[pair.group] += 1
            if sizes[pair.group] == program.group_size + 1:
                yield f"row {pair.line}: the group has more than {program.group_size} members"
        for name in pair.mentors:
            mentor = students.row_of[name]
            taken[mentor] += 1
            if taken[mentor] == places[mentor] + 1:
                total = f"{places[mentor]} {'place' if places[mentor] == 1 else 'places'}"
                yield f"row {pair.line}: the mentor has {total}, and the rows above have taken all"
            lines.append(pair.line)
            pairs.append((students.row_of[pair.mentee], mentor))
    rows = np.array(pairs, np.int64).reshape(-1, 2)
    for barrier in barriers_of(program.match, problem):
        passed = np.broadcast_to(barrier.passes(rows[:, 0], rows[:, 1]), len(rows))
        for place in np.flatnonzero(~passed).tolist():
            if barrier.kind == "forbidden":
                yield f"row {lines[place]}: this pair is one of those that are never to be made"
            else:
                yield f"row {lines[place]}: the pair does not pass {barrier.words}"
