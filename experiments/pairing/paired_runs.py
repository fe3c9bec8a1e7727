"""Runs of several policies in the same replications, for the scripts beside this file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mentorsim.model import MentoringModel
from mentorsim.outcomes import RunView, outcomes_of
from mentorsim.scenario import Scenario, load_scenario
from mentorsim.world import make_world

Floats = NDArray[np.float64]
FOLDER = Path(__file__).resolve().parent
#: Programs in which who is paired with whom is varied, with places for all.
PROGRAMS = ("mixed_program", "pure_tutoring", "minority_in_field", "joint_reward_groups")
OUTCOMES = ("gpa", "retention")
WITHOUT, RANDOM = "no program", "random"


@dataclass(frozen=True)
class Job:
    """One set of mechanism parameters in some replications.

    Attributes
    ----------
    scenario
        Name of a scenario file beside this one.
    parameters
        That differ from the table's.
    replications
        Numbers of the replications.
    changes
        Settings that differ from the file's, by path.
    """

    scenario: str
    parameters: Mapping[str, float]
    replications: tuple[int, ...]
    changes: Mapping[str, object]


def load(name: str) -> Scenario:
    """Load a scenario of this folder."""
    return load_scenario(FOLDER / f"{name}.yaml")


def policies_of(name: str) -> tuple[str, ...]:
    """Return the policies of a scenario: no program, random pairs, and then the other methods."""
    policies = tuple(load(name).policies)
    assert policies[:2] == (WITHOUT, RANDOM)
    return policies


def means(job: Job) -> Floats:
    """Return means over the first-years who may take part, shape (replications, policies, outcomes)."""
    scenario = load(job.scenario)
    if job.changes:
        scenario = scenario.with_changes(dict(job.changes))
    scenario = scenario.with_parameters(dict(job.parameters))
    found = []
    for replication in job.replications:
        found.append([values_of(run, scenario) for _, run in runs_of(scenario, replication)])
    return np.array(found)


def runs_of(
    scenario: Scenario, replication: int, policies: Sequence[str] | None = None
) -> Iterator[tuple[str, RunView]]:
    """Run policies in one replication."""
    seed = scenario.run.seed
    world = make_world(scenario, seed, replication)
    for policy in policies or tuple(scenario.policies):
        yield policy, RunView(MentoringModel(scenario, policy, rng=seed, world=world).run())


def values_of(run: RunView, scenario: Scenario) -> list[float]:
    """Return means of the outcomes over the first-years who may take part."""
    may = np.ones(run.first_years.count, np.bool_)
    eligible = scenario.program.eligibility
    if eligible.attribute is not None:
        grouping = run.first_years.groupings[eligible.attribute]
        may = grouping.codes == grouping.categories.index(str(eligible.is_))
    found = []
    for outcome in outcomes_of(scenario, OUTCOMES):
        found.append(float(np.nanmean(np.asarray(outcome.function(run), dtype=np.float64)[may])))
    return found


def all_means(jobs: Sequence[Job], workers: int) -> list[Floats]:
    """Do jobs, in this process or in several, and return what each gives, in their order."""
    if workers <= 1:
        return [means(job) for job in jobs]
    with ProcessPoolExecutor(workers) as pool:
        return list(pool.map(means, jobs, chunksize=max(1, len(jobs) // (8 * workers))))


def plus_minus(values: Floats, digits: int = 3) -> str:
    """Write a mean over replications with its standard error."""
    error = values.std(ddof=1) / np.sqrt(len(values))
    return f"{values.mean():+.{digits}f} ± {error:.{digits}f}".replace("-", "−")
