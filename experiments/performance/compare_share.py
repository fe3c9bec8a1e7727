"""Where the time of `compare` goes after start-up, and what a second worker brings.

The share of kernels and pairing is measured in one process: the functions below are wrapped in a clock while
the same replications run, and the time inside them, each moment counted once, is divided by the whole.
"""

from __future__ import annotations

import importlib
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median
from time import process_time
from typing import Any

from study import study
from timing import seconds, wall_seconds

POLICIES = 6
COUNTING = "for number in range(50_000_000): pass"
# Where a name is used: these calls are compiled, or are pairing.
CLOCKED = (
    ("mentorsim.model", "run_weeks"),
    ("mentorsim.dynamics.matching", "make_pairs"),
    ("mentorsim.dynamics.matching", "make_groups"),
    ("mentorsim.world", "describe_friendships"),
    ("mentorsim.dynamics.starting", "expect_performance"),
    ("mentorsim.dynamics.matching", "ask"),
    ("mentorsim.dynamics.participation", "raise_toward_one"),
    ("mentorsim.dynamics.tie_making", "describe_ties"),
    ("mentorsim.world", "volunteering"),
)


class Clock:
    """Adds up the time spent inside some functions, each moment once."""

    def __init__(self) -> None:
        self.total = 0.0
        self.inside = False

    def around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function, timed."""

        def timed(*args: Any, **named: Any) -> Any:
            if self.inside:
                return function(*args, **named)
            self.inside = True
            started = process_time()
            try:
                return function(*args, **named)
            finally:
                self.total += process_time() - started
                self.inside = False

        return timed


@contextmanager
def clocked(clock: Clock) -> Iterator[None]:
    """Put the clock around every function of `CLOCKED` and every kernel that the cohort's modules name."""
    replaced: list[tuple[Any, str, Any]] = []
    places = [*CLOCKED, *cohort_kernels()]
    for module_name, name in places:
        module = importlib.import_module(module_name)
        replaced.append((module, name, getattr(module, name)))
    for module, name, function in replaced:
        setattr(module, name, clock.around(function))
    try:
        yield
    finally:
        for module, name, function in replaced:
            setattr(module, name, function)


def cohort_kernels() -> list[tuple[str, str]]:
    """List the compiled functions that the cohort's modules call from Python."""
    import pkgutil

    from numba.core.dispatcher import Dispatcher

    from mentorsim import cohort

    found = []
    for module in pkgutil.iter_modules(cohort.__path__, "mentorsim.cohort."):
        names = vars(importlib.import_module(module.name))
        found += [(module.name, name) for name, value in names.items() if isinstance(value, Dispatcher)]
    return found


def kernel_share(replications: int, times: int) -> dict[str, float]:
    """Share of a comparison's time after start-up that is compiled code or pairing; 6 policies, 500 students.

    With two workers, the replications take half their time and the statistics at the end all of theirs.
    """
    from mentorsim.api.compare import compare
    from mentorsim.experiment.plan import make_plan
    from mentorsim.experiment.replicate import replicate

    scenario = study()
    plan = make_plan(scenario)
    assert len(plan.policies) == POLICIES
    compare(scenario, replications=4, workers=1)

    def replicate_all() -> None:
        for replication in range(replications):
            replicate(plan, replication)

    def share() -> float:
        clock = Clock()
        with clocked(clock):
            replicating = seconds(replicate_all)
        whole = seconds(lambda: compare(scenario, replications=replications, workers=1))
        rest = max(0.0, whole - seconds(replicate_all))
        return (clock.total / 2) / (replicating / 2 + rest)

    return {"kernel_share": median(share() for _ in range(times))}


def two_worker_speedup(replications: int, times: int) -> dict[str, float]:
    """Compare one worker with two; start-up cancels in the difference of a long and a short comparison.

    The second figure is what two processes that only count bring on this machine: more cannot be had.
    """
    from mentorsim.api.compare import compare

    scenario = study()

    def slope(workers: int) -> float:
        short = wall_seconds(lambda: compare(scenario, replications=replications, workers=workers))
        long = wall_seconds(lambda: compare(scenario, replications=4 * replications, workers=workers))
        return long - short

    def bare_slope(processes: int) -> float:
        started = [subprocess.Popen([sys.executable, "-c", COUNTING]) for _ in range(processes)]
        return wall_seconds(lambda: [process.wait() for process in started]) / processes

    return {
        "two_worker_speedup": median(slope(1) / slope(2) for _ in range(times)),
        "two_process_speedup": median(bare_slope(1) / bare_slope(2) for _ in range(times)),
    }
