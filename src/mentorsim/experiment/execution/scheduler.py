"""The points of a sweep, some at a time: what is handed out next, and what has come back."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from mentorsim.experiment.execution.options import Shard
from mentorsim.experiment.execution.point_replications import PointReplications, fair_share
from mentorsim.experiment.execution.tasks import Batch, task_of
from mentorsim.experiment.failure import Failure
from mentorsim.experiment.folder.store import DoneRuns
from mentorsim.experiment.rows import RunRows
from mentorsim.experiment.sweep_plan import SweepPlan

_FAILED = Failure("", "failed")  # what it says stands in the folder

POINTS_TOGETHER = 32
"""Points that share cohorts are done so many at a time, replication by replication."""


class PointScheduler:
    """Hands out the replications of all points and takes their rows; holds only the points that are at work.

    Points are done one after another; where they share cohorts, some together: the first replication of all
    of them, then the second, so that a worker does once what they have in common.

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
        The share that is to be done here. With a fixed number of replications it is a share of all of them,
        with a stopping rule one of the points, for a rule has to see all replications of a point.
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
        self._active: dict[int, PointReplications] = {}
        self._handing: dict[int, PointReplications] = {}
        self._turns: deque[int] = deque()
        self._together = POINTS_TOGETHER if sweep.sharing is not None and sweep.sharing.any else 1
        self._closed_replications = 0
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
        """Number of replications that will be there when it is probably enough."""
        if self._fixed:
            return self._fixed_total
        active = sum(replications.expected for replications in self._active.values())
        known = self._closed + len(self._active)
        mean = (self._closed_replications + active) / known if known else self.sweep.rule.looks[0]
        return round(self._closed_replications + active + mean * (len(self._mine) - self._opened))

    def take(self, most: int) -> Batch:
        """Return up to `most` replications to do now; nothing where there is nothing to do now."""
        share = min(most, fair_share(self._left(), self.workers))
        taken: dict[int, list[int]] = {}
        while share > 0:
            self._open_while_idle()
            if not self._handing:
                break
            point = self._turns[0]
            replications = self._handing.get(point)
            numbers = () if replications is None else replications.take(share if self._together == 1 else 1)
            if numbers:
                taken.setdefault(point, []).extend(numbers)
                share -= len(numbers)
            if replications is None or not replications.left:
                self._turns.popleft()
                self._handing.pop(point, None)
            else:
                self._turns.rotate(-1)
        return tuple(task_of(self.sweep, *one) for one in taken.items()) or self._ahead(most)

    def add(self, rows: RunRows) -> None:
        """Take the rows of finished replications."""
        points = np.unique(rows.point)
        for point in points.tolist():
            replications = self._active.get(point)
            if replications is not None:
                replications.add(rows if len(points) == 1 else rows.take(rows.point == point))
                self._settle(point, replications)

    def _ahead(self, most: int) -> Batch:
        """With a single point, go beyond the next look rather than wait; rows there may come to nothing."""
        if len(self._mine) > 1 or not self._active:
            return ()
        ((point, replications),) = self._active.items()
        numbers = replications.take(max(1, most // 4), beyond=True)
        return (task_of(self.sweep, point, numbers),) if numbers else ()

    def _left(self) -> int:
        unopened = (len(self._mine) - self._opened) * self.sweep.rule.looks[0]
        if self._fixed:
            unopened = -(-unopened // self.shard.of)
        return unopened + sum(replications.left for replications in self._handing.values())

    def _open_while_idle(self) -> None:
        while not self._handing and self._opened < len(self._mine):
            for _ in range(min(self._together, len(self._mine) - self._opened)):
                self._open(int(self._mine[self._opened]))

    def _open(self, point: int) -> None:
        self._opened += 1
        mine = self._own_replications(point) if self.shard.of > 1 and self._fixed else None
        replications = PointReplications(
            self.sweep.base, self.sweep.rule, self._existing_of(point), self._kept, mine
        )
        self._active[point] = replications
        self._settle(point, replications)

    def _settle(self, point: int, replications: PointReplications) -> None:
        self.look = replications.look
        if replications.decision is not None:
            self.last_reason = replications.decision.reason
        if replications.finished:
            self._closed += 1
            self._closed_replications += replications.expected
            self._active.pop(point, None)
            self._handing.pop(point, None)
        elif replications.left:
            if point not in self._handing and point not in self._turns:
                self._turns.append(point)
            self._handing[point] = replications

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
        replications = self.sweep.points * self.sweep.rule.max_replications
        return len(range(self.shard.number - 1, replications, self.shard.of))

    def _count_existing(self) -> None:
        if self._existing is None:
            return
        runs = self._existing
        replications = runs.point.astype(np.int64) * 2**32 + runs.replication
        numbers, counts = np.unique(replications, return_counts=True)
        whole = numbers[counts == len(self.sweep.base.policies)]
        whole = whole[whole % 2**32 < self.sweep.rule.max_replications]
        if self._fixed and self.shard.of > 1:
            running = whole // 2**32 * self.sweep.rule.max_replications + whole % 2**32
            whole = whole[self.shard.has(running)]
        self.done = len(whole)
        self.failures = int(np.isin(whole, replications[runs.failed]).sum())

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
            tuple(_FAILED if failed else None for failed in runs.failed[here].tolist()),
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
    """Return what a scheduler needs to know of rows that are at hand."""
    return DoneRuns(
        rows.point.astype(np.int32),
        rows.replication.astype(np.int32),
        rows.policy.astype(np.int16),
        rows.failed,
        np.empty(0) if watched is None else rows.values[:, rows.columns.index(watched)],
    )
