"""How far a sweep goes: what is measured here, and what follows for studies that nobody runs on a laptop.

``python experiments/robustness/scale.py`` prints the tables of docs/evidence/scale.md: what a run costs
beyond the model's own time, what 100,000 runs need, and from that what a million runs and a study of a
hundred million student-years would. Processor times are medians, so that other work on the machine disturbs
them little. It takes some minutes on two cores. Linux only.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections.abc import Callable
from concurrent.futures import wait
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent))  # for many_runs

from many_runs import SMALL, SMALL_VARIED, Measured, measured, planned

if TYPE_CHECKING:
    from mentorsim.scenario import Scenario

_DEMO = "first_year_university"
_DEMO_VARIED = {"program.training.hours": [0, 4, 8], "program.mentees_per_mentor": [1, 2, 4]}
_MANY_POINTS = {"program.training.hours": [hours / 10 for hours in range(100)]}


@dataclass(frozen=True)
class PerRun:
    """Milliseconds of a processor that a run takes: the model alone, and with its row."""

    model: float
    with_row: float

    def beyond(self, sweep: Measured) -> float:
        """Return what a run costs beyond the model, the coordinator's share included."""
        return self.with_row - self.model + 1000 * sweep.coordinator_seconds / sweep.runs


def per_run(scenario: Scenario, replications: int) -> PerRun:
    """Time the replications of a scenario with and without outcomes and rows, in turn."""
    from mentorsim.experiment.plan import make_plan
    from mentorsim.experiment.replicate import replicate
    from mentorsim.model import MentoringModel
    from mentorsim.world import make_world

    plan = make_plan(scenario)

    def model_alone(number: int) -> None:
        world = make_world(scenario, plan.seed, number)
        for policy in plan.policies:
            MentoringModel(scenario, policy=policy, rng=plan.seed, replication=number, world=world).run()

    def with_row(number: int) -> None:
        replicate(plan, number)

    for do in (model_alone, with_row):
        do(0)
    times: dict[Callable[[int], None], list[float]] = {model_alone: [], with_row: []}
    for number in range(replications):
        for do, taken in times.items():
            begun = process_time()
            do(number)
            taken.append(1000 * (process_time() - begun) / len(plan.policies))
    return PerRun(*(statistics.median(taken) for taken in times.values()))


def per_point(scenario: Scenario) -> float:
    """Return the milliseconds that checking one more point takes."""
    few, many = 1, len(_MANY_POINTS["program.training.hours"])
    times = []
    for count in (few, many, few, many, few, many):
        vary = {name: values[:count] for name, values in _MANY_POINTS.items()}
        begun = process_time()
        planned(scenario, vary, 1)
        times.append(process_time() - begun)
    return 1000 * (min(times[1::2]) - min(times[::2])) / (many - few)


def dask_task(runner: bytes, tasks: int = 2000) -> float:
    """Return the milliseconds that all of Dask takes for a task that does nothing, with two workers."""
    from mentorsim.experiment.execution.dask_cluster import dask_executor

    with dask_executor(None, 2) as (executor, _):
        wait([executor.submit(len, runner) for _ in range(100)])
        begun = perf_counter()
        wait([executor.submit(len, runner) for _ in range(tasks)])
        return 1000 * (perf_counter() - begun) / tasks


def main() -> None:
    """Measure, compute and print."""
    from mentorsim.experiment.execution.tasks import TaskRunner, packed
    from mentorsim.scenario import load_scenario, parse_scenario

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=100_000)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    small, demo = parse_scenario(SMALL), load_scenario(_DEMO)
    plan = planned(small, SMALL_VARIED, max(1, options.runs // 100))
    many = measured(plan, options.workers)
    small_run, demo_run = per_run(small, 400), per_run(demo, 40)
    demo_plan = planned(demo, _DEMO_VARIED, 40)
    demo_sweep = measured(demo_plan, options.workers)
    print_many(many, options.workers)
    print_runs(small_run, many, demo_run, demo_sweep)
    point = per_point(demo)
    print_studies(demo, demo_run, demo_sweep, many)
    packed_job = packed(TaskRunner(demo_plan.base, forgiving=True))
    assert packed_job is not None
    print_limits(point, demo_run, many, dask_task(packed_job))


def print_many(many: Measured, workers: int) -> None:
    """Print what the sweep of very many runs took."""
    early, late = many.memory[1], many.memory[-1]
    table(
        f"{many.runs:,} runs of a very small scenario (30 students, 4 weeks), 50 points, {workers} workers",
        {
            f"memory of the coordinator after {early[0]:,} and after {late[0]:,} runs": (
                f"{early[1]:.0f} MB and {late[1]:.0f} MB"
            ),
            "its processor time per run": f"{1000 * many.coordinator_seconds / many.runs:.3f} ms",
            "size of the store per run": f"{many.bytes_of_store / many.runs:.0f} bytes",
            "parts": f"{many.parts}",
        },
    )


def print_runs(small: PerRun, many: Measured, demo: PerRun, sweep: Measured) -> None:
    """Print what a run costs beyond the model."""
    print("\n| processor time per run | very small scenario | `first_year_university` |\n|---|--:|--:|")
    print(f"| the model alone | {small.model:.2f} ms | {demo.model:.2f} ms |")
    print(f"| with its outcomes and its row | {small.with_row:.2f} ms | {demo.with_row:.2f} ms |")
    coordinator = [1000 * found.coordinator_seconds / found.runs for found in (many, sweep)]
    print(f"| the coordinator's share | {coordinator[0]:.3f} ms | {coordinator[1]:.3f} ms |")
    print(f"| **beyond the model** | **{small.beyond(many):.2f} ms** | **{demo.beyond(sweep):.2f} ms** |")
    size = sweep.bytes_of_store / sweep.runs
    print(f"\n(The sweep of {_DEMO}: {sweep.runs:,} runs, {size:.0f} bytes each.)")


def print_studies(scenario: Scenario, run: PerRun, sweep: Measured, many: Measured) -> None:
    """Print what larger studies need, computed from what was measured."""
    students = scenario.cohort.first_years + scenario.cohort.upper_years
    own = 1000 * many.coordinator_seconds / many.runs
    each = sweep.bytes_of_store / sweep.runs
    for title, runs in (("A million runs", 1e6), ("A hundred million student-years", 1e8 / students)):
        hours = runs * run.with_row / 3.6e6
        table(
            f"{title} of `{_DEMO}` ({runs:,.0f} runs of {students} students)",
            {
                f"core hours, at {run.with_row:.1f} ms per run": f"{hours:.2f}",
                "on 50 cores": f"{hours * 3600 / 50:.0f} s",
                "disk for the rows": f"{runs * each / 1e6:.0f} MB",
                "memory: coordinator, and each worker": (
                    f"{many.memory[-1][1]:.0f} MB and {sweep.worker_memory:.0f} MB"
                ),
                "tasks of one second, as a scheduler sees them": f"{hours * 3600:,.0f}",
                "time of the coordinator": f"{runs * own / 1000:.0f} s",
            },
        )


def print_limits(point: float, run: PerRun, many: Measured, dask: float) -> None:
    """Print where it would break first."""
    own = 1000 * many.coordinator_seconds / many.runs
    table(
        "Where it would break first",
        {
            "checking a point before the first run": f"{point:.2f} ms",
            "a hundred thousand points, a million points": (
                f"{point * 1e5 / 6e4:.1f} and {point * 1e6 / 6e4:.0f} minutes"
            ),
            "runs per second that one coordinator keeps": f"{1000 / own:,.0f}",
            f"workers that it feeds, at {run.with_row:.1f} ms per run": f"{run.with_row / own:,.0f}",
            "Dask, all of it on these two cores, for a task that does nothing": f"{dask:.2f} ms",
            "workers that it keeps busy with tasks of one second": f"{1000 / dask:,.0f}",
        },
    )


def table(title: str, rows: dict[str, str]) -> None:
    """Print a table in Markdown."""
    print(f"\n| {title} | |\n|---|--:|")
    for name, value in rows.items():
        print(f"| {name} | {value} |")


if __name__ == "__main__":
    main()
