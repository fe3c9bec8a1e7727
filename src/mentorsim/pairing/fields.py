"""The observed fields that criteria look at, in the form in which rules compare them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from mentorsim.errors import UnknownNameError

if TYPE_CHECKING:
    from mentorsim.cohort.people import FriendshipPairs, Observed

Kind = Literal["categories", "number", "answers", "slots", "list", "options"]
#: What each kind is called in a sentence.
KIND_NAMES: dict[Kind, str] = {
    "categories": "categories",
    "number": "numbers",
    "answers": "survey answers",
    "slots": "free weekly times",
    "list": "lists of people",
    "options": "lists of options",
}
#: The field that counts friends; it is not in the student table but in the network.
FRIENDS = "friends"
#: What a roster's missing attribute may be called.
_UNKNOWN = "unknown"


@dataclass(frozen=True, eq=False)
class Field:
    """One observed field of all students.

    ``columns`` is a tuple of arrays with one entry per student: codes of categories, numbers in standard
    deviations (a high one the better), one column per survey question, words of slot bits or of options, or
    rows of the people listed first, second and so on (-1: nobody). A missing number is already the median of
    the students in the same role; ``missing`` says where (None: nowhere). ``categories`` are the names of the
    codes, or the options. ``mentor_columns`` and ``mentor_missing`` are the same as mentors answered, where
    somebody is both and answered for each side (None: as ``columns``). ``has_hours`` tells that slot bits
    are half hours rather than parts of days.
    """

    name: str
    kind: Kind
    columns: tuple[NDArray[Any], ...]
    missing: NDArray[np.bool_] | None
    categories: tuple[str, ...] = ()
    mentor_columns: tuple[NDArray[Any], ...] | None = None
    mentor_missing: NDArray[np.bool_] | None = None
    has_hours: bool = False

    @property
    def of_mentors(self) -> tuple[NDArray[Any], ...]:
        """The columns as mentors are seen in them."""
        return self.columns if self.mentor_columns is None else self.mentor_columns

    @property
    def missing_of_mentors(self) -> NDArray[np.bool_] | None:
        """Where mentors did not answer."""
        return self.missing if self.mentor_columns is None else self.mentor_missing

    def missing_in(self, mentees: NDArray[Any], mentors: NDArray[Any]) -> NDArray[np.bool_] | None:
        """Tell in which pairs the mentee's or the mentor's answer is missing; None: in none."""
        own, others = self.missing, self.missing_of_mentors
        if own is None and others is None:
            return None
        if own is None or others is None:
            one = others[mentors] if own is None and others is not None else own[mentees]  # type: ignore[index]
            shape = np.broadcast_shapes(mentees.shape, mentors.shape)
            return np.broadcast_to(one, shape)
        gone: NDArray[np.bool_] = own[mentees] | others[mentors]
        return gone


def find_field(name: str, observed: Observed, friendships: FriendshipPairs | None = None) -> Field:
    """Find a field by its name.

    Raises
    ------
    UserError
        When the students have no such field, with the nearest name.
    """
    field = _field(name, observed, friendships, observed)
    if observed.as_mentees is None or name == FRIENDS:
        return field
    mentees = _field(name, observed.as_mentees, friendships, observed)
    return replace(mentees, mentor_columns=field.columns, mentor_missing=field.missing)


def _field(name: str, observed: Observed, friendships: FriendshipPairs | None, scale: Observed) -> Field:
    # ``scale`` gives the mean and spread by which numbers are standardized, the same for both sides.
    if name == "prior_grade":
        return _number(name, observed.prior_grade, observed)
    if name == "values":
        answers = [_number(name, column, observed) for column in observed.values]
        gone = np.zeros(len(observed.key), np.bool_)
        for column in observed.values:
            gone = gone | np.isnan(column)
        return Field(
            name, "answers", tuple(field.columns[0] for field in answers), gone if gone.any() else None
        )
    if name == "slots":
        if observed.times is not None:
            times = observed.times
            unknown = ~times.is_known
            hours = not times.in_parts
            return Field(
                name, "slots", tuple(times.words), unknown if unknown.any() else None, has_hours=hours
            )
        none = observed.slots == 0
        return Field(name, "slots", (observed.slots,), none if none.any() else None)
    if name == FRIENDS and friendships is not None:
        return _number(name, _standardized(count_friends(friendships, len(observed.key))), observed)
    if name in observed.attributes:
        attribute = observed.attributes[name]
        missing = attribute.codes < 0
        if _UNKNOWN in attribute.categories:
            missing = missing | (attribute.codes == attribute.categories.index(_UNKNOWN))
        return Field(
            name, "categories", (attribute.codes,), missing if missing.any() else None, attribute.categories
        )
    if name in observed.options:
        options = observed.options[name]
        unknown = ~options.is_known
        return Field(name, "options", tuple(options.words), unknown if unknown.any() else None, options.names)
    if name in observed.numbers:
        number = _standardized(observed.numbers[name], scale.numbers[name])
        return _number(name, -number if name in observed.low_is_best else number, observed)
    if name in observed.lists:
        listed = observed.lists[name]
        nobody = np.all(listed < 0, axis=0)
        return Field(name, "list", tuple(listed), nobody if nobody.any() else None)
    known = ["prior_grade", "values", "slots", *observed.attributes, *observed.options]
    raise UnknownNameError(unknown_field(name, [*known, *observed.numbers, *observed.lists]))


def find_number(name: str, observed: Observed) -> NDArray[np.float64]:
    """Find a number of students in its own unit (prior grades: standard deviations), NaN where it is missing.

    Raises
    ------
    UserError
        When the students have no such number, with the nearest name.
    """
    if name == "prior_grade":
        return observed.prior_grade
    if name not in observed.numbers:
        raise UnknownNameError(unknown_field(name, ["prior_grade", *observed.numbers]))
    return observed.numbers[name]


def unknown_field(name: str, known: Iterable[str]) -> str:
    """Say that there is no such field, and which is nearest."""
    names = list(known)
    near = get_close_matches(name, names, 1)
    hint = f"did you mean {near[0]!r}? Fields" if near else "fields"
    listed = ", ".join(names)
    return f"the match specification uses the field {name!r}, which students do not have; {hint} are {listed}"


def prior_grades(observed: Observed) -> NDArray[np.float64]:
    """Return everybody's prior grade; a missing one is the median of the students in the same role."""
    return _filled(observed.prior_grade, np.isnan(observed.prior_grade), observed.role)


def count_friends(friendships: FriendshipPairs, size: int) -> NDArray[np.float64]:
    """Count the friends of each of ``size`` students."""
    both = np.concatenate([friendships.first, friendships.second])
    return np.bincount(both, minlength=size).astype(np.float64)


def _number(name: str, column: NDArray[np.float64], observed: Observed) -> Field:
    missing = np.isnan(column)
    if not missing.any():
        return Field(name, "number", (column,), None)
    return Field(name, "number", (_filled(column, missing, observed.role),), missing)


def _filled(
    column: NDArray[np.float64], missing: NDArray[np.bool_], role: NDArray[np.uint8]
) -> NDArray[np.float64]:
    if not missing.any():
        return column
    filled = column.copy()
    for code in (0, 1):
        members = role == code
        known = column[members & ~missing]
        if not len(known):
            known = column[~missing]
        # The lower median: an observed number, so that no rounding is involved.
        middle = np.partition(known, (len(known) - 1) // 2)[(len(known) - 1) // 2] if len(known) else 0.0
        filled[members & missing] = middle
    return filled


def _standardized(
    column: NDArray[np.float64], scale: NDArray[np.float64] | None = None
) -> NDArray[np.float64]:
    by = column if scale is None else scale
    known = by[~np.isnan(by)].tolist()
    if not known:
        return column
    # fsum is exact, so the result depends neither on the order of students nor on the machine.
    mean = math.fsum(known) / len(known)
    spread = math.sqrt(math.fsum((number - mean) * (number - mean) for number in known) / len(known))
    return (column - mean) / (spread if spread > 0 else 1.0)
