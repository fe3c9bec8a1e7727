"""How worker processes are started: one thread each, deaf to Ctrl-C, the user's script not run again."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from multiprocessing.context import BaseContext
from typing import TYPE_CHECKING

from mentorsim.experiment.execution.warm_up import MARK
from mentorsim.numerics.processors import usable_cores

if TYPE_CHECKING:
    from mentorsim.scenario import Scenario

#: Student-weeks, about two seconds of work: less is done before processes have started.
_PARALLEL_FROM = 5e6
#: One thread each: the processes themselves fill the cores.
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")


def inside_a_worker_that_starts() -> bool:
    """Whether this process is a worker that is importing the user's script, which must not start workers."""
    # multiprocessing runs the script under this name before it tells the new process who its parent is. In
    # other processes the name stands for the main module, which calls itself otherwise.
    script = sys.modules.get("__mp_main__")
    return getattr(script, "__name__", "") == "__mp_main__" and multiprocessing.parent_process() is None


@cache
def process_context() -> BaseContext:
    """How processes are started here: from a server that has the kernels loaded, where there can be one."""
    # A fork server imports once and forks clean processes; forking this process itself would copy its threads
    # and locks. Elsewhere processes start afresh.
    if sys.platform == "linux":
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["mentorsim.experiment.execution.warm_up"])
        return context
    return multiprocessing.get_context("spawn")


@contextmanager
def quiet_start(*, import_the_script: bool) -> Iterator[None]:
    """Start processes with one thread each, and if possible without running the user's script again.

    multiprocessing makes a new process import the main script, which would start the comparison once more in
    scripts that do not guard it with ``if __name__ == "__main__"``. It does so only if the main module says
    where it came from. Nothing here needs it unless the runner holds something that the script defines.
    """
    main = sys.modules["__main__"]
    hidden: dict[str, object] = {}
    if not import_the_script:
        hidden = {name: main.__dict__.pop(name) for name in ("__file__", "__spec__") if name in main.__dict__}
        main.__dict__["__spec__"] = None
    settings = dict.fromkeys((*_ONE_THREAD, MARK), "1")
    before = {name: os.environ.get(name) for name in settings}
    os.environ.update(settings)
    try:
        _start_fork_server()
        yield
    finally:
        main.__dict__.update(hidden)
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def is_much(scenario: Scenario, policies: int, replications: int) -> bool:
    """Whether so many runs are worth processes of their own."""
    cohort, calendar = scenario.cohort, scenario.calendar
    students = cohort.first_years + cohort.upper_years + (1000 if cohort.roster is not None else 0)
    return replications * policies * students * calendar.total_weeks >= _PARALLEL_FROM


def start_ahead() -> None:
    """Let the server that workers come from load the kernels while this process still imports and checks."""
    if sys.platform == "linux" and usable_cores() > 1:
        process_context()
        with quiet_start(import_the_script=False):
            pass


def _start_fork_server() -> None:
    """Start the fork server deaf to Ctrl-C, and so all that it forks, from their first moment."""
    if sys.platform != "linux" or threading.current_thread() is not threading.main_thread():
        return
    from multiprocessing import forkserver

    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        forkserver.ensure_running()
    finally:
        signal.signal(signal.SIGINT, before)
