"""A sweep that selects: replications are handed out in rounds, to points where the choice is still open."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from mentorsim.experiment.execution.point_replications import fair_share
from mentorsim.experiment.execution.tasks import Batch, task_of
from mentorsim.experiment.folder.store import DoneRuns
from mentorsim.experiment.rows import RunRows
from mentorsim.experiment.sweep_plan import SweepPlan
from mentorsim.statistics.intervals import BoolArray, FloatArray
from mentorsim.statistics.selection import SelectionPlan


class SelectionScheduler:
    """Hands out the replications of a round, and decides at its end which points are given more.

    A round ends when all its replications are there, so that what is decided depends on the rows alone: not
    on who made them or when, and not on whether the sweep was stopped meanwhile. It is to
    `execute` what `PointScheduler` is.

    Parameters
    ----------
    sweep
        What is to be run.
    selection
        How it selects.
    workers
        How many work at a time, so that the last replications of a round are shared out evenly.
    keep
        Takes the rows as they come.
    existing
        The runs that are there already; None: none.
    tell
        Called with a sentence at the end of every round.
    """

    def __init__(
        self,
        sweep: SweepPlan,
        selection: SelectionPlan,
        workers: int,
        keep: Callable[[RunRows], None],
        existing: DoneRuns | None = None,
        tell: Callable[[str], None] = lambda sentence: None,
    ) -> None:
        self.sweep = sweep
        self.workers = workers
        self.selection = selection.begun(sweep.points)
        self.failures = 0
        self.done = 0
        self.last_reason = ""
        self.look = 0
        self._keep = keep
        self._tell = tell
        self._policies = np.asarray(selection.policies, dtype=np.int64)
        self._values: FloatArray = np.full((sweep.points * len(self._policies), 0), np.nan)
        self._there: BoolArray = np.zeros((sweep.points, 0), dtype=np.bool_)
        self._waiting: deque[tuple[int, int]] = deque()
        self._widen(self.selection.look)
        if existing is not None:
            self._take_existing(existing)
        self._begin_round()
        self._decide_while_due()

    @property
    def finished(self) -> bool:
        """Whether the selection is over."""
        return self.selection.finished

    @property
    def expected(self) -> int:
        """Number of replications that will be there when it is probably over."""
        return max(self.done, self.selection.expected)

    def take(self, most: int) -> Batch:
        """Return up to `most` replications of the round to do now; none where all are handed out."""
        numbers: dict[int, list[int]] = {}
        for _ in range(min(most, fair_share(len(self._waiting), self.workers), len(self._waiting))):
            point, replication = self._waiting.popleft()
            numbers.setdefault(point, []).append(replication)
        return tuple(task_of(self.sweep, point, replications) for point, replications in numbers.items())

    def add(self, rows: RunRows) -> None:
        """Take the rows of finished replications."""
        watched = self.sweep.base.watched
        assert watched is not None
        self._sort_in(
            rows.point, rows.replication, rows.policy, rows.values[:, rows.columns.index(watched.name)]
        )
        self._count(rows.point, rows.replication, rows.failed)
        self._keep(rows)
        self._decide_while_due()

    def _take_existing(self, existing: DoneRuns) -> None:
        point, replication = existing.point.astype(np.int64), existing.replication.astype(np.int64)
        key = point * 2**32 + replication
        keys, counts = np.unique(key, return_counts=True)
        whole = np.isin(key, keys[counts == len(self.sweep.base.policies)])
        if whole.any():
            self._widen(int(replication[whole].max()) + 1)
            policy = existing.policy.astype(np.int64)
            self._sort_in(point[whole], replication[whole], policy[whole], existing.watched[whole])
            self._count(point[whole], replication[whole], existing.failed[whole])

    def _sort_in(
        self,
        point: NDArray[np.int64],
        replication: NDArray[np.int64],
        policy: NDArray[np.int64],
        value: FloatArray,
    ) -> None:
        self._there[point, replication] = True
        place = np.searchsorted(self._policies, policy)
        compared = np.isin(policy, self._policies)
        alternative = point * len(self._policies) + place
        self._values[alternative[compared], replication[compared]] = value[compared]

    def _count(self, point: NDArray[np.int64], replication: NDArray[np.int64], failed: BoolArray) -> None:
        self.done += len(np.unique(point * 2**32 + replication))
        self.failures += len(np.unique((point * 2**32 + replication)[failed]))

    def _begin_round(self) -> None:
        self._widen(self.selection.look)
        points = self.selection.points_in_play
        # Replication by replication, so that a worker does once what the points have in common.
        replications, rows = np.nonzero(~self._there[points, : self.selection.look].T)
        self._waiting = deque(zip(points[rows].tolist(), replications.tolist(), strict=True))

    def _decide_while_due(self) -> None:
        selection = self.selection
        while not selection.finished and self._there[selection.points_in_play, : selection.look].all():
            selection.advance(self._values)
            self.last_reason = selection.reason
            self._tell(f"selection: {selection.reason} {selection.rounds[-1].spent} replications so far")
            self._begin_round()

    def _widen(self, replications: int) -> None:
        missing = replications - self._there.shape[1]
        if missing > 0:
            self._values = np.pad(self._values, ((0, 0), (0, missing)), constant_values=np.nan)
            self._there = np.pad(self._there, ((0, 0), (0, missing)))
