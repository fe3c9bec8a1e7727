"""Measure seconds: of a call, of a whole process, and of two things that are compared."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from statistics import median
from time import perf_counter


def seconds(job: Callable[[], object]) -> float:
    """Time one call."""
    started = perf_counter()
    job()
    return perf_counter() - started


def best_of(job: Callable[[], object], times: int) -> float:
    """Give the shortest of several times: what the call takes when nothing else disturbs it."""
    return min(seconds(job) for _ in range(times))


def ratio_of(slow: Callable[[], float], fast: Callable[[], float], times: int) -> float:
    """Give the median of ``slow / fast``, each pair measured one right after the other."""
    return median(slow() / fast() for _ in range(times))


def process_seconds(arguments: list[str], times: int, **environment: str) -> float:
    """Give the median time of a whole process of this Python."""

    def run() -> None:
        subprocess.run(
            [sys.executable, *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **environment},
        )

    return median(seconds(run) for _ in range(times))
