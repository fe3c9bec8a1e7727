"""What is told while a comparison runs: how far it is, and intervals that narrow."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from time import monotonic

import numpy as np

from mentorsim.dashboard.runs.told import LiveDifference, Told
from mentorsim.experiment.execution.progress import Progress
from mentorsim.experiment.plan import Plan
from mentorsim.experiment.rows import RunRows, joined, table_of_runs
from mentorsim.statistics.intervals import mean_interval

_WATCHED = "retention"
_BETWEEN = 0.5  # seconds
_FEWEST = 4
_GROWTH = 1.1


class RunWatch:
    """Writes how far a comparison is, some times a second at most.

    Parameters
    ----------
    folder
        The run's folder.
    plan
        What is compared.
    """

    def __init__(self, folder: Path, plan: Plan) -> None:
        self._folder = folder
        self._plan = plan
        self._rows: list[RunRows] = []
        self._looked_at = 0
        self._last = 0.0
        self.told = Told("running", baseline=plan.baseline)

    def rows(self, rows: RunRows) -> None:
        """Take rows as they come."""
        self._rows.append(rows)

    def progress(self, progress: Progress) -> None:
        """Take how far it is."""
        told = replace(
            self.told,
            done=progress.done,
            expected=max(progress.expected, progress.done),
            failures=progress.failures,
            seconds_left=progress.seconds_left,
        )
        # Differences take longer the more there is: they are looked at when there is a tenth more.
        # Under posterior samples replications depend on one another: such an interval would be too narrow.
        if self._plan.samples is None and progress.done >= max(_FEWEST, _GROWTH * self._looked_at):
            self._looked_at = progress.done
            told = replace(told, differences=self._differences())
        self.told = told
        if monotonic() - self._last >= _BETWEEN:
            self._last = monotonic()
            told.write(self._folder)

    def _differences(self) -> tuple[LiveDifference, ...]:
        if not self._rows:
            return ()
        self._rows = [joined(self._rows)]
        policies = self._plan.policies
        table = table_of_runs(self._rows[0], len(policies))
        kept = table.of(_WATCHED)[table.whole]
        if len(kept) < 2:
            return ()
        differences = 100.0 * (kept - kept[:, [policies.index(self._plan.baseline)]])
        found = mean_interval(differences)
        return tuple(
            LiveDifference(name, float(mean), float(low), float(high))
            for name, mean, low, high in zip(policies, found.mean, found.low, found.high, strict=True)
            if name != self._plan.baseline and np.isfinite([mean, low, high]).all()
        )
