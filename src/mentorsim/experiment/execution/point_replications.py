"""The replications of one point: what is to be done, what is done, and whether it is enough."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from mentorsim.experiment.plan import Plan
from mentorsim.experiment.rows import RunRows, joined, table_of_runs
from mentorsim.experiment.summarizing import outcome_values
from mentorsim.statistics.stopping import StoppingDecision, StoppingRule

Keep = Callable[[RunRows], None]


class PointReplications:
    """Hands out the replications of one point, and looks at the fixed looks of a stopping rule.

    While the last rows before a look are still being made, free workers may begin with replications beyond
    it; these rows count only if the rule continues. So the rows depend on nothing but the rule.

    Parameters
    ----------
    plan
        What is run.
    rule
        When it is enough.
    existing
        Rows that are there already; only whole replications count. None: none.
    keep
        Takes the rows that count, as they come.
    mine
        Which replications are to be done here, shape (max_replications,); the others are left to somebody
        else. None: all.
    """

    def __init__(
        self,
        plan: Plan,
        rule: StoppingRule,
        existing: RunRows | None,
        keep: Keep,
        mine: NDArray[np.bool_] | None = None,
    ) -> None:
        self.plan = plan
        self.rule = rule
        self.look = rule.looks[0]
        self.decision: StoppingDecision | None = None
        self.failures = 0
        self._keep_rows = keep
        self._rows: list[RunRows] = []
        self._beyond: list[RunRows] = []
        self._done = np.zeros(rule.max_replications, dtype=np.bool_)
        self._theirs = np.zeros_like(self._done) if mine is None else ~mine
        self._next = 0
        if existing is not None:
            self._take_existing(existing)
        self._look_while_due()

    @property
    def finished(self) -> bool:
        """Whether it is enough."""
        return self.decision is not None and self.decision.stop

    @property
    def done(self) -> int:
        """Number of replications that count and are there."""
        return int(np.count_nonzero(self._done[: self.look]))

    @property
    def expected(self) -> int:
        """Number of replications that will be there when it is probably enough."""
        needed = None if self.decision is None else self.decision.needed
        until = max(self.look, needed or 0)
        others = self._theirs[:until] & ~self._done[:until]
        return until - int(np.count_nonzero(others))

    @property
    def left(self) -> int:
        """Number of replications before the look that nobody has taken."""
        after = slice(self._next, self.look)
        return int(np.count_nonzero(~(self._done[after] | self._theirs[after])))

    def take(self, most: int, *, beyond: bool = False) -> Sequence[int]:
        """Return up to `most` replications to do now: those before the look, or else those beyond it."""
        end = len(self._done) if beyond else self.look
        taken: list[int] = []
        if self.finished or (beyond and self.rule.half_width is None):
            return taken
        while len(taken) < most and self._next < end:
            if not (self._done[self._next] or self._theirs[self._next]):
                taken.append(self._next)
            self._next += 1
        return taken

    def add(self, rows: RunRows) -> None:
        """Take the rows of finished replications."""
        self._done[np.unique(rows.replication)] = True
        self._sort_in(rows)
        self._look_while_due()

    def _take_existing(self, existing: RunRows) -> None:
        numbers, counts = np.unique(existing.replication, return_counts=True)
        whole = numbers[counts == len(self.plan.policies)]
        whole = whole[whole < len(self._done)]
        kept = existing.take(np.isin(existing.replication, whole))
        self._done[whole] = True
        if len(kept):
            self._remember(kept)

    def _remember(self, rows: RunRows) -> None:
        self.failures += len(np.unique(rows.replication[rows.failed]))
        if self.rule.half_width is not None:
            self._rows.append(rows)

    def _look_while_due(self) -> None:
        while not self.finished and (self._done | self._theirs)[: self.look].all():
            self.decision = self._decide()
            if self.decision.stop or self.decision.next_look is None:
                return
            self.look = self.decision.next_look
            beyond, self._beyond = self._beyond, []
            for rows in beyond:
                self._sort_in(rows)

    def _sort_in(self, rows: RunRows) -> None:
        before = rows.replication < self.look
        if before.any():
            counted = rows if before.all() else rows.take(before)
            self._remember(counted)
            self._keep_rows(counted)
        if not before.all():
            self._beyond.append(rows.take(~before))

    def _decide(self) -> StoppingDecision:
        watched = self.plan.watched
        counted = [rows.take(rows.replication < self.look) for rows in self._rows]
        counted = [rows for rows in counted if len(rows)]
        if not counted or watched is None:
            return self.rule.decide(np.zeros((self.look, 1)), 0)
        table = table_of_runs(joined(counted), len(self.plan.policies))
        base = self.plan.policies.index(self.plan.baseline)
        outcome = outcome_values(watched, table, base)
        return self.rule.decide(outcome.values, base, table.failed, grain=outcome.grain)


def fair_share(left: int, workers: int) -> int:
    """Number of replications to hand out at once, so that all workers end together."""
    return max(1, math.ceil(left / (2 * workers)))
