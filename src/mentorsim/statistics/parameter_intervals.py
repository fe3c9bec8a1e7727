"""What is stated of means and differences under posterior samples: an interval for each layer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from mentorsim.statistics.crossed_events import CrossedEvents
from mentorsim.statistics.intervals import FloatArray, moments
from mentorsim.statistics.possible_variances import parameters_at_most
from mentorsim.statistics.summary import DifferenceSummary, PolicySummary, Variances, verdict
from mentorsim.statistics.variance_parts import (
    VarianceParts,
    parameter_range,
    simulation_half_width,
    variance_parts,
    year_half_width,
)
from mentorsim.statistics.weighted import weighted_sd


def layered_policies(
    cells: FloatArray, confidence: float, weights: FloatArray | None, *, is_share: bool
) -> list[PolicySummary]:
    """Return what is stated of each policy by itself.

    Parameters
    ----------
    cells
        Values, shape (samples, replications, policies).
    confidence
        Of each interval.
    weights
        Of the samples; None: they weigh the same.
    is_share
        Whether values lie between 0 and 1, and the ends of intervals therefore too.
    """
    parts = variance_parts(cells, weights)
    half = simulation_half_width(parts, confidence)
    low, high, at_most = _parameters(parts, confidence)
    sd = _sd_over_runs(cells, weights)
    summaries = [
        PolicySummary(
            mean=float(mean),
            low=float(mean - half[place]),
            high=float(mean + half[place]),
            sd=float(sd[place]),
            parameters_low=low[place],
            parameters_high=high[place],
            parameters_at_most=at_most[place],
            variances=_variances(parts, place),
        )
        for place, mean in enumerate(parts.mean)
    ]
    return [_within_shares(summary) for summary in summaries] if is_share else summaries


def _parameters(
    parts: VarianceParts, confidence: float
) -> tuple[list[float | None], list[float | None], list[float | None]]:
    """Return the range of the parameters alone, or how far it may reach where there is none."""
    low, high = parameter_range(parts, confidence)
    at_most = parameters_at_most(parts, confidence)
    none_told = (np.diagonal(parts.parameters) <= 0.0) & (np.diagonal(parts.rest) > 0.0)
    return (
        [None if none else float(end) for none, end in zip(none_told, low, strict=True)],
        [None if none else float(end) for none, end in zip(none_told, high, strict=True)],
        [float(most) if none else None for none, most in zip(none_told, at_most, strict=True)],
    )


def _within_shares(summary: PolicySummary) -> PolicySummary:
    """Let no end of a share's interval lie below 0 or above 1."""
    names = ("low", "high", "parameters_low", "parameters_high")
    ends = {name: getattr(summary, name) for name in names}
    clipped = {name: min(max(end, 0.0), 1.0) for name, end in ends.items() if end is not None}
    return replace(summary, **clipped)


def _sd_over_runs(cells: FloatArray, weights: FloatArray | None) -> FloatArray:
    """Return the standard deviation over runs, shape (policies,)."""
    flat = cells.reshape(-1, cells.shape[2])
    return moments(flat).sd if weights is None else weighted_sd(flat, np.repeat(weights, cells.shape[1]))


def layered_differences(
    parts: VarianceParts,
    limits: tuple[FloatArray, FloatArray],
    events: CrossedEvents,
    worthwhile: float,
    confidence: float,
) -> list[DifferenceSummary]:
    """Return what is stated of each difference, the verdict among it.

    Parameters
    ----------
    parts
        What the differences consist of.
    limits
        The lower and upper ends of `limits_of_both`.
    events
        Where few runs differ: what is known of the others.
    worthwhile
        Smallest difference that would matter; 0: none.
    confidence
        Of each interval.
    """
    mean, count = parts.mean, len(parts.mean)
    alone = np.fmax(simulation_half_width(parts, confidence), events.half_width(1.0 - confidence))
    # Bonferroni's bound: the number of differences is small, and their correlation is hardly known.
    share = (1.0 - confidence) / count
    together = np.fmax(simulation_half_width(parts, 1.0 - share), events.half_width(share))
    year = year_half_width(parts, confidence)
    low, high, at_most = _parameters(parts, confidence)
    return [
        DifferenceSummary(
            mean=float(mean[place]),
            interval_low=float(limits[0][place]),
            interval_high=float(limits[1][place]),
            low=float(mean[place] - alone[place]),
            high=float(mean[place] + alone[place]),
            simultaneous_low=float(mean[place] - together[place]),
            simultaneous_high=float(mean[place] + together[place]),
            parameters_low=low[place],
            parameters_high=high[place],
            parameters_at_most=at_most[place],
            year_low=float(mean[place] - year[place]),
            year_high=float(mean[place] + year[place]),
            verdict=verdict(float(limits[0][place]), float(limits[1][place]), worthwhile),
            variances=_variances(parts, place),
        )
        for place in range(count)
    ]


def limits_of_both(
    parts: VarianceParts, sampled: FloatArray, confidence: float
) -> tuple[FloatArray, FloatArray]:
    """Return intervals of simulation error and parameters together that hold for all differences at once.

    The quantiles of each difference's possible true means are widened alike until all differences lie within
    theirs with the probability that is asked for.
    """
    tail = (1.0 - confidence) / 2.0
    low, high = np.quantile(sampled, [tail, 1.0 - tail], axis=1)
    below, above = parts.mean - low, high - parts.mean
    apart = sampled - parts.mean[:, None]
    reach = np.where(apart < 0.0, below[:, None], above[:, None])
    ratios = np.divide(np.abs(apart), reach, out=np.zeros_like(apart), where=reach > 0.0)
    factor = max(1.0, float(np.quantile(ratios.max(axis=0), confidence, method="inverted_cdf")))
    return parts.mean - factor * np.maximum(below, 0.0), parts.mean + factor * np.maximum(above, 0.0)


def _variances(parts: VarianceParts, place: int) -> Variances:
    return Variances(
        simulation=float(np.diagonal(parts.covariance_of_means)[place]),
        parameters=float(parts.parameter_variance[place]),
        year=float(parts.year_variance[place]),
        samples_uncorrected=float(weighted_sd(parts.of_samples[:, place], parts.weights)) ** 2,
    )
