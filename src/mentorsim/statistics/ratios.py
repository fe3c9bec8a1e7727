"""Cost against effect: the cost of one more unit of an outcome, and the net benefit at a stated value.

A ratio is formed from mean differences, never averaged over replications (in a replication where the effect
is near 0 the ratio is huge and means nothing), and it exists only where the effect is known to differ from 0.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from mentorsim.statistics.best import Better
from mentorsim.statistics.intervals import (
    CONFIDENCE,
    FloatArray,
    Uncertainty,
    check_confidence,
    moments,
    student_t_quantile,
)
from mentorsim.statistics.summary import DifferenceSummary

NO_REPLICATIONS = "fewer than two replications have both the cost and the effect"
NO_EFFECT = "the interval of the effect's difference includes 0, so a cost per unit of it has no meaning yet"
WRONG_WAY = "the effect is worse than under the baseline, so there is no additional unit to pay for"


RATIO_OF_A_POLICY = "a ratio belongs to the difference between two policies, not to one policy"
RATIO_OF_MEANS = "a ratio of mean differences has neither a simultaneous nor a year-to-year interval"


@dataclass(frozen=True)
class RatioOutcome:
    """A cost per amount of effect, formed from the mean differences of two outcomes.

    Attributes
    ----------
    cost, effect
        Names of outcomes; the effect's direction says whether an increase or a reduction is paid for.
    per
        Amount of effect in its own unit: 0.1 gpa; 1 / students for one student when the effect is a share.
    unit
        As shown to the reader.
    """

    cost: str
    effect: str
    per: float
    unit: str


@dataclass(frozen=True)
class RatioSummary:
    """A ratio of mean differences with its Fieller interval.

    Attributes
    ----------
    value, low, high
        Cost per stated amount of effect; None where not defined. Negative: better and cheaper.
    reason
        Why the ratio is not defined; None where it is.
    replications
        Number of complete pairs behind it.
    uncertainty
        What the interval is about.
    """

    value: float | None
    low: float | None
    high: float | None
    reason: str | None
    replications: int
    uncertainty: Uncertainty = Uncertainty.SIMULATION_ERROR


def ratio_of_differences(
    cost: FloatArray,
    effect: FloatArray,
    *,
    per: float = 1.0,
    better: Better = "higher",
    confidence: float = CONFIDENCE,
) -> RatioSummary:
    """Mean cost difference per `per` units of mean effect difference, with a Fieller interval.

    The interval holds every ratio ``r`` for which ``mean(cost - r * effect)`` does not differ from 0 in a t
    test (Fieller 1954, "Some problems in interval estimation", Journal of the Royal Statistical Society B
    16). It is a proper interval exactly when the effect's own interval excludes 0, which is also when the
    ratio is defined.

    Parameters
    ----------
    cost, effect
        Paired differences to the baseline per replication, shape (replications,). Replications in which
        either is missing (NaN) are left out.
    per
        Amount of effect that is paid for, in the effect's unit: 0.1 for a tenth of a grade point; 1 /
        students for one more student retained when retention is a share.
    better
        Whether ``"higher"`` or ``"lower"`` effects are better; with "lower" the amount is a reduction.
    confidence
        In (0, 1).

    Raises
    ------
    ValueError
        If the shapes differ, `per` is not positive, or the confidence is wrong.
    """
    check_confidence(confidence)
    cost, effect = np.asarray(cost, dtype=np.float64), np.asarray(effect, dtype=np.float64)
    if cost.ndim != 1 or cost.shape != effect.shape:
        raise ValueError(
            f"cost and effect must be columns of one length, not {cost.shape} and {effect.shape}"
        )
    if not (np.isfinite(per) and per > 0.0):
        raise ValueError(f"the amount of effect must be positive, not {per}")
    if better not in ("higher", "lower"):
        raise ValueError(f'better is "higher" or "lower", not {better!r}')
    complete = np.isfinite(cost) & np.isfinite(effect)
    units = effect[complete] / (per if better == "higher" else -per)
    replications = int(complete.sum())
    if replications < 2:
        return RatioSummary(None, None, None, NO_REPLICATIONS, replications)
    both = np.column_stack([cost[complete], units])
    described = moments(both)
    critical = student_t_quantile((1.0 + confidence) / 2.0, replications - 1)
    mean_cost, mean_effect = (float(mean) for mean in described.mean)
    error_cost, error_effect = (float(error) for error in described.standard_error)
    if abs(mean_effect) <= critical * error_effect:
        return RatioSummary(None, None, None, NO_EFFECT, replications)
    if mean_effect < 0.0:
        return RatioSummary(None, None, None, WRONG_WAY, replications)
    centered = both - described.mean
    shared = float((centered[:, 0] * centered[:, 1]).sum()) / (replications * (replications - 1.0))
    low, high = fieller(mean_cost, mean_effect, error_cost**2, error_effect**2, shared, critical)
    return RatioSummary(mean_cost / mean_effect, low, high, None, replications)


def ratio_summaries(
    cost: FloatArray,
    effect: FloatArray,
    baseline: int,
    *,
    per: float = 1.0,
    better: Better = "higher",
    confidence: float = CONFIDENCE,
) -> dict[int, DifferenceSummary]:
    """Ratio of every policy against the baseline, by column, as rows of the table of differences.

    Parameters
    ----------
    cost, effect
        Shape (replications, policies).
    baseline
        Column that differences are taken to.
    per, better, confidence
        See `ratio_of_differences`.

    Returns
    -------
    dict
        A ratio has a mean, low and high; never a simultaneous interval, a year-to-year interval or a verdict.

    Raises
    ------
    ValueError
        If an argument is out of range.
    """
    cost, effect = np.asarray(cost, dtype=np.float64), np.asarray(effect, dtype=np.float64)
    summaries: dict[int, DifferenceSummary] = {}
    for column in range(cost.shape[1]):
        if column == baseline:
            continue
        found = ratio_of_differences(
            cost[:, column] - cost[:, baseline],
            effect[:, column] - effect[:, baseline],
            per=per,
            better=better,
            confidence=confidence,
        )
        blank = DifferenceSummary.undefined(found.reason or RATIO_OF_MEANS)
        summaries[column] = replace(
            blank,
            mean=found.value,
            interval_low=found.low,
            interval_high=found.high,
            low=found.low,
            high=found.high,
        )
    return summaries


def net_benefit(effect: FloatArray, cost: FloatArray, value_per_unit: float) -> FloatArray:
    """Worth of the effect at a stated value, minus the cost, run by run.

    The result is an outcome like any other (unit: the currency, higher is better): its paired differences,
    their intervals and its `probability_best` come from the same functions, and it is defined where a ratio
    is not.

    Parameters
    ----------
    effect, cost
        Same shape, usually (replications, policies).
    value_per_unit
        Currency per unit of the effect, e.g. what one student retained is worth times the number of students.

    Raises
    ------
    ValueError
        If the shapes differ or the value is not finite.
    """
    if np.shape(effect) != np.shape(cost):
        raise ValueError(f"effect and cost must have one shape, not {np.shape(effect)} and {np.shape(cost)}")
    if not np.isfinite(value_per_unit):
        raise ValueError(f"the value per unit must be a finite number, not {value_per_unit}")
    return value_per_unit * np.asarray(effect, dtype=np.float64) - np.asarray(cost, dtype=np.float64)


def fieller(
    numerator: float,
    denominator: float,
    numerator_variance: float,
    denominator_variance: float,
    covariance: float,
    critical: float,
) -> tuple[float, float]:
    """Return the ends of Fieller's interval of a ratio.

    They are the roots of ``(numerator - r * denominator)^2 = critical^2 * variance(numerator - r *
    denominator)``; the denominator must be more than `critical` standard errors from 0.
    """
    square = critical * critical
    leading = denominator * denominator - square * denominator_variance
    middle = numerator * denominator - square * covariance
    # The discriminant is written without its large canceling terms; it cannot be negative but by rounding.
    inside = (
        numerator * numerator * denominator_variance
        - 2.0 * numerator * denominator * covariance
        + denominator * denominator * numerator_variance
        - square * (numerator_variance * denominator_variance - covariance * covariance)
    )
    root = critical * float(np.sqrt(max(inside, 0.0)))
    return (middle - root) / leading, (middle + root) / leading
