"""A world: the people, friendships and luck of one replication, made once and shared by all policies."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mentorsim.arithmetic import clip
from mentorsim.cohort import Cohort, make_cohort
from mentorsim.cohort.people import FIRST_YEAR, UPPER_YEAR
from mentorsim.decision import Decision
from mentorsim.dynamics.columns import FLOAT_STATE, INTEGER_STATE, Floats, Friendships, Integers, Students
from mentorsim.dynamics.friendship import describe_friendships
from mentorsim.dynamics.participation import Rows, volunteer_order, volunteering
from mentorsim.dynamics.settings import parameter_record
from mentorsim.dynamics.week import Luck
from mentorsim.kernel import kernel
from mentorsim.randomness import stage_key
from mentorsim.scenario import Scenario

ROOM_PER_STUDENT = 2
"""Spare room for new friendships per student; more is made when it is used up."""


@dataclass(frozen=True, eq=False)
class World:
    """One replication before any policy acts on it.

    Parameters
    ----------
    scenario
        The study.
    luck
        Seed and replication.
    cohort
        The people as they were made.
    parameters
        All parameters as one record.
    students, friendships
        The columns at the start; every policy works on a copy.
    """

    scenario: Scenario
    luck: Luck
    cohort: Cohort
    parameters: Any
    students: Students
    friendships: Friendships

    @cached_property
    def _eagerness(self) -> Floats:
        key = stage_key(self.luck.seed, self.luck.replication, Decision.VOLUNTEER, 0)
        students = self.students
        prior_grade = self.cohort.observed.prior_grade
        return volunteering(students.key, students.prosociality, prior_grade, key, self.parameters)

    def volunteers(self, source: str) -> Rows:
        """Rows of those who might mentor, the most willing first; ``source`` is upper_years, cohort or none."""
        if source == "none":
            return np.empty(0, np.int64)
        role = FIRST_YEAR if source == "cohort" else UPPER_YEAR
        return volunteer_order(self._eagerness, self.students.key, np.flatnonzero(self.students.role == role))

    def copy_students(self) -> Students:
        """Give a policy its own copy of the state; traits are shared."""
        return self.students._replace(**{name: getattr(self.students, name).copy() for name in FLOAT_STATE + INTEGER_STATE})

    def copy_friendships(self) -> Friendships:
        """Give a policy its own copy of the friendships."""
        return Friendships(*(column.copy() for column in self.friendships))


def make_world(scenario: Scenario, seed: int, replication: int) -> World:
    """Make the people, friendships and luck of one replication.

    Parameters
    ----------
    seed, replication
        Whole numbers of 0 or more; together with the scenario they determine every bit of the world.
    """
    luck = Luck(np.uint64(seed), np.uint64(replication))
    cohort = make_cohort(scenario, seed, replication)
    parameters = parameter_record(scenario)
    students = starting_students(cohort, parameters)
    friendships = starting_friendships(cohort)
    describe_friendships(friendships, students, stage_key(luck.seed, luck.replication, Decision.AFFINITY, 0), parameters)
    for column in students:
        column.flags.writeable = False
    return World(scenario, luck, cohort, parameters, students, friendships)


def starting_students(cohort: Cohort, parameters: Any) -> Students:
    """Lay a cohort out in the columns of a run."""
    count = cohort.size
    codes = [category.codes for category in cohort.attributes.values()]
    attributes = np.stack(codes).astype(np.int32) if codes else np.empty((0, count), np.int32)
    major = cohort.attributes["major"].codes if "major" in cohort.attributes else np.zeros(count, np.int32)
    major_start, major_members = members_by_major(major)
    columns: dict[str, NDArray[Any]] = {
        "key": cohort.key,
        "role": cohort.role,
        "major": (major + 1).astype(np.int32),
        "sociability": cohort.sociability,
        "prosociality": cohort.prosociality,
        "study_habits": cohort.study_habits,
        "values": cohort.values,
        "slots": cohort.slots,
        "attributes": attributes,
        "rarity": rarity_of(attributes),
        "skill_at_entry": cohort.skill,
        "belonging_at_entry": cohort.belonging,
        "motivation_at_entry": cohort.motivation,
        "major_start": major_start,
        "major_members": major_members,
    }
    state = np.zeros((len(FLOAT_STATE), count), np.float64)
    columns |= dict(zip(FLOAT_STATE, state, strict=True))
    whole = np.zeros((len(INTEGER_STATE), count), np.int32)
    columns |= dict(zip(INTEGER_STATE, whole, strict=True))
    students = Students(**columns)
    students.skill[:] = cohort.skill
    students.belonging[:] = cohort.belonging
    students.motivation[:] = cohort.motivation
    students.communication[:] = cohort.communication
    students.enrolled[:] = 1
    students.left_week[:] = -1
    students.group[:] = -1
    expect_performance(cohort.skill, parameters, students.performance)
    return students


@kernel
def expect_performance(skill: Floats, parameters: Any, performance: Floats) -> None:
    """Before any result, students expect what their skill lets them expect."""
    for i in range(skill.shape[0]):
        performance[i] = clip(parameters.typical + parameters.slope * skill[i], 0.0, 1.0)


def members_by_major(major: NDArray[np.int32]) -> tuple[Integers, Integers]:
    """List each major's members in ascending row order; an unknown major (-1) comes first, as number 0."""
    order = np.argsort(major, kind="stable").astype(np.int32)
    counts = np.bincount(major + 1)
    start = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    return start, order


def rarity_of(attributes: Integers) -> Floats:
    """One minus the share of the own category, for every attribute and student; 0 where it is unknown."""
    rarity = np.zeros(attributes.shape, np.float64)
    for codes, own in zip(attributes, rarity, strict=True):
        counts = np.bincount(codes[codes >= 0], minlength=1)
        own[:] = np.where(codes >= 0, 1.0 - counts[codes] / len(codes), 0.0)
    return rarity


def starting_friendships(cohort: Cohort) -> Friendships:
    """Lay the cohort's friendships out by row, with room for more."""
    first, second, strength = cohort.friendships.first, cohort.friendships.second, cohort.friendships.strength
    used = len(first)
    room = used + ROOM_PER_STUDENT * cohort.size
    friendships = Friendships(
        row_start=np.concatenate([[0], np.cumsum(np.bincount(first, minlength=cohort.size))]).astype(np.int32),
        friend=np.zeros(room, np.int32),
        strength=np.zeros(room, np.float64),
        affinity=np.zeros(room, np.float32),
        alike=np.zeros(room, np.float32),
    )
    friendships.friend[:used] = second
    friendships.strength[:used] = strength
    return friendships


def with_more_room(friendships: Friendships) -> Friendships:
    """Copy friendships into columns with more room for new ones."""
    people = len(friendships.row_start) - 1
    more = ROOM_PER_STUDENT * people

    def longer(column: NDArray[Any]) -> NDArray[Any]:
        return np.concatenate([column, np.zeros(more, column.dtype)])

    return friendships._replace(
        friend=longer(friendships.friend),
        strength=longer(friendships.strength),
        affinity=longer(friendships.affinity),
        alike=longer(friendships.alike),
    )
