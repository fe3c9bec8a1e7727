"""Intervals of skewed columns: t intervals, wider on the side of the long tail.

Hall (1992, "On the removal of skewness by transformation", Journal of the Royal Statistical Society B 54): a
cubic function of the t statistic, which increases everywhere and can be inverted, takes out its skewness.
"""

from __future__ import annotations

import numpy as np

from mentorsim.statistics.intervals import BoolArray, FloatArray, columns_of, moments

ESTABLISHED = 2.0
"""A skewness counts from this many of its standard errors (under normality) on."""

REPLICATIONS_PER_SQUARED_SKEWNESS = 10.0
"""Replications that an interval needs for each square of its skewness: with fewer, one side may miss."""


def skewness_of(values: FloatArray) -> FloatArray:
    """Return the skewness of each column; 0 without variance. Shape (columns,)."""
    columns = columns_of(values)
    if columns.shape[1] < 3:
        return np.zeros(len(columns))
    centered = columns - columns.mean(axis=1)[:, None]
    second, third = (centered**2).mean(axis=1), (centered**3).mean(axis=1)
    found = np.zeros(len(columns))
    varied = moments(values).sd > 0.0
    found[varied] = third[varied] / second[varied] ** 1.5
    return found


def skew_misleads(values: FloatArray) -> BoolArray:
    """Whether the mean of each column rests on so few replications that its interval may miss on one side."""
    misleads: BoolArray = len(values) < REPLICATIONS_PER_SQUARED_SKEWNESS * skewness_of(values) ** 2
    return misleads


def skewed_ends(values: FloatArray, critical: float) -> tuple[FloatArray, FloatArray]:
    """Return the ends of intervals of the means, nowhere inside of the t intervals.

    Parameters
    ----------
    values
        Shape (replications, columns), complete.
    critical
        Quantile of the (largest) ``|t|``.

    Returns
    -------
    tuple
        Low and high ends, each of shape (columns,).
    """
    described = moments(values)
    replications = len(values)
    error = described.standard_error
    low, high = described.mean - critical * error, described.mean + critical * error
    skewness = skewness_of(values)
    for place in np.flatnonzero(np.abs(skewness) > ESTABLISHED * np.sqrt(6.0 / max(replications, 1))):
        tilt = float(skewness[place]) / np.sqrt(replications)
        above = described.mean[place] - error[place] * _inverse(-critical, tilt)
        below = described.mean[place] - error[place] * _inverse(critical, tilt)
        low[place], high[place] = min(low[place], below), max(high[place], above)
    return low, high


def _inverse(score: float, tilt: float) -> float:
    return float(3.0 / tilt * (np.cbrt(1.0 + tilt * (score - tilt / 6.0)) - 1.0))
