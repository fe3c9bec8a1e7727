"""Intervals where few replications differ: no difference seen is not no difference.

In most replications a small program changes no student's fate, and the difference of an outcome is 0; in a
few it is a student or two. The t interval of such a column is too narrow, and a single point where chance
showed no event at all. Here the replications that deviate are counted as rare events, those upward and those
downward apart: each sum of their sizes is a weighted sum of Poisson counts, with the gamma interval of Fay
and Feuer (1997, "Confidence intervals for directly standardized rates: a method based on the gamma
distribution", Statistics in Medicine 16), which is exact for events of one size. Without any event its upper
end is the rule of three (3.7 events at 95 %, both ends). The two are joined by the distances of their ends
(Zou and Donner 2008, "Construction of confidence limits about effect measures: a general approach",
Statistics in Medicine 27).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mentorsim.statistics.intervals import (
    CONFIDENCE,
    BoolArray,
    FloatArray,
    Intervals,
    columns_of,
    mean_interval,
)

USUAL = 0.5
"""Replications with one and the same value are the usual ones where they are more than this share of all."""


@dataclass(frozen=True)
class Events:
    """The replications of each column that deviate from its usual value.

    Attributes
    ----------
    rare
        Whether a column has a usual value, which more than half of its replications share; shape (columns,).
    usual
        That value; NaN where there is none.
    count
        Number of replications that deviate from it; all replications where there is none.
    size
        Size of the largest deviation, at least the grain; 0 where nothing is known of it.
    """

    rare: BoolArray
    usual: FloatArray
    count: FloatArray
    size: FloatArray


def events_of(values: FloatArray, grain: float = 0.0) -> Events:
    """Find the replications that deviate from the usual value.

    Parameters
    ----------
    values
        Shape (replications, columns), complete.
    grain
        Smallest step of the outcome, such as one student of all; 0: unknown.
    """
    columns = columns_of(values)
    number, replications = columns.shape
    usual = np.full(number, np.nan)
    count, size = np.full(number, float(replications)), np.zeros(number)
    for place, column in enumerate(columns):
        # A value that more than half have in common is the median.
        middle = np.sort(column)[replications // 2] if replications else np.nan
        deviating = int(np.count_nonzero(column != middle))
        if replications - deviating > USUAL * replications:
            usual[place], count[place] = middle, deviating
            size[place] = max(float(np.abs(column - middle).max()), grain)
    return Events(~np.isnan(usual), usual, count, size)


def event_ends(values: FloatArray, alpha: float, grain: float = 0.0) -> tuple[FloatArray, FloatArray]:
    """Return the ends of the intervals of the means of columns with a usual value.

    Parameters
    ----------
    values
        Shape (replications, columns), complete.
    alpha
        Probability of missing the mean, both ends together, in (0, 1).
    grain
        Smallest step of the outcome: an event that was not seen is at least as large. 0: unknown.

    Returns
    -------
    tuple
        Low and high ends, each of shape (columns,); NaN for a column without a usual value.
    """
    columns = columns_of(values)
    replications = columns.shape[1]
    found = events_of(values, grain)
    low, high = np.full((2, len(columns)), np.nan)
    for place in np.flatnonzero(found.rare):
        deviations = columns[place] - found.usual[place]
        up, down = np.maximum(deviations, 0.0), np.maximum(-deviations, 0.0)
        size = float(found.size[place])
        above, below = gamma_ends(up, alpha, size), gamma_ends(down, alpha, size)
        mean = float(columns[place].mean()) if found.count[place] else float(found.usual[place])
        sum_up, sum_down = float(up.sum()), float(down.sum())
        low[place] = mean - float(np.hypot(sum_up - above[0], below[1] - sum_down)) / replications
        high[place] = mean + float(np.hypot(above[1] - sum_up, sum_down - below[0])) / replications
    return low, high


def gamma_ends(sizes: FloatArray, alpha: float, largest: float) -> tuple[float, float]:
    """Return the gamma interval of the expected sum of the sizes of rare events.

    Parameters
    ----------
    sizes
        Of the events, not negative; zeros are not events.
    alpha
        Probability of missing it, both ends together.
    largest
        Largest size that an event may have; one more of it might have happened.
    """
    from scipy.special import gammaincinv

    total, squares = float(sizes.sum()), float((sizes * sizes).sum())
    low = 0.0
    if total > 0.0:
        low = squares / total * float(gammaincinv(total * total / squares, alpha / 2.0))
    more, more_squares = total + largest, squares + largest * largest
    if more <= 0.0:
        return 0.0, 0.0
    high = more_squares / more * float(gammaincinv(more * more / more_squares, 1.0 - alpha / 2.0))
    return low, high


def share_intervals(values: FloatArray, confidence: float = CONFIDENCE, grain: float = 0.0) -> Intervals:
    """Return intervals of mean shares, which lie between 0 and 1 as shares do.

    Where the t interval would reach beyond 0 or 1, or every replication has the share 0 or 1, students of
    that kind are rare events, and the interval is theirs (`gamma_ends`).

    Parameters
    ----------
    values
        Shares, shape (replications, columns), NaN where missing.
    confidence
        In (0, 1).
    grain
        Share of one student; 0: unknown.
    """
    found = mean_interval(values, confidence)
    low, high = found.low.copy(), found.high.copy()
    for place, column in enumerate(columns_of(values)):
        present = column[~np.isnan(column)]
        if len(present) < 2:
            continue
        constant = low[place] == high[place]
        if low[place] < 0.0 or (constant and found.mean[place] == 0.0):
            ends = gamma_ends(present, 1.0 - confidence, max(grain, float(present.max())))
            low[place], high[place] = ends[0] / len(present), max(high[place], ends[1] / len(present))
        if high[place] > 1.0 or (constant and found.mean[place] == 1.0):
            missing = 1.0 - present
            ends = gamma_ends(missing, 1.0 - confidence, max(grain, float(missing.max())))
            high[place] = 1.0 - ends[0] / len(present)
            low[place] = min(low[place], 1.0 - ends[1] / len(present))
    return Intervals(found.mean, np.maximum(low, 0.0), np.minimum(high, 1.0), found.uncertainty, confidence)
