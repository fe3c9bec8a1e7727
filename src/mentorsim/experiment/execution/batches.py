"""Batches handed to an executor and taken back, those that are lost tried again: the same rows either way."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Generator, Iterator
from typing import Protocol

from mentorsim.experiment.execution.executors import BatchExecutor, FinishedBatch
from mentorsim.experiment.execution.starting import is_much
from mentorsim.experiment.execution.tasks import Batch, TaskRunner, replications_of, single_replications
from mentorsim.experiment.failure import Failure
from mentorsim.experiment.plan import Plan
from mentorsim.experiment.rows import RunRows
from mentorsim.numerics.processors import usable_cores

BATCH_SECONDS = 1.0
"""A batch takes about this long: short for Ctrl-C and an even end, long enough to hide its own overhead."""
ATTEMPTS = 3
"""A replication whose process dies is tried this often, by itself from the second time on."""
_MOST_REPLICATIONS = 2000
_RECENT = 8  # batches by which the next one's size is judged
_SECONDS_TO_FINISH = 30.0


class BatchSource(Protocol):
    """Where batches come from."""

    def take(self, most: int) -> Batch:
        """Return up to `most` replications that nobody has taken; none where there is nothing to do now."""


def completed_batches(
    runner: TaskRunner,
    source: BatchSource,
    executor: BatchExecutor,
    tell: Callable[[str], None] = lambda sentence: None,
) -> Generator[RunRows, None, None]:
    """Have batches done until the source has no more, and yield their rows as they are done.

    Who does a batch, and in which order they are done, changes no number. A batch that is lost with its
    process is tried again, its replications one by one; a replication that is lost three times becomes failed
    rows. On Ctrl-C no further batch begins; the running ones are finished and given, then `KeyboardInterrupt`
    continues.

    Parameters
    ----------
    runner
        What the tasks have in common.
    source
        Asked again after every finished batch.
    executor
        Who does them; it is let go at the end.
    tell
        Called with a sentence about every batch that is lost.

    Raises
    ------
    UserError
        When the user's input is wrong, or the executor cannot continue.
    """
    return _Running(runner, source, executor, tell).rows()


def suitable_workers(plan: Plan, replications: int) -> int:
    """Choose the number of processes: one for little work, else every usable core.

    Parameters
    ----------
    replications
        Number of replications, of all points together.
    """
    much = is_much(plan.scenario, len(plan.policies), replications)
    return min(usable_cores(), replications) if much else 1


class _Running:
    def __init__(
        self, runner: TaskRunner, source: BatchSource, executor: BatchExecutor, tell: Callable[[str], None]
    ) -> None:
        self.runner = runner
        self.source = source
        self.executor = executor
        self.tell = tell
        self.again: deque[Batch] = deque()
        self.losses: dict[tuple[int, int], int] = {}
        self.recent: deque[float] = deque(maxlen=_RECENT)

    def rows(self) -> Generator[RunRows, None, None]:
        finished = False
        try:
            while not finished:
                self._hand_out()
                finished = self.executor.busy == 0
                for batch in () if finished else self.executor.collect():
                    yield from self._taken(batch)
        except KeyboardInterrupt:
            for batch in self.executor.finish(_SECONDS_TO_FINISH):
                if batch.rows is not None:
                    yield batch.rows
            raise
        finally:
            self.executor.close(gently=finished)

    def _hand_out(self) -> None:
        while self.executor.busy < self.executor.slots:
            batch = self.again.popleft() if self.again else self.source.take(self._batch_size())
            if not batch:
                return
            self.executor.submit(batch)

    def _batch_size(self) -> int:
        # The first batches tell how long a replication takes; alone, Ctrl-C waits for no more than one.
        if not self.recent or self.executor.slots == 1:
            return 1
        # The first replication of a process also loads the kernels: believe the fastest of the last.
        return min(_MOST_REPLICATIONS, max(1, math.floor(BATCH_SECONDS / min(self.recent))))

    def _taken(self, finished: FinishedBatch) -> Iterator[RunRows]:
        if finished.rows is not None:
            self.recent.append(max(finished.seconds / replications_of(finished.batch), 1e-6))
            yield finished.rows
            return
        singles = single_replications(finished.batch)
        for single in singles:
            key = single[0].point, single[0].replications[0]
            self.losses[key] = self.losses.get(key, 0) + 1
            if len(singles) == 1 and self.losses[key] >= ATTEMPTS:
                self.tell(f"{_name(single)} failed for good: {finished.problem}")
                problem = f"{finished.problem}; it was tried {self.losses[key]} times"
                yield self.runner.failed(single, Failure("", problem))
            else:
                self.again.append(single)
        if self.again:
            self.tell(f"{_name(finished.batch)} is tried again: {finished.problem}")


def _name(batch: Batch) -> str:
    first = batch[0]
    name = f"point {first.point}, replication {first.replications[0]}"
    others = replications_of(batch) - 1
    return f"{name} and {others} more" if others else name
