"""What can be said before anything is matched: are there places for all, and whom do constraints shut out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mentorsim.pairing.barriers import Barrier, allowed_in_slices, barriers_of
from mentorsim.pairing.problem import MatchingProblem

if TYPE_CHECKING:
    from mentorsim.scenario.match import MatchSettings


@dataclass(frozen=True)
class BarrierCount:
    """One hard constraint and the mentees whom it shuts out.

    ``alone`` is how many mentees it leaves without any mentor by itself; ``freed`` how many of those whom all
    constraints together leave without one would have one if only this constraint were dropped. ``words`` name
    the constraint and ``relax`` says how to loosen it; ``criterion`` is its place among the criteria, or
    None.
    """

    kind: str
    criterion: int | None
    words: str
    relax: str
    alone: int
    freed: int


@dataclass(frozen=True)
class Preflight:
    """A problem in numbers.

    Mentors without places are not counted among ``mentors``. ``shut_out`` is how many mentees have no mentor
    whom all constraints together allow, by places and capacities not yet looked at.
    """

    mentees: int
    mentors: int
    places: int
    barriers: tuple[BarrierCount, ...]
    shut_out: int

    @property
    def too_few_places(self) -> int:
        """How many mentees there is no place for."""
        return max(0, self.mentees - self.places)

    @property
    def relax(self) -> BarrierCount | None:
        """The constraint that it would help most to loosen, or None where nobody is shut out by one alone."""
        best = max(self.barriers, key=lambda count: count.freed, default=None)
        return best if best is not None and best.freed else None

    def sentences(self) -> tuple[str, ...]:
        """Say it in sentences for a coordinator; no names."""
        said = [f"{_count(self.mentees, 'mentee')}, {_count(self.places, 'place')}."]
        if self.too_few_places:
            said.append(f"{_count(self.too_few_places, 'mentee')} cannot have a place: recruit more mentors.")
        said += [
            f"{count.words[0].upper()}{count.words[1:]} alone "
            f"{'leaves' if count.kind != 'forbidden' else 'leave'} "
            f"{_count(count.alone, 'mentee')} without any mentor."
            for count in self.barriers
            if count.alone
        ]
        if self.shut_out:
            said.append(
                f"All constraints together leave {_count(self.shut_out, 'mentee')} without any mentor."
            )
        if self.relax is not None:
            said.append(
                f"To help most, {self.relax.relax}: then {self.relax.freed} of them could be matched."
            )
        return tuple(said)


def preflight(match: MatchSettings, problem: MatchingProblem) -> Preflight:
    """Count mentees, places, and the mentees whom each hard constraint shuts out.

    Pairs that are required are made whatever constraints say, so their mentees are not counted as shut out.

    Raises
    ------
    UserError
        When a criterion cannot be used.
    """
    barriers = barriers_of(match, problem)
    mentors = problem.mentors[problem.capacity > 0]
    bound = np.isin(problem.required[:, 1], problem.mentors)
    mentees = problem.mentees[~np.isin(problem.mentees, problem.required[bound, 0])]
    alone = np.zeros(len(barriers), np.int64)
    freed = np.zeros(len(barriers), np.int64)
    shut_out = 0
    if len(mentors):
        for _, passed in allowed_in_slices(barriers, mentees, mentors):
            failures = np.zeros(passed[0].shape, np.int64)
            for table in passed:
                failures += ~table
            closed = ~(failures == 0).any(axis=1)
            shut_out += int(closed.sum())
            for place, table in enumerate(passed):
                alone[place] += int((~table.any(axis=1)).sum())
                only_this = (failures == 1) & ~table
                freed[place] += int((closed & only_this.any(axis=1)).sum())
    return Preflight(
        mentees=len(problem.mentees),
        mentors=len(mentors),
        places=problem.places,
        barriers=tuple(
            _counted(barrier, *numbers)
            for barrier, *numbers in zip(barriers, alone.tolist(), freed.tolist(), strict=True)
        ),
        shut_out=shut_out,
    )


def _counted(barrier: Barrier, alone: int, freed: int) -> BarrierCount:
    return BarrierCount(barrier.kind, barrier.criterion, barrier.words, barrier.relax, alone, freed)


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}" + ("" if number == 1 else "s")
