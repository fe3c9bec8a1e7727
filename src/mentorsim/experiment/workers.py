"""Processes that run replications: how they are started, what they know, and what they do."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import cache
from multiprocessing.context import BaseContext
from typing import TYPE_CHECKING

from mentorsim.experiment.warm_up import MARK

if TYPE_CHECKING:
    from mentorsim.experiment.plan import Plan
    from mentorsim.experiment.rows import RunRows

#: One thread each: the processes themselves fill the cores.
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")


def usable_cores() -> int:
    """Give the number of cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Workers:
    """A pool of processes that know one plan.

    Parameters
    ----------
    plan
        The pickled plan; workers get nothing else.
    count
        How many processes.
    """

    def __init__(self, plan: bytes, count: int) -> None:
        self.count = count
        # A worker is given the plan's bytes and unpacks them in its first task, so that a plan that cannot be
        # unpacked fails with its reason and not as a broken pool.
        self._pool = ProcessPoolExecutor(
            count, mp_context=process_context(), initializer=_begin, initargs=(plan,)
        )
        self.import_the_script = b"__main__" in plan

    def submit(self, replications: Sequence[int]) -> Future[tuple[RunRows, float]]:
        """Hand out some replications."""
        with quiet_start(import_the_script=self.import_the_script):
            return self._pool.submit(_run, tuple(replications))

    def close(self, *, wait: bool) -> None:
        """Let the processes go; work that has not begun is dropped."""
        self._pool.shutdown(wait=wait, cancel_futures=True)


def packed(plan: Plan) -> bytes | None:
    """Pickle a plan for workers; None where they could not unpack it.

    That is so for a model or outcome that was defined in a notebook or at the prompt, which no other process
    can import.
    """
    try:
        data = pickle.dumps(plan)
    except (pickle.PicklingError, AttributeError, TypeError):
        return None
    main = sys.modules.get("__main__")
    importable = getattr(main, "__file__", None) is not None or getattr(main, "__spec__", None) is not None
    return data if importable or b"__main__" not in data else None


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
        context.set_forkserver_preload(["mentorsim.experiment.warm_up"])
        return context
    return multiprocessing.get_context("spawn")


@contextmanager
def quiet_start(*, import_the_script: bool) -> Iterator[None]:
    """Start processes with one thread each, and if possible without running the user's script again.

    multiprocessing makes a new process import the main script, which would start the comparison once more in
    scripts that do not guard it with ``if __name__ == "__main__"``. It does so only if the main module says
    where it came from. Nothing here needs it unless the plan holds something that the script defines.
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


def _start_fork_server() -> None:
    """Start the fork server deaf to Ctrl-C, and so all that it forks, from their first moment.

    A process that dies of Ctrl-C while it is starting can take a lock of the pool with it, for which all
    others would wait forever.
    """
    if sys.platform != "linux" or threading.current_thread() is not threading.main_thread():
        return
    from multiprocessing import forkserver

    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        forkserver.ensure_running()
    finally:
        signal.signal(signal.SIGINT, before)


_packed_plan = b""


def _begin(plan: bytes) -> None:
    global _packed_plan
    _packed_plan = plan
    # Ctrl-C reaches the whole group of processes; only the first one decides what to do about it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@cache
def _plan(data: bytes) -> Plan:
    plan: Plan = pickle.loads(data)
    return plan


def _run(replications: tuple[int, ...]) -> tuple[RunRows, float]:
    from time import perf_counter

    from mentorsim.experiment.replicate import replicate_all

    plan = _plan(_packed_plan)
    started = perf_counter()
    rows = replicate_all(plan, replications)
    return rows, perf_counter() - started
