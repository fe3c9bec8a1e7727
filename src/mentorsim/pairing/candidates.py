"""A matching problem made ready for a method: required pairs taken out, students called in lottery order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mentorsim.errors import UserError
from mentorsim.pairing.compiling import compile_criteria
from mentorsim.pairing.criteria import Criteria, Wish
from mentorsim.pairing.problem import MatchingProblem, Rows

if TYPE_CHECKING:
    from mentorsim.scenario.match import Criterion

#: The most pairs that a method may weigh at once: 240 MB for a table of scores.
MOST_CELLS = 30_000_000
#: Tables are filled in slices of so many pairs, so that what is computed on the way stays small.
SLICE_CELLS = 1_000_000

#: What makes a large problem small.
DIVIDE = (
    "divide the students by a mandatory criterion such as {field: major, rule: same, importance: mandatory}"
)

NOBODY = -1


@dataclass(frozen=True, eq=False)
class Candidates:
    """Who can be paired, and what counts.

    ``mentees`` and ``mentors`` are rows in the order of their lottery numbers, so that nothing depends on the
    order of the table; ``places`` is what each mentor has left, 1 or more. ``forbidden`` lists pairs of a
    mentee's and a mentor's row, everybody with him- or herself included.
    """

    method: str
    problem: MatchingProblem
    criteria: Criteria
    mentees: Rows
    mentors: Rows
    places: Rows
    forbidden: Rows

    @property
    def tracks(self) -> int | None:
        """How many levels same_level makes; None: every group is one."""
        return self.problem.tracks

    @property
    def size(self) -> tuple[int, int]:
        """Number of mentees, number of mentors."""
        return len(self.mentees), len(self.mentors)

    @property
    def mentee_keys(self) -> NDArray[np.uint64]:
        """Keys of the mentees, in their order."""
        return self.problem.observed.key[self.mentees]

    @property
    def mentor_keys(self) -> NDArray[np.uint64]:
        """Keys of the mentors, in their order."""
        return self.problem.observed.key[self.mentors]

    @property
    def is_free(self) -> bool:
        """Whether every mentee may be paired with every mentor."""
        return not self.criteria.forbids and not len(self.forbidden)

    def with_criteria(self, criteria: Sequence[Criterion]) -> Candidates:
        """Return the same problem with other criteria in the score; mandatory ones stay."""
        compiled = compile_criteria(criteria, self.problem.observed, self.problem.friendships)
        kept = self.criteria.only_mandatory()
        return replace(self, criteria=replace(kept, parts=kept.parts + compiled.parts))

    def in_order(self, order: Rows) -> Candidates:
        """Return the same problem with the mentees in another order; positions."""
        return replace(self, mentees=self.mentees[order])

    def pairs(self, mentor_of: Rows) -> Rows:
        """Turn positions into rows: ``mentor_of`` has the position of each mentee's mentor, or -1."""
        placed = np.flatnonzero(mentor_of >= 0)
        return np.stack([self.mentees[placed], self.mentors[mentor_of[placed]]], axis=1)

    def table(self, wish: Wish | None = None) -> Rows:
        """Return the scores of all pairs, shape (mentees, mentors); -1 where a pair is not allowed.

        Raises
        ------
        UserError
            When there are more than `MOST_CELLS` pairs.
        """
        mentees, mentors = self.size
        if mentees * mentors > MOST_CELLS:
            raise UserError(
                f"the matching method {self.method!r} would have to weigh {mentees:,} x {mentors:,} pairs, "
                f"more than {MOST_CELLS:,}; choose random or first_come, or {DIVIDE}"
            )
        return self.rows_of_table(0, mentees, wish) if mentees else np.empty((0, mentors), np.int64)

    def rows_of_table(self, start: int, stop: int, wish: Wish | None = None) -> Rows:
        """Return some rows of the table, without a limit of size."""
        height = max(1, SLICE_CELLS // max(1, len(self.mentors)))
        if stop - start > height:
            table = np.empty((stop - start, len(self.mentors)), np.int64)
            for first in range(start, stop, height):
                last = min(stop, first + height)
                table[first - start : last - start] = self.rows_of_table(first, last, wish)
            return table
        mentees, mentors = self.mentees[start:stop, None], self.mentors[None, :]
        scores = self.criteria.scores(mentees, mentors, wish)
        if self.criteria.forbids:
            scores = np.where(self.criteria.allows(mentees, mentors), scores, -1)
        if len(self.forbidden):
            rows, columns = self._forbidden_cells
            inside = (rows >= start) & (rows < stop)
            scores[rows[inside] - start, columns[inside]] = -1
        return scores

    def allows(self, mentees: Rows, mentors: Rows) -> NDArray[np.bool_]:
        """Tell which pairs of a list may be made; positions, not rows."""
        mentee_rows, mentor_rows = self.mentees[mentees], self.mentors[mentors]
        allowed = self.criteria.allows(mentee_rows, mentor_rows)
        if len(self.forbidden):
            size = len(self.problem.observed.key)
            codes = self.forbidden[:, 0] * size + self.forbidden[:, 1]
            allowed &= ~np.isin(mentee_rows * size + mentor_rows, codes)
        return allowed

    @cached_property
    def _forbidden_cells(self) -> tuple[Rows, Rows]:
        size = len(self.problem.observed.key)
        mentee_at = np.full(size, NOBODY, np.int64)
        mentor_at = np.full(size, NOBODY, np.int64)
        mentee_at[self.mentees] = np.arange(len(self.mentees))
        mentor_at[self.mentors] = np.arange(len(self.mentors))
        rows, columns = mentee_at[self.forbidden[:, 0]], mentor_at[self.forbidden[:, 1]]
        inside = (rows != NOBODY) & (columns != NOBODY)
        return rows[inside], columns[inside]


def call_candidates(
    method: str, problem: MatchingProblem, criteria: Criteria, mentees: Rows, capacity: Rows, decision: int
) -> Candidates:
    """Call the mentees and the mentors with places in lottery order.

    Parameters
    ----------
    method
        Name of the method, for error messages.
    problem
        The whole problem.
    criteria
        What counts.
    mentees
        Rows of the mentees who are still to be paired.
    capacity
        Places left, one entry per mentor of the problem.
    decision
        The decision point of the lottery.
    """
    # Here and in the methods: kernels are imported when they are needed, because importing Numba takes long.
    from mentorsim.pairing.lottery import lottery_key, lottery_order

    stage = lottery_key(problem.seed, problem.replication, problem.week, decision)
    open_places = capacity > 0
    mentors, places = problem.mentors, capacity
    if not open_places.all():
        mentors, places = mentors[open_places], capacity[open_places]
    key = problem.observed.key
    mentees = mentees[lottery_order(stage, key[mentees])]
    order = lottery_order(stage, key[mentors])
    mentors, places = mentors[order], places[order]
    # Places that cannot be used would only take memory.
    places = np.minimum(places, 2 * len(mentees) + 1)
    return Candidates(method, problem, criteria, mentees, mentors, places, _with_themselves(problem))


def _with_themselves(problem: MatchingProblem) -> Rows:
    is_mentor = np.zeros(len(problem.observed.key), np.bool_)
    is_mentor[problem.mentors] = True
    both = problem.mentees[is_mentor[problem.mentees]]
    if not len(both):
        return problem.forbidden
    return np.concatenate([problem.forbidden, np.stack([both, both], axis=1)])
