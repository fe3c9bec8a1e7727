"""A world: people, friendships and random draws of one replication, made once and shared by all policies."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from mentorsim.cohort import Cohort, make_cohort
from mentorsim.cohort.people import FIRST_YEAR, UPPER_YEAR, student_names
from mentorsim.cohort.sections import members_by_section, no_sections, place_in_sections
from mentorsim.dynamics.affinity import describe_friendships
from mentorsim.dynamics.ahead import compile_ahead
from mentorsim.dynamics.columns import Floats, Friendships, ReplicationKey, Run, no_peers
from mentorsim.dynamics.mechanism import Mechanism
from mentorsim.dynamics.participation import Rows, volunteer_order, volunteering
from mentorsim.dynamics.rows import PROSOCIALITY, ROLE, SERIES
from mentorsim.dynamics.settings import calendar_block, parameter_record, record_of
from mentorsim.dynamics.starting import empty_block, forbid_writing, starting_block, starting_columns
from mentorsim.numerics.decision import Decision
from mentorsim.numerics.randomness import stage_key
from mentorsim.scenario import Scenario
from mentorsim.scenario.accepting import ScenarioLike, as_scenario, whole_number
from mentorsim.scenario.sections import Sections

_log = logging.getLogger(__name__)


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


def make_world(scenario: ScenarioLike, seed: int, replication: int) -> World:
    """Make the people, friendships and random draws of one replication.

    Parameters
    ----------
    scenario
        The study, in any form in which `MentoringModel` takes it.
    seed, replication
        Whole numbers of 0 or more; together with the scenario they determine every bit of the world.

    Raises
    ------
    UserError
        When the scenario is not valid, or seed or replication are not whole numbers of 0 or more.

    Examples
    --------
    >>> import mentorsim as ms
    >>> scenario = ms.load_scenario("first_year_university")
    >>> world = ms.make_world(scenario, seed=7, replication=0)
    >>> planned = ms.MentoringModel(scenario, "as planned", world=world)
    >>> paired_at_random = ms.MentoringModel(scenario, "random pairs", world=world)
    """
    scenario, seed = as_scenario(scenario), whole_number("seed", seed, low=0)
    replication = whole_number("replication", replication, low=0)
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
