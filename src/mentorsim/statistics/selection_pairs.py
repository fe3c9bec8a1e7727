"""Pairs of alternatives as a selection sees them: how far apart they are, and what it takes to tell."""

from __future__ import annotations

import numpy as np

from mentorsim.statistics.intervals import FloatArray

FEW_EVENTS = 0.95
"""A variance that rests on few replications that differ is taken as high as this share of chance allows."""


def needed_replications(
    seen: FloatArray,
    worthwhile: float,
    probability: float,
    *,
    first: int | None = None,
    grain: float = 0.0,
    alternatives: int | None = None,
) -> FloatArray:
    """Replications after which means alone decide a pair: ``h2 S2 / worthwhile^2`` of Kim and Nelson.

    Few replications may show no difference, or a variance that is far too low, where differences are rare
    events. So `S2` is that of the first replications, of all replications so far, or what the number of
    replications that differ allows, whichever is highest: a Poisson number of events (its upper 95 % limit,
    so 3 where none was seen), each as large as the largest that was seen, one student, or the difference
    worth finding.

    Parameters
    ----------
    seen
        Values of the replications so far, shape (alternatives, replications); NaN where missing.
    worthwhile
        Smallest difference worth finding, more than 0.
    probability
        Of a correct selection, in (0, 1).
    first
        How many of them are the first ones, whose number gives the degrees of freedom; None: all.
    grain
        What one student may change; 0: unknown.
    alternatives
        How many there were at first; None: those that are seen.

    Returns
    -------
    FloatArray
        Shape (alternatives, alternatives); infinite for a pair that shares fewer than two replications.
    """
    from scipy.special import gammaincinv

    begun = seen[:, : first or seen.shape[1]]
    rivals = max(2, alternatives or int(np.isfinite(begun).any(axis=1).sum())) - 1
    variance, shared, _, _ = _pairs(begun)
    if seen.shape[1] > begun.shape[1]:
        later, _, _, _ = _pairs(seen)
        variance = np.fmax(variance, later)
    _, replications, differing, largest = _pairs(seen)
    size = max(grain, worthwhile, float(largest.max(initial=0.0)))
    rare = differing < replications / 2.0
    events = gammaincinv(differing + 1.0, FEW_EVENTS)
    floor = np.where(rare, size**2 * events / np.maximum(replications, 1.0), 0.0)
    freedom = np.maximum(shared - 1.0, 1.0)
    eta = ((2.0 * (1.0 - probability) / rivals) ** (-2.0 / freedom) - 1.0) / 2.0
    needed: FloatArray = np.maximum(0.0, 2.0 * eta * freedom * np.maximum(variance, floor)) / worthwhile**2
    needed[shared < 2.0] = np.inf
    np.fill_diagonal(needed, 0.0)
    return needed


def _pairs(seen: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Return each pair's variance, common replications, how many of them differ, and the largest size."""
    present = np.isfinite(seen)
    filled, weights = np.where(present, seen, 0.0), present.astype(np.float64)
    shared = np.einsum("iw,jw->ij", weights, weights)
    variance, differing, largest = np.zeros((3, *shared.shape))
    for row in range(len(seen)):
        both = present & present[row]
        difference = np.where(both, filled[row] - filled, 0.0)
        mean = difference.sum(axis=1) / np.maximum(shared[row], 1.0)
        centered = np.where(both, difference - mean[:, None], 0.0)
        variance[row] = (centered**2).sum(axis=1) / np.maximum(shared[row] - 1.0, 1.0)
        differing[row] = np.count_nonzero(difference, axis=1)
        largest[row] = np.abs(difference).max(axis=1, initial=0.0)
    return variance, shared, differing, largest


def paired_means(seen: FloatArray) -> tuple[FloatArray, FloatArray]:
    """How far each alternative is ahead of each other one over the replications that both have.

    Parameters
    ----------
    seen
        Shape (alternatives, replications); NaN where missing.

    Returns
    -------
    tuple
        Mean differences (row minus column) and the numbers of replications, each of shape
        (alternatives, alternatives).
    """
    present = np.isfinite(seen)
    if present.all():
        means = seen.mean(axis=1)
        return means[:, None] - means, np.full((len(seen), len(seen)), float(seen.shape[1]))
    filled, weights = np.where(present, seen, 0.0), present.astype(np.float64)
    shared = np.einsum("iw,jw->ij", weights, weights)
    sums = np.einsum("iw,jw->ij", filled, weights)
    return (sums - sums.T) / np.maximum(shared, 1.0), shared
