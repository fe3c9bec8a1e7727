"""How alternatives stand to the best of them: probabilities, and which are not distinguishable from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mentorsim.statistics.best import Better
from mentorsim.statistics.intervals import CONFIDENCE, BoolArray, FloatArray, student_t_quantile
from mentorsim.statistics.simultaneous import DRAWS, FEWEST_REPLICATIONS, multivariate_t_draws

MOST_TOGETHER = 200
"""Joint draws of more take too long. Bonferroni's bound takes their place, and whoever is behind the leader
by more than it, or not among so many that are closest to it, is given no share in being the best."""


@dataclass(frozen=True, eq=False)
class PairedMeans:
    """Means as differences to a reference, with what their errors have in common.

    Attributes
    ----------
    reference
        The alternative that the others are compared with over the replications that both have.
    mean
        Mean difference to the reference, shape (alternatives,); NaN where fewer than two replications are
        shared.
    replications
        Replications shared with the reference, shape (alternatives,).
    centered
        The differences minus their means, 0 where missing, shape (alternatives, replications).
    present
        Which of them are there, same shape.
    """

    reference: int
    mean: FloatArray
    replications: NDArray[np.int64]
    centered: FloatArray
    present: BoolArray

    @property
    def freedom(self) -> int:
        """Degrees of freedom, those of the alternative with the fewest replications."""
        return int(self.replications[np.isfinite(self.mean)].min()) - 1

    @property
    def errors(self) -> FloatArray:
        """Standard errors of the differences to the reference, shape (alternatives,)."""
        squared = (self.centered**2).sum(axis=1) / np.maximum(self.replications - 1, 1)
        errors: FloatArray = np.sqrt(squared / np.maximum(self.replications, 1))
        return errors

    def covariance(self, chosen: NDArray[np.int64]) -> FloatArray:
        """Covariance of the mean differences of some alternatives, shape (chosen, chosen)."""
        there = self.present[chosen].astype(np.float64)
        both = np.einsum("iw,jw->ij", there, there)
        products = np.einsum("iw,jw->ij", self.centered[chosen], self.centered[chosen])
        replications = np.maximum(self.replications[chosen], 1)
        covariance: FloatArray = (
            products / np.maximum(both - 1.0, 1.0) * both / np.outer(replications, replications)
        )
        return covariance


@dataclass(frozen=True, eq=False)
class Standings:
    """How alternatives stand in one outcome. All arrays have shape (alternatives,).

    Attributes
    ----------
    leader
        Number of the one with the best mean.
    difference, low, high
        Mean difference to the leader in the same replications, in the outcome's own sign, with the ends of
        intervals that hold for all together; NaN for the leader itself and where nothing can be said.
    probability_best
        That it has the best mean of all.
    probability_good
        That no other is better by more than the smallest worthwhile difference.
    possible
        Whether it is not distinguishable from the best.
    replications
        Replications shared with the leader.
    """

    leader: int
    difference: FloatArray
    low: FloatArray
    high: FloatArray
    probability_best: FloatArray
    probability_good: FloatArray
    possible: BoolArray
    replications: NDArray[np.int64]


def standings(
    values: FloatArray, better: Better, worthwhile: float = 0.0, confidence: float = CONFIDENCE
) -> Standings | None:
    """Say how alternatives stand to the best.

    The means are taken to follow a multivariate t around the observed ones, with the covariance that the
    shared replications show. An alternative is not distinguishable from the best unless some other one is
    ahead of it by more than the critical value of all one-sided comparisons with it (multiple comparisons
    with the best: Hsu 1984, "Constrained simultaneous confidence intervals for multiple comparisons with the
    best", Annals of Statistics 12). So the best one is among the possible ones with the confidence stated.

    Parameters
    ----------
    values
        Shape (alternatives, replications); NaN where missing.
    better
        Whether higher or lower is better.
    worthwhile
        Smallest worthwhile difference, 0 or more.
    confidence
        In (0, 1).

    Returns
    -------
    Standings or None
        None where no alternative has two replications.
    """
    sign = 1.0 if better == "higher" else -1.0
    means = paired_means(sign * np.asarray(values, dtype=np.float64))
    if means is None:
        return None
    known = np.flatnonzero(np.isfinite(means.mean))
    mean, error, freedom = means.mean[known], means.errors[known], means.freedom
    alpha = 1.0 - confidence
    others = max(1, len(known) - 1)
    bound = student_t_quantile(1.0 - alpha / others, freedom)
    two_sided = student_t_quantile(1.0 - alpha / (2.0 * others), freedom)
    possible: BoolArray = np.less_equal(-mean, bound * error)
    together = np.arange(len(known))
    if len(known) > MOST_TOGETHER:
        together = np.flatnonzero(possible)
        together = np.sort(together[np.argsort(-mean[together], kind="stable")[:MOST_TOGETHER]])
    covariance = means.covariance(known[together])
    draws = multivariate_t_draws(covariance, freedom)
    pairs, ahead = _pair_errors(covariance), mean[together, None] - mean[together]
    exact = len(known) == len(together) and freedom + 1 >= max(FEWEST_REPLICATIONS, 2 * len(known))
    for row, number in enumerate(together.tolist()):
        critical = bound
        if exact:
            critical = min(_quantile(_largest(draws - draws[row], pairs[row]), confidence), bound)
        possible[number] &= not bool((-ahead[row] > critical * pairs[row]).any())
    if exact:
        two_sided = min(_quantile(_largest(np.abs(draws), error), confidence), two_sided)
    sampled = mean[together, None] + draws
    top = sampled.max(axis=0)
    best = np.zeros(len(known))
    good = np.zeros(len(known))
    wins = sampled == top
    best[together] = (wins / wins.sum(axis=0)).mean(axis=1)
    good[together] = (top - sampled <= worthwhile).mean(axis=1)
    half = two_sided * error
    everywhere = np.zeros(len(values), dtype=np.bool_)
    everywhere[known] = possible

    def spread(own: FloatArray, *, of_leader: bool) -> FloatArray:
        found = np.full(len(values), np.nan)
        found[known] = own
        if not of_leader:
            found[means.reference] = np.nan
        return found

    return Standings(
        means.reference,
        spread(sign * mean, of_leader=False),
        spread(sign * mean - half, of_leader=False),
        spread(sign * mean + half, of_leader=False),
        spread(best, of_leader=True),
        spread(good, of_leader=True),
        everywhere,
        means.replications,
    )


def paired_means(rows: FloatArray) -> PairedMeans | None:
    """Describe alternatives by their differences to the one that is ahead; more is better.

    The one ahead is looked for among those with the most replications, and then handed on to whoever is ahead
    of it over the replications that both have.

    Parameters
    ----------
    rows
        Shape (alternatives, replications); NaN where missing.
    """
    present = np.isfinite(rows)
    counts = present.sum(axis=1)
    if not len(rows) or counts.max() < 2:
        return None
    fullest = np.flatnonzero(counts == counts.max())
    reference = int(fullest[np.argmax(np.nanmean(rows[fullest], axis=1))])
    for _step in range(len(rows)):
        mean, shared, _ = _differences(rows, present, reference)
        ahead = int(np.argmax(np.where(shared >= 2.0, mean, -np.inf)))
        if mean[ahead] <= 0.0:
            break
        reference = ahead
    mean, shared, centered = _differences(rows, present, reference)
    mean[shared < 2] = np.nan
    mean[reference] = 0.0
    return PairedMeans(reference, mean, shared.astype(np.int64), centered, present & present[reference])


def _differences(
    rows: FloatArray, present: BoolArray, reference: int
) -> tuple[FloatArray, FloatArray, FloatArray]:
    both = present & present[reference]
    difference = np.where(both, rows - rows[reference], 0.0)
    shared = both.sum(axis=1).astype(np.float64)
    mean = difference.sum(axis=1) / np.maximum(shared, 1.0)
    centered = np.where(both, difference - mean[:, None], 0.0)
    return mean, shared, centered


def _pair_errors(covariance: FloatArray) -> FloatArray:
    """Standard errors of the differences between any two."""
    own = np.diag(covariance)
    squared = own[:, None] + own - 2.0 * covariance
    # What is left of equal variances by rounding is not an error.
    squared[squared < 1e-12 * np.maximum.outer(own, own)] = 0.0
    errors: FloatArray = np.sqrt(squared)
    return errors


def _largest(draws: FloatArray, errors: FloatArray) -> FloatArray:
    """Return the largest standardized draw; what has no error does not count."""
    counted = errors > 0.0
    if not counted.any():
        return np.zeros(draws.shape[1])
    largest: FloatArray = (draws[counted] / errors[counted, None]).max(axis=0)
    return largest


def _quantile(draws: FloatArray, confidence: float) -> float:
    rank = int(np.ceil(confidence * DRAWS)) - 1
    return float(np.partition(draws, rank)[rank])
