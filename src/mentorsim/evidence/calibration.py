"""Calibration: which mechanism parameters agree with the facts, all together.

Waves of points are simulated. The first is spread over the whole prior; each later one is drawn from what
emulators of all earlier points leave possible (history matching: Vernon, Goldstein and Bower 2010, Bayesian
Analysis 5), with bands that narrow to the published ones. Then samples from the prior are moved to the
posterior in rounds, with the simulation as the judge of every step, and weighted by what that leaves wrong
(`mentorsim.evidence.refining`); at last they are made equal in weight (`mentorsim.evidence.moving`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from time import perf_counter

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2

from mentorsim.errors import UserError
from mentorsim.evidence.fact import Fact
from mentorsim.evidence.likelihood import Emulation
from mentorsim.evidence.moving import Copies, resampled
from mentorsim.evidence.problem import Problem, means_of
from mentorsim.evidence.refining import Refinement, values_of
from mentorsim.evidence.sampling import sample
from mentorsim.evidence.saved_points import SavedPoints
from mentorsim.evidence.simulating import StudyTask, study_pool
from mentorsim.experiment.execution.options import RunOptions
from mentorsim.experiment.folder.identity import code_digest
from mentorsim.experiment.posterior import Posterior
from mentorsim.files import remove_left_over
from mentorsim.statistics.weighted import effective_number, normalized

Floats = NDArray[np.float64]
Progress = Callable[[int, int], None]

#: The table of runs in the folder of a calibration.
RUNS = "runs.csv"
_STEMS = frozenset({"runs", "posterior", "report"})
_STEPS = 1000
#: What is added to the seed for the samples that are refined.
REFINING = 9_000
_MOVING = 99_000
#: A sample that is farther from its targets than all but one in a thousand would be has not reached them.
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
    samples
        Samples that are moved to the posterior.
    rounds
        How often each of them is simulated.
    kept
        Samples of equal weight that the posterior is made of; None: all, with the weights that they have.
    moves
        How often those of them that are copies of another are tried to be moved at most.
    """

    points: tuple[int, ...] = (400, 250, 250)
    widened: tuple[float, ...] = (3.0, 1.5)
    samples: int = 900
    rounds: int = 4
    kept: int | None = 300
    moves: int = 8

    @property
    def total(self) -> int:
        """Number of points without those that copies are tried to be moved to."""
        return sum(self.points) + self.samples * self.rounds

    def identity(self) -> list[object]:
        """Return them as plain values."""
        return [list(self.points), list(self.widened), self.samples, self.rounds, self.kept, self.moves]


@dataclass(frozen=True, eq=False)
class Calibrated:
    """What a calibration has found.

    Attributes
    ----------
    problem
        What was asked for.
    emulation
        The emulators at the end.
    points, moved
        Parameter values of all simulated points but those that copies were tried to be moved to, shape
        (points, parameters), and what the simulation gives there, on the targets' scales, shape (points,
        targets).
    samples
        Parameter values of the samples, no two the same, shape (samples, parameters).
    numbers
        What the simulation gives there, in the facts' units, shape (samples, targets).
    weights
        Of the samples; they sum to 1.
    effective
        As many samples of equal weight would tell as much as those that reached their targets.
    reached, lost
        Number of samples that did, and that did not and are left out.
    waves
        How many points were simulated.
    seconds
        Time that this process took; less than the whole after resuming.
    """

    problem: Problem
    emulation: Emulation
    points: Floats
    moved: Floats
    samples: Floats
    numbers: Floats
    weights: Floats
    effective: float
    reached: int
    lost: int
    waves: Waves
    seconds: float

    @cached_property
    def posterior(self) -> Posterior:
        """The samples with their weights."""
        return Posterior(tuple(row.name for row in self.problem.rows), self.samples, self.weights)


def calibrate(
    facts: Sequence[Fact],
    out: Path,
    *,
    seed: int = 1,
    waves: Waves | None = None,
    options: RunOptions | None = None,
    folder: Path | None = None,
    mechanisms: Sequence[str] = (),
    progress: Progress | None = None,
) -> Calibrated:
    """Find the mechanism parameters that agree with the facts.

    Parameters
    ----------
    facts
        The facts.
    out
        A folder for the table of runs, with which an interrupted calibration continues.
    seed
        Seed of the points, the samples and the replications.
    waves
        How many points are simulated.
    options
        Who does the work; None: this process alone. It changes no number.
    folder
        Where scenario files that facts name are.
    mechanisms
        Mechanisms of a user's own that take part in every study; their parameters are calibrated, too.
    progress
        Called with how many points are done and how many there will be.

    Raises
    ------
    UserError
        When a fact cannot be measured, the folder holds another calibration, or no sample comes near them.
    """
    problem = Problem.of(facts, seed, folder, mechanisms=mechanisms)
    return solve(problem, out, waves or Waves(), options=options, progress=progress)


def solve(
    problem: Problem,
    out: Path,
    waves: Waves,
    *,
    options: RunOptions | None = None,
    progress: Progress | None = None,
) -> Calibrated:
    """Find the parameters that agree with a problem's targets; see `calibrate`."""
    started = perf_counter()
    table = table_of(problem, out, waves)
    with study_pool(problem.studies, options or RunOptions(workers=1)) as simulated:
        simulator = _Simulator(problem, table, simulated, waves.total, progress)
        return _solved(simulator, waves, started)


def _solved(simulator: _Simulator, waves: Waves, started: float) -> Calibrated:
    problem = simulator.problem
    rows, targets, seed = problem.rows, problem.targets, problem.seed
    values = Posterior.prior([row.name for row in rows], waves.points[0], seed).samples
    moved = simulator.moved(values, 0)
    emulation = Emulation.fitted(rows, targets, values, moved, problem.noise)
    for wave, size in enumerate(waves.points[1:]):
        likelihood = partial(emulation.log_likelihood, widened=waves.widened[wave])
        fresh = sample(rows, likelihood, size, seed + 1000 * (wave + 1), _STEPS)
        moved = np.vstack([moved, simulator.moved(fresh, len(values))])
        values = np.vstack([values, fresh])
        emulation = Emulation.fitted(rows, targets, values, moved, problem.noise)
    refinement = Refinement.begin(emulation, waves.samples, seed + REFINING)
    for _ in range(waves.rounds):
        scores = refinement.proposal(emulation)
        fresh = values_of(emulation, scores)
        found_there = simulator.moved(fresh, len(values))
        refinement.take(scores, found_there)
        values, moved = np.vstack([values, fresh]), np.vstack([moved, found_there])
        emulation = Emulation.fitted(rows, targets, values, moved, problem.noise)
    first = len(values)
    reached = refinement.misfit < chi2.ppf(_REACHED, len(targets.targets))
    if not reached.any():
        raise UserError(
            f"none of {waves.samples} samples came near what the facts ask for together: the model cannot "
            "meet them at once; `mentorsim validate` shows which are far from it"
        )
    weights = refinement.log_weights(emulation, reached)
    weights = normalized(np.exp(weights - weights.max(initial=-np.inf)))
    place, found, kept = refinement.place[reached], refinement.found[reached], weights
    if waves.kept is not None:
        rng = np.random.default_rng(seed + _MOVING)
        copies = Copies.of(resampled(weights, waves.kept, rng), place, found)
        for _ in range(waves.moves):
            scores = copies.proposal(emulation, rng)
            if len(scores) == 0:
                break
            found_there = simulator.moved(values_of(emulation, scores), first)
            copies.take(emulation, scores, found_there, rng)
            first += len(scores)
        chosen, kept = copies.distinct()
        place, found = copies.place[chosen], copies.found[chosen]
    return Calibrated(
        problem=problem,
        emulation=emulation,
        points=values,
        moved=moved,
        samples=values_of(emulation, place),
        numbers=targets.restored(found),
        weights=kept,
        effective=effective_number(weights),
        reached=len(weights),
        lost=int(np.count_nonzero(~reached)),
        waves=waves,
        seconds=perf_counter() - started,
    )


def table_of(problem: Problem, out: Path, waves: Waves) -> SavedPoints:
    """Return the table of runs of a calibration in a folder: new, or to be resumed.

    Raises
    ------
    UserError
        When the folder holds another calibration.
    """
    identity = {**problem.identity(), "waves": waves.identity(), "code": code_digest()}
    remove_left_over(out / RUNS, _STEMS)
    return SavedPoints(out / RUNS, identity, problem.targets.labels)


@dataclass(frozen=True, eq=False)
class _Simulator:
    """Simulates points and keeps them in the table of runs."""

    problem: Problem
    table: SavedPoints
    simulated: Callable[[Sequence[StudyTask]], Iterator[tuple[int, dict[int, Floats]]]]
    total: int
    progress: Progress | None

    def run(self, values: Floats, first: int) -> None:
        """Simulate points that are not in the table yet; the first has this number."""
        tasks = [
            self.problem.task(first + place, point)
            for place, point in enumerate(values)
            if not self.table.holds(first + place, point)
        ]
        for number, found in self.simulated(tasks):
            self.table.add(number, values[number - first], means_of(found))
            if self.progress is not None:
                self.progress(len(self.table), max(self.total, len(self.table)))

    def moved(self, values: Floats, first: int) -> Floats:
        """Simulate points and return what they give, on the targets' scales, shape (points, targets).

        All points are simulated in the same few replications, so all share what these happen to give; how
        much that is, is known at one point from many more replications, and taken out (a control variate).
        """
        self.run(values, first)
        found = self.problem.targets.moved(self.table.numbers(first, first + len(values)))
        moved: Floats = found - self.problem.excess
        return moved
