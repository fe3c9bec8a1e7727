"""Recover known parameters: facts simulated under parameters drawn from the prior, and calibrations to them.

    python experiments/evidence/recovery.py --out results/recovery

Every run samples all uncertain parameters from the prior, simulates the studies under them in replications of
its own, adds to each number an error drawn from the fact's band, and calibrates to the result as
``mentorsim calibrate`` does. If the samples are what they claim to be, a 90% interval holds the true value in
90% of the runs (simulation-based calibration; Talts, Betancourt, Simpson, Vehtari and Gelman 2018,
"Validating Bayesian inference algorithms with simulation-based calibration"). To be affordable, a
calibration has fewer points and smaller studies here (`WAVES`, `STUDENTS`), and all share the first wave,
which is spread over the whole prior and depends on no fact. A run whose samples are worth fewer than
`FEWEST` independent ones says nothing about intervals, because it cannot miss: such runs are left out and
counted. After an interruption the same command resumes it.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom

from mentorsim.errors import UserError
from mentorsim.evidence.calibration import Waves, solve, table_of
from mentorsim.evidence.facts import read_facts
from mentorsim.evidence.problem import Problem, means_of
from mentorsim.evidence.saved_points import SavedPoints
from mentorsim.evidence.simulating import simulate, study_pool
from mentorsim.experiment.execution.options import RunOptions
from mentorsim.experiment.posterior import Posterior, load_posterior
from mentorsim.files import write_atomically
from mentorsim.report import style
from mentorsim.statistics.weighted import (
    effective_number,
    weighted_mean,
    weighted_quantile,
    weighted_sd,
)

Floats = NDArray[np.float64]

FIRST = Waves().points[0]
WAVES = Waves(points=(FIRST, 60), widened=(2.0,), samples=100, rounds=4, kept=None)
STUDENTS = 1_000
SEED = 20_000
#: Replications that a true number is the mean of, for each replication that a calibration simulates; none is
#: shared.
MORE_REPLICATIONS = 8
SHARE = 0.9
FEWEST = 10
PROJECT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Recovered:
    """One run: the true values, and the posterior of each parameter.

    Attributes
    ----------
    truth
        The values that the facts were simulated with, shape (parameters,).
    samples, weights
        Shapes (samples, parameters) and (samples,).
    lost
        Number of samples that did not reach their targets.
    """

    truth: Floats
    samples: Floats
    weights: Floats
    lost: int

    @property
    def mean(self) -> Floats:
        """Posterior means, shape (parameters,)."""
        return weighted_mean(self.samples, self.weights)

    @property
    def spread(self) -> Floats:
        """Posterior standard deviations, shape (parameters,)."""
        return weighted_sd(self.samples, self.weights)

    @property
    def worth(self) -> float:
        """As many samples of equal weight would tell as much (Kish 1965)."""
        return effective_number(self.weights)

    @property
    def rank(self) -> Floats:
        """Share of the posterior below the truth; evenly spread over runs if the samples are right.

        Of ``n`` samples of equal weight ``k`` are below: ``(k + 1/2) / (n + 1)``; weighted ones: `worth`.
        """
        count = self.worth
        below: Floats = (count * (self.weights @ (self.samples < self.truth)) + 0.5) / (count + 1.0)
        return below

    @property
    def covered(self) -> NDArray[np.bool_]:
        """Whether the central interval holds the truth."""
        tail = 0.5 * (1.0 - SHARE)
        inside: NDArray[np.bool_] = (self.rank >= tail) & (self.rank <= 1.0 - tail)
        return inside

    def interval(self, place: int) -> tuple[float, float]:
        """Return the ends of a parameter's central interval."""
        tail = 0.5 * (1.0 - SHARE)
        low, high = weighted_quantile(self.samples[:, place], [tail, 1.0 - tail], self.weights)
        return float(low), float(high)


def problem_of_facts() -> Problem:
    """Make the problem of calibrating to the published facts, small enough to be solved many times."""
    return Problem.of(read_facts(), seed=SEED, students=STUDENTS)


def first_wave(out: Path, workers: int) -> SavedPoints:
    """Simulate what is missing of the wave that all runs share."""
    problem = problem_of_facts()
    table = table_of(problem, out / "first", WAVES)
    points = Posterior.prior(None, FIRST, problem.seed).samples
    tasks = [
        problem.task(number, point) for number, point in enumerate(points) if not table.holds(number, point)
    ]
    with study_pool(problem.studies, RunOptions(workers=workers)) as simulated:
        for number, found in simulated(tasks):
            table.add(number, points[number], means_of(found))
    return table


def recover(number: int, runs: int, first: Floats, out: Path) -> Recovered | None:
    """Do one run, or read it where it has been done; None where no sample reached its targets."""
    folder = out / f"{number:02}"
    done = folder / "samples.json"
    if done.exists():
        kept = json.loads(done.read_text())
        if kept is None:
            return None
        return Recovered(*(np.array(kept[name]) for name in ("truth", "samples", "weights")), kept["lost"])
    problem = problem_of_facts()
    truth = Posterior.prior(None, runs, SEED + 1).samples[number]
    problem = replace(
        problem, targets=replace(problem.targets, center=simulated_facts(problem, truth, number))
    )
    table = table_of(problem, folder, WAVES)
    points = Posterior.prior(None, FIRST, problem.seed).samples
    for place, (point, numbers) in enumerate(zip(points, first, strict=True)):
        if not table.holds(place, point):
            table.add(place, point, numbers)
    try:
        found = solve(problem, folder, WAVES)
    except UserError:  # no sample reached its targets
        write_atomically(done, json.dumps(None))
        return None
    result = Recovered(truth, found.samples, found.weights, found.lost)
    kept = {
        "truth": truth.tolist(),
        "samples": found.samples.tolist(),
        "weights": found.weights.tolist(),
        "lost": found.lost,
    }
    write_atomically(done, json.dumps(kept))
    return result


def simulated_facts(problem: Problem, truth: Floats, number: int) -> Floats:
    """Return what would have been published: true numbers and an error from each band."""
    task = problem.task(0, truth)
    replications = {
        place: tuple(range(1000, 1000 + MORE_REPLICATIONS * len(own)))
        for place, own in task.replications.items()
    }
    true = problem.targets.moved(
        means_of(simulate(problem.studies, replace(task, replications=replications)))[None]
    )
    error = np.random.default_rng([SEED, number]).standard_normal(true.shape[1])
    return true[0] + problem.targets.spread * error


def page(names: list[str], identified: list[str], runs: list[Recovered]) -> Iterator[str]:
    """Write the table of how often the truth was covered."""
    covered = np.array([run.covered for run in runs])
    told = [names.index(name) for name in identified]
    count = len(runs)
    yield f"{SHARE:.0%} intervals that hold the true value, {count} runs"
    fewest = binom.ppf(0.01, count, SHARE)
    yield f"(a right method covers {fewest:.0f} or more of {count} for 99 parameters of 100)"
    yield ""
    yield "| parameter | covered | truth and posterior mean: correlation | SD, share of the prior's |"
    yield "|---|---|---|---|"
    truth = np.array([run.truth for run in runs])
    mean = np.array([run.mean for run in runs])
    spread = np.array([run.spread for run in runs])
    prior = truth.std(axis=0, ddof=1)
    for place in told:
        together = np.corrcoef(truth[:, place], mean[:, place])[0, 1]
        yield (
            f"| `{names[place]}` | {covered[:, place].sum()} of {count} | {together:.2f} "
            f"| {spread[:, place].mean() / prior[place]:.2f} |"
        )
    yield f"| these together | {covered[:, told].mean():.1%} | | |"
    yield f"| all {len(names)} parameters | {covered.mean():.1%} | | |"
    yield ""
    of_each = covered.sum(axis=0)
    yield f"Fewest of any parameter: {of_each.min()} of {count} ({names[int(of_each.argmin())]})."
    lost = np.mean([run.lost for run in runs]) / WAVES.samples
    yield f"Samples that did not reach their targets: {lost:.0%}."
    worth = [run.worth for run in runs]
    yield (
        f"The others are worth {min(worth):.0f} to {max(worth):.0f} samples of equal weight, "
        f"{np.mean(worth):.0f} on average."
    )
    far = (truth - mean) / spread
    # Mean and SD come from few samples themselves: a t distribution, wider by the error of the mean.
    expected = np.sqrt(np.mean([(1.0 + 1.0 / n) * (n - 1.0) / (n - 3.0) for n in worth]))
    yield (
        f"Truth minus posterior mean, in posterior SD: SD {far.std():.2f} over all parameters and runs, "
        f"{far[:, told].std():.2f} over those in the table (right samples, so few, give {expected:.2f})."
    )


def figure(names: list[str], identified: list[str], runs: list[Recovered], target: Path) -> None:
    """Draw true value against posterior for each identified parameter."""
    columns = 5
    rows = -(-len(identified) // columns)
    with style.styled():
        picture = style.new_picture(9.6, 2.1 * rows + 0.4)
        grid = picture.subplots(rows, columns, squeeze=False)
        for axes in grid.flat[len(identified) :]:
            axes.set_visible(False)
        for axes, name in zip(grid.flat, identified, strict=False):
            place = names.index(name)
            for run in runs:
                low, high = run.interval(place)
                true = run.truth[place]
                color = style.BETTER if run.covered[place] else style.WORSE
                axes.plot([true, true], [low, high], color=color, linewidth=1.0)
                axes.plot(true, run.mean[place], "o", color=color, markersize=3.0)
            ends = [run.truth[place] for run in runs]
            axes.plot([min(ends), max(ends)], [min(ends), max(ends)], color=style.MIDDLE, linewidth=0.8)
            axes.set_title(name, fontsize=6.8)
            axes.tick_params(labelsize=7)
        picture.supxlabel("true value", fontsize=9)
        picture.supylabel("posterior: mean and 90% interval", fontsize=9)
        picture.set_layout_engine("constrained")
        style.save(picture, target)


def main() -> None:
    """Run what is missing and print the table."""
    arguments = argparse.ArgumentParser(description="Recover known parameters from simulated facts.")
    arguments.add_argument("--out", type=Path, required=True, help="folder for the runs")
    arguments.add_argument("--runs", type=int, default=20)
    arguments.add_argument("--only", type=int, help="do only so many of the runs")
    arguments.add_argument("--workers", type=int, default=2)
    arguments.add_argument("--figure", type=Path, help="write the figure here")
    chosen = arguments.parse_args()
    first = first_wave(chosen.out, chosen.workers).numbers(0, FIRST)
    numbers = range(chosen.only or chosen.runs)
    with ProcessPoolExecutor(chosen.workers) as pool:
        waiting = [pool.submit(recover, number, chosen.runs, first, chosen.out) for number in numbers]
        found = [one.result() for one in waiting]
    runs = [run for run in found if run is not None and run.worth >= FEWEST]
    if len(runs) < 2:
        raise SystemExit(f"in fewer than two of {len(found)} runs the samples are worth {FEWEST} or more")
    record = load_posterior().record
    names = list(record["posterior_to_prior_sd"])
    print("\n".join(page(names, record["identified"], runs)))
    none = sum(run is None for run in found)
    print(
        f"Runs left out: {len(found) - len(runs)} of {len(found)}. In {none} of them no sample reached its "
        f"targets; in the others the samples are worth fewer than {FEWEST}."
    )
    if chosen.figure is not None:
        figure(names, record["identified"], runs, chosen.figure)


if __name__ == "__main__":
    main()
