"""Who does tasks: this process, local processes, or any executor of `concurrent.futures`."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Executor, Future, wait
from dataclasses import dataclass
from time import perf_counter
from typing import Protocol

from mentorsim.errors import UserError
from mentorsim.experiment.execution.tasks import Job, Task, run_task
from mentorsim.experiment.replicate import described_error
from mentorsim.experiment.rows import RunRows


@dataclass(frozen=True)
class Finished:
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

    task: Task
    rows: RunRows | None = None
    seconds: float = 0.0
    problem: str = ""


class Crew(Protocol):
    """Takes tasks and gives them back done, in any order."""

    slots: int
    parallel: int

    @property
    def busy(self) -> int:
        """Number of tasks that wait or run."""

    def submit(self, task: Task) -> None:
        """Take a task."""

    def collect(self) -> list[Finished]:
        """Wait until something is finished, and give it."""

    def finish(self, seconds: float) -> Iterator[Finished]:
        """Give what is running when it is done, for some seconds at most; what waits is dropped."""

    def close(self, *, gently: bool) -> None:
        """Let everybody go, those that work too unless `gently`."""


class Alone:
    """The process itself, one replication after another.

    Parameters
    ----------
    job
        What the tasks have in common.
    """

    def __init__(self, job: Job) -> None:
        self.slots = self.parallel = 1
        self._job = job
        self._tasks: deque[Task] = deque()

    @property
    def busy(self) -> int:
        """Number of tasks that wait."""
        return len(self._tasks)

    def submit(self, task: Task) -> None:
        """Take a task."""
        self._tasks.append(task)

    def collect(self) -> list[Finished]:
        """Do a task.

        Raises
        ------
        UserError
            When the task meets a mistake of the user's.
        """
        task = self._tasks.popleft()
        started = perf_counter()
        rows = self._job.rows(task)
        return [Finished(task, rows, perf_counter() - started)]

    def finish(self, seconds: float) -> Iterator[Finished]:
        """Give nothing: nothing runs beside this."""
        yield from ()

    def close(self, *, gently: bool) -> None:
        """Forget the tasks."""
        self._tasks.clear()


class Pool:
    """An executor of `concurrent.futures`, Dask's among them: it is used, and neither started nor ended.

    Parameters
    ----------
    job
        The packed job.
    executor
        Whatever has ``submit``.
    parallel
        About how many tasks it does at a time.
    """

    def __init__(self, job: bytes, executor: Executor, parallel: int) -> None:
        self.slots = 2 * parallel
        self.parallel = parallel
        self._job = job
        self._executor = executor
        self._running: dict[Future[tuple[RunRows, float]], Task] = {}

    @property
    def busy(self) -> int:
        """Number of tasks that wait or run."""
        return len(self._running)

    def submit(self, task: Task) -> None:
        """Hand a task to the executor."""
        try:
            self._running[self._executor.submit(run_task, self._job, task)] = task
        except BrokenExecutor as error:
            raise _broken(error) from None

    def collect(self) -> list[Finished]:
        """Wait until something is finished, and give it.

        Raises
        ------
        UserError
            When the executor is broken, or a task meets a mistake of the user's.
        """
        done, _ = wait(self._running, return_when=FIRST_COMPLETED)
        return [self._finished(future) for future in done]

    def finish(self, seconds: float) -> Iterator[Finished]:
        """Give what is running when it is done, for some seconds at most; what waits is dropped."""
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

    def _finished(self, future: Future[tuple[RunRows, float]]) -> Finished:
        task = self._running.pop(future)
        try:
            rows, seconds = future.result()
        except UserError:
            raise
        except BrokenExecutor as error:
            raise _broken(error) from None
        except (Exception, CancelledError) as error:
            return Finished(task, problem=described_error(error))
        return Finished(task, rows, seconds)


def _broken(error: BaseException) -> UserError:
    return UserError(
        f"the executor cannot go on ({described_error(error)}); what is done is kept: start it again, resume"
    )
