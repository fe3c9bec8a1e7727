"""Print and draw what a program does for a student, by how close the two of a pair became.

    python experiments/pairing/closeness.py --workers 2 --figure docs/images/closeness.png

Every mentee is compared with himself or herself in the same replication without the program. Mentees are
sorted by the closeness of their pair at its end into fifths of each replication. Each row stands for the
posterior's samples: the mean, and where the middle nine tenths of the samples lie. Closeness is an outcome
of the year, too: a student who does well may come more often. The comparison says what goes together in the
model, not what would happen if a pair were told to be closer.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from paired_runs import Floats, load, policies_of, runs_of

from mentorsim.evidence.closeness import final_rapport
from mentorsim.experiment.posterior import load_posterior
from mentorsim.outcomes import RunView
from mentorsim.report import style
from mentorsim.statistics.weighted import effective_number, weighted_mean, weighted_quantile

PROGRAM = "mixed_program"
FIFTHS = ("least close", "second", "third", "fourth", "closest")
#: What is measured, with the factor to the unit that is shown.
MEASURES = {"GPA, SD": 1.0, "retention, percentage points": 100.0}


@dataclass(frozen=True)
class Task:
    """One posterior sample in some replications."""

    parameters: dict[str, float]
    replications: int


def by_fifth(task: Task) -> Floats:
    """Return mean effects by fifth of closeness, shape (measures, fifths)."""
    scenario = load(PROGRAM).with_parameters(task.parameters)
    found = []
    for replication in range(task.replications):
        (_, without), (_, run) = runs_of(scenario, replication, policies_of(PROGRAM)[:2])
        gpa = (run.gpa - without.gpa) / np.nanstd(without.gpa, ddof=1)
        stayed = run.enrolled.astype(np.float64) - without.enrolled
        order = sorted_by_closeness(run)
        found.append([[np.nanmean(effect[part]) for part in order] for effect in (gpa, stayed)])
    return np.array(found).mean(axis=0) * np.array(list(MEASURES.values()))[:, None]


def sorted_by_closeness(run: RunView) -> list[np.ndarray]:
    """Return the first-years who had a mentor, in fifths by the closeness of their last pair at its end."""
    closeness = np.full(len(run.students.role), np.nan)
    for tie in np.argsort(run.pairs.start, kind="stable"):
        closeness[run.pairs.mentee[tie]] = final_rapport(run)[tie]
    own = closeness[run.first_years.rows]
    known = np.flatnonzero(np.isfinite(own))
    return np.array_split(known[np.argsort(own[known], kind="stable")], len(FIFTHS))


def lines(found: Floats, weights: Floats, replications: int) -> Iterator[str]:
    """Write the table; `found` has the shape (samples, measures, fifths)."""
    yield (
        f"{len(found)} posterior samples (effective number {effective_number(weights):.0f}), {replications} "
        "replications of each; mean over samples, and the middle nine tenths of them"
    )
    yield ""
    yield f"| pairs | {' | '.join(MEASURES)} |"
    yield "|---|---|---|"
    for fifth, name in enumerate(FIFTHS):
        cells = [
            described(found[:, measure, fifth], weights, (3, 1)[measure]) for measure in range(len(MEASURES))
        ]
        yield f"| {name} | {' | '.join(cells)} |"
    for measure, name in enumerate(MEASURES):
        apart = found[:, measure, -1] - found[:, measure, 0]
        above = float(weighted_mean((apart > 0.0).astype(np.float64), weights))
        yield ""
        yield (
            f"{name}: closest minus least close {described(apart, weights, (3, 1)[measure])}; above 0 in "
            f"{above:.0%} of the samples."
        )


def described(values: Floats, weights: Floats, digits: int) -> str:
    """Write a mean over samples with the middle nine tenths."""
    low, high = weighted_quantile(values, [0.05, 0.95], weights)
    mean = float(weighted_mean(values, weights))
    return f"{mean:+.{digits}f} ({low:+.{digits}f} to {high:+.{digits}f})".replace("-", "−")


def figure(found: Floats, weights: Floats, target: Path) -> None:
    """Draw both measures by fifth of closeness."""
    with style.styled():
        picture = style.new_picture(7.6, 3.0)
        grid = picture.subplots(1, len(MEASURES))
        for measure, (axes, name) in enumerate(zip(grid, MEASURES, strict=True)):
            values = found[:, measure]
            low, high = (weighted_quantile(values, share, weights) for share in (0.05, 0.95))
            at = np.arange(len(FIFTHS))
            axes.vlines(at, low, high, color=style.PALETTE[0], linewidth=5.0, alpha=0.3)
            axes.plot(at, weighted_mean(values, weights), "o-", color=style.PALETTE[0], markersize=5.0)
            axes.axhline(0.0, color=style.DARK, linewidth=0.8)
            axes.set_xticks(at, [name.replace(" ", "\n") for name in FIFTHS])
            axes.set_title(f"Effect on {name}")
        picture.set_layout_engine("constrained")
        style.save(picture, target)


def main() -> None:
    """Simulate, print and draw."""
    arguments = argparse.ArgumentParser(description="What a program does by how close a pair became.")
    arguments.add_argument("--samples", type=int, default=100)
    arguments.add_argument("--replications", type=int, default=8)
    arguments.add_argument("--workers", type=int, default=2)
    arguments.add_argument("--posterior", help="a CSV of samples; by default those that come with mentorsim")
    arguments.add_argument("--figure", type=Path, help="write the figure here")
    chosen = arguments.parse_args()
    posterior = load_posterior(chosen.posterior).fewer(chosen.samples)
    tasks = [Task(posterior.values(sample), chosen.replications) for sample in range(len(posterior))]
    with ProcessPoolExecutor(chosen.workers) as pool:
        found = np.array(list(pool.map(by_fifth, tasks)))
    print("\n".join(lines(found, posterior.weights, chosen.replications)))
    if chosen.figure is not None:
        figure(found, posterior.weights, chosen.figure)


if __name__ == "__main__":
    main()
