"""Intervals of paired differences that hold when few replications differ, or few carry the mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mentorsim.statistics.few_events import event_ends, events_of, gamma_ends
from mentorsim.statistics.intervals import (
    CONFIDENCE,
    BoolArray,
    FloatArray,
    Intervals,
    Uncertainty,
    check_confidence,
    columns_of,
    moments,
    student_t_quantile,
)
from mentorsim.statistics.simultaneous import critical_value
from mentorsim.statistics.skewed import skew_misleads, skewed_ends

_MATTERS = 0.25


@dataclass(frozen=True, eq=False)
class GroupPart:
    """A part of a difference that is a sum of parts, such as one group's mean in a gap.

    Attributes
    ----------
    values
        Its contribution in each replication, shape (replications, differences).
    grain
        What one student of the group may change.
    """

    values: FloatArray
    grain: float


def differing_replications(differences: FloatArray) -> FloatArray:
    """Number of replications in which each difference is not 0, shape (differences,)."""
    found: FloatArray = np.count_nonzero(np.asarray(differences), axis=0).astype(np.float64)
    return found


def honest_intervals(
    differences: FloatArray,
    confidence: float = CONFIDENCE,
    *,
    grain: float = 0.0,
    parts: Sequence[GroupPart] = (),
    same: BoolArray | None = None,
    together: bool = False,
) -> Intervals:
    """Intervals of mean differences.

    A column in which most replications share one value has the interval of its rare events
    (`mentorsim.statistics.few_events`), another one that of its skewness (`mentorsim.statistics.skewed`);
    neither is ever narrower than the t interval. The interval of a sum of parts also holds what each part
    by itself leaves open: nine students may never have differed in the replications that were seen.

    Parameters
    ----------
    differences
        Shape (replications, differences), complete.
    confidence
        In (0, 1).
    grain
        What one student may change: of a share one by their number; 0: unknown. Where no difference as large
        was seen, one may have been missed.
    parts
        What the differences are the sum of; none: nothing is known of it.
    same
        Differences between runs that are the same in every state, shape (differences,): exactly what they
        are. None: none is.
    together
        Whether all of them are right together with the stated probability, instead of each for itself.

    Returns
    -------
    Intervals
        Ends NaN below two replications.

    Raises
    ------
    ValueError
        If the shape or the confidence is wrong or a value is missing.
    """
    check_confidence(confidence)
    described = moments(differences)
    replications, count = np.asarray(differences).shape
    if replications < 2:
        nothing = np.full(count, np.nan)
        return Intervals(described.mean, nothing, nothing, Uncertainty.SIMULATION_ERROR, confidence)
    alpha, critical = _level(differences, confidence, together)
    low, high = _ends(differences, critical, alpha, grain)
    if parts:
        ends = [_ends(part.values, critical, alpha, part.grain) for part in parts]
        means = [moments(part.values).mean for part in parts]
        below = np.sqrt(sum((mean - end[0]) ** 2 for mean, end in zip(means, ends, strict=True)))
        above = np.sqrt(sum((end[1] - mean) ** 2 for mean, end in zip(means, ends, strict=True)))
        # Parts of ordinary columns are paired and together may vary less: their t interval stands.
        rare = np.any([events_of(part.values).rare for part in parts], axis=0)
        low = np.where(rare, np.minimum(low, described.mean - below), low)
        high = np.where(rare, np.maximum(high, described.mean + above), high)
    if same is not None:
        low, high = np.where(same, described.mean, low), np.where(same, described.mean, high)
    return Intervals(described.mean, low, high, Uncertainty.SIMULATION_ERROR, confidence)


def too_few_events(differences: FloatArray, grain: float = 0.0, same: BoolArray | None = None) -> BoolArray:
    """Whether nothing can be said of each difference: no replication deviates, no event's size is known."""
    found = events_of(differences, grain)
    nothing: BoolArray = found.rare & (found.count == 0.0) & (found.size == 0.0) & (found.usual == 0.0)
    return nothing if same is None else nothing & ~same


def carried_by_few(
    differences: FloatArray, parts: Sequence[GroupPart] = (), same: BoolArray | None = None
) -> BoolArray:
    """Whether the mean of each difference, or of a part of it, rests on few replications: no verdict.

    A part counts where it could move the mean at all: where as many more values as its largest as the rule of
    three allows (Hanley and Lippman-Hand 1983, JAMA 249) would move it by a share of its standard error.
    """
    misled = skew_misleads(differences) & ~events_of(differences).rare
    error = moments(differences).standard_error
    for part in parts:
        values = columns_of(part.values)
        farthest = np.abs(values - np.median(values, axis=1)[:, None]).max(axis=1)
        matters = 3.0 * farthest / values.shape[1] > _MATTERS * error
        misled |= skew_misleads(part.values) & ~events_of(part.values).rare & matters
    return misled if same is None else misled & ~same


def _level(differences: FloatArray, confidence: float, together: bool) -> tuple[float, float]:
    """Probability that one interval may miss, and the quantile of ``|t|`` that goes with it."""
    from scipy.special import stdtr

    freedom = float(len(differences) - 1)
    if not together:
        return 1.0 - confidence, student_t_quantile((1.0 + confidence) / 2.0, freedom)
    critical = critical_value(differences, confidence)
    alpha = 2.0 * (1.0 - float(stdtr(freedom, critical)))
    # Differences that never varied take no part in the critical value, but may be wrong all the same.
    constant = int((moments(differences).sd == 0.0).sum())
    return min(alpha, (1.0 - confidence) / max(constant, 1)), critical


def _ends(values: FloatArray, critical: float, alpha: float, grain: float) -> tuple[FloatArray, FloatArray]:
    low, high = skewed_ends(values, critical)
    # One student whose fate turns may just not have been among the replications that were seen.
    columns = np.asarray(values, dtype=np.float64)
    unseen = np.abs(columns - np.median(columns, axis=0)).max(axis=0) < grain
    more = np.where(unseen, gamma_ends(np.zeros(0), alpha, grain)[1] / len(columns), 0.0)
    mean = columns.mean(axis=0)
    low, high = mean - np.hypot(mean - low, more), mean + np.hypot(high - mean, more)
    rare_low, rare_high = event_ends(values, alpha, grain)
    return np.fmin(low, rare_low), np.fmax(high, rare_high)
