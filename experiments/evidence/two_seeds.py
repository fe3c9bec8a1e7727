"""Compare two calibrations to the same facts that differ in seed: other points, samples and replications.

    mentorsim calibrate --out results/one --seed 1
    python experiments/evidence/two_seeds.py results/one results/two

Where the second folder has no samples yet, they are made: a calibration with seed 2 and fewer points
(`WAVES`), to be affordable; the same command continues it. Any two folders can be compared.

For every parameter that either calls identified: both means with their standard errors over the samples, how
far they are apart in posterior SD and in standard errors, and how much of their 90% intervals they share.
Then what each gives for every fact.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from mentorsim.evidence.calibration import Waves, calibrate
from mentorsim.evidence.calibration_findings import findings_of
from mentorsim.evidence.facts import read_facts
from mentorsim.experiment.execution.options import RunOptions
from mentorsim.experiment.posterior import Posterior, load_posterior

WAVES = Waves(points=(400, 200), widened=(2.0,), samples=300, rounds=3, moves=2)
SEED = 2


def parameters(one: Posterior, two: Posterior) -> Iterator[str]:
    """Write the table of parameters."""
    told = [name for name in one.names if name in {*one.record["identified"], *two.record["identified"]}]
    yield "| parameter | first: mean ± error (90 %) | second | apart, posterior SD | in errors | shared |"
    yield "|---|---|---|---|---|---|"
    for name in told:
        apart = two.mean(name) - one.mean(name)
        spread = np.sqrt(0.5 * (one.sd(name) ** 2 + two.sd(name) ** 2))
        errors = np.hypot(error(one, name), error(two, name))
        marks = "".join(
            mark for mark, posterior in (("¹", one), ("²", two)) if name in posterior.record["identified"]
        )
        yield (
            f"| `{name}` {marks} | {described(one, name)} | {described(two, name)} | {apart / spread:+.2f} "
            f"| {apart / errors:+.1f} | {shared(one, two, name):.0%} |"
        )
    yield ""
    yield "¹ ² identified by the first, by the second"
    yield ""
    apart_all = np.array(
        [
            (two.mean(name) - one.mean(name)) / np.hypot(error(one, name), error(two, name))
            for name in one.names
        ]
    )
    yield (
        f"Of all {len(apart_all)} parameters the means differ by more than two standard errors in "
        f"{np.mean(np.abs(apart_all) > 2.0):.0%} (by chance 5 %), by more than three in "
        f"{np.count_nonzero(np.abs(apart_all) > 3.0)}."
    )


def facts(one: Posterior, two: Posterior) -> Iterator[str]:
    """Write the table of facts."""
    yield "| fact | published (band) | first: mean (90 %) | samples in band | second | samples in band |"
    yield "|---|---|---|---|---|---|"
    for label, first in one.record["facts"].items():
        second = two.record["facts"][label]
        low, high = first["band"]
        yield (
            f"| {label} | {first['published']:g} ({low:g} to {high:g}) | {predicted(first)} "
            f"| {first['inside']:.0%} | {predicted(second)} | {second['inside']:.0%} |"
        )
    yield ""
    yield "All facts in their bands at once: " + ", ".join(
        f"{posterior.record['all_inside']:.0%} of {len(posterior)} samples" for posterior in (one, two)
    )


def error(posterior: Posterior, name: str) -> float:
    """Return the standard error of a mean over the samples, which tell as much as fewer of equal weight."""
    return posterior.sd(name) / float(np.sqrt(posterior.effective))


def described(posterior: Posterior, name: str) -> str:
    """Write mean, standard error and interval."""
    low, high = posterior.interval(name)
    return f"{posterior.mean(name):.3g} ± {error(posterior, name):.2g} ({low:.3g} to {high:.3g})"


def predicted(found: dict[str, Any]) -> str:
    """Write what the samples give for a fact."""
    low, mean, high = found["simulated"]
    return f"{mean:.3g} ({low:.3g} to {high:.3g})"


def shared(one: Posterior, two: Posterior, name: str) -> float:
    """Return the part of the shorter 90% interval that lies in the other."""
    (low, high), (other_low, other_high) = one.interval(name), two.interval(name)
    both = min(high, other_high) - max(low, other_low)
    return float(max(both, 0.0) / min(high - low, other_high - other_low))


def main() -> None:
    """Print both tables."""
    arguments = argparse.ArgumentParser(description="Compare two calibrations from different seeds.")
    arguments.add_argument("first", type=Path)
    arguments.add_argument("second", type=Path)
    arguments.add_argument("--workers", type=int, default=2)
    chosen = arguments.parse_args()
    if not (chosen.second / "posterior.csv").exists():
        found = calibrate(
            read_facts(), chosen.second, seed=SEED, waves=WAVES, options=RunOptions(workers=chosen.workers)
        )
        findings_of(found).posterior.write(chosen.second / "posterior.csv")
    one, two = (load_posterior(folder / "posterior.csv") for folder in (chosen.first, chosen.second))
    print("\n".join(parameters(one, two)), "\n".join(facts(one, two)), sep="\n\n")


if __name__ == "__main__":
    main()
