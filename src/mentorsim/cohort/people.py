"""The students of one replication as columns, and what a coordinator sees of them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

FIRST_YEAR = 0
UPPER_YEAR = 1
ROLE_NAMES = ("first-year", "upper-year")
#: The slots that synthesized students draw: the mornings and afternoons of Monday to Friday.
SLOT_COUNT = 10
#: All that a roster may tell: evenings of Monday to Friday, then the parts of Saturday and of Sunday.
WEEK_PARTS = 21
VALUE_DIMENSIONS = 3


@dataclass(frozen=True, eq=False)
class Category:
    """A named attribute of every student: a code per student, and the names of the codes.

    ``codes`` has shape ``(n,)`` and holds positions in ``categories``, or -1 where the attribute is missing.
    A yes/no attribute has the categories ``("no", "yes")``, so that code 1 is yes.
    """

    codes: NDArray[np.int32]
    categories: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Options:
    """A field of which every student has any number of options, such as interests.

    Bit *k* of ``words[j]`` is set where a student has option ``64 j + k`` of ``names``; ``words`` has shape
    ``(ceil(options / 64), n)``. ``is_known`` is False where a student did not answer.
    """

    names: tuple[str, ...]
    words: NDArray[np.uint64]
    is_known: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class WeekTimes:
    """Free times of a week, finer than `Observed.slots` or as fine.

    ``words`` has shape ``(words, n)``. With ``in_parts`` a bit is a part of a day, as in `Observed.slots`;
    else bit *k* of word *j* is half hour ``64 j + k`` of the week (48 a day, Monday first), in local time or,
    where there are time zones, in UTC. ``is_known`` is False where a student did not answer.
    """

    words: NDArray[np.uint64]
    is_known: NDArray[np.bool_]
    in_parts: bool


@dataclass(frozen=True, eq=False)
class Observed:
    """What a coordinator's table shows; eligibility, matching and check-ins see this and nothing else.

    All columns have one entry per student, in the order of the cohort's rows. ``prior_grade`` is in standard
    deviations of the entering students (NaN: missing); ``values`` has shape ``(questions, n)`` (NaN: the
    student did not answer); bit *k* of ``slots`` is set if the student has time in weekly slot *k* (0 to 9:
    Monday morning, Monday afternoon, ... Friday afternoon; 10 to 14: the evenings of Monday to Friday; 15 to
    20: morning, afternoon and evening of Saturday, then of Sunday). ``numbers`` are the other numeric columns
    of a roster, in its units; of those in ``low_is_best`` a low one is the better. ``identifiers`` are the
    roster's ids, or None for a synthesized cohort. ``lists`` are the roster's columns of people, each of
    shape ``(longest, n)``: the rows of those whom a student lists, best first, then -1. ``times`` are a
    roster's free times as it gives them (None: as in ``slots``). ``as_mentees`` is the same table as mentees
    are seen in it, where some are mentees and mentors at once (None: nobody is).
    """

    key: NDArray[np.uint64]
    role: NDArray[np.uint8]
    prior_grade: NDArray[np.float64]
    values: NDArray[np.float64]
    slots: NDArray[np.uint32]
    attributes: dict[str, Category]
    numbers: dict[str, NDArray[np.float64]]
    identifiers: tuple[str, ...] | None
    lists: dict[str, NDArray[np.int32]] = field(default_factory=dict)
    options: dict[str, Options] = field(default_factory=dict)
    times: WeekTimes | None = None
    low_is_best: frozenset[str] = frozenset()
    as_mentees: Observed | None = None

    @property
    def of_mentees(self) -> Observed:
        """The table as mentees are seen in it."""
        return self if self.as_mentees is None else self.as_mentees


@dataclass(frozen=True, eq=False)
class FriendshipPairs:
    """Who is whose friend as the year begins: one entry per pair of friends.

    ``first`` and ``second`` are rows with ``first < second``, sorted by both and without duplicates;
    ``strength`` lies in (0, 1].
    """

    first: NDArray[np.int32]
    second: NDArray[np.int32]
    strength: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Cohort:
    """The people of one replication, in columns that nobody may change: every policy starts from a copy.

    Rows are first-years by ordinal, then upper-years; or the order of the roster, then synthesized
    upper-years. ``skill`` is in standard deviations with mean 0 and SD 1 over the first-years' population;
    ``belonging``, ``motivation``, ``communication``, ``sociability`` and ``prosociality`` lie in 0..1;
    ``study_habits`` is a positive factor with mean 1; ``values`` has shape ``(3, n)``, standard normal;
    ``slots`` has at least one bit set. Columns that do not differ between replications are
    shared between them.
    """

    key: NDArray[np.uint64]
    role: NDArray[np.uint8]
    skill: NDArray[np.float64]
    belonging: NDArray[np.float64]
    motivation: NDArray[np.float64]
    communication: NDArray[np.float64]
    sociability: NDArray[np.float64]
    study_habits: NDArray[np.float64]
    prosociality: NDArray[np.float64]
    values: NDArray[np.float64]
    slots: NDArray[np.uint32]
    attributes: dict[str, Category]
    observed: Observed
    friendships: FriendshipPairs

    @property
    def size(self) -> int:
        """Number of students, upper-years included."""
        return len(self.key)


def student_names(role: NDArray[np.uint8]) -> tuple[str, ...]:
    """Name synthesized students by role and place in it from 1: ``first-year 1``, ``upper-year 12``."""
    counts = [0, 0]
    names = []
    for code in role.tolist():
        counts[code] += 1
        names.append(f"{ROLE_NAMES[code]} {counts[code]}")
    return tuple(names)
