"""Rare events under posterior samples: no difference seen is not no difference.

All samples meet the same replications with the same random samples, so a student whom a program keeps in one
sample is often kept in others too: runs are not independent. They are counted as the number of independent
ones that would tell as much, by the design effect of their two clusters (Kish 1965, "Survey Sampling"): the
shares of the baseline's variance that the replications, and that the samples, have in common.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mentorsim.statistics.few_events import events_of
from mentorsim.statistics.intervals import BoolArray, FloatArray
from mentorsim.statistics.variance_parts import variance_parts

_KEY = 0x6576656E7473  # any fixed number: the same data must give the same samples


@dataclass(frozen=True, eq=False)
class CrossedEvents:
    """The runs of each difference that deviate from its usual value.

    Attributes
    ----------
    rare
        Whether a difference has a usual value, which more than half of its runs share, and is not that of
        runs that are the same; shape (differences,).
    means
        Mean over all runs, shape (differences,).
    upward, downward
        Mean size of deviations, mean of their squares, and the largest that may be, shape (differences, 3).
    count
        Runs that deviate, shape (differences,).
    runs
        As many independent runs would tell as much.
    """

    rare: BoolArray
    means: FloatArray
    upward: FloatArray
    downward: FloatArray
    count: FloatArray
    runs: float

    def half_width(self, alpha: float) -> FloatArray:
        """Return how far the true means may be from the means, shape (differences,); NaN where not rare.

        Parameters
        ----------
        alpha
            Probability of missing a mean, both ends together.
        """
        half = np.full(len(self.rare), np.nan)
        for place in np.flatnonzero(self.rare):
            up, down = self.upward[place], self.downward[place]
            below, above = self._sum(up, alpha / 2.0), self._sum(up, 1.0 - alpha / 2.0)
            fewer, more = self._sum(down, alpha / 2.0), self._sum(down, 1.0 - alpha / 2.0)
            half[place] = max(
                np.hypot(up[0] - below, more - down[0]), np.hypot(above - up[0], down[0] - fewer)
            )
        return half

    def spread(self, draws: int) -> FloatArray:
        """Draw by how much the true means may be off, shape (differences, draws); 0 where not rare."""
        generator = np.random.Generator(np.random.Philox(key=_KEY))
        off = np.zeros((len(self.rare), draws))
        for place in np.flatnonzero(self.rare):
            for one, sign in ((self.upward[place], 1.0), (self.downward[place], -1.0)):
                places = (generator.permutation(draws) + 0.5) / draws
                off[place] += sign * (self._sum(one, places) - one[0])
        return off

    def _sum(self, one: FloatArray, shares: float | FloatArray) -> FloatArray:
        """Return quantiles of the mean sum of deviations; the ends of the gamma interval of Fay and Feuer."""
        from scipy.special import gammaincinv

        total, squares, largest = one * (self.runs, self.runs, 1.0)
        asked = np.asarray(shares, dtype=np.float64)
        low, high = np.zeros(asked.shape), np.zeros(asked.shape)
        if total > 0.0:
            low = squares / total * gammaincinv(total * total / squares, asked)
        more, more_squares = total + largest, squares + largest * largest
        if more > 0.0:
            high = more_squares / more * gammaincinv(more * more / more_squares, asked)
        found: FloatArray = np.where(asked < 0.5, low, high) / self.runs
        return found


def crossed_events(
    differences: FloatArray,
    levels: FloatArray,
    weights: FloatArray | None,
    grain: float,
    same: BoolArray,
) -> CrossedEvents:
    """Find the runs of each difference that deviate from its usual value.

    Parameters
    ----------
    differences
        Shape (samples, replications, differences), complete.
    levels
        The baseline's values, shape (samples, replications).
    weights
        Of the samples, shape (samples,); None: all are equal.
    grain
        Smallest step of the outcome, such as one student of all; 0: unknown.
    same
        Differences between runs that are the same in every state, shape (differences,).
    """
    samples, replications, count = differences.shape
    flat = differences.reshape(-1, count)
    found = events_of(flat, grain)
    own = np.full(samples, 1.0 / samples) if weights is None else weights / weights.sum()
    shares = np.repeat(own, replications) / replications
    deviations = np.where(found.rare, flat - np.nan_to_num(found.usual), 0.0)
    upward, downward = (
        np.stack([shares @ part, shares @ part**2, found.size], axis=1)
        for part in (np.maximum(deviations, 0.0), np.maximum(-deviations, 0.0))
    )
    return CrossedEvents(
        rare=found.rare & ~same,
        means=shares @ flat,
        upward=upward,
        downward=downward,
        count=found.count,
        runs=independent_runs(levels, weights),
    )


def independent_runs(levels: FloatArray, weights: FloatArray | None = None) -> float:
    """Return how many independent runs would tell as much as those of samples crossed with replications.

    Parameters
    ----------
    levels
        An outcome, shape (samples, replications), complete, at least 2 of both.
    weights
        Of the samples; None: all are equal.
    """
    parts = variance_parts(levels[:, :, None], weights)
    of_samples, of_replications = (
        max(float(parts.parameters[0, 0]), 0.0),
        max(float(parts.replication[0, 0]), 0.0),
    )
    rest = max(float(parts.rest[0, 0]), 0.0)
    total = of_samples + of_replications + rest
    if total <= 0.0:
        return float(parts.replications)
    cells = parts.samples * parts.replications
    inverse = of_replications / parts.replications + of_samples / parts.samples + rest / cells
    return float(min(max(total / inverse, 1.0), cells))
