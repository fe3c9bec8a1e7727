"""Tasks that are not runs of policies, such as studies of a calibration, done as the options of a run say."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from functools import lru_cache, partial
from typing import Any, TypeVar

from mentorsim.experiment.execution.executors import broken, futures_executor
from mentorsim.experiment.execution.options import RunOptions
from mentorsim.experiment.execution.starting import process_context, quiet_start
from mentorsim.numerics.processors import usable_cores
from mentorsim.plugins import load_plugins

Shared = TypeVar("Shared")
Task = TypeVar("Task")
Result = TypeVar("Result")

#: Tasks that are handed out ahead, for each process.
_AHEAD = 2


@contextmanager
def task_pool(
    work: Callable[[Shared, Task], Result],
    shared: Shared,
    options: RunOptions,
    *,
    modules: Sequence[str] = (),
) -> Iterator[Callable[[Sequence[Task]], Iterator[Result]]]:
    """Open a pool that does tasks with what they share; processes stay until it is closed.

    Parameters
    ----------
    work
        A function at the top of a module. Its results must say what they are of: they come as they are done.
    shared
        What every task needs; handed over once where processes are local.
    options
        Who does the work: `workers`, `executor` and `scheduler`.
    modules
        The user's own modules that `shared` needs.

    Yields
    ------
    callable
        Takes tasks and yields their results in any order.

    Raises
    ------
    UserError
        When the executor is broken, or Dask cannot be used; errors of `work` are passed on.
    """
    workers = usable_cores() if options.workers is None else options.workers
    elsewhere = options.scheduler is not None or options.executor not in (None, "serial", "local")
    if not elsewhere and (options.executor == "serial" or workers <= 1):
        yield lambda tasks: (work(shared, task) for task in tasks)
        return
    packed = pickle.dumps((tuple(modules), pickle.dumps((work, shared))))
    if elsewhere:
        with futures_executor(options, workers) as (executor, parallel):
            assert executor is not None
            yield lambda tasks: _done_by(executor, parallel, tasks, partial(_do, packed))
        return
    with quiet_start(import_the_script="__main__" in modules):
        pool = ProcessPoolExecutor(
            workers, mp_context=process_context(), initializer=_begin, initargs=(packed,)
        )

    def locally(tasks: Sequence[Task]) -> Iterator[Result]:
        if len(tasks) <= 1:
            return (work(shared, task) for task in tasks)
        with_script = "__main__" in modules
        return _done_by(pool, workers, tasks, _do_here, import_the_script=with_script)

    try:
        yield locally
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _done_by(
    executor: Executor,
    parallel: int,
    tasks: Sequence[Any],
    call: Callable[[Any], Any],
    *,
    import_the_script: bool = False,
) -> Iterator[Any]:
    left, running = iter(tasks), set[Future[Any]]()
    try:
        while True:
            for task in left:
                # A process pool starts its processes when tasks come.
                with quiet_start(import_the_script=import_the_script):
                    running.add(executor.submit(call, task))
                if len(running) >= _AHEAD * parallel:
                    break
            if not running:
                return
            done, running = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                yield future.result()
    except BrokenExecutor as error:
        raise broken(error) from None
    finally:
        for future in running:
            future.cancel()


def _do(packed: bytes, task: Any) -> Any:
    work, shared = _unpacked(packed)
    return work(shared, task)


@lru_cache(maxsize=2)
def _unpacked(packed: bytes) -> tuple[Callable[[Any, Any], Any], Any]:
    # The modules first: what is packed with them may need them.
    modules, rest = pickle.loads(packed)
    load_plugins(modules)
    found: tuple[Callable[[Any, Any], Any], Any] = pickle.loads(rest)
    return found


_packed = b""


def _begin(packed: bytes) -> None:
    global _packed
    _packed = packed
    _unpacked(packed)


def _do_here(task: Any) -> Any:
    return _do(_packed, task)
