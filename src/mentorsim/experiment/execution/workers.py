"""Processes that do batches: how they are given work, watched over and let go.

Each has a connection of its own and shares no lock with another, so that a process that dies, at whatever
moment, takes nothing with it but the batch it was at.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import pickle
import signal
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from time import monotonic
from typing import Any

from mentorsim.errors import UserError
from mentorsim.experiment.execution.executors import FinishedBatch
from mentorsim.experiment.execution.interrupts import held_interrupts
from mentorsim.experiment.execution.starting import process_context, quiet_start
from mentorsim.experiment.execution.tasks import Batch, replications_of, run_batch

_SMALL = 16_000  # bytes: a batch of this size never fills a connection, whatever the worker is doing
_FAILED_STARTS = 5
_SECONDS_TO_END = 5.0


class WorkerProcesses:
    """Local processes that know one runner, under supervision.

    Parameters
    ----------
    runner
        The packed runner.
    count
        How many processes.
    time_limit
        Seconds that a replication may take; a batch of several so many times as long. None: no limit.
    """

    def __init__(self, runner: bytes, count: int, time_limit: float | None = None) -> None:
        self.slots = 2 * count  # each process has a batch at hand when it ends another
        self.parallel = count
        self._runner = runner
        self._count = count
        self._limit = time_limit
        self._waiting: deque[Batch] = deque()
        self._workers: list[_Worker] = []
        self._import_the_script = b"__main__" in runner
        self._failed_starts = 0
        self._ever_ready = False

    @property
    def busy(self) -> int:
        """Number of batches that wait or run."""
        return len(self._waiting) + sum(len(worker.batches) for worker in self._workers)

    def submit(self, batch: Batch) -> None:
        """Take a batch."""
        self._waiting.append(batch)

    def collect(self) -> list[FinishedBatch]:
        """Wait until something is finished, and give it: done, or lost with its process.

        Raises
        ------
        UserError
            When processes cannot be started, or a batch meets a mistake of the user's.
        """
        finished: list[FinishedBatch] = []
        while self.busy and not finished:
            self._hand_out()
            sources: dict[Any, _Worker] = {worker.connection: worker for worker in self._workers}
            for source in wait(list(sources), timeout=self._until_a_limit()):
                with held_interrupts():
                    finished += self._heard(sources[source])
            finished += self._overdue()
        return finished

    def finish(self, seconds: float) -> Iterator[FinishedBatch]:
        """Yield what is running when it is done, for some seconds at most; what waits is dropped."""
        self._waiting.clear()
        end = monotonic() + seconds
        for worker in self._workers:
            while len(worker.batches) > 1:
                worker.batches.pop()
        while (left := end - monotonic()) > 0:
            running = {worker.connection: worker for worker in self._workers if worker.batches}
            if not running:
                return
            for source in wait(list(running), timeout=left):
                yield from self._heard(running[source])  # type: ignore[index]

    def close(self, *, gently: bool) -> None:
        """Let the processes go, those that work too unless `gently`."""
        for worker in self._workers:
            worker.connection.close()
        end = monotonic() + (_SECONDS_TO_END if gently else 0.0)
        for worker in self._workers:
            worker.process.join(max(0.0, end - monotonic()))
            worker.kill()
        self._workers.clear()

    def _hand_out(self) -> None:
        while self._waiting and len(self._workers) < min(self._count, self.busy):
            self._workers.append(self._started())
        for depth in (1, 2):
            for worker in list(self._workers):
                if self._waiting and len(worker.batches) < depth:
                    self._send(worker)

    def _send(self, worker: _Worker) -> None:
        data = pickle.dumps(self._waiting[0])
        if worker.batches and len(data) > _SMALL:
            return  # it could wait for us to read its rows while we wait for it to read this
        with held_interrupts():
            if not worker.batches:
                worker.since = monotonic()
            worker.batches.append(self._waiting.popleft())
            # A process that is dead already is found so at its connection's end.
            with contextlib.suppress(OSError):
                worker.connection.send_bytes(data)

    def _heard(self, worker: _Worker) -> list[FinishedBatch]:
        try:
            kind, content = pickle.loads(worker.connection.recv_bytes())
        except (EOFError, OSError):
            return self._lost(worker, "its process died, perhaps for lack of memory")
        if kind == "ready":
            worker.ready = self._ever_ready = True
            worker.since = monotonic()
            return []
        worker.since = monotonic()
        if not worker.batches:
            return []  # a batch that was dropped meanwhile
        batch = worker.batches.popleft()
        if kind == "rows":
            rows, seconds = content
            return [FinishedBatch(batch, rows, seconds)]
        if isinstance(content, UserError):
            raise content
        return [FinishedBatch(batch, problem=str(content))]

    def _lost(self, worker: _Worker, problem: str) -> list[FinishedBatch]:
        """Take a process off the list: the batch that it was at is lost, what waited for it is not."""
        worker.kill()
        worker.connection.close()
        self._workers.remove(worker)
        batches = list(worker.batches)
        if not worker.ready:
            self._failed_starts += 1
            self._refuse_to_start()
            self._waiting.extendleft(reversed(batches))
            return []
        self._waiting.extendleft(reversed(batches[1:]))
        return [FinishedBatch(batches[0], problem=problem)] if batches else []

    def _refuse_to_start(self) -> None:
        if self._import_the_script and not self._ever_ready:
            raise UserError(
                "workers cannot import the script that defines the model or outcome, perhaps because it "
                'compares when it is imported: put the call of compare under `if __name__ == "__main__":`'
            ) from None
        if self._failed_starts >= _FAILED_STARTS:
            raise UserError(
                "worker processes die while they start, perhaps for lack of memory: use fewer workers; what "
                "is done is kept"
            ) from None

    def _until_a_limit(self) -> float | None:
        if self._limit is None:
            return None
        ends = [self._end_of(worker) for worker in self._workers if worker.ready and worker.batches]
        return max(0.0, min(ends) - monotonic()) if ends else None

    def _end_of(self, worker: _Worker) -> float:
        return worker.since + (self._limit or 0.0) * replications_of(worker.batches[0])

    def _overdue(self) -> list[FinishedBatch]:
        if self._limit is None:
            return []
        now = monotonic()
        late = [w for w in self._workers if w.ready and w.batches and self._end_of(w) <= now]
        problem = f"it took longer than the time limit of {self._limit:g} s"
        return [finished for worker in late for finished in self._lost(worker, problem)]

    def _started(self) -> _Worker:
        # Before the fork server is started, because it has to be told what to import. (The type of a context
        # does not say that it has processes.)
        context: Any = process_context()
        with quiet_start(import_the_script=self._import_the_script):
            ours, theirs = multiprocessing.Pipe()
            process: BaseProcess = context.Process(target=serve, args=(theirs, self._runner), daemon=True)
            try:
                process.start()
            finally:
                theirs.close()
        return _Worker(process, ours)


@dataclass(eq=False)
class _Worker:
    process: BaseProcess
    connection: Connection[Any, Any]
    batches: deque[Batch] = field(default_factory=deque)
    ready: bool = False
    since: float = field(default_factory=monotonic)

    def kill(self) -> None:
        if self.process.is_alive():
            self.process.kill()
        self.process.join()


def serve(connection: Connection[Any, Any], runner: bytes) -> None:
    """Do batches until the other end of the connection is closed: what a worker process runs."""
    # Ctrl-C reaches the whole group of processes; only the first one decides what to do about it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(EOFError, OSError):
        connection.send_bytes(pickle.dumps(("ready", None)))
        while True:
            batch = pickle.loads(connection.recv_bytes())
            connection.send_bytes(_answer(runner, batch))


def _answer(runner: bytes, batch: Batch) -> bytes:
    from mentorsim.experiment.failure import Failure

    try:
        return pickle.dumps(("rows", run_batch(runner, batch)))
    except UserError as error:
        return pickle.dumps(("problem", error))
    except Exception as error:
        return pickle.dumps(("problem", str(Failure.of(error))))
