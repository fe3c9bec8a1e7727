"""Joining a group that exists: the same constraints as when groups are made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mentorsim.pairing.compiling import compile_match
from mentorsim.pairing.problem import MatchingProblem

if TYPE_CHECKING:
    from mentorsim.scenario.match import MatchSettings


class Joining:
    """Tells whether a student may take a free seat.

    Parameters
    ----------
    match
        The match specification.
    problem
        The matching problem; its forbidden pairs hold between member and mentor and between two members.
    """

    def __init__(self, match: MatchSettings, problem: MatchingProblem) -> None:
        criteria = compile_match(match, problem)
        self._criteria = criteria
        self._common = tuple(part for part in criteria.mandatory if part.divides)
        self._forbidden = {tuple(pair) for pair in problem.forbidden.tolist()}

    def allows(self, student: int, members: list[int], mentors: list[int]) -> bool:
        """Whether a student may join these members and mentors; all are rows."""
        if any((student, mentor) in self._forbidden for mentor in mentors):
            return False
        if any(
            (student, member) in self._forbidden or (member, student) in self._forbidden for member in members
        ):
            return False
        own = np.array([student])
        if mentors and not self._criteria.allows(own, np.array(mentors)).all():
            return False
        return all(part.passes(own, np.array(members)).all() for part in self._common)
