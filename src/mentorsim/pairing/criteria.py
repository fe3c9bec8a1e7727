"""Criteria made ready for scoring: whole-number points per pair, and which pairs are allowed at all.

A criterion gives a pair 0 to 1, rounded to 0 to 1000 and multiplied by its weight: high 4, medium 2, low 1,
or the number that the scenario gives (in hundredths). Weights are divided by their greatest common divisor. A
mandatory criterion gives no points but forbids the pairs that do not pass. What is missing counts half
(neutral) or nothing (penalize); a missing number counts as the median of the students in the same role.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from mentorsim.pairing.fields import Field, find_field
from mentorsim.pairing.problem import MatchingProblem, Rows
from mentorsim.pairing.rules import Rule, find_rule

if TYPE_CHECKING:
    from mentorsim.cohort.people import Friendships, Observed
    from mentorsim.scenario.match import Criterion, MatchSettings

Wish = Literal["mentee", "mentor"]

FULL_POINTS = 1000
_HALF_POINTS = 500
#: Weights of the words for importance, in hundredths like those of numbers.
_HUNDREDTHS = {"high": 400, "medium": 200, "low": 100}


@dataclass(frozen=True, eq=False)
class Part:
    """One criterion with its field, its rule and its weight (0: mandatory)."""

    criterion: Criterion
    field: Field
    rule: Rule
    weight: int

    @property
    def is_mandatory(self) -> bool:
        """Whether a pair must pass."""
        return self.weight == 0

    @property
    def divides(self) -> bool:
        """Whether it divides students into blocks: a mandatory common category, all of whose values count."""
        return (
            self.is_mandatory
            and self.criterion.rule == "same"
            and self.criterion.values is None
            and self.field.kind == "categories"
        )

    def wish_of(self, who: Wish) -> bool:
        """Whether it is a wish of the mentee's, or of the mentor's; of both, unless the scenario says."""
        if self.criterion.side == "both":
            return True
        if self.criterion.rule == "preference":
            # Here the side is that whose value is asked for, so that the wish is the other's.
            return self.criterion.side != who
        return self.criterion.side == who

    def points(self, mentees: Rows, mentors: Rows) -> Rows:
        """Give the weighed points of pairs."""
        share = self.rule.share(self.field, self.criterion, mentees, mentors)
        if share.dtype == np.bool_:
            points = share.astype(np.int64) * FULL_POINTS
        else:
            points = np.rint(share * float(FULL_POINTS)).astype(np.int64)
        gone = self._missing(mentees, mentors)
        if gone is not None:
            if self.criterion.missing == "penalize":
                points = np.where(gone, 0, points)
            elif self.field.kind in ("categories", "slots"):
                points = np.where(gone, _HALF_POINTS, points)
        if self.weight != 1:
            points *= self.weight
        return points

    def best_points(self, mentees: Rows) -> Rows:
        """Give the most points that a pair with each of these mentees could have."""
        return np.full(len(mentees), FULL_POINTS * self.weight, np.int64)

    def passes(self, mentees: Rows, mentors: Rows) -> NDArray[np.bool_]:
        """Tell which pairs pass it as a mandatory criterion."""
        holds = self.rule.holds(self.field, self.criterion, mentees, mentors)
        gone = self._missing(mentees, mentors)
        if gone is not None:
            holds = holds & ~gone if self.criterion.missing == "penalize" else holds | gone
        return holds

    def _missing(self, mentees: Rows, mentors: Rows) -> NDArray[np.bool_] | None:
        if self.field.missing is None:
            return None
        gone: NDArray[np.bool_] = self.field.missing[mentees] | self.field.missing[mentors]
        return gone


@dataclass(frozen=True, eq=False)
class Criteria:
    """All criteria of a match specification over the observed fields of one world."""

    parts: tuple[Part, ...]
    minimum_shared_slots: int
    slots: NDArray[np.uint32]

    @property
    def weighed(self) -> tuple[Part, ...]:
        """The criteria that give points."""
        return tuple(part for part in self.parts if not part.is_mandatory)

    @property
    def mandatory(self) -> tuple[Part, ...]:
        """The criteria that forbid pairs."""
        return tuple(part for part in self.parts if part.is_mandatory)

    @property
    def best(self) -> int:
        """The points of a pair that is perfect by every criterion."""
        return FULL_POINTS * sum(part.weight for part in self.parts)

    @property
    def forbids(self) -> bool:
        """Whether any pair may be forbidden by a criterion."""
        return self.minimum_shared_slots > 0 or bool(self.mandatory)

    def points(self, mentees: Rows, mentors: Rows, wish: Wish | None = None) -> Rows:
        """Give the points of pairs: by all criteria, or only by what one side wishes."""
        total: Rows | None = None
        for part in self.weighed:
            if wish is None or part.wish_of(wish):
                points = part.points(mentees, mentors)
                total = points if total is None else total + points
        if total is None:
            return np.zeros(np.broadcast_shapes(mentees.shape, mentors.shape), np.int64)
        return total

    def allows(self, mentees: Rows, mentors: Rows) -> NDArray[np.bool_]:
        """Tell which pairs pass all mandatory criteria."""
        allowed: NDArray[np.bool_] = np.ones(np.broadcast_shapes(mentees.shape, mentors.shape), np.bool_)
        for part in self.mandatory:
            allowed &= part.passes(mentees, mentors)
        if self.minimum_shared_slots > 0:
            allowed &= self.share_enough_slots(mentees, mentors)
        return allowed

    def share_enough_slots(self, mentees: Rows, mentors: Rows) -> NDArray[np.bool_]:
        """Tell which pairs share the free times that a pair must share."""
        shared = np.bitwise_count(self.slots[mentees] & self.slots[mentors])
        enough: NDArray[np.bool_] = shared >= self.minimum_shared_slots
        return enough

    def only_mandatory(self) -> Criteria:
        """Keep what forbids pairs and drop what gives points."""
        return Criteria(self.mandatory, self.minimum_shared_slots, self.slots)


def compile_criteria(
    criteria: Sequence[Criterion],
    observed: Observed,
    friendships: Friendships | None = None,
    minimum_shared_slots: int = 0,
) -> Criteria:
    """Bring criteria and fields together.

    Raises
    ------
    UserError
        When a field does not exist, or its rule cannot compare it.
    """
    hundredths = [_importance(criterion) for criterion in criteria]
    divisor = math.gcd(*hundredths) or 1
    parts = []
    for criterion, weight in zip(criteria, hundredths, strict=True):
        field = find_field(criterion.field, observed, friendships)
        parts.append(Part(criterion, field, find_rule(criterion, field), weight // divisor))
    return Criteria(tuple(parts), minimum_shared_slots, observed.slots)


def compile_match(match: MatchSettings, problem: MatchingProblem) -> Criteria:
    """Bring a match specification and the observed fields of a problem together.

    Raises
    ------
    UserError
        When a field does not exist, or its rule cannot compare it.
    """
    return compile_criteria(match.criteria, problem.observed, problem.friendships, match.minimum_shared_slots)


def _importance(criterion: Criterion) -> int:
    importance = criterion.importance
    if isinstance(importance, str):
        return _HUNDREDTHS.get(importance, 0)
    return max(1, round(importance * 100))
