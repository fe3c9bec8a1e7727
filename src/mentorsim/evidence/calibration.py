"""Calibration: which mechanism parameters agree with the facts, all together.

Waves of points are simulated. The first is spread over the whole prior; each later one is drawn from what
emulators of all earlier points leave possible (history matching: Vernon, Goldstein and Bower 2010, Bayesian
Analysis 5), with bands that narrow to the published ones. Then draws from the prior are moved to the
posterior in rounds, with the simulation as the judge of every step; see `mentorsim.evidence.refining`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import perf_counter

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2

from mentorsim.evidence.facts import Fact
from mentorsim.evidence.likelihood import Emulation, Targets
from mentorsim.evidence.posterior import Posterior
from mentorsim.evidence.prior import uncertain_parameters
from mentorsim.evidence.refining import Refinement, values_of
from mentorsim.evidence.run_table import RunTable
from mentorsim.evidence.sampling import sample
from mentorsim.evidence.simulating import Task, simulate, simulated
from mentorsim.evidence.studies import Study, studies_of, targets_of
from mentorsim.scenario import Parameter

Floats = NDArray[np.float64]
Progress = Callable[[int, int], None]

#: First-years that a study is simulated with at each point: larger ones are made smaller, small ones get more
#: worlds.
_STUDENTS = 5_000
_MOST_WORLDS = 12
_WORLDS_OF_LUCK = 6
_STEPS = 1000
#: A draw that is farther from its targets than all but one in a thousand would be has not reached them.
_REACHED = 0.999


@dataclass(frozen=True)
class Waves:
    """How many points are simulated.

    Attributes
    ----------
    points
        In each wave.
    widened
        How many times wider than published the bands are that each wave after the first is drawn with.
    draws
        Draws that are moved to the posterior.
    rounds
        How often each of them is simulated.
    """

    points: tuple[int, ...] = (400, 250, 250)
    widened: tuple[float, ...] = (3.0, 1.5)
    draws: int = 300
    rounds: int = 2

    @property
    def total(self) -> int:
        """Number of points in all."""
        return sum(self.points) + self.rounds * self.draws


@dataclass(frozen=True, eq=False)
class Calibrated:
    """What a calibration has found.

    Attributes
    ----------
    rows
        The parameters.
    targets
        What was asked for.
    emulation
        The emulators at the end.
    posterior
        The draws that reached their targets.
    numbers
        What the simulation gives at these draws, in the facts' units, shape (draws, targets).
    lost
        Number of draws that did not, and are left out.
    seed
        The seed.
    waves
        How many points were simulated.
    seconds
        Time that this process took; less than the whole after resuming.
    """

    rows: tuple[Parameter, ...]
    targets: Targets
    emulation: Emulation
    posterior: Posterior
    numbers: Floats
    lost: int
    seed: int
    waves: Waves
    seconds: float


def calibrate(
    facts: Sequence[Fact],
    out: Path,
    *,
    seed: int = 1,
    waves: Waves | None = None,
    workers: int = 1,
    folder: Path | None = None,
    progress: Progress | None = None,
) -> Calibrated:
    """Find the mechanism parameters that agree with the facts.

    Parameters
    ----------
    facts
        The facts.
    out
        A folder for the table of runs, with which an interrupted calibration goes on.
    seed
        Seed of the points, the draws and the worlds.
    waves
        How many points are simulated.
    workers
        Number of processes; it changes no number.
    folder
        Where scenario files that facts name are.
    progress
        Called with how many points are done and how many there will be.

    Raises
    ------
    UserError
        When a fact cannot be measured, or the folder holds another calibration.
    """
    started = perf_counter()
    plan = Waves() if waves is None else waves
    studies = [smaller(study) for study in studies_of(facts, folder)]
    rows = uncertain_parameters()
    targets = Targets.of([target for study in studies for fact in study.facts for target in targets_of(fact)])
    worlds = tuple(worlds_of(study) for study in studies)
    table = RunTable(out / "runs.csv", _identity(studies, rows, seed, plan, worlds), targets.labels)
    luck = _luck(studies, targets, seed, worlds)
    simulator = _Simulator(studies, rows, seed, worlds, table, workers, plan.total, progress)
    values = Posterior.prior(None, plan.points[0], seed).draws
    simulator.run(values, 0)
    emulation = Emulation.fitted(rows, targets, values, table.numbers(0, len(values)), luck)
    for wave, size in enumerate(plan.points[1:]):
        likelihood = partial(emulation.log_likelihood, widened=plan.widened[wave])
        fresh = sample(rows, likelihood, size, seed + 1000 * (wave + 1), _STEPS)
        simulator.run(fresh, len(values))
        values = np.vstack([values, fresh])
        emulation = Emulation.fitted(rows, targets, values, table.numbers(0, len(values)), luck)
    refinement = Refinement.begin(emulation, plan.draws, seed + 9000)
    for _ in range(plan.rounds):
        scores = refinement.proposal(emulation)
        fresh = values_of(emulation, scores)
        first = len(values)
        simulator.run(fresh, first)
        values = np.vstack([values, fresh])
        refinement.take(scores, targets.moved(table.numbers(first, len(values))))
        emulation = Emulation.fitted(rows, targets, values, table.numbers(0, len(values)), luck)
    reached = refinement.misfit < chi2.ppf(_REACHED, len(targets.targets))
    draws = values_of(emulation, refinement.place[reached])
    return Calibrated(
        rows=rows,
        targets=targets,
        emulation=emulation,
        posterior=Posterior(tuple(row.name for row in rows), draws),
        numbers=targets.restored(refinement.found[reached]),
        lost=int(np.count_nonzero(~reached)),
        seed=seed,
        waves=plan,
        seconds=perf_counter() - started,
    )


@dataclass(frozen=True, eq=False)
class _Simulator:
    """Simulates points and keeps them in the table of runs."""

    studies: Sequence[Study]
    rows: tuple[Parameter, ...]
    seed: int
    worlds: Sequence[tuple[int, ...]]
    table: RunTable
    workers: int
    total: int
    progress: Progress | None

    def run(self, values: Floats, first: int) -> None:
        """Simulate points that are not in the table yet; the first has this number."""
        names = [row.name for row in self.rows]
        tasks = [
            Task(
                first + place,
                dict(zip(names, point.tolist(), strict=True)),
                self.seed,
                dict(enumerate(self.worlds)),
            )
            for place, point in enumerate(values)
            if first + place not in self.table
        ]
        for number, found in simulated(self.studies, tasks, self.workers):
            numbers = [found[place][:, 1].mean(axis=0) for place in sorted(found)]
            self.table.add(number, np.concatenate(numbers))
            if self.progress is not None:
                self.progress(len(self.table), self.total)


def worlds_of(study: Study) -> tuple[int, ...]:
    """Give the worlds in which a study is simulated at each point: more for a small study."""
    first_years = max(1, study.scenario.cohort.first_years)
    return tuple(range(min(_MOST_WORLDS, math.ceil(_STUDENTS / first_years))))


def smaller(study: Study) -> Study:
    """Give a large study with fewer students, and upper-years and mentors in proportion."""
    cohort = study.scenario.cohort
    programs = [program for program in study.scenario.policies.values() if program is not None]
    if cohort.first_years <= _STUDENTS or any(
        program.mentors != study.scenario.program.mentors for program in programs
    ):
        return study
    share = _STUDENTS / cohort.first_years
    changes: dict[str, object] = {
        "cohort.first_years": _STUDENTS,
        "cohort.upper_years": math.ceil(share * cohort.upper_years),
    }
    mentors = study.scenario.program.mentors
    if study.scenario.program.has_mentors:
        changes["program.mentors"] = min(
            math.ceil(share * mentors.count), math.ceil(share * cohort.upper_years)
        )
    return Study(study.name, study.scenario.with_changes(changes), study.facts)


def _luck(studies: Sequence[Study], targets: Targets, seed: int, worlds: Sequence[tuple[int, ...]]) -> Floats:
    """Give the variance of what the common worlds happen to give, at the table's values."""
    variances = []
    place = 0
    for number, study in enumerate(studies):
        count = max(_WORLDS_OF_LUCK, len(worlds[number]))
        found = simulate(studies, Task(0, {}, seed, {number: tuple(range(count))}))[number][:, 1]
        several = np.full((count, len(targets.targets)), 0.5)
        several[:, place : place + len(study.labels)] = found
        moved = targets.moved(several)[:, place : place + len(study.labels)]
        variances.append(moved.var(axis=0, ddof=1) / len(worlds[number]))
        place += len(study.labels)
    return np.concatenate(variances)


def _identity(
    studies: Sequence[Study],
    rows: tuple[Parameter, ...],
    seed: int,
    waves: Waves,
    worlds: Sequence[tuple[int, ...]],
) -> dict[str, object]:
    from mentorsim import __version__

    return {
        "version": __version__,
        "seed": seed,
        "waves": [list(waves.points), list(waves.widened), waves.draws, waves.rounds],
        "worlds": [len(own) for own in worlds],
        "scenarios": {study.name: study.scenario.to_mapping() for study in studies},
        "facts": {
            target.label: [target.published, target.low, target.high]
            for study in studies
            for fact in study.facts
            for target in targets_of(fact)
        },
        "parameters": {row.name: [row.low, row.prior_center, row.high] for row in rows},
        "table": {row.name: row.value for row in rows},
    }
