"""Three ways to measure what a program does: by users, by offer, and by the same students without it.

The first compares people who differ in more than the program: who signs up may be in need, or eager. The
second is a randomized trial within one replication. The third, which only a simulation can have, compares
every student with the same student in the same replication without the program.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mentorsim.model import MentoringModel
from mentorsim.outcomes import RunView
from mentorsim.scenario import Scenario
from mentorsim.world import make_world

Floats = NDArray[np.float64]
ESTIMATES = ("users - non-users", "offered - not offered", "users - themselves without")


@dataclass(frozen=True, eq=False)
class SelfSelection:
    """What the three comparisons find, in SD of those who were not offered a place.

    Attributes
    ----------
    estimates
        In each replication, in the order of `ESTIMATES`; shape (replications, 3).
    taken_up
        Share of those offered a place who use it, shape (replications,).
    """

    estimates: Floats
    taken_up: Floats

    @property
    def means(self) -> Floats:
        """Means over the replications, shape (3,)."""
        means: Floats = self.estimates.mean(axis=0)
        return means

    @property
    def errors(self) -> Floats:
        """Their standard errors (simulation error), shape (3,)."""
        errors: Floats = self.estimates.std(axis=0, ddof=1) / np.sqrt(len(self.estimates))
        return errors


def measure_selection(scenario: Scenario, policy: str, replications: int, first: int = 0) -> SelfSelection:
    """Measure a program's effect on GPA in three ways in every one of some replications.

    Non-users are those who were offered a place and have no mentor, and those who were not offered one.

    Parameters
    ----------
    scenario
        A scenario in which only some first-years are offered a place.
    policy
        The program.
    replications
        Number of replications, 2 or more.
    first
        Number of the first one.
    """
    estimates, taken_up = [], []
    for world_number in range(first, first + replications):
        world = make_world(scenario, scenario.run.seed, world_number)
        run, without = (
            RunView(MentoringModel(scenario, name, rng=scenario.run.seed, world=world).run())
            for name in (policy, "none")
        )
        offered = run.participation.status[run.first_years.rows] >= 1
        users = run.matched
        spread = float(np.nanstd(run.gpa[~offered], ddof=1))
        naive = np.nanmean(run.gpa[users]) - np.nanmean(run.gpa[~users])
        by_offer = np.nanmean(run.gpa[offered]) - np.nanmean(run.gpa[~offered])
        paired = np.nanmean(run.gpa[users] - without.gpa[users])
        estimates.append([naive / spread, by_offer / spread, paired / spread])
        taken_up.append(users.sum() / offered.sum())
    return SelfSelection(np.array(estimates), np.array(taken_up))
