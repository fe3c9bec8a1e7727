"""Criteria of a match specification and fields of students brought together, ready for scoring."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mentorsim.errors import UserError
from mentorsim.pairing.fields import KIND_NAMES, Field, find_field, find_number, unknown_field
from mentorsim.pairing.problem import MatchingProblem, Rows
from mentorsim.pairing.rules import EARLIER, NOT_EARLIER, Rule, find_rule
from mentorsim.roster.words import folded

if TYPE_CHECKING:
    from mentorsim.cohort.people import FriendshipPairs, Observed, Options
    from mentorsim.scenario.match import Boost, Criterion, MatchSettings
from mentorsim.pairing.criteria import Criteria, MaximumGap, Part, is_mentors

#: Weights of the words for importance, in hundredths like those of numbers.
_HUNDREDTHS = {"high": 400, "medium": 200, "low": 100}
#: Importance that people give a criterion themselves, from 1 to 5, and that of who gives none.
_MOST_IMPORTANCE = 5.0
_USUAL_IMPORTANCE = 3.0


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
