"""What an effect costs under posterior samples: simulation error and parameters together."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from mentorsim.statistics.best import Better
from mentorsim.statistics.common_replications import absences, common_replications
from mentorsim.statistics.crossing import TOO_FEW_SAMPLES, Crossing, complete_samples
from mentorsim.statistics.intervals import BoolArray, FloatArray
from mentorsim.statistics.parameter_best import true_means
from mentorsim.statistics.ratios import NO_EFFECT, WRONG_WAY, fieller
from mentorsim.statistics.summary import DifferenceSummary
from mentorsim.statistics.variance_parts import (
    VarianceParts,
    pulled_samples,
    simulation_half_width,
    variance_parts,
)


def layered_ratios(
    cost: FloatArray,
    effect: FloatArray,
    failed: BoolArray,
    crossing: Crossing,
    base: int,
    *,
    per: float,
    better: Better,
    confidence: float,
) -> dict[int, DifferenceSummary]:
    """Return what an effect costs over the samples, by column: under some there may be no effect to pay for.

    The mean cost by the mean effect is what one more unit costs a decision maker who does not know the
    parameters. Where the true cost per unit lies has no upper limit under samples without an effect, whose
    share is stated.

    Parameters
    ----------
    cost, effect, failed
        Shape (runs, policies).
    crossing, base, confidence
        As for `layered_summaries`.
    per
        Amount of effect that is paid for, in its unit.
    better
        Whether more or less of the effect is paid for.
    """
    both = np.where(failed, np.nan, cost + effect)
    replications = common_replications(both, failed)
    absent = absences(replications, failed)
    count = cost.shape[1]
    cells, kept = complete_samples(
        np.concatenate([crossing.cells(np.where(failed, np.nan, one)) for one in (cost, effect)], axis=2),
        np.tile(replications.policies, 2),
    )
    prices, units = cells[:, :, :count], cells[:, :, count:] / (per if better == "higher" else -per)
    found: dict[int, DifferenceSummary] = {}
    for number in range(count):
        reason = absent[number] or absent[base]
        if number == base:
            continue
        if reason or cells.shape[0] < 2 or cells.shape[1] < 2:
            found[number] = DifferenceSummary.undefined(reason or TOO_FEW_SAMPLES)
            continue
        pair = np.stack([one[:, :, number] - one[:, :, base] for one in (prices, units)], axis=2)
        found[number] = _ratio(variance_parts(pair, crossing.weights_of(kept)), confidence)
    return found


def _ratio(parts: VarianceParts, confidence: float) -> DifferenceSummary:
    cost, units = (float(mean) for mean in parts.mean)
    half = float(simulation_half_width(parts, confidence)[1])
    each = _of_samples(pulled_samples(parts))
    without = float(parts.weights[np.isinf(each)].sum())
    if abs(units) <= half:
        return replace(DifferenceSummary.undefined(NO_EFFECT), without_effect=without)
    if units < 0.0:
        return replace(DifferenceSummary.undefined(WRONG_WAY), without_effect=without)
    error = parts.covariance_of_means
    # As many standard errors as the effect's own interval has: the two are defined together.
    critical = half / float(np.sqrt(error[1, 1])) if half > 0.0 else 0.0
    tail = (1.0 - confidence) / 2.0
    low, high = np.quantile(each, [tail, 1.0 - tail], method="inverted_cdf", weights=parts.weights)
    ends = fieller(cost, units, float(error[0, 0]), float(error[1, 1]), float(error[0, 1]), critical)
    both = np.quantile(_of_samples(true_means(parts).by_both.T), [tail, 1.0 - tail], method="inverted_cdf")
    return DifferenceSummary(
        mean=cost / units,
        interval_low=_finite(both[0]),
        interval_high=_finite(both[1]),
        low=ends[0],
        high=ends[1],
        parameters_low=_finite(low),
        parameters_high=_finite(high),
        without_effect=without,
    )


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _of_samples(pairs: FloatArray) -> FloatArray:
    """Return cost per unit in each sample, infinite where there is no effect."""
    ratios = np.full(len(pairs), np.inf)
    np.divide(pairs[:, 0], pairs[:, 1], out=ratios, where=pairs[:, 1] > 0.0)
    return ratios
