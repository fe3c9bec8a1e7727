"""Kill a worker, the coordinator, or everything at 50 random moments in sweeps of 2,000 runs.

``python experiments/robustness/kill_test.py`` starts sweeps, kills with SIGKILL what works on them, continues
with each until it is complete, and compares its rows with those of a sweep that nobody disturbed. Linux only.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # for tests.experiment.killing


def main() -> None:
    """Kill, compare and print."""
    from mentorsim.api.sweep import run_sweep
    from mentorsim.experiment.execution.options import RunOptions
    from mentorsim.experiment.sweep_results import read_results
    from tests.experiment.killing import Kills, plan, sweep_under_fire

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--points", type=int, default=10)
    parser.add_argument("--replications", type=int, default=100)
    parser.add_argument("--longest", type=float, default=8.0, help="longest wait between two kills, seconds")
    options = parser.parse_args()
    size = options.points, options.replications
    kills = Kills(Random(6), wanted=options.kills)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run_sweep(plan(*size), RunOptions(out=folder / "undisturbed", executor="serial"))
        expected = read_results(folder / "undisturbed").runs()
        sweeps = 0
        while kills.done < kills.wanted:
            sweeps += 1
            out = folder / f"sweep-{sweeps}"
            sweep_under_fire(out, *size, kills, options.longest)
            results = read_results(out)
            written = len(results.table([]))
            same = results.runs().equals(expected)
            print(
                f"sweep {sweeps}: {kills.done} kills so far; {written} rows written, {results.runs_there} "
                f"runs, same rows as undisturbed: {same}",
                flush=True,
            )
            if not same or written != len(expected):
                sys.exit(1)
    print(f"{kills.done} kills in {sweeps} sweeps of {len(expected)} runs: nothing lost, nothing twice")


if __name__ == "__main__":
    main()
