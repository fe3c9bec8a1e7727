"""The mean at each point of a design over its replications, how noisy it is, and both drawn again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from mentorsim.analysis.cells import Cells
from mentorsim.analysis.contrasts import RARELY_THERE
from mentorsim.statistics.intervals import CONFIDENCE, BoolArray, FloatArray

RESAMPLES = 500
"""Bootstrap replicates behind an interval."""

_SEED = 0x6D656E74  # any fixed number: the same runs must give the same intervals


@dataclass(frozen=True, eq=False)
class PointMeans:
    """One outcome of one policy at every point.

    Attributes
    ----------
    values
        Shape (points, replications); NaN where a run is missing or failed.
    there
        Whether a point has enough of its replications, shape (points,); see `RARELY_THERE`.
    """

    values: FloatArray
    there: BoolArray

    @cached_property
    def mean(self) -> FloatArray:
        """Mean over the replications that are there; NaN at points that are set aside."""
        present = np.isfinite(self.values)
        total = np.where(present, self.values, 0.0).sum(axis=1)
        return np.where(self.there, total / np.maximum(present.sum(axis=1), 1), np.nan)

    @property
    def set_aside(self) -> tuple[int, ...]:
        """Numbers of the points that have too few replications."""
        return tuple(np.flatnonzero(~self.there).tolist())

    @cached_property
    def noise_variance(self) -> float:
        """Variance of a point's mean that is noise and not the design; NaN with a single replication.

        What a replication adds at all points alike moves them together and is not noise between them, so it
        is taken off first: the residual of the two-way layout, points by replications.
        """
        values = self.values[self.there]
        present = np.isfinite(values)
        counts = present.sum(axis=1)
        if not len(values) or int(counts.max()) < 2:
            return float("nan")
        off_point = values - self.mean[self.there][:, None]
        replications = np.where(present, off_point, 0.0).sum(axis=0) / np.maximum(present.sum(axis=0), 1)
        left = np.where(present, off_point - replications, 0.0)
        enough = counts >= 2
        own = (left[enough] ** 2).sum(axis=1) / (counts[enough] - 1) / counts[enough]
        # The replications' own means were estimated from the same points.
        return float(own.mean()) * len(values) / max(len(values) - 1, 1)

    @cached_property
    def noise_share(self) -> float:
        """Share of the variance between points' means that is noise, 0 to 1; NaN where it is not known."""
        means = self.mean[self.there]
        spread = float(means.var(ddof=1)) if len(means) > 1 else 0.0
        if spread == 0.0:
            return 0.0
        return min(self.noise_variance / spread, 1.0)

    def drawn_again(self, resamples: int = RESAMPLES) -> Iterator[FloatArray]:
        """Yield the points' means over replications drawn with replacement, the same at every point."""
        generator = np.random.default_rng(_SEED)
        present = np.isfinite(self.values)
        filled = np.where(present, self.values, 0.0)
        replications = self.values.shape[1]
        complete = bool(present[self.there].all())
        for _ in range(resamples):
            weights = np.bincount(
                generator.integers(replications, size=replications), minlength=replications
            ).astype(float)
            if complete:
                means = filled @ weights / replications
            else:
                counts = present @ weights
                means = np.where(counts > 0.0, filled @ weights / np.maximum(counts, 1.0), self.mean)
            yield np.where(self.there, means, np.nan)


def point_means(cells: Cells, outcome: str, policy: str) -> PointMeans:
    """Return one outcome of one policy at every point."""
    values = cells.of(outcome, policy)
    present = np.isfinite(values).sum(axis=1)
    asked = np.full(len(values), len(cells.replications))
    if cells.results.record.get("half_width") is not None:
        asked = np.count_nonzero(~cells.not_run, axis=1)
    there: BoolArray = (present > 0) & (present >= RARELY_THERE * asked)
    return PointMeans(values, there)


def units_of_design(kind: str, samples: int, varied: int, second_order: bool) -> NDArray[np.int64]:
    """Return the number of the block that each sample belongs to: what is drawn independently.

    Parameters
    ----------
    kind
        Kind of the design. Saltelli's samples come in blocks of D + 2 (or 2 D + 2), Morris's in trajectories
        of D + 1; elsewhere each sample stands by itself.
    samples, varied
        Number of samples and of sampled factors.
    second_order
        Whether a Sobol design has samples for second order.
    """
    size = {"sobol": (2 * varied if second_order else varied) + 2, "morris": varied + 1}.get(kind, 1)
    return np.arange(samples, dtype=np.int64) // size


def percentile_interval(drawn: FloatArray, confidence: float = CONFIDENCE) -> tuple[FloatArray, FloatArray]:
    """Return the central interval of draws along their first axis; NaN where a draw is missing."""
    tail = (1.0 - confidence) / 2.0
    low, high = np.quantile(drawn, [tail, 1.0 - tail], axis=0)
    return low, high
