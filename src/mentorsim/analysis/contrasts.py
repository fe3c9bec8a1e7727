"""Contrasts between points of a design, with replications as the unit.

Every point meets the same replications, so a contrast (a weighted sum of points) has a value in each
replication, and its mean over replications has a t interval. What the replications have in common cancels
within each of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from mentorsim.analysis.cells import Cells
from mentorsim.statistics.differences import honest_intervals
from mentorsim.statistics.intervals import BoolArray, FloatArray, moments

RARELY_THERE = 0.5
"""A point needs usable values in this share of its replications; else it is set aside like one without."""


@dataclass(frozen=True, eq=False)
class PairedReplications:
    """What is analyzed of one outcome and policy, at points and in replications where all of it is there.

    Attributes
    ----------
    values
        Shape (points of the design, replications used); NaN at points that are set aside.
    there
        Numbers of the points that are used, ascending.
    set_aside
        Numbers of the others.
    replications_left_out
        Replications that are missing at some point that is used.
    """

    values: FloatArray
    there: tuple[int, ...]
    set_aside: tuple[int, ...]
    replications_left_out: int

    @property
    def replications(self) -> int:
        """Number of replications used."""
        return int(self.values.shape[1])


@dataclass(frozen=True)
class Estimate:
    """A mean over replications with its intervals (95 %); NaN where undefined."""

    estimate: float
    low: float
    high: float
    simultaneous_low: float
    simultaneous_high: float
    standard_error: float


def paired_replications(cells: Cells, outcome: str, policy: str) -> PairedReplications:
    """Choose the points and replications over which one outcome of one policy is compared.

    A point with usable values in fewer than `RARELY_THERE` of the replications that it should have is set
    aside; then the replications are used in which every other point has a value.
    """
    values = cells.of(outcome, policy)
    present: BoolArray = np.isfinite(values)
    asked = (~cells.not_run).sum(axis=1)
    if cells.results.record.get("half_width") is None:
        asked = np.full(len(values), len(cells.replications))
    used = (present.sum(axis=1) >= RARELY_THERE * asked) & present.any(axis=1)
    shared: BoolArray = np.all(present[used], axis=0) & bool(used.any())
    some = present[used].any(axis=0) if used.any() else np.zeros(values.shape[1], dtype=np.bool_)
    return PairedReplications(
        np.where(used[:, None], values[:, shared], np.nan),
        tuple(np.flatnonzero(used).tolist()),
        tuple(np.flatnonzero(~used).tolist()),
        int((some & ~shared).sum()),
    )


def estimates(contrasts: FloatArray) -> Iterator[Estimate]:
    """Yield the mean of each contrast with its interval alone, and together with all others.

    Parameters
    ----------
    contrasts
        Shape (replications, contrasts), complete: one family, whose simultaneous intervals (max-t) are right
        together.
    """
    if not contrasts.shape[1]:
        return
    alone = honest_intervals(contrasts)
    together = honest_intervals(contrasts, together=True)
    error = moments(contrasts).standard_error
    columns = (alone.mean, alone.low, alone.high, together.low, together.high, error)
    for row in zip(*(column.tolist() for column in columns), strict=True):
        yield Estimate(*row)
