"""Intervals of one column of replications at a time: simulation error and year-to-year variation.

Everything here takes one row per replication and one column per policy (or difference). NaN marks a value
that is missing; each column is described by the values it has. Results hold NaN where nothing can be said (no
value, or one value and therefore no spread); the comparison turns that into "undefined" with a reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

SMALL_CELL = 10
"""Groups with fewer first-years than this are flagged; a gap over more than two groups leaves them out."""

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

CONFIDENCE = 0.95


class Uncertainty(StrEnum):
    """What an interval is about. The three are never mixed in one interval."""

    SIMULATION_ERROR = "simulation error"
    PARAMETER = "parameter uncertainty"
    YEAR_TO_YEAR = "year-to-year variation"


@dataclass(frozen=True)
class Moments:
    """Count, mean and standard deviation of each column.

    Attributes
    ----------
    count
        Number of values, shape (columns,).
    mean
        NaN for a column without a value.
    sd
        Standard deviation with divisor ``count - 1``; NaN below two values, exactly 0 for a constant column.
    """

    count: NDArray[np.int64]
    mean: FloatArray
    sd: FloatArray

    @property
    def standard_error(self) -> FloatArray:
        """Standard error of each mean; NaN below two values."""
        return self.sd / np.sqrt(np.maximum(self.count, 1))


@dataclass(frozen=True)
class Intervals:
    """One interval per column, each of the same kind.

    Attributes
    ----------
    mean, low, high
        Shape (columns,); NaN where undefined.
    uncertainty
        What the interval is about.
    confidence
        Probability that the interval is built for, in (0, 1).
    """

    mean: FloatArray
    low: FloatArray
    high: FloatArray
    uncertainty: Uncertainty
    confidence: float

    @property
    def half_width(self) -> FloatArray:
        """Half the distance between the ends."""
        return (self.high - self.low) / 2.0


def columns_of(values: FloatArray) -> FloatArray:
    """Columns as contiguous rows, shape (columns, replications), every non-finite value as NaN.

    One column per row makes each result independent of the column's position: permuting the policies permutes
    the results bit for bit.

    Raises
    ------
    ValueError
        If `values` does not have shape (replications, columns).
    """
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != 2:
        raise ValueError(f"expected an array of shape (replications, columns), not {array.shape}")
    columns = np.array(array.T, order="C")
    columns[~np.isfinite(columns)] = np.nan
    return columns


def student_t_quantile(probability: float, degrees_of_freedom: float) -> float:
    """Quantile of Student's t distribution."""
    # Imported here because SciPy is slow to load and `--help` must be quick.
    from scipy.special import stdtrit

    return float(stdtrit(degrees_of_freedom, probability))


def check_confidence(confidence: float) -> None:
    """Refuse a confidence outside (0, 1).

    Raises
    ------
    ValueError
        If `confidence` is not strictly between 0 and 1.
    """
    if not 0.0 < confidence < 1.0:
        raise ValueError(f"confidence must be between 0 and 1, not {confidence}")


def moments(values: FloatArray) -> Moments:
    """Describe each column of an array of shape (replications, columns), leaving out missing values."""
    columns = columns_of(values)
    if columns.shape[1] == 0:
        empty = np.full(columns.shape[0], np.nan)
        return Moments(np.zeros(columns.shape[0], dtype=np.int64), empty, empty.copy())
    present = np.isfinite(columns)
    if present.all():
        return _complete_moments(columns)
    count = present.sum(axis=1)
    lowest = np.where(present, columns, np.inf).min(axis=1)
    highest = np.where(present, columns, -np.inf).max(axis=1)
    # A column of equal values must have that value as its mean and no spread, without rounding noise.
    constant = lowest == highest
    mean = np.where(present, columns, 0.0).sum(axis=1) / np.maximum(count, 1)
    mean = np.where(constant, lowest, mean)
    mean[count == 0] = np.nan
    centered = np.where(present, columns - mean[:, None], 0.0)
    sd = np.sqrt((centered * centered).sum(axis=1) / np.maximum(count - 1, 1))
    sd[constant] = 0.0
    sd[count < 2] = np.nan
    return Moments(count.astype(np.int64), mean, sd)


def _complete_moments(columns: FloatArray) -> Moments:
    """`moments` of rows without a gap: the same numbers, sooner."""
    count = columns.shape[1]
    lowest = columns.min(axis=1)
    constant = lowest == columns.max(axis=1)
    mean = np.where(constant, lowest, columns.sum(axis=1) / count)
    centered = columns - mean[:, None]
    sd = np.sqrt((centered * centered).sum(axis=1) / max(count - 1, 1))
    sd[constant] = 0.0 if count >= 2 else np.nan
    return Moments(np.full(len(columns), count, dtype=np.int64), mean, sd)


def mean_interval(values: FloatArray, confidence: float = CONFIDENCE) -> Intervals:
    """Mean of each column with its t interval: the error of having simulated finitely many replications.

    Parameters
    ----------
    values
        Shape (replications, columns): a policy's outcome, or a paired difference.
    confidence
        In (0, 1).

    Returns
    -------
    Intervals
        ``mean -+ t * sd / sqrt(count)``; it shrinks as replications are added. The ends are NaN below two
        values.

    Raises
    ------
    ValueError
        If the shape or the confidence is wrong.
    """
    check_confidence(confidence)
    described = moments(values)
    half = _t_quantiles(described.count, confidence) * described.standard_error
    return Intervals(
        described.mean, described.mean - half, described.mean + half, Uncertainty.SIMULATION_ERROR, confidence
    )


def paired_differences(values: FloatArray, baseline: int) -> FloatArray:
    """Every other column minus the baseline's, over the replications in which all columns have a value.

    Parameters
    ----------
    values
        Shape (replications, policies).
    baseline
        Column that is subtracted.

    Returns
    -------
    FloatArray
        Shape (complete replications, policies - 1); the other policies keep their order.

    Raises
    ------
    ValueError
        If the shape is wrong or there is no such column.
    """
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != 2:
        raise ValueError(f"expected an array of shape (replications, policies), not {array.shape}")
    if not 0 <= baseline < array.shape[1]:
        raise ValueError(f"there is no column {baseline} among {array.shape[1]} policies")
    complete = array[np.isfinite(array).all(axis=1)]
    return np.delete(complete, baseline, axis=1) - complete[:, [baseline]]


def year_to_year_interval(differences: FloatArray, confidence: float = CONFIDENCE) -> Intervals:
    """Central range of the paired difference over replications: what one school meets in one year.

    It is a prediction of one more replication, not of the mean, and settles instead of shrinking as
    replications are added. With enough of them (39 for 95 %) its ends are the sample quantiles at positions
    ``(count + 1) * p`` (Weibull): the next replication falls inside with the stated probability whatever the
    distribution, which counts because shares and costs are often skewed. With fewer, such quantiles do not
    exist and the range is the prediction interval of a normal sample,
    ``mean -+ t * sd * sqrt(1 + 1 / count)``.

    Parameters
    ----------
    differences
        Shape (replications, columns).
    confidence
        In (0, 1).

    Raises
    ------
    ValueError
        If the shape or the confidence is wrong.
    """
    check_confidence(confidence)
    described = moments(differences)
    count = described.count
    spread = described.sd * np.sqrt(1.0 + 1.0 / np.maximum(count, 1))
    half = _t_quantiles(count, confidence) * spread
    low, high = described.mean - half, described.mean + half
    tail = (1.0 - confidence) / 2.0
    # Rounded, because 39 values are enough for 95 % although 40 * 0.025 is 1 only nearly.
    position = np.round((count + 1) * tail - 1.0, 9)
    ordered = np.sort(columns_of(differences), axis=1)  # NaN goes last
    for column in np.flatnonzero(position >= 0.0):
        row, last = ordered[column], int(count[column]) - 1
        outer = int(position[column])
        inner, part = min(outer + 1, last), position[column] - outer
        low[column] = row[outer] + part * (row[inner] - row[outer])
        high[column] = row[last - outer] + part * (row[last - inner] - row[last - outer])
    return Intervals(described.mean, low, high, Uncertainty.YEAR_TO_YEAR, confidence)


def _t_quantiles(count: NDArray[np.int64], confidence: float) -> FloatArray:
    quantiles = np.full(count.shape, np.nan)
    for distinct in np.unique(count):
        if distinct >= 2:
            quantiles[count == distinct] = student_t_quantile((1.0 + confidence) / 2.0, float(distinct - 1))
    return quantiles
