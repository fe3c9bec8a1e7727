"""Contrasts between points of a design, with worlds as the unit.

Every point meets the same worlds, so a contrast (a weighted sum of points) has a value in each world, and its
mean over worlds has a t interval. What the worlds have in common cancels within each of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from mentorsim.analysis.cells import Cells
from mentorsim.statistics.differences import honest_intervals
from mentorsim.statistics.intervals import BoolArray, FloatArray, moments

RARELY_THERE = 0.5
"""A point needs usable values in this share of its worlds; else it is set aside like one without runs."""


@dataclass(frozen=True, eq=False)
class PairedWorlds:
    """What is analyzed of one outcome and policy, at points and in worlds where all of it is there.

    Attributes
    ----------
    values
        Shape (points of the design, worlds used); NaN at points that are set aside.
    there
        Numbers of the points that are used, ascending.
    set_aside
        Numbers of the others.
    worlds_left_out
        Worlds that are missing at some point that is used.
    """

    values: FloatArray
    there: tuple[int, ...]
    set_aside: tuple[int, ...]
    worlds_left_out: int

    @property
    def worlds(self) -> int:
        """Number of worlds used."""
        return int(self.values.shape[1])


@dataclass(frozen=True)
class Estimate:
    """A mean over worlds with its intervals (95 %); NaN where undefined."""

    estimate: float
    low: float
    high: float
    simultaneous_low: float
    simultaneous_high: float
    standard_error: float


def paired_worlds(cells: Cells, outcome: str, policy: str) -> PairedWorlds:
    """Choose the points and worlds over which one outcome of one policy is compared.

    A point with usable values in fewer than `RARELY_THERE` of the worlds that it should have is set aside;
    then the worlds are used in which every other point has a value.
    """
    values = cells.of(outcome, policy)
    present: BoolArray = np.isfinite(values)
    asked = (~cells.not_run).sum(axis=1)
    if cells.results.record.get("half_width") is None:
        asked = np.full(len(values), len(cells.worlds))
    used = (present.sum(axis=1) >= RARELY_THERE * asked) & present.any(axis=1)
    shared: BoolArray = np.all(present[used], axis=0) & bool(used.any())
    some = present[used].any(axis=0) if used.any() else np.zeros(values.shape[1], dtype=np.bool_)
    return PairedWorlds(
        np.where(used[:, None], values[:, shared], np.nan),
        tuple(np.flatnonzero(used).tolist()),
        tuple(np.flatnonzero(~used).tolist()),
        int((some & ~shared).sum()),
    )


def estimates(contrasts: FloatArray) -> Iterator[Estimate]:
    """Give the mean of each contrast with its interval alone, and together with all others.

    Parameters
    ----------
    contrasts
        Shape (worlds, contrasts), complete: one family, whose simultaneous intervals (max-t) are right
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
