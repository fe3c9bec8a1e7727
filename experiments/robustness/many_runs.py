"""What a sweep costs beyond the model's own time: the coordinator's memory and time, and the store's size.

``python experiments/robustness/many_runs.py`` sweeps 100,000 runs of a small scenario with local workers. The
coordinator's memory is read from /proc while it works; its processor time is what it spends per run beside
what the workers do, whose own time scale.py measures. Linux only.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import resource
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mentorsim.experiment.sweep_plan import SweepPlan
    from mentorsim.scenario import Scenario

SMALL = """
title: A very small program
calendar: {terms: 1, weeks_per_term: 4}
cohort: {first_years: 20, upper_years: 10}
friendships: {mean_degree: 3}
program: {mentors: 5, mentees_per_mentor: 2}
outcomes: [retention, gpa, belonging]
"""
SMALL_VARIED = {"program.mentors": list(range(1, 11)), "program.mentees_per_mentor": [1, 2, 3, 4, 5]}


@dataclass(frozen=True)
class Measured:
    """What a sweep took; times in seconds, memory in MB."""

    runs: int
    parts: int
    seconds: float
    coordinator_seconds: float
    bytes_of_store: int
    memory: tuple[tuple[int, float], ...]
    worker_memory: float


def planned(scenario: Scenario, vary: Mapping[str, Any], replications: int) -> SweepPlan:
    """Plan a sweep of a scenario."""
    from mentorsim.experiment.design.experiment import experiment_from_options
    from mentorsim.experiment.design.preparing import prepare

    experiment, places = experiment_from_options("scenario", vary, {"replications": replications})
    return prepare(experiment, places, Path(), scenario=scenario)


def measured(plan: SweepPlan, workers: int) -> Measured:
    """Run a sweep with local workers into a temporary folder, and measure."""
    from mentorsim.api.sweep import run_sweep
    from mentorsim.experiment.execution.options import RunOptions
    from mentorsim.experiment.sweep_results import read_results

    each = len(plan.base.policies)
    expected = plan.points * plan.rule.max_replications * each
    memory: list[tuple[int, float]] = []
    largest = [0.0]

    def watch(progress: Any) -> None:
        done = progress.done * each
        if not memory or done - memory[-1][0] >= expected // 10:
            memory.append((done, resident("self")))
            largest.append(max(map(resident, others_of_this_group()), default=0.0))

    with tempfile.TemporaryDirectory() as name:
        out = Path(name) / "out"
        started, busy = perf_counter(), process_time()
        run_sweep(plan, RunOptions(out=out, executor="local", workers=workers, progress=watch))
        seconds, own = perf_counter() - started, process_time() - busy
        runs = read_results(out).runs_there
        parts = [path.stat().st_size for path in (out / "parts").iterdir()]
    return Measured(runs, len(parts), seconds, own, sum(parts), tuple(memory), max(largest))


def resident(process: str) -> float:
    """Memory that a process holds, what it shares with others included, in MB; 0 where it has ended."""
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    except OSError:
        return 0.0
    return pages * resource.getpagesize() / 1e6


def others_of_this_group() -> list[str]:
    """Return the numbers of the other processes of this group: the workers, and who starts them."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal() and int(folder.name) != os.getpid():
            with contextlib.suppress(OSError):
                if int((folder / "stat").read_text().rpartition(")")[2].split()[2]) == os.getpgrp():
                    found.append(folder.name)
    return found


def main() -> None:
    """Sweep, measure and print."""
    from mentorsim.scenario import parse_scenario

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=100_000)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    plan = planned(parse_scenario(SMALL), SMALL_VARIED, max(1, options.runs // 100))
    found = measured(plan, options.workers)
    print(f"{found.runs:,} runs in {found.seconds:.1f} s with {options.workers} workers, {found.parts} parts")
    print(f"coordinator: {1000 * found.coordinator_seconds / found.runs:.3f} ms of its processor per run")
    print(f"store: {found.bytes_of_store / found.runs:.0f} bytes per run")
    for done, megabytes in found.memory:
        print(f"  after {done:>9,} runs: {megabytes:.0f} MB resident")


if __name__ == "__main__":
    main()
