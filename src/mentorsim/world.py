"""A world: people, friendships and random draws of one replication, made once and shared by all policies."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mentorsim.cohort import Category, Cohort, make_cohort
from mentorsim.cohort.people import FIRST_YEAR, UPPER_YEAR, student_names
from mentorsim.cohort.roster_columns import UNKNOWN
from mentorsim.cohort.sections import members_by_section, no_sections, place_in_sections
from mentorsim.dynamics.ahead import compile_ahead
from mentorsim.dynamics.columns import (
    FOR_BELONGING,
    MATTERS,
    Floats,
    Friendships,
    Integers,
    ReplicationKey,
    Run,
    no_peers,
)
from mentorsim.dynamics.friendship import describe_friendships
from mentorsim.dynamics.mechanism import Mechanism
from mentorsim.dynamics.participation import Rows, volunteer_order, volunteering
from mentorsim.dynamics.rows import (
    BELONGING,
    BELONGING_AT_ENTRY,
    COMMUNICATION,
    FEW,
    MOTIVATION,
    MOTIVATION_AT_ENTRY,
    PERFORMANCE,
    PROSOCIALITY,
    ROLE,
    SERIES,
    SKILL,
    SKILL_AT_ENTRY,
    SOCIABILITY,
    STUDY_HABITS,
    TRAITS,
    VALUE_1,
    VALUE_3,
)
from mentorsim.dynamics.settings import calendar_block, parameter_record, record_of
from mentorsim.dynamics.tie_making import empty_ties, no_groups
from mentorsim.mechanisms.built_in import COLUMNS
from mentorsim.mechanisms.column import DTYPES
from mentorsim.numerics.arithmetic import clip
from mentorsim.numerics.decision import Decision
from mentorsim.numerics.kernel import kernel
from mentorsim.numerics.randomness import stage_key
from mentorsim.scenario import Scenario
from mentorsim.scenario.identity import ORDINARY
from mentorsim.scenario.sections import Sections

_log = logging.getLogger(__name__)

STUDENTS_PER_ROOM = 8
"""There is spare room for one new friendship per so many students; more is made when it is needed."""


@dataclass(frozen=True, eq=False)
class World:
    """One replication before any policy acts on it.

    Parameters
    ----------
    scenario
        The study.
    replication_key
        Seed and replication: what all random draws are keyed by.
    cohort
        The people as they were made.
    parameters
        All parameters as one record.
    start
        The columns of a run in which nothing has happened; every policy works on a copy of what changes.

    Examples
    --------
    >>> import mentorsim as ms
    >>> world = ms.make_world(ms.load_scenario("first_year_university"), seed=7, replication=0)
    >>> int((world.cohort.role == 0).sum())
    400
    """

    scenario: Scenario
    replication_key: ReplicationKey
    cohort: Cohort
    parameters: Any
    start: Run
    _scratch: list[tuple[Any, ...]] = field(default_factory=list, repr=False)

    def __repr__(self) -> str:
        """Say which one it is."""
        key = self.replication_key
        return (
            f"<World of {self.scenario.title!r}: seed {key.seed}, replication {key.replication}, "
            f"{self.cohort.size:,} students>"
        )

    def __getstate__(self) -> dict[str, Any]:
        """Return what a copy or a pickle needs: all but the columns that runs are lent."""
        return {**self.__dict__, "_scratch": []}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Take the copy, and forbid writing what policies share as in the original."""
        self.__dict__.update(state)
        forbid_writing(self.start)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The id of each row: the roster's, or ``first-year 1``, ``upper-year 12`` for who is synthesized."""
        observed = self.cohort.observed
        return observed.identifiers or student_names(observed.role)

    @cached_property
    def _eagerness(self) -> Floats:
        key = stage_key(self.replication_key.seed, self.replication_key.replication, Decision.VOLUNTEER, 0)
        prior_grade = self.cohort.observed.prior_grade
        return volunteering(
            self.start.key, self.start.traits[PROSOCIALITY], prior_grade, key, self.parameters
        )

    def parameters_with(self, mechanisms: Sequence[Mechanism]) -> Any:
        """Return all parameters as one record, those of a user's own mechanisms among them."""
        own = [row for one in mechanisms for row in one.declaration.parameters]
        if not own:
            return self.parameters
        values = self.scenario.mechanism_values()
        names = self.parameters.dtype.names
        return record_of(
            {name: float(self.parameters[name]) for name in names}
            | {row.name: float(values.get(row.name, row.value)) for row in own}
        )

    def volunteers(self, source: str) -> Rows:
        """Rows of who might mentor, the most willing first; ``source`` is upper_years, cohort or none."""
        if source == "none":
            return np.empty(0, np.int64)
        role = FIRST_YEAR if source == "cohort" else UPPER_YEAR
        return volunteer_order(
            self._eagerness, self.start.key, np.flatnonzero(self.start.discrete_traits[ROLE] == role)
        )

    def begin_run(self) -> Run:
        """Return a copy for one policy of all that changes; what does not is shared.

        The columns that a week makes and forgets are lent to it for as long as it runs: `lend_columns`.
        """
        start = self.start
        weeks = start.calendar.shape[1]
        friendships: list[Any] = [column.copy() for column in start.friendships]
        return start._replace(
            state=start.state.copy(),
            discrete_state=start.discrete_state.copy(),
            participation=starting_block("participation", len(start.key)),
            friendships=Friendships(*friendships),
            series=np.full((len(SERIES), weeks), np.nan),
        )

    def placed(self, run: Run, sections: Sections | None) -> Run:
        """Put a run's first-years in the sections of its own policy; without any, those of the world stay."""
        if sections is None:
            return run
        seed, replication = self.replication_key
        section = place_in_sections(sections, self.cohort.observed, int(seed), int(replication))
        start, members = members_by_section(section)
        return run._replace(section=section, section_start=start, section_members=members)

    def lend_columns(self, run: Run) -> Run:
        """Lend a run the columns that a week makes and forgets, unless it has them; one run after another."""
        count = len(self.start.key)
        if len(run.peers) == count:
            return run
        try:
            weekly_sums, partners, weekly_counts, peers = self._scratch.pop()
        except IndexError:
            weekly_sums = empty_block("weekly_sums", count)
            partners = empty_block("partners", count)
            weekly_counts = empty_block("weekly_counts", count)
            peers = no_peers(count)
        return run._replace(
            weekly_sums=weekly_sums, partners=partners, weekly_counts=weekly_counts, peers=peers
        )

    def take_columns_back(self, run: Run) -> Run:
        """Take them back from a run that is over."""
        if len(run.peers):
            self._scratch.append((run.weekly_sums, run.partners, run.weekly_counts, run.peers))
        start = self.start
        return run._replace(
            weekly_sums=start.weekly_sums,
            partners=start.partners,
            weekly_counts=start.weekly_counts,
            peers=start.peers,
        )


def make_world(scenario: Scenario, seed: int, replication: int) -> World:
    """Make the people, friendships and random draws of one replication.

    Parameters
    ----------
    seed, replication
        Whole numbers of 0 or more; together with the scenario they determine every bit of the world.

    Examples
    --------
    >>> import mentorsim as ms
    >>> scenario = ms.load_scenario("first_year_university")
    >>> world = ms.make_world(scenario, seed=7, replication=0)
    >>> planned = ms.MentoringModel(scenario, "as planned", world=world)
    >>> paired_at_random = ms.MentoringModel(scenario, "random pairs", world=world)
    """
    _log.debug("making the world of seed %d, replication %d", seed, replication)
    compile_ahead()
    replication_key = ReplicationKey(np.uint64(seed), np.uint64(replication))
    cohort = make_cohort(scenario, seed, replication)
    parameters = parameter_record(scenario)
    section = no_sections(cohort.size)
    if scenario.institution.sections is not None:
        section = place_in_sections(scenario.institution.sections, cohort.observed, seed, replication)
    start = starting_columns(scenario, cohort, parameters, calendar_block(scenario.calendar), section)
    affinity_key = stage_key(replication_key.seed, replication_key.replication, Decision.AFFINITY, 0)
    describe_friendships(
        start.friendships, start.key, start.traits, start.attributes, start.matters, affinity_key, parameters
    )
    return World(scenario, replication_key, cohort, parameters, start)


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
        peers=no_peers(),
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
    names = [name for name, column in COLUMNS.items() if column.block == block]
    return np.zeros((len(names), count), DTYPES[block])


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


def weights_of(scenario: Scenario, names: Iterable[str]) -> Floats:
    """What each attribute counts for, shape (`MATTERS`, attributes)."""
    identity = scenario.cohort.identity
    own = [identity.get(name, ORDINARY) for name in names]
    return np.array([[float(getattr(one, purpose)) for one in own] for purpose in MATTERS]).reshape(
        len(MATTERS), len(own)
    )


@kernel
def note_the_few(attributes: Integers, weights: Floats, major: Integers, few: Floats) -> None:
    """How few of one's own groups are in one's field, by the weights of the attributes: 0 for a half or more.

    An attribute adds its weight times ``1 - 2 * share``, with the share of one's category among all students
    of one's major whose category is known.
    """
    for a in range(attributes.shape[0]):
        if weights[a] == 0.0:
            continue
        most = 0
        majors = 0
        for i in range(few.shape[0]):
            most = max(most, attributes[a, i])
            majors = max(majors, major[i])
        counts = np.zeros((majors + 1, most + 1), np.int64)
        known = np.zeros(majors + 1, np.int64)
        for i in range(few.shape[0]):
            if attributes[a, i] >= 0:
                counts[major[i], attributes[a, i]] += 1
                known[major[i]] += 1
        for i in range(few.shape[0]):
            if attributes[a, i] >= 0:
                share = counts[major[i], attributes[a, i]] / known[major[i]]
                few[i] += weights[a] * max(0.0, 1.0 - 2.0 * share)


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


def with_room(friendships: Friendships, new: int) -> Friendships:
    """Return friendships room for some new ones: copies in longer columns where there is not enough."""
    people = len(friendships.row_start) - 1
    used = int(friendships.row_start[people])
    if len(friendships.friend) - used >= new:
        return friendships
    more = new + people // STUDENTS_PER_ROOM

    def longer(column: NDArray[Any]) -> NDArray[Any]:
        return np.concatenate([column[:used], np.zeros(more, column.dtype)])

    return friendships._replace(
        friend=longer(friendships.friend),
        strength=longer(friendships.strength),
        affinity=longer(friendships.affinity),
        alike=longer(friendships.alike),
    )
