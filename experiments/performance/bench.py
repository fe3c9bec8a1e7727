"""Measure the speed of mentorsim: start-up, and the compiled week against plain Mesa with the same rules.

Run ``make bench``, or ``python experiments/performance/bench.py --json`` for one JSON object. Ratios are
medians of pairs measured one after the other in the same run, so that they hold on a noisy machine; seconds are
this machine's. The plain model is the twin in ``tests/reference``, with Mesa's own random numbers in place of
the keyed ones, which are slow in pure Python; the ratio with keyed draws stands beside it.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

PROJECT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT))

SCENARIO = """
title: Benchmark
cohort:
  first_years: 300
  upper_years: 200
  attributes:
    first_generation: {share: 0.35, gaps: {skill: -0.5, belonging: -0.4}}
    major: {categories: [engineering, nursing, arts], shares: [0.3, 0.3, 0.4]}
program: {mentors: 75, mentees_per_mentor: 4, focus: mixed}
policies:
  random: {match: {method: random}}
  best score:
    match:
      method: score
      criteria:
        - {field: major, rule: same, importance: high}
        - {field: prior_grade, rule: gap, at: 1.0, importance: medium}
"""

FIRST_RUN = """
import sys, time
from mentorsim.model import MentoringModel
from mentorsim.scenario import parse_scenario
MentoringModel(parse_scenario(sys.argv[1]), "random").run()
"""


def seconds(job: Callable[[], object]) -> float:
    """Time one call."""
    started = perf_counter()
    job()
    return perf_counter() - started


def process_seconds(arguments: list[str], times: int, **environment: str) -> float:
    """Median time of a whole process."""
    command = [sys.executable, *arguments]

    def run() -> None:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, **environment})

    return median(seconds(run) for _ in range(times))


def start_up(times: int) -> dict[str, float]:
    """Time how long commands take to answer, and how long a process takes to its first run, compiled and not."""
    run = ["-c", FIRST_RUN, SCENARIO]
    subprocess.run([sys.executable, *run], check=True)
    scenario = str(PROJECT / "scenarios" / "first_year_university.yaml")
    with tempfile.TemporaryDirectory() as empty:
        compile_seconds = process_seconds(run, 1, MENTORSIM_CACHE=empty)
    warm = process_seconds(run, times)
    return {
        "help_seconds": process_seconds(["-m", "mentorsim", "--help"], times),
        "check_seconds": process_seconds(["-m", "mentorsim", "check", scenario], times),
        "warm_start_seconds": warm,
        "compile_seconds": compile_seconds - warm,
    }


def twin_ratios(times: int) -> dict[str, float]:
    """Compare the week loop and the whole run with the plain Mesa model of the same rules."""
    from mentorsim.model import MentoringModel
    from mentorsim.outcomes import measure
    from mentorsim.scenario import parse_scenario
    from mentorsim.world import make_world
    from tests.reference.twin import TwinModel

    scenario = parse_scenario(SCENARIO)
    world = make_world(scenario, 1, 0)
    students = world.cohort.size
    MentoringModel(scenario, "best score", rng=1, world=world).run()
    measure(MentoringModel(scenario, "random", rng=1, world=world).run(), ["retention", "gpa"])
    weeks = scenario.calendar.total_weeks
    repeats = 20

    def ours_week() -> float:
        models = [MentoringModel(scenario, "random", rng=1, world=world) for _ in range(repeats)]
        for model in models:
            model.step()
            model.step()
        return seconds(lambda: [model.run() for model in models]) / repeats

    def ours_run(policy: str) -> float:
        def job() -> None:
            for replication in range(repeats):
                model = MentoringModel(scenario, policy, rng=1, world=make_world(scenario, 1, replication))
                measure(model.run(), ["retention", "gpa"])

        return seconds(job) / repeats

    def twin_week(draws: str) -> float:
        model = TwinModel(scenario, "random", world.cohort, rng=1, draws=draws)
        model.step()
        model.step()
        return seconds(lambda: [model.step() for _ in range(weeks - 2)])

    def twin_run() -> float:
        def job() -> None:
            model = TwinModel(scenario, "random", world.cohort, rng=1, draws="mesa")
            for _ in range(weeks):
                model.step()

        return seconds(job)

    pairs = [(ours_week(), twin_week("mesa")) for _ in range(times)]
    runs = [(ours_run("random"), twin_run(), ours_run("best score")) for _ in range(times)]
    keyed = [(ours_week(), twin_week("keyed")) for _ in range(2)]
    own = median(ours for ours, _ in pairs)
    return {
        "nanoseconds_per_student_week": own / (students * (weeks - 2)) * 1e9,
        "twin_microseconds_per_student_week": median(twin for _, twin in pairs)
        / (students * (weeks - 2))
        * 1e6,
        "twin_ratio_week": median(twin / ours for ours, twin in pairs),
        "twin_ratio_week_keyed_draws": median(twin / ours for ours, twin in keyed),
        "twin_ratio_run": median(twin / random for random, twin, _ in runs),
        "twin_ratio_run_best_score": median(twin / score for _, twin, score in runs),
    }


def two_workers(replications: int) -> dict[str, float]:
    """Compare one worker with two, start-up excluded by taking the difference of two lengths."""
    from mentorsim.experiment.compare import compare
    from mentorsim.scenario import parse_scenario

    scenario = parse_scenario(SCENARIO)

    def slope(workers: int) -> float:
        short = seconds(lambda: compare(scenario, replications=replications, workers=workers))
        long = seconds(lambda: compare(scenario, replications=4 * replications, workers=workers))
        return long - short

    return {"two_worker_speedup": slope(1) / slope(2)}


MEANINGS = {
    "help_seconds": "mentorsim --help, whole process",
    "check_seconds": "mentorsim check, whole process",
    "warm_start_seconds": "a process from its start to the end of its first run, kernels compiled before",
    "compile_seconds": "more than that when nothing is compiled yet",
    "nanoseconds_per_student_week": "week loop, 500 students, one core",
    "twin_microseconds_per_student_week": "plain Mesa model of the same rules, Mesa's random numbers",
    "twin_ratio_week": "week loop: times faster than the plain Mesa model",
    "twin_ratio_week_keyed_draws": "the same with keyed draws in the plain model",
    "twin_ratio_run": "whole run, world and outcomes included, random pairing",
    "twin_ratio_run_best_score": "the same with best-score pairing (the plain model pairs at random)",
    "two_worker_speedup": "two workers against one, start-up excluded",
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument(
        "--times", type=int, default=5, help="how often each is measured; medians are printed"
    )
    options = parser.parse_args()
    figures = start_up(options.times) | twin_ratios(options.times) | two_workers(150)
    if options.json:
        print(json.dumps(figures))
        return
    for name, value in figures.items():
        print(f"{name:38s}{value:12.3f}   {MEANINGS[name]}")


if __name__ == "__main__":
    main()
