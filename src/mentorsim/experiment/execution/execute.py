"""One way to run: a plan and options go in, rows come out, in a folder where one is asked for."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Protocol

from mentorsim.errors import UserError
from mentorsim.experiment.execution.batches import BatchSource, completed_batches, suitable_workers
from mentorsim.experiment.execution.executors import (
    BatchExecutor,
    FuturesExecutor,
    SerialExecutor,
    futures_executor,
)
from mentorsim.experiment.execution.interrupts import held_interrupts
from mentorsim.experiment.execution.options import RunOptions
from mentorsim.experiment.execution.progress import Progress, ShowProgress
from mentorsim.experiment.execution.scheduler import PointScheduler
from mentorsim.experiment.execution.selection_scheduler import SelectionScheduler
from mentorsim.experiment.execution.starting import inside_a_worker_that_starts
from mentorsim.experiment.execution.tasks import TaskRunner, packed
from mentorsim.experiment.execution.workers import WorkerProcesses
from mentorsim.experiment.folder.store import DoneRuns, ResultsFolder
from mentorsim.experiment.rows import RunRows
from mentorsim.experiment.sweep_plan import SweepPlan

_BETWEEN_REPORTS = 0.1
_NOT_SENT = (
    "the model or an outcome is defined where other processes cannot import it, so everything runs in this "
    "process; put it into a file of its own to use all cores"
)


@dataclass(frozen=True)
class Execution:
    """How an experiment went.

    Attributes
    ----------
    done
        Replications that are there, of all points together, those found in the folder included.
    expected
        Replications that were to be there.
    failures
        Replications in which some policy failed.
    interrupted
        Whether Ctrl-C ended it.
    seconds
        How long it took.
    reason
        What the stopping rule or the selection said last.
    look
        With a single point: its replications below this number count.
    """

    done: int
    expected: int
    failures: int
    interrupted: bool
    seconds: float
    reason: str
    look: int


class BatchScheduler(BatchSource, Protocol):
    """What is to be run and what has come back: a `PointScheduler` or a `SelectionScheduler`."""

    done: int
    failures: int
    last_reason: str
    look: int

    @property
    def finished(self) -> bool:
        """Whether it is enough."""

    @property
    def expected(self) -> int:
        """Number of replications that will be there when it is probably enough."""

    def add(self, rows: RunRows) -> None:
        """Take the rows of finished replications."""


@contextmanager
def results_folder(plan: SweepPlan, options: RunOptions) -> Iterator[ResultsFolder | None]:
    """Open the results folder, if there is to be one, and close it at the end.

    Raises
    ------
    UserError
        When it cannot be used; see `ResultsFolder`.
    """
    if options.out is None:
        yield None
        return
    folder = ResultsFolder(Path(options.out), plan, resume=options.resume)
    try:
        if options.retry_failed:
            folder.forget_failed()
        yield folder
    finally:
        folder.close()


def execute(
    plan: SweepPlan,
    options: RunOptions,
    folder: ResultsFolder | None,
    *,
    keep: Callable[[RunRows], None] | None = None,
    existing: DoneRuns | None = None,
    forgiving: bool = True,
) -> Execution:
    """Run every policy at every point of a plan until it is enough, or Ctrl-C comes.

    Parameters
    ----------
    plan
        What is run.
    options
        How.
    folder
        Opened by `results_folder`; None: rows go to `keep` alone.
    keep
        Takes the rows that count, as they come; they are also written into the folder.
    existing
        The runs that are there; None: those of the folder.
    forgiving
        Whether the user's mistakes become failed rows.

    Raises
    ------
    UserError
        When options do not fit the plan, the user's input is wrong, the folder cannot be written, or the
        executor cannot continue.
    """
    started = perf_counter()
    if plan.selection is not None and options.share.of > 1:
        raise UserError(
            "select cannot be divided into shards, for what it decides rests on all design points"
        )
    least = max(1, plan.least_replications // options.share.of)
    workers = options.workers or suitable_workers(plan.base, least)
    serial = options.executor == "serial" or (
        options.executor is None and options.scheduler is None and workers == 1 and options.time_limit is None
    )
    runner = TaskRunner(plan.base, forgiving=forgiving)
    with futures_executor(options, workers) as (futures, parallel):
        parallel = 1 if serial else parallel
        if existing is None and folder is not None:
            existing = folder.done()
        scheduler = _scheduler(plan, parallel, options, _keep(folder, keep), existing, folder)
        if folder is not None:
            folder.log.note(_beginning(plan, scheduler, options, parallel))
            for note in plan.notes:
                folder.log.note(f"note: {note}")
        executor = executor_of(
            runner, parallel, supervised=not serial, executor=futures, time_limit=options.time_limit
        )
        interrupted = _run(
            scheduler, runner, executor, folder, Reporter(scheduler, options.progress or None, started)
        )
    execution = Execution(
        done=scheduler.done,
        expected=scheduler.done if scheduler.finished else scheduler.expected,
        failures=scheduler.failures,
        interrupted=interrupted,
        seconds=perf_counter() - started,
        reason=scheduler.last_reason,
        look=scheduler.look,
    )
    if folder is not None:
        folder.log.note(
            f"{'stopped by Ctrl-C' if interrupted else 'ended'} after {execution.seconds:.1f} s: "
            f"{execution.done} of {execution.expected} replications are there, {execution.failures} with a "
            "failed run"
        )
    return execution


def executor_of(
    runner: TaskRunner,
    workers: int,
    *,
    supervised: bool = False,
    executor: Executor | None = None,
    time_limit: float | None = None,
) -> BatchExecutor:
    """Choose who does the batches.

    Parameters
    ----------
    runner
        What does their tasks.
    workers
        How many work at a time.
    supervised
        Whether even a single worker gets a process of its own, so that it can die alone.
    executor
        An executor to use in place of local processes.
    time_limit
        Seconds that a replication may take, where processes are local.

    Raises
    ------
    UserError
        When an executor is given, and the model cannot be sent to it.
    """
    if workers == 1 and not supervised and executor is None:
        return SerialExecutor(runner)
    if inside_a_worker_that_starts():
        raise SystemExit(1)  # without a word: the process that started this worker says what is wrong
    data = packed(runner)
    if data is not None:
        if executor is not None:
            return FuturesExecutor(data, executor, workers)
        return WorkerProcesses(data, workers, time_limit)
    if executor is not None:
        raise UserError(
            "the model or an outcome cannot be sent to the executor: put it into a file of its own"
        )
    warnings.warn(_NOT_SENT, stacklevel=4)
    return SerialExecutor(runner)


def _run(
    scheduler: BatchScheduler,
    runner: TaskRunner,
    executor: BatchExecutor,
    folder: ResultsFolder | None,
    reporter: Reporter,
) -> bool:
    """Run until it is enough; return whether Ctrl-C came first."""
    reporter.report(last=True)
    if scheduler.finished:
        executor.close(gently=True)
        return False
    running = completed_batches(
        runner, scheduler, executor, lambda sentence: None if folder is None else folder.log.note(sentence)
    )
    interrupted = False
    try:
        for rows in running:
            with held_interrupts():
                scheduler.add(rows)
            reporter.report()
            if scheduler.finished:
                break
    except KeyboardInterrupt:
        interrupted = not scheduler.finished
    finally:
        running.close()
        if folder is not None:
            with held_interrupts():
                folder.flush()
    reporter.report(last=True)
    return interrupted


class Reporter:
    """Tells how far it is, a few times a second.

    Parameters
    ----------
    scheduler
        What is being run.
    show
        Called with a `Progress`; None: nobody asks.
    started
        When it began, as `time.perf_counter` tells it.
    """

    def __init__(self, scheduler: BatchScheduler, show: ShowProgress | None, started: float) -> None:
        self._scheduler = scheduler
        self._show = show
        self._started = started
        self._found = scheduler.done
        self._last = 0.0

    def report(self, *, last: bool = False) -> None:
        """Tell, unless it was told a moment ago."""
        now = perf_counter()
        if self._show is None or (now - self._last < _BETWEEN_REPORTS and not last):
            return
        self._last = now
        scheduler = self._scheduler
        done, seconds = scheduler.done, now - self._started
        expected = done if scheduler.finished else scheduler.expected
        new = done - self._found
        left = seconds / new * (expected - done) if new else None
        self._show(Progress(done, expected, scheduler.failures, seconds, left, scheduler.last_reason))


def _keep(folder: ResultsFolder | None, keep: Callable[[RunRows], None] | None) -> Callable[[RunRows], None]:
    def kept(rows: RunRows) -> None:
        if keep is not None:
            keep(rows)
        if folder is not None:
            folder.add(rows)

    return kept


def _scheduler(
    plan: SweepPlan,
    parallel: int,
    options: RunOptions,
    keep: Callable[[RunRows], None],
    existing: DoneRuns | None,
    folder: ResultsFolder | None,
) -> BatchScheduler:
    if plan.selection is None:
        return PointScheduler(plan, parallel, keep, existing, options.share)

    def tell(sentence: str) -> None:
        if folder is not None:
            folder.log.note(sentence)

    return SelectionScheduler(plan, plan.selection, parallel, keep, existing, tell)


def _beginning(plan: SweepPlan, scheduler: BatchScheduler, options: RunOptions, parallel: int) -> str:
    share = "" if options.share.of == 1 else f", shard {options.share.number} of {options.share.of}"
    executor = options.executor
    who = executor if isinstance(executor, str) else "chosen" if executor is None else "given"
    return (
        f"began{share}: {plan.points} points, {scheduler.expected} replications expected, {scheduler.done} "
        f"there already; {parallel} workers, executor {who}"
    )
