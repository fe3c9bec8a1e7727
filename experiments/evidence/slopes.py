"""Print how well slopes of the emulators predict what the simulation gives at points they have not seen.

    mentorsim calibrate --out results/one --seed 1
    python experiments/evidence/slopes.py results/one

A sample's weight needs the slopes where it stands (`mentorsim.evidence.refining`). Of a fifth of the samples,
emulators learn only the point where each stands; its slopes there, times the way to the points where it was
before, are held against the difference that was simulated. The way of a table's column from the emulators'
quadratic parts to the whole, and of a row to the mean of all samples, is what `steadied` goes.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from mentorsim.evidence import refining
from mentorsim.evidence.calibration import REFINING, Calibrated, calibrate
from mentorsim.evidence.facts import read_facts
from mentorsim.evidence.likelihood import Emulation
from mentorsim.evidence.sampling import standardized

_QUADRATIC = (1.0, 0.75, 0.5, 0.25, 0.0)
_COMMON = (0.0, 0.1, 0.2, 0.3, 0.4)
_LEFT_OUT = 0.2
_FARTHEST = 5.0


def main() -> None:
    """Print the table."""
    arguments = argparse.ArgumentParser(description="How right the slopes of the emulators are.")
    arguments.add_argument("folder", type=Path, help="of a finished calibration")
    arguments.add_argument("--seed", type=int, default=1, help="that of the calibration")
    chosen = arguments.parse_args()
    found = calibrate(read_facts(), chosen.folder, seed=chosen.seed)
    nearby, overall, ways, differences = unseen(found)
    used = refining.QUADRATIC_SHARE, refining.COMMON_SHARE
    shares = " | ".join(f"{share:g} quadratic" for share in _QUADRATIC)
    print(f"| to the mean | {shares} |\n|---|{'---|' * len(_QUADRATIC)}")
    for common in _COMMON:
        cells = []
        for quadratic in _QUADRATIC:
            refining.QUADRATIC_SHARE, refining.COMMON_SHARE = quadratic, common
            mark = " (used)" if (quadratic, common) == used else ""
            cells.append(f"{error(refining.steadied(nearby, overall), ways, differences):.3f}{mark}")
        print(f"| {common:g} | {' | '.join(cells)} |")
    print(
        f"\nRoot mean square errors in SD of the targets, of {np.isfinite(differences).all(axis=2).sum()} "
        f"differences from {len(nearby)} samples; errors beyond {_FARTHEST:g} count as {_FARTHEST:g}."
    )


def unseen(found: Calibrated) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return slopes where left out samples stand, whole and quadratic, ways from there, and differences.

    Ways have the shape (samples, rounds, parameters), differences (samples, rounds, targets); a round in
    which a sample stands where it ended is NaN.
    """
    waves, targets, rows = found.waves, found.problem.targets, found.problem.rows
    begin, shape = sum(waves.points), (waves.rounds, waves.samples)
    values = found.points[begin:].reshape(*shape, -1)
    moved = found.moved[begin:].reshape(*shape, -1)
    scores = standardized(rows, found.points[begin:]).reshape(*shape, -1)
    spread = np.sqrt(targets.spread**2 + found.problem.noise)
    # Where each sample stands: it has the least sum of squares there, which begins with its own targets.
    start = refining.Refinement.begin(found.emulation, waves.samples, found.problem.seed + REFINING)
    distance = np.sum((moved - start.wanted) ** 2 / spread**2, axis=2)
    distance += np.sum((scores - start.start) ** 2, axis=2)
    stands = np.argmin(np.where(np.isfinite(distance), distance, np.inf), axis=0)
    chosen = np.random.default_rng(3).permutation(waves.samples)[: int(_LEFT_OUT * waves.samples)]
    seen = np.ones(shape, dtype=bool)
    seen[:, chosen] = False
    seen[stands[chosen], chosen] = True
    emulation = Emulation.fitted(
        rows,
        targets,
        np.vstack([found.points[:begin], values[seen]]),
        np.vstack([found.moved[:begin], moved[seen]]),
        found.problem.noise,
    )
    place, there = scores[stands[chosen], chosen], moved[stands[chosen], chosen]
    ways = np.swapaxes(scores[:, chosen] - place, 0, 1)
    differences = np.swapaxes((moved[:, chosen] - there) / spread, 0, 1)
    differences[np.arange(len(chosen)), stands[chosen]] = np.nan
    nearby = refining.slopes_at(emulation, place) / spread[:, None]
    overall = refining.slopes_at(emulation, place, whole=True) / spread[:, None]
    return nearby, overall, ways, differences


def error(slopes: np.ndarray, ways: np.ndarray, differences: np.ndarray) -> float:
    """Return the root mean square error of differences predicted by slopes."""
    missed = np.einsum("dtp,drp->drt", slopes, ways) - differences
    return float(np.sqrt(np.nanmean(np.clip(missed, -_FARTHEST, _FARTHEST) ** 2)))


if __name__ == "__main__":
    main()
