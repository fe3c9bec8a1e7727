"""Runs of posterior samples crossed with replications: which run belongs to which of both."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mentorsim.statistics.intervals import (
    CONFIDENCE,
    BoolArray,
    FloatArray,
    Intervals,
    Uncertainty,
    mean_interval,
)
from mentorsim.statistics.variance_parts import simulation_half_width, variance_parts

TOO_FEW_SAMPLES = "fewer than two posterior samples have a value for every policy in two or more replications"


@dataclass(frozen=True, eq=False)
class Crossing:
    """Every posterior sample in the same replications: run ``n`` is one of sample ``n // each``.

    Attributes
    ----------
    runs
        Numbers of the runs that are there, ascending, shape (runs,).
    each
        Replications of each sample.
    weights
        Of the samples, from the first on, shape (at least samples,); None: all are equal.
    """

    runs: NDArray[np.int64]
    each: int
    weights: FloatArray | None = None

    @property
    def samples(self) -> int:
        """Number of samples that have a run."""
        return len(np.unique(self.runs // self.each))

    def weights_of(self, kept: BoolArray) -> FloatArray | None:
        """Return the weights of the samples that are kept, shape (kept samples,); None: all are equal."""
        return None if self.weights is None else self.weights[: len(kept)][kept]

    def cells(self, values: FloatArray) -> FloatArray:
        """Arrange columns of runs: shape (samples, replications, columns), NaN where there is no run.

        Parameters
        ----------
        values
            Shape (runs, columns).
        """
        count = 1 + int(self.runs.max()) // self.each if len(self.runs) else 0
        cells = np.full((count * self.each, values.shape[1]), np.nan)
        cells[self.runs] = values
        return cells.reshape(count, self.each, values.shape[1])


def complete_samples(cells: FloatArray, compared: BoolArray) -> tuple[FloatArray, BoolArray]:
    """Keep the samples in which every compared column has a value everywhere; and say which these are."""
    kept: BoolArray = np.logical_and(np.isfinite(cells[:, :, compared]).all(axis=(1, 2)), compared.any())
    return cells[kept], kept


def mean_and_error(
    values: FloatArray, crossing: Crossing | None, confidence: float = CONFIDENCE
) -> Intervals:
    """Return means of columns with their intervals of simulation error, whether or not samples are crossed.

    Parameters
    ----------
    values
        Shape (runs, columns).
    crossing
        None: the runs are independent replications.
    confidence
        Of the intervals, in (0, 1).
    """
    if crossing is None:
        return mean_interval(values, confidence)
    cells = crossing.cells(values)
    mean, half = np.full((2, values.shape[1]), np.nan)
    together = np.isfinite(cells).all(axis=(0, 1))
    for columns in (together, *np.eye(values.shape[1], dtype=np.bool_)[~together]):
        found, kept = complete_samples(cells[:, :, columns], np.ones(int(columns.sum()), dtype=np.bool_))
        if found.shape[0] >= 2 and found.shape[1] >= 2 and found.shape[2]:
            parts = variance_parts(found, crossing.weights_of(kept))
            mean[columns], half[columns] = parts.mean, simulation_half_width(parts, confidence)
    return Intervals(mean, mean - half, mean + half, Uncertainty.SIMULATION_ERROR, confidence)
