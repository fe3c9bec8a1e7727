"""What a sweep saves by doing nothing twice: one policy and its control at 20 program settings.

``python experiments/performance/sweep_sharing.py`` prints the processor time of the sweep over that of the
same points when none of them knows of another. All runs are made in this process, so that processor time
counts everything; each pair is measured one right after the other.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parent))  # for timing

from timing import seconds

SETTINGS = {
    "program.mentees_per_mentor": [1, 2, 3, 4, 5],
    "program.training.hours": [0, 4, 8, 12],
}


def sharing_ratio(replications: int, times: int) -> dict[str, float]:
    """Measure the time of a sweep over that of points that share nothing."""
    from mentorsim.api.sweep import run_sweep
    from mentorsim.experiment.design.experiment import experiment_from_options
    from mentorsim.experiment.design.preparing import prepare
    from mentorsim.experiment.execution.options import RunOptions
    from mentorsim.experiment.sweep_plan import SweepPlan
    from mentorsim.scenario import load_scenario

    settings = {"replications": replications, "policies": ["as planned"]}
    experiment, places = experiment_from_options("scenario", SETTINGS, settings)
    plan = prepare(experiment, places, Path(), scenario=load_scenario("first_year_university"))

    def timed(one: SweepPlan) -> float:
        with tempfile.TemporaryDirectory() as folder:
            options = RunOptions(out=Path(folder) / "out", executor="serial")
            return seconds(lambda: run_sweep(one, options))

    timed(plan)  # loads the kernels
    alone = replace(plan, sharing=None)
    return {"sharing_ratio": median(timed(plan) / timed(alone) for _ in range(times))}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replications", type=int, default=10)
    parser.add_argument("--times", type=int, default=3)
    options = parser.parse_args()
    print(f"sharing_ratio {sharing_ratio(options.replications, options.times)['sharing_ratio']:.3f}")


if __name__ == "__main__":
    main()
