"""Show what keeps a fact from its published number: what the others would be if it were met exactly.

    mentorsim calibrate --out results/one --seed 1
    python experiments/evidence/pulls.py results/one C07

From the middle of the posterior, parameters are moved by the smallest change (in SD of the prior) that by the
slopes of the emulators gives the fact its published number; both points are then simulated.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from mentorsim.evidence.calibration import calibrate
from mentorsim.evidence.facts import read_facts
from mentorsim.evidence.problem import Problem, means_of
from mentorsim.evidence.refining import slopes_at, values_of
from mentorsim.evidence.sampling import standardized
from mentorsim.evidence.simulating import simulate

_SHOWN = 8


def main() -> None:
    """Print the facts at both points, and the parameters that move most."""
    arguments = argparse.ArgumentParser(description="What keeps a fact from its published number.")
    arguments.add_argument("folder", type=Path, help="of a finished calibration")
    arguments.add_argument("fact", help="its label, such as C07")
    arguments.add_argument("--seed", type=int, default=1, help="that of the calibration")
    chosen = arguments.parse_args()
    found = calibrate(read_facts(), chosen.folder, seed=chosen.seed)
    problem, emulation = found.problem, found.emulation
    center = standardized(problem.rows, found.weights @ found.samples)[None]
    slopes = slopes_at(emulation, center)[0]
    place = problem.targets.labels.index(chosen.fact)
    here = simulated(problem, values_of(emulation, center)[0])
    missing = problem.targets.center[place] - problem.targets.moved(here[None])[0, place]
    step = slopes[place] * missing / np.sum(slopes[place] ** 2)
    there = simulated(problem, values_of(emulation, center + step)[0])
    print("| fact | published (band) | middle of the posterior | moved |\n|---|---|---|---|")
    for target, before, after in zip(problem.targets.targets, here, there, strict=True):
        mark = "" if target.low <= after <= target.high else " out"
        print(
            f"| {target.label} | {target.published:g} ({target.low:g} to {target.high:g}) "
            f"| {before:.3g} | {after:.3g}{mark} |"
        )
    print(
        f"\nLength of the step: {np.linalg.norm(step):.1f} SD. Parameters that move most, in SD of the prior:"
    )
    for number in np.argsort(-np.abs(step))[:_SHOWN]:
        print(f"- {problem.rows[number].name} {step[number]:+.2f}")


def simulated(problem: Problem, values: np.ndarray) -> np.ndarray:
    """Simulate a point in the replications of the calibration."""
    return means_of(simulate(problem.studies, problem.task(0, values)))


if __name__ == "__main__":
    main()
