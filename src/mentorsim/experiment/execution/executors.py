"""Who does batches: this process, or any executor of `concurrent.futures`."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Executor, Future, wait
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter
from typing import Protocol

from mentorsim.errors import UserError
from mentorsim.experiment.execution.dask_cluster import dask_executor
from mentorsim.experiment.execution.options import RunOptions
from mentorsim.experiment.execution.tasks import Batch, TaskRunner, run_batch
from mentorsim.experiment.failure import Failure
from mentorsim.experiment.rows import RunRows


@dataclass(frozen=True)
class FinishedBatch:
    """A task that is done, or was lost.

    Attributes
    ----------
    rows
        None where it was lost.
    seconds
        How long it took.
    problem
        Why it was lost, as part of a sentence.
    """

    batch: Batch
    rows: RunRows | None = None
    seconds: float = 0.0
    problem: str = ""


class BatchExecutor(Protocol):
    """Takes batches and gives them back done, in any order."""

    slots: int
    parallel: int

    @property
    def busy(self) -> int:
        """Number of batches that wait or run."""

    def submit(self, batch: Batch) -> None:
        """Take a batch."""

    def collect(self) -> list[FinishedBatch]:
        """Wait until something is finished, and give it."""

    def finish(self, seconds: float) -> Iterator[FinishedBatch]:
        """Yield what is running when it is done, for some seconds at most; what waits is dropped."""

    def close(self, *, gently: bool) -> None:
        """Let everybody go, those that work too unless `gently`."""


class SerialExecutor:
    """The process itself, one replication after another.

    Parameters
    ----------
    runner
        What the tasks have in common.
    """

    def __init__(self, runner: TaskRunner) -> None:
        self.slots = self.parallel = 1
        self._runner = runner
        self._batches: deque[Batch] = deque()

    @property
    def busy(self) -> int:
        """Number of batches that wait."""
        return len(self._batches)

    def submit(self, batch: Batch) -> None:
        """Take a batch."""
        self._batches.append(batch)

    def collect(self) -> list[FinishedBatch]:
        """Do a batch.

        Raises
        ------
        UserError
            When it meets a mistake of the user's.
        """
        batch = self._batches.popleft()
        started = perf_counter()
        rows = self._runner.rows(batch)
        return [FinishedBatch(batch, rows, perf_counter() - started)]

    def finish(self, seconds: float) -> Iterator[FinishedBatch]:
        """Yield nothing: nothing runs beside this."""
        yield from ()

    def close(self, *, gently: bool) -> None:
        """Forget the batches."""
        self._batches.clear()


class FuturesExecutor:
    """An executor of `concurrent.futures`, Dask's among them: it is used, and neither started nor ended.

    Parameters
    ----------
    runner
        The packed `TaskRunner`.
    executor
        Whatever has ``submit``.
    parallel
        About how many batches it does at a time.
    """

    def __init__(self, runner: bytes, executor: Executor, parallel: int) -> None:
        self.slots = 2 * parallel
        self.parallel = parallel
        self._runner = runner
        self._executor = executor
        self._running: dict[Future[tuple[RunRows, float]], Batch] = {}

    @property
    def busy(self) -> int:
        """Number of batches that wait or run."""
        return len(self._running)

    def submit(self, batch: Batch) -> None:
        """Hand a batch to the executor."""
        try:
            self._running[self._executor.submit(run_batch, self._runner, batch)] = batch
        except BrokenExecutor as error:
            raise broken(error) from None

    def collect(self) -> list[FinishedBatch]:
        """Wait until something is finished, and give it.

        Raises
        ------
        UserError
            When the executor is broken, or a batch meets a mistake of the user's.
        """
        done, _ = wait(self._running, return_when=FIRST_COMPLETED)
        return [self._finished(future) for future in done]

    def finish(self, seconds: float) -> Iterator[FinishedBatch]:
        """Yield what is running when it is done, for some seconds at most; what waits is dropped."""
        for future in [future for future in self._running if future.cancel()]:
            del self._running[future]
        done, _ = wait(self._running, timeout=seconds)
        for future in done:
            yield self._finished(future)

    def close(self, *, gently: bool) -> None:
        """Drop what waits."""
        for future in self._running:
            future.cancel()
        self._running.clear()

    def _finished(self, future: Future[tuple[RunRows, float]]) -> FinishedBatch:
        batch = self._running.pop(future)
        try:
            rows, seconds = future.result()
        except UserError:
            raise
        except BrokenExecutor as error:
            raise broken(error) from None
        except (Exception, CancelledError) as error:
            return FinishedBatch(batch, problem=str(Failure.of(error)))
        return FinishedBatch(batch, rows, seconds)


@contextmanager
def futures_executor(options: RunOptions, workers: int) -> Iterator[tuple[Executor | None, int]]:
    """Open the executor that options name: Dask, or the one that is given.

    Yields
    ------
    tuple
        The executor, and about how many tasks it does at a time; None where processes are local.

    Raises
    ------
    UserError
        When Dask cannot be used.
    """
    executor = options.executor
    if executor == "dask" or options.scheduler is not None:
        with dask_executor(options.scheduler, workers) as found:
            yield found
    elif isinstance(executor, Executor):
        yield executor, max(workers, int(getattr(executor, "_max_workers", 0) or 0))
    else:
        yield None, workers


def broken(error: BaseException) -> UserError:
    """Say that an executor is broken, and the way out."""
    return UserError(
        f"the executor cannot continue ({Failure.of(error)}); what is done is kept: start it again, then "
        "resume"
    )
