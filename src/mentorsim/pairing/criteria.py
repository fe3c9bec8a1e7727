"""Criteria made ready for scoring: whole-number points per pair, and which pairs are allowed at all.

A criterion gives a pair 0 to 1, rounded to 0 to 1000 and multiplied by its weight: high 4, medium 2, low 1,
or the number that the scenario gives (in hundredths); a boost multiplies the weight of what matters most to
the mentee. Weights are divided by their greatest common divisor. A mandatory criterion gives no points but
forbids the pairs that do not pass. What is missing counts half (neutral) or nothing (penalize); a missing
number counts as the median of the students in the same role.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from mentorsim.errors import UserError
from mentorsim.pairing.fields import KIND_NAMES, Field, find_field, find_number
from mentorsim.pairing.problem import MatchingProblem, Rows
from mentorsim.pairing.rules import Rule, find_rule

if TYPE_CHECKING:
    from mentorsim.cohort.people import FriendshipPairs, Observed
    from mentorsim.scenario.match import Boost, Criterion, MatchSettings

Wish = Literal["mentee", "mentor"]

FULL_POINTS = 1000
_HALF_POINTS = 500
#: Weights of the words for importance, in hundredths like those of numbers.
_HUNDREDTHS = {"high": 400, "medium": 200, "low": 100}


@dataclass(frozen=True, eq=False)
class Part:
    """One criterion with its field, its rule and its weight (0: mandatory).

    ``boosted`` tells for which students' rows the weight is ``boosted_weight`` when they are mentees (None:
    for nobody).
    """

    criterion: Criterion
    field: Field
    rule: Rule
    weight: int
    boosted_weight: int = 0
    boosted: NDArray[np.bool_] | None = None

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
        if self.criterion.rule == "preference" and self.field.kind == "categories":
            # Here the side is that whose value is asked for, so that the wish is the other's.
            return self.criterion.side != who
        return self.criterion.side == who

    def points(self, mentees: Rows, mentors: Rows, wish: Wish | None = None) -> Rows:
        """Give the weighed points of pairs; as the mentor wishes, a mentee's boost does not count."""
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
        if self.boosted is not None and wish != "mentor":
            return points * self._weights(mentees)
        if self.weight != 1:
            points *= self.weight
        return points

    def best_points(self, mentees: Rows) -> Rows:
        """Give the most points that a pair with each of these mentees could have."""
        return FULL_POINTS * self._weights(mentees)

    def _weights(self, mentees: Rows) -> Rows:
        if self.boosted is None:
            return np.full(mentees.shape, self.weight, np.int64)
        return np.where(self.boosted[mentees], self.boosted_weight, self.weight)

    def passes(self, mentees: Rows, mentors: Rows) -> NDArray[np.bool_]:
        """Tell which pairs pass it as a mandatory criterion."""
        holds = self.rule.holds(self.field, self.criterion, mentees, mentors)
        gone = self._missing(mentees, mentors)
        if gone is not None:
            holds = holds & ~gone if self.criterion.missing == "penalize" else holds | gone
        return holds

    def _missing(self, mentees: Rows, mentors: Rows) -> NDArray[np.bool_] | None:
        # What it means that somebody lists nobody is the rule's affair.
        if self.field.missing is None or self.field.kind == "list":
            return None
        gone: NDArray[np.bool_] = self.field.missing[mentees] | self.field.missing[mentors]
        return gone


@dataclass(frozen=True, eq=False)
class MaximumGap:
    """How far apart a pair may be by a number, in its own unit; NaN is missing, and then it passes."""

    name: str
    most: float
    column: NDArray[np.float64]

    @property
    def _limit(self) -> float:
        # 0.8 - 0.6 is a little more than 0.2 in a computer, and should pass.
        return self.most * (1.0 + 1e-9)

    def passes(self, mentees: Rows, mentors: Rows) -> NDArray[np.bool_]:
        """Tell which pairs are near enough."""
        far: NDArray[np.bool_] = np.abs(self.column[mentors] - self.column[mentees]) > self._limit
        return ~far


@dataclass(frozen=True, eq=False)
class Criteria:
    """All criteria of a match specification over the observed fields of one world."""

    parts: tuple[Part, ...]
    minimum_shared_slots: int
    slots: NDArray[np.uint32]
    maximum_gaps: tuple[MaximumGap, ...] = ()

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
        """The points of a pair that is perfect by every criterion, with the largest boost there is."""
        more: Rows = np.zeros(1, np.int64)
        for part in self.parts:
            if part.boosted is not None:
                more = more + np.where(part.boosted, part.boosted_weight - part.weight, 0)
        return FULL_POINTS * (sum(part.weight for part in self.parts) + int(more.max(initial=0)))

    @property
    def forbids(self) -> bool:
        """Whether any pair may be forbidden by a criterion."""
        return self.minimum_shared_slots > 0 or bool(self.mandatory) or bool(self.maximum_gaps)

    def points(self, mentees: Rows, mentors: Rows, wish: Wish | None = None) -> Rows:
        """Give the points of pairs: by all criteria, or only by what one side wishes."""
        total: Rows | None = None
        for part in self.weighed:
            if wish is None or part.wish_of(wish):
                points = part.points(mentees, mentors, wish)
                total = points if total is None else total + points
        if total is None:
            return np.zeros(np.broadcast_shapes(mentees.shape, mentors.shape), np.int64)
        return total

    def allows(self, mentees: Rows, mentors: Rows) -> NDArray[np.bool_]:
        """Tell which pairs pass all mandatory criteria, maximum gaps and the minimum of shared times."""
        allowed: NDArray[np.bool_] = np.ones(np.broadcast_shapes(mentees.shape, mentors.shape), np.bool_)
        for part in self.mandatory:
            allowed &= part.passes(mentees, mentors)
        for gap in self.maximum_gaps:
            allowed &= gap.passes(mentees, mentors)
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
        return replace(self, parts=self.mandatory)


def compile_criteria(
    criteria: Sequence[Criterion],
    observed: Observed,
    friendships: FriendshipPairs | None = None,
    minimum_shared_slots: int = 0,
    maximum_gaps: Mapping[str, float] | None = None,
    boost: Boost | None = None,
) -> Criteria:
    """Bring criteria and fields together.

    Raises
    ------
    UserError
        When a field does not exist, or its rule cannot compare it.
    """
    hundredths = [_importance(criterion) for criterion in criteria]
    times = 1.0 if boost is None else boost.times
    boosted = [round(weight * times) for weight in hundredths]
    divisor = math.gcd(*hundredths, *boosted) or 1
    parts = []
    for criterion, weight, more in zip(criteria, hundredths, boosted, strict=True):
        field = find_field(criterion.field, observed, friendships)
        rule = find_rule(criterion, field)
        for_whom = None if boost is None or not weight else _most_important(boost, observed, criterion.field)
        parts.append(Part(criterion, field, rule, weight // divisor, more // divisor, for_whom))
    gaps = [
        MaximumGap(name, most, find_number(name, observed)) for name, most in (maximum_gaps or {}).items()
    ]
    return Criteria(tuple(parts), minimum_shared_slots, observed.slots, tuple(gaps))


def _most_important(boost: Boost, observed: Observed, field: str) -> NDArray[np.bool_] | None:
    attribute = find_field(boost.by, observed)
    if attribute.kind != "categories":
        raise UserError(
            f"match.boost.by names {boost.by}, which is {KIND_NAMES[attribute.kind]}; it must be an "
            "attribute whose values are names of fields, such as major"
        )
    if field not in attribute.categories:
        return None
    flags: NDArray[np.bool_] = attribute.columns[0] == attribute.categories.index(field)
    return flags


def compile_match(match: MatchSettings, problem: MatchingProblem) -> Criteria:
    """Bring a match specification and the observed fields of a problem together.

    Raises
    ------
    UserError
        When a field does not exist, or its rule cannot compare it.
    """
    return compile_criteria(
        match.criteria,
        problem.observed,
        problem.friendships,
        match.minimum_shared_slots,
        match.maximum_gaps,
        match.boost,
    )


def _importance(criterion: Criterion) -> int:
    importance = criterion.importance
    if isinstance(importance, str):
        return _HUNDREDTHS.get(importance, 0)
    return max(1, round(importance * 100))
