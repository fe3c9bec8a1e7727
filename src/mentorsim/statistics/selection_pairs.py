"""Pairs of alternatives as a selection sees them: how far apart they are, and what it takes to tell."""

from __future__ import annotations

import numpy as np

from mentorsim.statistics.intervals import FloatArray


def needed_worlds(seen: FloatArray, worthwhile: float, probability: float) -> FloatArray:
    """Worlds after which a pair is decided by its means alone: ``h2 S2 / worthwhile^2`` of Kim and Nelson.

    Parameters
    ----------
    seen
        Values of the first worlds, shape (alternatives, worlds); NaN where missing.
    worthwhile
        Smallest difference worth finding, more than 0.
    probability
        Of a correct selection, in (0, 1).

    Returns
    -------
    FloatArray
        Shape (alternatives, alternatives); infinite for a pair that shares fewer than two worlds.
    """
    present = np.isfinite(seen)
    filled = np.where(present, seen, 0.0)
    alternatives = max(2, int(present.any(axis=1).sum()))
    weights = present.astype(np.float64)
    shared = np.einsum("iw,jw->ij", weights, weights)
    needed = np.full(shared.shape, np.inf)
    for row in range(len(seen)):
        both = present & present[row]
        difference = np.where(both, filled[row] - filled, 0.0)
        mean = difference.sum(axis=1) / np.maximum(shared[row], 1.0)
        centered = np.where(both, difference - mean[:, None], 0.0)
        freedom = shared[row] - 1.0
        enough = freedom >= 1.0
        variance = (centered[enough] ** 2).sum(axis=1) / freedom[enough]
        eta = ((2.0 * (1.0 - probability) / (alternatives - 1)) ** (-2.0 / freedom[enough]) - 1.0) / 2.0
        needed[row, enough] = np.maximum(0.0, 2.0 * eta * freedom[enough] * variance) / worthwhile**2
    np.fill_diagonal(needed, 0.0)
    return needed


def paired_means(seen: FloatArray) -> tuple[FloatArray, FloatArray]:
    """How far each alternative is ahead of each other one over the worlds that both have.

    Parameters
    ----------
    seen
        Shape (alternatives, worlds); NaN where missing.

    Returns
    -------
    tuple
        Mean differences (row minus column) and the numbers of worlds, each of shape
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
