"""The rules of the match specification: how good a pair is by one field, from 0 to 1, and when it is allowed.

Rows of mentees and mentors may have any shapes that broadcast, so that one function serves a list of pairs
and a table of all pairs. All arithmetic is elementwise and exact by IEEE 754 (no powers, no sums over
arrays), so scores are the same on every machine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mentorsim.errors import UserError
from mentorsim.pairing.fields import KIND_NAMES, Field, Kind
from mentorsim.pairing.partner_wishes import PartnerWish, partner_wish
from mentorsim.pairing.problem import Rows

if TYPE_CHECKING:
    from mentorsim.scenario.match import Criterion

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Share = Callable[["Field", "Criterion", Rows, Rows], Floats | Flags]
Holds = Callable[["Field", "Criterion", Rows, Rows], Flags]

#: The difference, in standard deviations, at which the rules closest and gap give half, unless said.
USUAL_WIDTH = 1.0
#: How much higher the mentor should be by the rule gap, in standard deviations, unless said.
USUAL_GAP = 1.0
#: A number so many standard deviations below the middle is a full need, as far above it a full strength.
_FULL = 3.0


@dataclass(frozen=True)
class Rule:
    """What a rule compares, how good a pair is by it, and when a pair passes it where it is mandatory."""

    kinds: tuple[Kind, ...]
    share: Share
    holds: Holds
    asked: PartnerWish | None = None


def find_rule(criterion: Criterion, field: Field, wish: Field | None = None) -> Rule:
    """Find the rule of a criterion; ``wish`` is the field with wishes, for the rule wished.

    Raises
    ------
    UserError
        When the rule cannot compare the field.
    """
    if criterion.rule == "wished":
        return wished_rule(criterion, field, wish)
    rule = RULES[criterion.rule]
    if field.kind not in rule.kinds:
        fitting = [name for name, other in RULES.items() if field.kind in other.kinds]
        kind = KIND_NAMES[field.kind]
        raise UserError(
            f"the match rule {criterion.rule} cannot compare {field.name}, which is {kind}; "
            f"use {' or '.join(fitting)}"
        )
    if criterion.values is not None:
        if field.kind != "categories":
            raise UserError(
                f"a match criterion lists values of {field.name}, which has no categories; leave values out"
            )
        _refuse_unknown(criterion.values, field)
    elif (criterion.rule == "preference" and field.kind == "categories") or (
        criterion.rule == "complement" and field.kind == "categories" and field.categories != ("no", "yes")
    ):
        raise UserError(
            f"the match rule {criterion.rule} for {field.name} needs values, such as "
            f"values: [{field.categories[0]}]"
        )
    if criterion.pairs is not None:
        _refuse_unknown([value for pair in criterion.pairs for value in pair], field)
    return rule


def _refuse_unknown(values: Iterable[str], field: Field) -> None:
    unknown = [value for value in values if value not in field.categories]
    if unknown:
        raise UserError(
            f"a match criterion lists {unknown[0]!r}, which is not a value of {field.name}; "
            f"its values are {', '.join(field.categories)}"
        )


def wished_rule(criterion: Criterion, field: Field, wish: Field | None) -> Rule:
    """Make the rule of a criterion with wishes in people's own words."""
    if wish is None:
        raise UserError(f"the match rule wished for {field.name} needs wish: the column with the wishes")
    asked = partner_wish(criterion, field, wish)

    def holds(_: Field, criterion: Criterion, mentees: Rows, mentors: Rows) -> Flags:
        met: Any = True
        if criterion.side != "mentor":
            met = asked.met_by(mentees, mentors, as_mentor=False)
        if criterion.side != "mentee":
            met = asked.met_by(mentors, mentees, as_mentor=True) & met
        both: Flags = met
        return both

    def share(_: Field, criterion: Criterion, mentees: Rows, mentors: Rows) -> Floats | Flags:
        if criterion.side != "both":
            return holds(_, criterion, mentees, mentors)
        by_mentee = asked.met_by(mentees, mentors, as_mentor=False)
        by_mentor = asked.met_by(mentors, mentees, as_mentor=True)
        halves: Floats = (by_mentee.astype(np.float64) + by_mentor.astype(np.float64)) / 2.0
        return halves

    return Rule(("categories",), share, holds, asked)


def _same(field: Field, criterion: Criterion, mentees: Rows, mentors: Rows) -> Flags:
    alike: Any = True
    for column, others in zip(field.columns, field.of_mentors, strict=True):
        alike = (column[mentees] == others[mentors]) & alike
    return _only_for_values(alike, field, criterion, mentees, mentors)


def _different(field: Field, criterion: Criterion, mentees: Rows, mentors: Rows) -> Flags:
    unlike: Any = False
    for column, others in zip(field.columns, field.of_mentors, strict=True):
        unlike = (column[mentees] != others[mentors]) | unlike
    return _only_for_values(unlike, field, criterion, mentees, mentors)


def _only_for_values(
    passed: Flags, field: Field, criterion: Criterion, mentees: Rows, mentors: Rows
) -> Flags:
    # The criterion is met by everybody whom it does not concern.
    if criterion.values is None:
        return passed
    listed = _is_listed(field, criterion)
    if criterion.side == "mentor":
        concerned: Flags = listed[field.of_mentors[0][mentors]]
    else:
        concerned = listed[field.columns[0][mentees]]
    return passed | ~concerned


def _is_listed(field: Field, criterion: Criterion) -> Flags:
    # By code; the entry behind the last is for code -1.
    values = ("yes",) if criterion.values is None else criterion.values
    return np.array([name in values for name in field.categories] + [False])


def shared_bits(field: Field, mentees: Rows, mentors: Rows) -> NDArray[np.int64]:
    """Count what both have: options, parts of days, or half hours."""
    total: Any = 0
    for own, others in zip(field.columns, field.of_mentors, strict=True):
        total = total + np.bitwise_count(own[mentees] & others[mentors]).astype(np.int64)
    shared: NDArray[np.int64] = total
    return shared


def _bits_of(columns: tuple[NDArray[Any], ...], rows: Rows) -> NDArray[np.int64]:
    count: Any = 0
    for column in columns:
        count = count + np.bitwise_count(column).astype(np.int64)
    of_rows: NDArray[np.int64] = count[rows]
    return of_rows


def _overlap(field: Field, criterion: Criterion, mentees: Rows, mentors: Rows) -> Floats:
    shared = shared_bits(field, mentees, mentors)
    if criterion.at_least is not None:
        # So many are as good as it gets; half as many are worth half.
        return np.minimum(shared / float(_wanted_bits(field, criterion)), 1.0)
    of_mentee, of_mentor = _bits_of(field.columns, mentees), _bits_of(field.of_mentors, mentors)
    if criterion.share_of == "fewer":
        whole = np.minimum(of_mentee, of_mentor)
    elif criterion.share_of == "all":
        whole = of_mentee + of_mentor - shared
    else:
        whole = of_mentee if criterion.share_of == "mentee" else of_mentor
    share: Floats = shared / np.maximum(whole, 1).astype(np.float64)
    return share


def _wanted_bits(field: Field, criterion: Criterion) -> float:
    wanted = 1.0 if criterion.at_least is None else criterion.at_least
    # Hours are counted in halves.
    return 2.0 * wanted if field.has_hours else wanted


def _overlap_holds(field: Field, criterion: Criterion, mentees: Rows, mentors: Rows) -> Flags:
    least = 1.0 if criterion.at_least is None else _wanted_bits(field, criterion)
    return shared_bits(field, mentees, mentors) >= least


def _squared_distance(field: Field, at: float, mentees: Rows, mentors: Rows) -> Floats:
    total: Any = None
    for column, others in zip(field.columns, field.of_mentors, strict=True):
        difference = others[mentors].astype(np.float64) - column[mentees].astype(np.float64)
        if at:
            difference = difference - at
        square = difference * difference
        total = square if total is None else total + square
    squared: Floats = total if len(field.columns) == 1 else total / float(len(field.columns))
    return squared


def _wanted_gap(criterion: Criterion) -> float:
    if criterion.rule != "gap":
        return 0.0
    return USUAL_GAP if criterion.at is None else criterion.at


def _near(field: Field, criterion: Criterion, mentees: Rows, mentors: Rows) -> Floats:
    # 1 at the wanted difference, 1/2 at the width, and never quite 0: even distant pairs can be told apart.
    width = USUAL_WIDTH if criterion.width is None else criterion.width
    squared = _squared_distance(field, _wanted_gap(criterion), mentees, mentors)
    share: Floats = 1.0 / (1.0 + squared / (width * width))
    return share


def _near_holds(field: Field, criterion: Criterion, mentees: Rows, mentors: Rows) -> Flags:
    width = USUAL_WIDTH if criterion.width is None else criterion.width
    return _squared_distance(field, _wanted_gap(criterion), mentees, mentors) <= width * width


def _helper(
    field: Field, criterion: Criterion, mentees: Rows, mentors: Rows
) -> tuple[NDArray[Any], NDArray[Any]]:
    # The values of who lacks it and of who has it: a mentee's need and a mentor's strength, unless the
    # mentor's wish counts.
    of_mentees, of_mentors = field.columns[0][mentees], field.of_mentors[0][mentors]
    return (of_mentors, of_mentees) if criterion.side == "mentor" else (of_mentees, of_mentors)


def _complement(field: Field, criterion: Criterion, mentees: Rows, mentors: Rows) -> Floats | Flags:
    if field.kind == "categories":
        return _complement_holds(field, criterion, mentees, mentors)
    needy, helper = _helper(field, criterion, mentees, mentors)
    share: Floats = (1.0 - _level(needy)) * _level(helper)
    return share


def _level(numbers: NDArray[Any]) -> Floats:
    level: Floats = np.clip(numbers.astype(np.float64) / (2.0 * _FULL) + 0.5, 0.0, 1.0)
    return level


def _complement_holds(field: Field, criterion: Criterion, mentees: Rows, mentors: Rows) -> Flags:
    needy, helper = _helper(field, criterion, mentees, mentors)
    if field.kind == "categories":
        has = _is_listed(field, criterion)
        fits: Flags = ~has[needy] & has[helper]
        return fits
    higher: Flags = helper > needy
    return higher


def _preference(field: Field, criterion: Criterion, mentees: Rows, mentors: Rows) -> Floats:
    if field.kind == "list":
        return _listed(field, criterion, mentees, mentors)
    # The value listed first is worth 1, the last of n still 1/n, others nothing.
    values = criterion.values or ()
    worth = np.zeros(len(field.categories) + 1)
    for place, value in enumerate(values):
        worth[field.categories.index(value)] = (len(values) - place) / len(values)
    of_mentee: Floats = worth[field.columns[0][mentees]]
    of_mentor: Floats = worth[field.of_mentors[0][mentors]]
    if criterion.side == "mentee":
        return of_mentee + np.zeros(mentors.shape)
    if criterion.side == "mentor":
        return of_mentor + np.zeros(mentees.shape)
    return (of_mentee + of_mentor) / 2.0


def _listed(field: Field, criterion: Criterion, mentees: Rows, mentors: Rows) -> Floats:
    # By lists of names the side is the one whose list counts.
    if criterion.side == "mentee":
        return _place_on_list(field.columns, criterion, mentees, mentors)
    if criterion.side == "mentor":
        return _place_on_list(field.of_mentors, criterion, mentors, mentees)
    by_mentee = _place_on_list(field.columns, criterion, mentees, mentors)
    return (by_mentee + _place_on_list(field.of_mentors, criterion, mentors, mentees)) / 2.0


def _place_on_list(
    columns: tuple[NDArray[Any], ...], criterion: Criterion, owner: Rows, partner: Rows
) -> Floats:
    # Who is listed first is worth 1, the last of n still 1/n, others nothing; without a list it is not known.
    if not columns:  # nobody lists anybody
        return np.full(
            np.broadcast_shapes(owner.shape, partner.shape), 0.5 if criterion.missing == "neutral" else 0.0
        )
    length = np.count_nonzero(np.stack(columns) >= 0, axis=0).astype(np.float64)[owner]
    unknown = 0.0 if criterion.missing == "penalize" else 0.5
    share: Floats = np.where(length == 0.0, unknown, 0.0) + np.zeros(partner.shape)
    for place, column in enumerate(columns):
        worth = (length - float(place)) / np.maximum(length, 1.0)
        share = np.where(column[owner] == partner, worth, share)
    return share


def _on_lists(field: Field, criterion: Criterion, mentees: Rows, mentors: Rows) -> Flags:
    sides: list[Flags] = []
    if criterion.side != "mentor":
        sides.append(_place_on_list(field.columns, criterion, mentees, mentors) > 0.0)
    if criterion.side != "mentee":
        sides.append(_place_on_list(field.of_mentors, criterion, mentors, mentees) > 0.0)
    both: Flags = np.logical_and.reduce(sides)
    return both


def _preference_holds(field: Field, criterion: Criterion, mentees: Rows, mentors: Rows) -> Flags:
    if field.kind == "list":
        return _on_lists(field, criterion, mentees, mentors)
    return _preference(field, criterion, mentees, mentors) > 0.0


def _listed_pairs(field: Field, criterion: Criterion, mentees: Rows, mentors: Rows) -> Flags:
    """Tell which pairs have a listed pair of values; who is not spoken of on the mentee's side has it."""
    spoken = np.zeros(len(field.categories) + 1, np.bool_)
    table = np.zeros((len(spoken), len(spoken)), np.bool_)
    for own, other in criterion.pairs or ():
        spoken[field.categories.index(own)] = True
        table[field.categories.index(own), field.categories.index(other)] = True
    of_mentees, of_mentors = field.columns[0][mentees], field.of_mentors[0][mentors]
    listed: Flags = table[of_mentees, of_mentors]
    return ~listed if criterion.rule == "not_pairs" else listed | ~spoken[of_mentees]


def _earlier(field: Field, _: Criterion, mentees: Rows, mentors: Rows) -> Flags:
    """Tell which pairs are among those of a list."""
    codes, size = field.columns[0], int(field.columns[1])
    found: Flags = np.isin(mentees * size + mentors, codes)
    return found


def _not_earlier(field: Field, criterion: Criterion, mentees: Rows, mentors: Rows) -> Flags:
    return ~_earlier(field, criterion, mentees, mentors)


RULES: dict[str, Rule] = {
    "same": Rule(("categories", "number"), _same, _same),
    "different": Rule(("categories", "number"), _different, _different),
    "overlap": Rule(("slots", "options"), _overlap, _overlap_holds),
    "closest": Rule(("number", "answers"), _near, _near_holds),
    "gap": Rule(("number",), _near, _near_holds),
    "complement": Rule(("categories", "number"), _complement, _complement_holds),
    "preference": Rule(("categories", "list"), _preference, _preference_holds),
    "pairs": Rule(("categories",), _listed_pairs, _listed_pairs),
    "not_pairs": Rule(("categories",), _listed_pairs, _listed_pairs),
}
#: Rules for the pairs of a file, such as those of last year.
EARLIER = Rule((), _earlier, _earlier)
NOT_EARLIER = Rule((), _not_earlier, _not_earlier)
