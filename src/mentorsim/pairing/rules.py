"""The rules of the match specification: how good a pair is by one field, from 0 to 1, and when it is allowed.

Rows of mentees and mentors may have any shapes that broadcast, so that one function serves a list of pairs
and a table of all pairs. All arithmetic is elementwise and exact by IEEE 754 (no powers, no sums over
arrays), so scores are the same on every machine.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mentorsim.errors import UserError
from mentorsim.pairing.fields import KIND_NAMES, Field, Kind
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


def find_rule(criterion: Criterion, field: Field) -> Rule:
    """Find the rule of a criterion.

    Raises
    ------
    UserError
        When the rule cannot compare the field.
    """
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
        unknown = [value for value in criterion.values if value not in field.categories]
        if unknown:
            raise UserError(
                f"a match criterion lists {unknown[0]!r}, which is no value of {field.name}; "
                f"its values are {', '.join(field.categories)}"
            )
    elif (criterion.rule == "preference" and field.kind == "categories") or (
        criterion.rule == "complement" and field.kind == "categories" and field.categories != ("no", "yes")
    ):
        raise UserError(
            f"the match rule {criterion.rule} for {field.name} needs values, such as "
            f"values: [{field.categories[0]}]"
        )
    return rule


def _same(field: Field, criterion: Criterion, mentees: Rows, mentors: Rows) -> Flags:
    alike: Any = True
    for column in field.columns:
        alike = (column[mentees] == column[mentors]) & alike
    return _only_for_values(alike, field, criterion, mentees, mentors)


def _different(field: Field, criterion: Criterion, mentees: Rows, mentors: Rows) -> Flags:
    unlike: Any = False
    for column in field.columns:
        unlike = (column[mentees] != column[mentors]) | unlike
    return _only_for_values(unlike, field, criterion, mentees, mentors)


def _only_for_values(
    passed: Flags, field: Field, criterion: Criterion, mentees: Rows, mentors: Rows
) -> Flags:
    # The criterion is met by everybody whom it does not concern.
    if criterion.values is None:
        return passed
    asked = mentors if criterion.side == "mentor" else mentees
    concerned: Flags = _is_listed(field, criterion)[field.columns[0][asked]]
    return passed | ~concerned


def _is_listed(field: Field, criterion: Criterion) -> Flags:
    # By code; the entry behind the last is for code -1.
    values = ("yes",) if criterion.values is None else criterion.values
    return np.array([name in values for name in field.categories] + [False])


def _shared_slots(field: Field, mentees: Rows, mentors: Rows) -> NDArray[np.uint8]:
    shared: NDArray[np.uint8] = np.bitwise_count(field.columns[0][mentees] & field.columns[0][mentors])
    return shared


def _overlap(field: Field, _: Criterion, mentees: Rows, mentors: Rows) -> Floats:
    count = np.bitwise_count(field.columns[0])
    fewer = np.minimum(count[mentees], count[mentors])
    share: Floats = _shared_slots(field, mentees, mentors) / np.maximum(fewer, 1).astype(np.float64)
    return share


def _overlap_holds(field: Field, _: Criterion, mentees: Rows, mentors: Rows) -> Flags:
    return _shared_slots(field, mentees, mentors) >= 1


def _squared_distance(field: Field, at: float, mentees: Rows, mentors: Rows) -> Floats:
    total: Any = None
    for column in field.columns:
        numbers = column.astype(np.float64, copy=False)
        difference = numbers[mentors] - numbers[mentees]
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


def _helper(criterion: Criterion, mentees: Rows, mentors: Rows) -> tuple[Rows, Rows]:
    # Who lacks it and who has it: a mentee's need and a mentor's strength, unless the mentor's wish counts.
    return (mentors, mentees) if criterion.side == "mentor" else (mentees, mentors)


def _complement(field: Field, criterion: Criterion, mentees: Rows, mentors: Rows) -> Floats | Flags:
    needy, helper = _helper(criterion, mentees, mentors)
    if field.kind == "categories":
        return _complement_holds(field, criterion, mentees, mentors)
    level = np.clip(field.columns[0].astype(np.float64) / (2.0 * _FULL) + 0.5, 0.0, 1.0)
    share: Floats = (1.0 - level)[needy] * level[helper]
    return share


def _complement_holds(field: Field, criterion: Criterion, mentees: Rows, mentors: Rows) -> Flags:
    needy, helper = _helper(criterion, mentees, mentors)
    column = field.columns[0]
    if field.kind == "categories":
        has = _is_listed(field, criterion)
        fits: Flags = ~has[column[needy]] & has[column[helper]]
        return fits
    higher: Flags = column[helper] > column[needy]
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
    of_mentor: Floats = worth[field.columns[0][mentors]]
    if criterion.side == "mentee":
        return of_mentee + np.zeros(mentors.shape)
    if criterion.side == "mentor":
        return of_mentor + np.zeros(mentees.shape)
    return (of_mentee + of_mentor) / 2.0


def _listed(field: Field, criterion: Criterion, mentees: Rows, mentors: Rows) -> Floats:
    # By lists of names the side is the one whose list counts.
    if criterion.side == "mentee":
        return _place_on_list(field, criterion, mentees, mentors)
    if criterion.side == "mentor":
        return _place_on_list(field, criterion, mentors, mentees)
    by_mentee = _place_on_list(field, criterion, mentees, mentors)
    return (by_mentee + _place_on_list(field, criterion, mentors, mentees)) / 2.0


def _place_on_list(field: Field, criterion: Criterion, owner: Rows, partner: Rows) -> Floats:
    # Who is listed first is worth 1, the last of n still 1/n, others nothing; without a list it is not known.
    length = np.count_nonzero(np.stack(field.columns) >= 0, axis=0).astype(np.float64)[owner]
    unknown = 0.0 if criterion.missing == "penalize" else 0.5
    share: Floats = np.where(length == 0.0, unknown, 0.0) + np.zeros(partner.shape)
    for place, column in enumerate(field.columns):
        worth = (length - float(place)) / np.maximum(length, 1.0)
        share = np.where(column[owner] == partner, worth, share)
    return share


def _on_lists(field: Field, criterion: Criterion, mentees: Rows, mentors: Rows) -> Flags:
    sides: list[Flags] = []
    if criterion.side != "mentor":
        sides.append(_place_on_list(field, criterion, mentees, mentors) > 0.0)
    if criterion.side != "mentee":
        sides.append(_place_on_list(field, criterion, mentors, mentees) > 0.0)
    both: Flags = np.logical_and.reduce(sides)
    return both


def _preference_holds(field: Field, criterion: Criterion, mentees: Rows, mentors: Rows) -> Flags:
    if field.kind == "list":
        return _on_lists(field, criterion, mentees, mentors)
    return _preference(field, criterion, mentees, mentors) > 0.0


RULES: dict[str, Rule] = {
    "same": Rule(("categories", "number"), _same, _same),
    "different": Rule(("categories", "number"), _different, _different),
    "overlap": Rule(("slots",), _overlap, _overlap_holds),
    "closest": Rule(("number", "answers"), _near, _near_holds),
    "gap": Rule(("number",), _near, _near_holds),
    "complement": Rule(("categories", "number"), _complement, _complement_holds),
    "preference": Rule(("categories", "list"), _preference, _preference_holds),
}
