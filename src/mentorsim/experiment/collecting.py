"""The replications of a comparison: which are to be done, which are done, and when it is enough."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from mentorsim.experiment.plan import Plan
from mentorsim.experiment.rows import RunRows, joined, table_of_runs
from mentorsim.experiment.stopping import StoppingDecision, StoppingRule
from mentorsim.experiment.store import ResultsFolder


class Collection:
    """Hands out replications, takes their rows, and looks at the fixed looks of a stopping rule.

    While the last rows before a look are still being made, free workers begin with replications beyond it;
    these rows count only if the rule goes on. So the rows of a comparison depend on nothing but the rule.

    Parameters
    ----------
    plan
        What is run.
    rule
        When it is enough.
    workers
        Number of processes, so that the last replications before a look are shared out evenly.
    folder
        Where rows are kept; None: in memory only.
    """

    def __init__(
        self, plan: Plan, rule: StoppingRule, workers: int, folder: ResultsFolder | None = None
    ) -> None:
        self.plan = plan
        self.rule = rule
        self.workers = workers
        self.folder = folder
        self.look = rule.looks[0]
        self.decision: StoppingDecision | None = None
        self.rows: list[RunRows] = []
        self.failures = 0
        self._beyond: list[RunRows] = []
        self._done = np.zeros(rule.max_replications, dtype=np.bool_)
        self._next = 0
        existing = None if folder is None else folder.rows()
        if existing is not None:
            self._take_existing(existing)
        self._look_while_due()

    @property
    def finished(self) -> bool:
        """Whether it is enough."""
        return self.decision is not None and self.decision.stop

    @property
    def done(self) -> int:
        """Number of replications that count."""
        return int(np.count_nonzero(self._done[: self.look]))

    @property
    def expected(self) -> int:
        """Number of replications at which it will probably be enough."""
        needed = None if self.decision is None else self.decision.needed
        return max(self.look, needed or 0)

    def take(self, most: int) -> Sequence[int]:
        """Give up to `most` replications to do now."""
        if self.finished:
            return ()
        self._skip_done()
        if self._next >= len(self._done):
            return ()
        ahead = self._next >= self.look
        left = (len(self._done) if ahead else self.look) - self._next
        # Small tasks before a look let all workers reach it together; beyond it they waste little if it ends.
        fair = math.ceil(left / (2 * self.workers)) if not ahead else math.ceil(most / 4)
        taken: list[int] = []
        end = len(self._done) if ahead else self.look
        while len(taken) < min(most, fair) and self._next < end:
            taken.append(self._next)
            self._next += 1
            self._skip_done()
        return taken

    def add(self, rows: RunRows) -> None:
        """Take the rows of finished replications."""
        self._done[np.unique(rows.replication)] = True
        self._sort_in(rows)
        self._look_while_due()

    def whole_rows(self) -> RunRows | None:
        """Give the rows of the replications that count, in order; None without any."""
        counted = [rows.take(rows.replication < self.look) for rows in self.rows]
        counted = [rows for rows in counted if len(rows)]
        return joined(counted).in_order() if counted else None

    def _skip_done(self) -> None:
        while self._next < len(self._done) and self._done[self._next]:
            self._next += 1

    def _take_existing(self, existing: RunRows) -> None:
        numbers, counts = np.unique(existing.replication, return_counts=True)
        whole = numbers[counts == len(self.plan.policies)]
        whole = whole[whole < len(self._done)]
        kept = existing.take(np.isin(existing.replication, whole))
        self._done[whole] = True
        if len(kept):
            self.rows.append(kept)
            self.failures += _failures(kept)

    def _keep(self, rows: RunRows) -> None:
        self.rows.append(rows)
        self.failures += _failures(rows)
        if self.folder is not None:
            self.folder.add(rows)

    def _look_while_due(self) -> None:
        while not self.finished and self._done[: self.look].all():
            self.decision = self._decide()
            if self.decision.stop or self.decision.next_look is None:
                return
            self.look = self.decision.next_look
            beyond, self._beyond = self._beyond, []
            for rows in beyond:
                self._sort_in(rows)

    def _sort_in(self, rows: RunRows) -> None:
        before = rows.replication < self.look
        if before.all():
            self._keep(rows)
            return
        if before.any():
            self._keep(rows.take(before))
        self._beyond.append(rows.take(~before))

    def _decide(self) -> StoppingDecision:
        rows, watched = self.whole_rows(), self.plan.watched
        if rows is None or watched is None:
            return self.rule.decide(np.zeros((self.look, 1)), 0)
        table = table_of_runs(rows, len(self.plan.policies))
        base = self.plan.policies.index(self.plan.baseline)
        return self.rule.decide(table.of(watched.name), base, table.failed)


def _failures(rows: RunRows) -> int:
    return len(np.unique(rows.replication[rows.failed]))
