"""Pareto fronts of means that are not known exactly: who is on it, who is not, and of whom nobody can say."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mentorsim.statistics.intervals import CONFIDENCE, BoolArray, FloatArray, student_t_quantile
from mentorsim.statistics.simultaneous import DRAWS, FEWEST_REPLICATIONS, multivariate_t_draws

RESAMPLES = 1000
MOST_TOGETHER = 120
"""Joint draws of more means (alternatives times outcomes) take too long: Bonferroni's bound takes over."""
_FEWEST_RESAMPLES, _RESAMPLED_MEANS = 200, 100_000  # so that many alternatives do not take minutes
_KEY = 0x66726F6E74  # any fixed number: the same data must give the same shares


@dataclass(frozen=True, eq=False)
class Front:
    """Where alternatives stand; all arrays have shape (alternatives,).

    Attributes
    ----------
    by_means
        Whether it is on the front of the observed means.
    sure
        Whether it is on the front for sure.
    dominated
        Whether it is dominated for sure.
    dominator
        An alternative on the front that dominates it for sure; -1 without.
    share
        Share of bootstrap resamples of the replications in whose means it is on the front, where less than
        the smallest worthwhile difference counts for nothing.
    """

    by_means: BoolArray
    sure: BoolArray
    dominated: BoolArray
    dominator: NDArray[np.int64]
    share: FloatArray


def on_front(means: FloatArray, worthwhile: FloatArray | float = 0.0) -> BoolArray:
    """Whether no other alternative is at least as good in everything and better in something.

    Parameters
    ----------
    means
        Shape (..., alternatives, outcomes), more is better.
    worthwhile
        Smallest differences that count, shape (outcomes,): less than that is neither better nor worse.

    Returns
    -------
    BoolArray
        Shape (..., alternatives).
    """
    found = np.ones(means.shape[:-1], dtype=np.bool_)
    for number in range(means.shape[-2]):
        own = means[..., number : number + 1, :]
        dominates = np.all(means >= own - worthwhile, axis=-1) & np.any(means > own + worthwhile, axis=-1)
        found[..., number] = np.logical_not(np.any(dominates, axis=-1))
    return found


def uncertain_front(
    values: FloatArray, worthwhile: FloatArray, confidence: float = CONFIDENCE, resamples: int = RESAMPLES
) -> Front:
    """Say who is on the front by simultaneous intervals of all paired differences, and by a bootstrap.

    One alternative dominates another for sure when, by the intervals, it is better by more than what is
    worthwhile in some outcome and in none worse by more than that. An alternative is on the front for sure
    when this is excluded for every other one. All statements hold together with the confidence stated: the
    intervals are max-t over all pairs and outcomes (see `mentorsim.statistics.simultaneous`). Because small
    differences are let pass, three alternatives may dominate each other in a circle; whoever is dominated
    only by dominated ones is left undecided.

    Parameters
    ----------
    values
        Shape (alternatives, outcomes, replications), complete, more is better, two replications or more.
    worthwhile
        Smallest worthwhile difference of each outcome, 0 or more, shape (outcomes,).
    confidence
        In (0, 1).
    resamples
        Number of bootstrap resamples of the replications; fewer from 100 alternatives on, at least 200.
    """
    means = values.mean(axis=2)
    ahead = means[:, None] - means[None]
    errors = pair_errors(values)
    half = critical_of_pairs(values, errors, confidence) * errors
    low = ahead - half
    dominates = np.any(low > worthwhile, axis=2) & np.all(low >= -worthwhile, axis=2)
    not_dominating = np.any(low > worthwhile, axis=2) | np.all(-low <= worthwhile, axis=2)
    sure: BoolArray = np.all(not_dominating | np.eye(len(values), dtype=np.bool_), axis=1)
    hit = np.any(dominates, axis=0)
    by_undominated = dominates & ~hit[:, None]
    dominated: BoolArray = np.any(by_undominated, axis=0)
    dominator = np.where(dominated, np.argmax(by_undominated, axis=0), -1)
    return Front(on_front(means), sure, dominated, dominator, _shares(values, worthwhile, resamples))


def pair_errors(values: FloatArray) -> FloatArray:
    """Standard errors of the mean paired differences, shape (alternatives, alternatives, outcomes)."""
    alternatives, outcomes, replications = values.shape
    errors = np.zeros((alternatives, alternatives, outcomes))
    for number in range(alternatives):
        difference = values - values[number]
        errors[number] = difference.std(axis=2, ddof=1) / np.sqrt(replications)
        errors[number][np.ptp(difference, axis=2) == 0.0] = 0.0
    return errors


def critical_of_pairs(values: FloatArray, errors: FloatArray, confidence: float) -> float:
    """Quantile of the largest ``|t|`` over all pairs and outcomes; at most Bonferroni's bound."""
    alternatives, outcomes, replications = values.shape
    pairs = max(1, int(np.count_nonzero(errors)) // 2)
    bound = student_t_quantile(1.0 - (1.0 - confidence) / (2.0 * pairs), replications - 1)
    means = alternatives * outcomes
    if means > MOST_TOGETHER or replications < max(FEWEST_REPLICATIONS, 2 * (alternatives - 1) * outcomes):
        return bound
    # What all alternatives share in a replication cancels in their differences: without it less is rounded.
    own = values - values.mean(axis=0)
    flat = (own - own.mean(axis=2, keepdims=True)).reshape(means, replications)
    covariance = np.einsum("iw,jw->ij", flat, flat) / (replications * (replications - 1.0))
    draws = multivariate_t_draws(covariance, replications - 1).reshape(alternatives, outcomes, DRAWS)
    largest = np.zeros(DRAWS)
    for number in range(alternatives - 1):
        error = errors[number, number + 1 :, :, None]
        # A difference without error is known, and does not count.
        with np.errstate(divide="ignore", invalid="ignore"):
            sizes = np.where(error > 0.0, np.abs(draws[number + 1 :] - draws[number]) / error, 0.0)
        largest = np.maximum(largest, sizes.max(axis=(0, 1)))
    rank = int(np.ceil(confidence * DRAWS)) - 1
    return min(float(np.partition(largest, rank)[rank]), bound)


def _shares(values: FloatArray, worthwhile: FloatArray, resamples: int) -> FloatArray:
    replications = values.shape[2]
    resamples = min(resamples, max(_FEWEST_RESAMPLES, _RESAMPLED_MEANS // values.shape[0]))
    generator = np.random.Generator(np.random.Philox(key=_KEY))
    weights = (
        generator.multinomial(replications, np.full(replications, 1.0 / replications), size=resamples)
        / replications
    )
    means = np.einsum("bw,aow->bao", weights, values)
    shares: FloatArray = on_front(means, worthwhile).mean(axis=0)
    return shares
