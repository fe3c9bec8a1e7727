"""The columns of a run in which nothing has happened yet: a cohort laid out in blocks."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mentorsim.cohort import Category, Cohort
from mentorsim.cohort.roster_columns import UNKNOWN
from mentorsim.cohort.sections import members_by_section
from mentorsim.dynamics.assessment import expect_performance
from mentorsim.dynamics.belonging import note_the_few
from mentorsim.dynamics.columns import FOR_BELONGING, MATTERS, NO_PEERS, Floats, Friendships, Integers, Run
from mentorsim.dynamics.room import STUDENTS_PER_ROOM
from mentorsim.dynamics.rows import (
    BELONGING,
    BELONGING_AT_ENTRY,
    COMMUNICATION,
    FEW,
    MOTIVATION,
    MOTIVATION_AT_ENTRY,
    PERFORMANCE,
    PROSOCIALITY,
    SKILL,
    SKILL_AT_ENTRY,
    SOCIABILITY,
    STUDY_HABITS,
    TRAITS,
    VALUE_1,
    VALUE_3,
)
from mentorsim.dynamics.tie_making import empty_ties, no_groups
from mentorsim.mechanisms.built_in import COLUMNS
from mentorsim.mechanisms.column import DTYPES
from mentorsim.scenario import Scenario
from mentorsim.scenario.identity import ORDINARY


def starting_columns(
    scenario: Scenario, cohort: Cohort, parameters: Any, calendar: Integers, section: Integers
) -> Run:
    """Lay a cohort out in the columns of a run; ``section`` is each student's section, 0 for none."""
    count = cohort.size
    section_start, section_members = members_by_section(section)
    codes = [known_codes(category) for category in cohort.attributes.values()]
    attributes = np.stack(codes).astype(np.int32) if codes else np.empty((0, count), np.int32)
    if "major" in cohort.attributes:
        major = known_codes(cohort.attributes["major"])
    else:
        major = np.zeros(count, np.int32)
    major_start, major_members = members_by_major(major)
    traits = np.empty((len(TRAITS), count), np.float64)
    for row, column in (
        (SOCIABILITY, cohort.sociability),
        (PROSOCIALITY, cohort.prosociality),
        (STUDY_HABITS, cohort.study_habits),
        (SKILL_AT_ENTRY, cohort.skill),
        (BELONGING_AT_ENTRY, cohort.belonging),
        (MOTIVATION_AT_ENTRY, cohort.motivation),
    ):
        traits[row] = column
    traits[VALUE_1 : VALUE_3 + 1] = cohort.values
    state = starting_block("state", count)
    state[SKILL] = cohort.skill
    state[BELONGING] = cohort.belonging
    state[MOTIVATION] = cohort.motivation
    state[COMMUNICATION] = cohort.communication
    expect_performance(cohort.skill, parameters, state[PERFORMANCE])
    matters = weights_of(scenario, cohort.attributes)
    traits[FEW] = 0.0
    note_the_few(attributes, matters[FOR_BELONGING], major + 1, traits[FEW])
    nothing = np.zeros((0, count))
    run = Run(
        key=cohort.key,
        discrete_traits=np.stack([cohort.role.astype(np.int32), major.astype(np.int32) + 1]),
        traits=traits,
        attributes=attributes,
        matters=matters,
        major_start=major_start,
        major_members=major_members,
        section=section,
        section_start=section_start,
        section_members=section_members,
        # Who has no known grade is taken for a typical student.
        prior_grade=np.nan_to_num(cohort.observed.prior_grade),
        state=state,
        discrete_state=starting_block("discrete_state", count),
        weekly_sums=empty_block("weekly_sums", 0),
        partners=empty_block("partners", 0),
        weekly_counts=empty_block("weekly_counts", 0),
        peers=NO_PEERS,
        participation=empty_block("participation", 0),
        ties=empty_ties(),
        groups=no_groups(),
        seats=np.zeros(0, np.int32),
        friendships=starting_friendships(cohort),
        calendar=calendar,
        series=nothing,
    )
    forbid_writing(run)
    return run


def forbid_writing(start: Run) -> None:
    """Make what policies share read-only."""
    for block in (start.traits, start.attributes, start.matters):
        block.flags.writeable = False


def known_codes(category: Category) -> Integers:
    """The codes of an attribute, -1 where a roster does not know it: two unknowns have nothing in common."""
    if UNKNOWN not in category.categories:
        return category.codes
    known: Integers = np.where(category.codes == category.categories.index(UNKNOWN), -1, category.codes)
    return known.astype(np.int32)


def empty_block(block: str, count: int) -> NDArray[Any]:
    """Make a block of columns, all zero."""
    return np.zeros((_columns_in(block), count), DTYPES[block])


@cache
def _columns_in(block: str) -> int:
    return sum(column.block == block for column in COLUMNS.values())


def starting_block(block: str, count: int) -> NDArray[Any]:
    """Make a block in which every column has the initial value that its mechanism declares."""
    rows = empty_block(block, count)
    for row, initial in _initial_values(block):
        rows[row] = initial
    return rows


@cache
def _initial_values(block: str) -> tuple[tuple[int, float], ...]:
    initial = [column.initial for column in COLUMNS.values() if column.block == block]
    return tuple((row, float(value)) for row, value in enumerate(initial) if not callable(value) and value)


def members_by_major(major: NDArray[np.int32]) -> tuple[Integers, Integers]:
    """List each major's members in ascending row order; an unknown major (-1) comes first, as number 0."""
    order = np.argsort(major, kind="stable").astype(np.int32)
    counts = np.bincount(major + 1)
    start = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    return start, order


def weights_of(scenario: Scenario, names: Iterable[str]) -> Floats:
    """What each attribute counts for, shape (`MATTERS`, attributes)."""
    identity = scenario.cohort.identity
    own = [identity.get(name, ORDINARY) for name in names]
    return np.array([[float(getattr(one, purpose)) for one in own] for purpose in MATTERS]).reshape(
        len(MATTERS), len(own)
    )


def starting_friendships(cohort: Cohort) -> Friendships:
    """Lay the cohort's friendships out by row, with room for more."""
    first, second, strength = cohort.friendships.first, cohort.friendships.second, cohort.friendships.strength
    used = len(first)
    room = used + cohort.size // STUDENTS_PER_ROOM
    friendships = Friendships(
        row_start=np.concatenate([[0], np.cumsum(np.bincount(first, minlength=cohort.size))]).astype(
            np.int32
        ),
        friend=np.zeros(room, np.int32),
        strength=np.zeros(room, np.float64),
        affinity=np.zeros(room, np.float32),
        alike=np.zeros(room, np.float32),
    )
    friendships.friend[:used] = second
    friendships.strength[:used] = strength
    return friendships
