"""What a run costs beyond the model's own time: coordinator memory and time, and store size per run.

``python experiments/robustness/many_runs.py`` sweeps 100,000 runs of a small scenario with local workers. The
coordinator's memory is read from /proc while it works; its processor time is what it spends per run beside
what the workers do, whose own time is not measured here. Linux only.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
from pathlib import Path
from time import perf_counter, process_time

SMALL = """
title: A very small program
calendar: {terms: 1, weeks_per_term: 4}
cohort: {first_years: 20, upper_years: 10}
friendships: {mean_degree: 3}
program: {mentors: 5, mentees_per_mentor: 2}
outcomes: [retention, gpa, belonging]
"""


def main() -> None:
    """Sweep, measure and print."""
    from mentorsim.experiment.experiment import experiment_from_options
    from mentorsim.experiment.preparing import prepare
    from mentorsim.experiment.sweep import run_sweep
    from mentorsim.experiment.sweep_results import read_results
    from mentorsim.scenario import parse_scenario

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=100_000)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    scenario = parse_scenario(SMALL)
    vary = {"program.mentors": list(range(1, 11)), "program.mentees_per_mentor": [1, 2, 3, 4, 5]}
    settings = {"replications": max(1, options.runs // 100)}
    experiment, places = experiment_from_options("small", vary, settings)
    plan = prepare(experiment, places, Path(), scenario=scenario)
    memory: list[tuple[int, float]] = []

    def watch(progress: object) -> None:
        done = progress.done * 2  # type: ignore[attr-defined]
        if not memory or done - memory[-1][0] >= options.runs // 10:
            memory.append((done, resident()))

    with tempfile.TemporaryDirectory() as name:
        out = Path(name) / "out"
        started, busy = perf_counter(), process_time()
        run_sweep(plan, out, executor="local", workers=options.workers, progress=watch)
        seconds, own = perf_counter() - started, process_time() - busy
        runs = read_results(out).runs_there
        size = sum(path.stat().st_size for path in (out / "parts").iterdir())
        parts = sum(1 for _ in (out / "parts").iterdir())
    print(f"{runs:,} runs in {seconds:.1f} s with {options.workers} workers, {parts} parts")
    print(f"coordinator: {1000 * own / runs:.3f} ms of its processor per run (work of workers not counted)")
    print(f"store: {size / runs:.0f} bytes per run")
    for done, megabytes in memory:
        print(f"  after {done:>9,} runs: {megabytes:.0f} MB resident")


def resident() -> float:
    """Memory that this process holds, in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


if __name__ == "__main__":
    main()
