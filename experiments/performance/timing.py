"""Measure seconds: of a call, of a whole process, and of two things that are compared."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from statistics import median
from time import perf_counter, process_time
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def seconds(job: Callable[[], object]) -> float:
    """Time one call that keeps one core busy: its processor time, without other work on the machine."""
    started = process_time()
    job()
    return process_time() - started


def wall_seconds(job: Callable[[], object]) -> float:
    """Time one call by the clock on the wall."""
    started = perf_counter()
    job()
    return perf_counter() - started


def best_of(job: Callable[[], object], times: int) -> float:
    """Return the shortest of several times: what the call takes when nothing else disturbs it."""
    return min(seconds(job) for _ in range(times))


def ratio_of(slow: Callable[[], float], fast: Callable[[], float], times: int) -> float:
    """Return the median of ``slow / fast``, each pair measured one right after the other."""
    return median(slow() / fast() for _ in range(times))


def process_seconds(arguments: list[str], times: int, **environment: str) -> float:
    """Return the median time of a whole process of this Python."""

    def run() -> None:
        subprocess.run(
            [sys.executable, *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **environment},
        )

    return median(wall_seconds(run) for _ in range(times))


def in_a_process(job: Callable[P, R], *args: P.args, **named: P.kwargs) -> R:
    """Call a function in a new process, so that its memory is its own."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(job, *args, **named).result()
