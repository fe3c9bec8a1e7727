"""Criteria made ready for scoring: a whole-number score per pair, and which pairs are allowed at all.

A criterion gives a pair 0 to 1, rounded to 0 to 1000 and multiplied by its weight: high 4, medium 2, low 1,
or the number that the scenario gives (in hundredths); a boost multiplies the weight of what matters most to
the mentee. Weights are divided by their greatest common divisor. A mandatory criterion has no score but
forbids the pairs that do not pass. What is missing counts half (neutral) or nothing (penalize); a missing
number counts as the median of the students in the same role.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from mentorsim.pairing.fields import Field
from mentorsim.pairing.problem import Rows
from mentorsim.pairing.rules import Rule, shared_bits

if TYPE_CHECKING:
    from mentorsim.scenario.match import Criterion

Wish = Literal["mentee", "mentor"]

FULL_SCORE = 1000
_HALF_SCORE = 500


@dataclass(frozen=True, eq=False)
class Part:
    """One criterion with its field, its rule and its weight (0: mandatory).

    ``by_mentee`` are weights by the mentee's row, where they differ: by a boost, an importance of one's own,
    or because the criterion does not concern everybody (None: ``weight`` for all); ``unboosted`` the same
    without the boost. ``concerned`` tells by row whom the criterion concerns, as a mentee or, with
    ``side: mentor``, as a mentor (None: everybody).
    """

    criterion: Criterion
    field: Field
    rule: Rule
    weight: int
    by_mentee: Rows | None = None
    unboosted: Rows | None = None
    concerned: NDArray[np.bool_] | None = None

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
            and self.concerned is None
            and self.field.kind == "categories"
            and self.field.mentor_columns is None
        )

    @property
    def is_mentors(self) -> bool:
        """Whether it is the mentors' affair whom it concerns."""
        return is_mentors(self.criterion, self.field)

    def wish_of(self, who: Wish) -> bool:
        """Whether it is a wish of the mentee's, or of the mentor's; of both, unless the scenario says."""
        if self.criterion.side == "both":
            return True
        if self.criterion.rule == "preference" and self.field.kind == "categories":
            # Here the side is that whose value is asked for, so that the wish is the other's.
            return self.criterion.side != who
        return self.criterion.side == who

    def scores(self, mentees: Rows, mentors: Rows, wish: Wish | None = None) -> Rows:
        """Return the weighed scores of pairs; as the mentor wishes, a mentee's boost does not count."""
        share = self.rule.share(self.field, self.criterion, mentees, mentors)
        if share.dtype == np.bool_:
            scores = share.astype(np.int64) * FULL_SCORE
        else:
            scores = np.rint(share * float(FULL_SCORE)).astype(np.int64)
        gone = self.unknown(mentees, mentors)
        if gone is not None:
            if self.criterion.missing == "penalize":
                scores = np.where(gone, 0, scores)
            elif self.field.kind in ("categories", "slots", "options"):
                scores = np.where(gone, _HALF_SCORE, scores)
        if self.concerned is not None and self.is_mentors:
            # Whom it does not concern it cannot tell apart: all have the score.
            scores = np.where(self.concerned[mentors], scores, FULL_SCORE)
        weights = self.unboosted if wish == "mentor" else self.by_mentee
        if weights is not None:
            return scores * weights[mentees]
        if self.weight != 1:
            scores *= self.weight
        return scores

    def best_scores(self, mentees: Rows) -> Rows:
        """Return the highest score that a pair with each of these mentees could have."""
        if self.by_mentee is None:
            return np.full(mentees.shape, FULL_SCORE * self.weight, np.int64)
        best: Rows = FULL_SCORE * self.by_mentee[mentees]
        return best

    @property
    def most_weight(self) -> int:
        """The largest weight that anybody gives it."""
        return self.weight if self.by_mentee is None else int(self.by_mentee.max(initial=0))

    def passes(self, mentees: Rows, mentors: Rows) -> NDArray[np.bool_]:
        """Tell which pairs pass it as a mandatory criterion."""
        holds = self.rule.holds(self.field, self.criterion, mentees, mentors)
        gone = self.unknown(mentees, mentors)
        if gone is not None:
            holds = holds & ~gone if self.criterion.missing == "penalize" else holds | gone
        if self.concerned is not None:
            concerned = self.concerned[mentors if self.is_mentors else mentees]
            holds = holds | ~concerned
        return holds

    def passes_unknown(self, mentees: Rows, mentors: Rows) -> NDArray[np.bool_]:
        """Tell which pairs pass it as a mandatory criterion only because a value is missing."""
        shape = np.broadcast_shapes(mentees.shape, mentors.shape)
        gone = self.unknown(mentees, mentors)
        if gone is None or not self.is_mandatory or self.criterion.missing == "penalize":
            return np.zeros(shape, np.bool_)
        if self.concerned is not None:
            gone = gone & self.concerned[mentors if self.is_mentors else mentees]
        return gone

    def unknown(self, mentees: Rows, mentors: Rows) -> NDArray[np.bool_] | None:
        """Tell of which pairs it is not known, because a value is missing; None: of none."""
        # What it means that somebody lists nobody is the rule's affair; so are pairs of a file.
        if self.field.kind == "list":
            return None
        gone = self.field.missing_in(mentees, mentors)
        if gone is not None and self.rule.asked is not None:
            # A missing value is of no account to whoever wishes nothing.
            asked = self.rule.asked
            wishes = np.zeros(gone.shape, np.bool_)
            if self.criterion.side != "mentor":
                wishes = wishes | asked.concerned(mentees, as_mentor=False)
            if self.criterion.side != "mentee":
                wishes = wishes | asked.concerned(mentors, as_mentor=True)
            gone = gone & wishes
        return gone


@dataclass(frozen=True, eq=False)
class MaximumGap:
    """How far apart a pair may be by a number, in its own unit; NaN is missing, and then it passes."""

    name: str
    most: float
    of_mentees: NDArray[np.float64]
    of_mentors: NDArray[np.float64]

    @property
    def _limit(self) -> float:
        # 0.8 - 0.6 is a little more than 0.2 in a computer, and should pass.
        return self.most * (1.0 + 1e-9)

    def passes(self, mentees: Rows, mentors: Rows) -> NDArray[np.bool_]:
        """Tell which pairs are near enough."""
        far: NDArray[np.bool_] = np.abs(self.of_mentors[mentors] - self.of_mentees[mentees]) > self._limit
        return ~far


@dataclass(frozen=True, eq=False)
class Criteria:
    """All criteria of a match specification over the observed fields of one replication.

    ``scored`` are the parts that make the score of which ``minimum_score``, of 100, is the lowest acceptable.
    """

    parts: tuple[Part, ...]
    minimum_shared_slots: int
    slots: Field
    maximum_gaps: tuple[MaximumGap, ...] = ()
    minimum_shared_hours: float = 0.0
    unknown_times_pass: bool = False
    minimum_score: float = 0.0
    scored: tuple[Part, ...] = ()

    @property
    def weighed(self) -> tuple[Part, ...]:
        """The criteria that count in the score."""
        return tuple(part for part in self.parts if not part.is_mandatory)

    @property
    def mandatory(self) -> tuple[Part, ...]:
        """The criteria that forbid pairs."""
        return tuple(part for part in self.parts if part.is_mandatory)

    @property
    def best(self) -> int:
        """The score of a pair that is perfect by every criterion, with the largest boost there is."""
        more: Rows = np.zeros(1, np.int64)
        for part in self.parts:
            if part.by_mentee is not None:
                more = more + (part.by_mentee - part.weight)
        return FULL_SCORE * (sum(part.weight for part in self.parts) + max(0, int(more.max(initial=0))))

    @property
    def forbids(self) -> bool:
        """Whether any pair may be forbidden by a criterion."""
        return (
            self.asks_for_shared_times
            or bool(self.mandatory)
            or bool(self.maximum_gaps)
            or (self.minimum_score > 0.0 and bool(self.scored))
        )

    @property
    def asks_for_shared_times(self) -> bool:
        """Whether a pair must share free times."""
        return self.minimum_shared_slots > 0 or self.minimum_shared_hours > 0.0

    def scores(self, mentees: Rows, mentors: Rows, wish: Wish | None = None) -> Rows:
        """Return the scores of pairs: by all criteria, or only by what one side wishes."""
        total: Rows | None = None
        for part in self.weighed:
            if wish is None or part.wish_of(wish):
                scores = part.scores(mentees, mentors, wish)
                total = scores if total is None else total + scores
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
        if self.asks_for_shared_times:
            allowed &= self.share_enough_slots(mentees, mentors)
        if self.minimum_score > 0.0 and self.scored:
            allowed &= self.scores_enough(mentees, mentors)
        return allowed

    def scores_enough(self, mentees: Rows, mentors: Rows) -> NDArray[np.bool_]:
        """Tell which pairs have the lowest acceptable score; whoever can have no score passes."""
        scores: Any = 0
        best: Any = 0
        for part in self.scored:
            scores = scores + part.scores(mentees, mentors)
            best = best + part.best_scores(mentees)
        enough: NDArray[np.bool_] = scores * 100.0 >= best * self.minimum_score
        return enough

    def share_enough_slots(self, mentees: Rows, mentors: Rows) -> NDArray[np.bool_]:
        """Tell which pairs share the free times that a pair must share."""
        shared = shared_bits(self.slots, mentees, mentors)
        if self.slots.has_hours:
            # A slot is then an hour.
            enough: NDArray[np.bool_] = shared >= 2.0 * max(
                self.minimum_shared_hours, self.minimum_shared_slots
            )
        else:
            enough = shared >= self.minimum_shared_slots
        gone = self.slots.missing_in(mentees, mentors) if self.slots.missing is not None else None
        return enough if gone is None or not self.unknown_times_pass else enough | gone

    def only_mandatory(self) -> Criteria:
        """Keep what forbids pairs and drop what counts in the score."""
        return replace(self, parts=self.mandatory)


def is_mentors(criterion: Criterion, field: Field) -> bool:
    """Whether a criterion speaks for mentors: in a preference for a value, the side is that of the value."""
    if criterion.rule == "preference" and field.kind == "categories":
        return criterion.side == "mentee"
    return criterion.side == "mentor"
