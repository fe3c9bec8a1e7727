"""The work of a comparison, in this process or spread over several: the same rows either way."""

from __future__ import annotations

import math
import warnings
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from time import perf_counter
from typing import Protocol

from mentorsim.errors import UserError
from mentorsim.experiment.plan import Plan
from mentorsim.experiment.replicate import replicate
from mentorsim.experiment.rows import RunRows
from mentorsim.experiment.workers import Workers, inside_a_worker_that_starts, packed
from mentorsim.processors import usable_cores

TASK_SECONDS = 1.0
"""A task takes about this long: short for Ctrl-C and an even end, long enough to hide its own overhead."""
_AHEAD = 2  # tasks per worker that wait or run at a time
_RESTARTS = 2
_SECONDS_TO_FINISH = 30.0
_PARALLEL_FROM = 5e6  # student-weeks, about two seconds of work: less is done before processes have started


class Source(Protocol):
    """Where replications come from."""

    def take(self, most: int) -> Sequence[int]:
        """Give up to `most` replications that nobody has taken; none where there is nothing to do now."""


def executed(plan: Plan, source: Source, workers: int) -> Generator[RunRows, None, None]:
    """Run replications until the source has no more, and give their rows as they are done.

    Which process runs a replication, and in which order they are done, changes no number. On Ctrl-C no
    further replication begins; the running ones are finished and given, then `KeyboardInterrupt` goes on.

    Parameters
    ----------
    plan
        What to run.
    source
        Asked again after every piece of finished work.
    workers
        Number of processes; 1 is this process alone.

    Raises
    ------
    UserError
        When the user's input is wrong, or worker processes keep dying.
    """
    if workers > 1:
        if inside_a_worker_that_starts():
            raise SystemExit(1)  # without a word: the process that started this worker says what is wrong
        data = packed(plan)
        if data is not None:
            yield from _Parallel(plan, data, workers).rows(source)
            return
        warnings.warn(
            "the model or an outcome is defined where other processes cannot import it, so everything runs "
            "in this process; put it into a file of its own to use all cores",
            stacklevel=2,
        )
    while taken := source.take(1):
        yield replicate(plan, taken[0])


def suitable_workers(plan: Plan, replications: int) -> int:
    """Choose the number of processes: one for little work, else every usable core."""
    cohort, calendar = plan.scenario.cohort, plan.scenario.calendar
    students = cohort.first_years + cohort.upper_years + (1000 if cohort.roster is not None else 0)
    work = replications * len(plan.policies) * students * calendar.total_weeks
    return 1 if work < _PARALLEL_FROM else min(usable_cores(), replications)


@dataclass
class _Parallel:
    plan: Plan
    data: bytes
    count: int
    running: dict[Future[tuple[RunRows, float]], tuple[int, ...]] = field(default_factory=dict)
    again: list[tuple[int, ...]] = field(default_factory=list)
    seconds_each: float | None = None
    restarts: int = 0

    def rows(self, source: Source) -> Iterator[RunRows]:
        workers = Workers(self.data, self.count)
        finished = False
        try:
            while not finished:
                try:
                    self._hand_out(workers, source)
                    done, _ = wait(self.running, return_when=FIRST_COMPLETED)
                    for future in done:
                        yield self._collected(future)
                    finished = not done
                except BrokenProcessPool:
                    workers = self._restarted(workers)
        except KeyboardInterrupt:
            yield from self._last_rows()
            raise
        finally:
            workers.close(wait=finished)

    def _hand_out(self, workers: Workers, source: Source) -> None:
        while len(self.running) < _AHEAD * self.count:
            task = self.again.pop() if self.again else tuple(source.take(self._task_size()))
            if not task:
                return
            try:
                self.running[workers.submit(task)] = task
            except BrokenProcessPool:
                self.again.append(task)
                raise

    def _task_size(self) -> int:
        # The first tasks tell how long a replication takes.
        return 1 if self.seconds_each is None else max(1, math.floor(TASK_SECONDS / self.seconds_each))

    def _collected(self, future: Future[tuple[RunRows, float]]) -> RunRows:
        rows, seconds = future.result()
        task = self.running.pop(future)
        each = max(seconds / len(task), 1e-6)
        # The first replication of a process also loads the kernels: believe the fastest.
        self.seconds_each = each if self.seconds_each is None else min(self.seconds_each, each)
        return rows

    def _restarted(self, workers: Workers) -> Workers:
        """Start new processes after one died, and take up the work that was lost."""
        self.restarts += 1
        workers.close(wait=False)
        if workers.import_the_script and self.seconds_each is None:
            raise UserError(
                "workers cannot import the script that defines the model or outcome, perhaps because it "
                'compares when it is imported: put the call of compare under `if __name__ == "__main__":`'
            ) from None
        lost = list(self.running.values())
        self.running.clear()
        if self.restarts > _RESTARTS:
            raise UserError(
                "worker processes keep dying, perhaps for lack of memory: use fewer workers; what is done is "
                "kept"
            ) from None
        self.again.extend((replication,) for task in lost for replication in task)
        return Workers(self.data, self.count)

    def _last_rows(self) -> Iterator[RunRows]:
        begun = [future for future in self.running if not future.cancel()]
        limit = perf_counter() + _SECONDS_TO_FINISH
        for future in begun:
            try:
                yield future.result(timeout=max(0.0, limit - perf_counter()))[0]
            except Exception:  # what cannot be finished is simply not kept
                continue
