"""Criteria made ready for scoring: a whole-number score per pair, and which pairs are allowed at all.

A criterion gives a pair 0 to 1, rounded to 0 to 1000 and multiplied by its weight: high 4, medium 2, low 1,
or the number that the scenario gives (in hundredths); a boost multiplies the weight of what matters most to
the mentee. Weights are divided by their greatest common divisor. A mandatory criterion has no score but
forbids the pairs that do not pass. What is missing counts half (neutral) or nothing (penalize); a missing
number counts as the median of the students in the same role.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from mentorsim.errors import UserError
from mentorsim.pairing.fields import KIND_NAMES, Field, find_field, find_number, unknown_field
from mentorsim.pairing.problem import MatchingProblem, Rows
from mentorsim.pairing.rules import EARLIER, NOT_EARLIER, Rule, find_rule, shared_bits
from mentorsim.roster.words import folded

if TYPE_CHECKING:
    from mentorsim.cohort.people import FriendshipPairs, Observed, Options
    from mentorsim.scenario.match import Boost, Criterion, MatchSettings

Wish = Literal["mentee", "mentor"]

FULL_SCORE = 1000
_HALF_SCORE = 500
#: Weights of the words for importance, in hundredths like those of numbers.
_HUNDREDTHS = {"high": 400, "medium": 200, "low": 100}
#: Importance that people give a criterion themselves, from 1 to 5, and that of who gives none.
_MOST_IMPORTANCE = 5.0
_USUAL_IMPORTANCE = 3.0


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

    def best_points(self, mentees: Rows) -> Rows:
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
            best = best + part.best_points(mentees)
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


def compile_criteria(
    criteria: Sequence[Criterion],
    observed: Observed,
    friendships: FriendshipPairs | None = None,
    minimum_shared_slots: int = 0,
    maximum_gaps: Mapping[str, float] | None = None,
    boost: Boost | None = None,
    earlier: Sequence[EarlierPart] = (),
) -> Criteria:
    """Bring criteria and fields together.

    ``earlier`` are pairs of earlier lists that count for more or for less.

    Raises
    ------
    UserError
        When a field does not exist, or its rule cannot compare it.
    """
    drafts = [_draft(criterion, observed, friendships, boost) for criterion in criteria]
    drafts += [_of_earlier(one, observed) for one in earlier]
    every = [draft.hundredths for draft in drafts]
    for draft in drafts:
        for weights in (draft.by_mentee, draft.unboosted):
            every += [] if weights is None else np.unique(weights).tolist()
    divisor = math.gcd(*every) or 1
    gaps = [
        MaximumGap(name, most, find_number(name, observed.of_mentees), find_number(name, observed))
        for name, most in (maximum_gaps or {}).items()
    ]
    return Criteria(
        tuple(draft.part(divisor) for draft in drafts),
        minimum_shared_slots,
        find_field("slots", observed),
        tuple(gaps),
        unknown_times_pass=observed.times is not None,
    )


@dataclass(frozen=True, eq=False)
class EarlierPart:
    """Pairs of earlier lists, rows of mentee and mentor, and whether they should come together again."""

    pairs: Rows
    again: bool
    criterion: Criterion


@dataclass(frozen=True, eq=False)
class _WeighedRule:
    """A part before weights are divided by what they have in common."""

    criterion: Criterion
    field: Field
    rule: Rule
    hundredths: int
    by_mentee: Rows | None
    unboosted: Rows | None
    concerned: NDArray[np.bool_] | None

    def part(self, divisor: int) -> Part:
        return Part(
            self.criterion,
            self.field,
            self.rule,
            self.hundredths // divisor,
            None if self.by_mentee is None else self.by_mentee // divisor,
            None if self.unboosted is None else self.unboosted // divisor,
            self.concerned,
        )


def _draft(
    criterion: Criterion, observed: Observed, friendships: FriendshipPairs | None, boost: Boost | None
) -> _WeighedRule:
    field = find_field(criterion.field, observed, friendships)
    wish = None if criterion.wish is None else find_field(criterion.wish, observed)
    rule = find_rule(criterion, field, wish)
    hundredths = _importance(criterion)
    mentors_affair = is_mentors(criterion, field)
    concerned = _concerned(criterion, observed if mentors_affair else observed.of_mentees)
    if rule.asked is not None and criterion.side == "mentee":
        has_wish = rule.asked.concerned(np.arange(len(observed.key)), as_mentor=False)
        concerned = has_wish if concerned is None else concerned & has_wish
    size = len(observed.key)
    unboosted: Rows | None = None
    if hundredths and criterion.importance_by is not None:
        own = find_number(criterion.importance_by, observed.of_mentees)
        fifths = np.where(np.isnan(own), _USUAL_IMPORTANCE, np.clip(own, 0.0, _MOST_IMPORTANCE))
        unboosted = np.rint(hundredths * fifths / _MOST_IMPORTANCE).astype(np.int64)
    if hundredths and concerned is not None and not mentors_affair:
        whole = np.full(size, hundredths, np.int64) if unboosted is None else unboosted
        unboosted = np.where(concerned, whole, 0)
    by_mentee = unboosted
    for_whom = None if boost is None or not hundredths else _most_important(boost, observed, criterion.field)
    if for_whom is not None and boost is not None:
        plain = np.full(size, hundredths, np.int64) if unboosted is None else unboosted
        unboosted = plain
        by_mentee = np.where(for_whom, np.rint(plain * boost.times).astype(np.int64), plain)
    return _WeighedRule(criterion, field, rule, hundredths, by_mentee, unboosted, concerned)


def _of_earlier(earlier: EarlierPart, observed: Observed) -> _WeighedRule:
    size = len(observed.key)
    codes = np.unique(earlier.pairs[:, 0] * size + earlier.pairs[:, 1])
    field = Field(earlier.criterion.field, "list", (codes, np.array(size)), None)
    rule = EARLIER if earlier.again else NOT_EARLIER
    return _WeighedRule(earlier.criterion, field, rule, _importance(earlier.criterion), None, None, None)


def is_mentors(criterion: Criterion, field: Field) -> bool:
    """Whether a criterion speaks for mentors: in a preference for a value, the side is that of the value."""
    if criterion.rule == "preference" and field.kind == "categories":
        return criterion.side == "mentee"
    return criterion.side == "mentor"


def _concerned(criterion: Criterion, seen: Observed) -> NDArray[np.bool_] | None:
    if not criterion.only_if:
        return None
    concerned = np.ones(len(seen.key), np.bool_)
    for name, values in criterion.only_if.items():
        if name in seen.options:
            concerned &= _has_option(seen.options[name], name, values)
            continue
        attribute = seen.attributes.get(name)
        if attribute is None:
            raise UserError(unknown_field(name, [*seen.attributes, *seen.options]))
        codes = [_category(value, name, attribute.categories) for value in values]
        concerned &= np.isin(attribute.codes, codes)
    return concerned


def _has_option(options: Options, name: str, values: Sequence[str]) -> NDArray[np.bool_]:
    has = np.zeros(options.words.shape[1], np.bool_)
    for value in values:
        place = _category(value, name, options.names)
        has |= (options.words[place // 64] >> np.uint64(place % 64)) & np.uint64(1) != 0
    return has


def _category(value: str, name: str, categories: tuple[str, ...]) -> int:
    for place, category in enumerate(categories):
        if folded(category) == folded(value):
            return place
    raise UserError(
        f"only_if asks for {value!r}, which is not a value of {name}; its values are "
        f"{', '.join(categories[:20])}"
    )


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
    compiled = compile_criteria(
        match.criteria,
        problem.observed,
        problem.friendships,
        match.minimum_shared_slots,
        match.maximum_gaps,
        match.boost,
        _earlier_parts(match, problem),
    )
    if match.minimum_shared_hours > 0.0 and not compiled.slots.has_hours:
        raise UserError(
            "minimum_shared_hours needs times in hours, such as Mon 9-11, but there are only parts of "
            "days; use "
            "minimum_shared_slots"
        )
    return replace(
        compiled,
        minimum_shared_hours=match.minimum_shared_hours,
        minimum_score=match.minimum_score,
        scored=compiled.weighed if match.minimum_score > 0.0 else (),
    )


def _earlier_parts(match: MatchSettings, problem: MatchingProblem) -> tuple[EarlierPart, ...]:
    found = []
    for pairs, wanted, again in (
        (problem.preferred, match.prefer, True),
        (problem.avoided, match.avoid, False),
    ):
        if wanted is not None:
            field = "earlier pair" if again else "new pair"
            found.append(EarlierPart(pairs, again, _criterion(field, wanted.importance)))
    return tuple(found)


def _criterion(field: str, importance: str | float) -> Criterion:
    from mentorsim.scenario.match import Criterion

    return Criterion(field=field, rule="preference", importance=importance)  # type: ignore[arg-type]


def _importance(criterion: Criterion) -> int:
    importance = criterion.importance
    if isinstance(importance, str):
        return _HUNDREDTHS.get(importance, 0)
    return max(1, round(importance * 100))
