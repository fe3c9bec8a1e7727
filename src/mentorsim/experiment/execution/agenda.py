"""The points of a sweep, one after another: what is handed out next, and what has come back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mentorsim.errors import UserError
from mentorsim.experiment.execution.collecting import Collection, fair_share
from mentorsim.experiment.execution.tasks import Piece, Task
from mentorsim.experiment.folder.store import DoneRuns
from mentorsim.experiment.rows import RunRows
from mentorsim.experiment.sweep_plan import SweepPlan


@dataclass(frozen=True)
class Shard:
    """One of several equal shares of a sweep, each done by a process that knows nothing of the others.

    Parameters
    ----------
    number
        Which, from 1.
    of
        How many there are.
    """

    number: int = 1
    of: int = 1

    @property
    def folder(self) -> str:
        """The name of the folder inside the sweep's own that its results go to."""
        return f"shard-{self.number:0{len(str(self.of))}d}-of-{self.of}"

    def has(self, numbers: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which of some running numbers are this shard's."""
        mine: NDArray[np.bool_] = numbers % self.of == self.number - 1
        return mine


def shard_of(number: int, of: int) -> Shard:
    """Return one of several shards.

    Raises
    ------
    UserError
        When there is no such shard.
    """
    if not 1 <= number <= of:
        raise UserError(f"shard must be like (3, 50), the third of fifty, not ({number}, {of})")
    return Shard(number, of)


class Agenda:
    """Hands out the replications of all points and takes their rows; holds only the points that are at work.

    Parameters
    ----------
    sweep
        What is to be run.
    workers
        How many work at a time, so that the last replications are shared out evenly.
    keep
        Takes the rows that count, as they come.
    existing
        The runs that are there already, in the order in which they were found; None: none.
    shard
        The share that is to be done here. With a fixed number of replications it is a share of all worlds,
        with a stopping rule one of the points, for a rule has to see all worlds of a point.
    """

    def __init__(
        self,
        sweep: SweepPlan,
        workers: int,
        keep: Callable[[RunRows], None],
        existing: DoneRuns | None = None,
        shard: Shard | None = None,
    ) -> None:
        self.sweep = sweep
        self.workers = workers
        self.shard = shard or Shard()
        self.failures = 0
        self.done = 0
        self._keep = keep
        self._existing = None if existing is None else _by_point(existing)
        self._fixed = sweep.rule.half_width is None
        self._mine = self._own_points()
        self._opened = 0
        self._active: dict[int, Collection] = {}
        self._handing: dict[int, Collection] = {}
        self._closed_worlds = 0
        self._closed = 0
        self._fixed_total = self._count_fixed() if self._fixed else 0
        self.last_reason = ""
        self.look = sweep.rule.looks[0]
        self._count_existing()

    @property
    def finished(self) -> bool:
        """Whether every point of the shard is done."""
        self._open_while_idle()
        return not self._active and self._opened == len(self._mine)

    @property
    def expected(self) -> int:
        """Number of worlds that will be there when it is probably enough."""
        if self._fixed:
            return self._fixed_total
        active = sum(collection.expected for collection in self._active.values())
        known = self._closed + len(self._active)
        mean = (self._closed_worlds + active) / known if known else self.sweep.rule.looks[0]
        return round(self._closed_worlds + active + mean * (len(self._mine) - self._opened))

    def take(self, most: int) -> Task:
        """Give up to `most` replications to do now; nothing where there is nothing to do now."""
        share = min(most, fair_share(self._left(), self.workers))
        pieces: list[Piece] = []
        while share > 0:
            self._open_while_idle()
            if not self._handing:
                break
            point, collection = next(iter(self._handing.items()))
            numbers = collection.take(share)
            if numbers:
                pieces.append(self._piece(point, numbers))
                share -= len(numbers)
            if not collection.left:
                del self._handing[point]
        return tuple(pieces) or self._ahead(most)

    def add(self, rows: RunRows) -> None:
        """Take the rows of finished replications."""
        points = np.unique(rows.point)
        for point in points.tolist():
            collection = self._active.get(point)
            if collection is not None:
                collection.add(rows if len(points) == 1 else rows.take(rows.point == point))
                self._settle(point, collection)

    def _ahead(self, most: int) -> Task:
        """With a single point, go beyond the next look rather than wait; rows there may come to nothing."""
        if len(self._mine) > 1 or not self._active:
            return ()
        ((point, collection),) = self._active.items()
        numbers = collection.take(max(1, most // 4), beyond=True)
        return (self._piece(point, numbers),) if numbers else ()

    def _piece(self, point: int, numbers: Sequence[int]) -> Piece:
        return Piece(point, self.sweep.design.changes(point), tuple(numbers))

    def _left(self) -> int:
        unopened = (len(self._mine) - self._opened) * self.sweep.rule.looks[0]
        if self._fixed:
            unopened = -(-unopened // self.shard.of)
        return unopened + sum(collection.left for collection in self._handing.values())

    def _open_while_idle(self) -> None:
        while not self._handing and self._opened < len(self._mine):
            point = int(self._mine[self._opened])
            self._opened += 1
            mine = self._own_replications(point) if self.shard.of > 1 and self._fixed else None
            collection = Collection(
                self.sweep.base, self.sweep.rule, self._existing_of(point), self._kept, mine
            )
            self._active[point] = collection
            self._settle(point, collection)

    def _settle(self, point: int, collection: Collection) -> None:
        self.look = collection.look
        if collection.decision is not None:
            self.last_reason = collection.decision.reason
        if collection.finished:
            self._closed += 1
            self._closed_worlds += collection.expected
            self._active.pop(point, None)
            self._handing.pop(point, None)
        elif collection.left:
            self._handing[point] = collection

    def _kept(self, rows: RunRows) -> None:
        self.done += len(np.unique(rows.replication))
        self.failures += len(np.unique(rows.replication[rows.failed]))
        self._keep(rows)

    def _own_points(self) -> NDArray[np.int64]:
        points = np.arange(self.sweep.points)
        return points if self._fixed else points[self.shard.has(points)]

    def _own_replications(self, point: int) -> NDArray[np.bool_]:
        count = self.sweep.rule.max_replications
        return self.shard.has(point * count + np.arange(count))

    def _count_fixed(self) -> int:
        worlds = self.sweep.points * self.sweep.rule.max_replications
        return len(range(self.shard.number - 1, worlds, self.shard.of))

    def _count_existing(self) -> None:
        if self._existing is None:
            return
        runs = self._existing
        worlds = runs.point.astype(np.int64) * 2**32 + runs.replication
        numbers, counts = np.unique(worlds, return_counts=True)
        whole = numbers[counts == len(self.sweep.base.policies)]
        whole = whole[whole % 2**32 < self.sweep.rule.max_replications]
        if self._fixed and self.shard.of > 1:
            running = whole // 2**32 * self.sweep.rule.max_replications + whole % 2**32
            whole = whole[self.shard.has(running)]
        self.done = len(whole)
        self.failures = int(np.isin(whole, worlds[runs.failed]).sum())

    def _existing_of(self, point: int) -> RunRows | None:
        runs = self._existing
        if runs is None:
            return None
        begin, end = np.searchsorted(runs.point, [point, point + 1])
        count = int(end - begin)
        if count == 0:
            return None
        here = slice(begin, end)
        watched = self.sweep.base.watched
        kept = watched is not None and not self._fixed
        rows = RunRows(
            (watched.name,) if kept and watched is not None else (),
            runs.point[here].astype(np.int64),
            runs.replication[here].astype(np.int64),
            runs.policy[here].astype(np.int64),
            runs.watched[here, None] if kept else np.empty((count, 0)),
            tuple("failed" if failed else None for failed in runs.failed[here].tolist()),
            np.empty((count, 2, 0), dtype=np.float32),
        )
        return rows.in_order()


def _by_point(runs: DoneRuns) -> DoneRuns:
    order = np.argsort(runs.point, kind="stable")
    watched = runs.watched[order] if len(runs.watched) else runs.watched
    return DoneRuns(
        runs.point[order], runs.replication[order], runs.policy[order], runs.failed[order], watched
    )


def done_runs(rows: RunRows, watched: str | None) -> DoneRuns:
    """Give what an agenda needs to know of rows that are at hand."""
    return DoneRuns(
        rows.point.astype(np.int32),
        rows.replication.astype(np.int32),
        rows.policy.astype(np.int16),
        rows.failed,
        np.empty(0) if watched is None else rows.values[:, rows.columns.index(watched)],
    )
