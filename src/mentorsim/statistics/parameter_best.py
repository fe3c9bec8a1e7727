"""Which policy is best when neither the parameters nor the randomness of the replications is known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mentorsim.statistics.best import Better
from mentorsim.statistics.intervals import FloatArray
from mentorsim.statistics.possible_variances import POSSIBILITIES, positive, possible_parts
from mentorsim.statistics.simultaneous import DRAWS
from mentorsim.statistics.variance_parts import VarianceParts

_KEY = 0x706172616D65746572  # any fixed number: the same data must give the same probabilities

FEW_SAMPLES = 40
"""Fewer posterior samples than this hardly have a 95 % range of their own."""


@dataclass(frozen=True, eq=False)
class TrueMeans:
    """What the policies' true means may be, in many samples.

    Attributes
    ----------
    by_parameters
        Parameter uncertainty alone: shape (policies, draws).
    by_both
        Parameter uncertainty and simulation error together, same shape.
    """

    by_parameters: FloatArray
    by_both: FloatArray


def true_means(parts: VarianceParts) -> TrueMeans:
    """Sample what the means may truly be, for each posterior sample, without the noise of few replications.

    Given the means of a sample over its replications, its true means are taken to be normal: pulled toward
    the mean of all samples as far as the noise demands, and spread by what is then unknown (empirical Bayes;
    Efron and Morris 1973, "Stein's estimation rule and its competitors", JASA 68). Over all samples their
    covariance is that of the parameters alone. The noise of samples and replications that all share is added.
    Few samples and replications leave the variances themselves uncertain: with both uncertainties they are
    those that they may truly be (`mentorsim.statistics.possible_variances`). Fewer than `FEW_SAMPLES` samples
    say little of the shape of their distribution, which is then taken to be normal.

    Parameters
    ----------
    parts
        Of the policies' differences to one of them, which is not among them.

    Returns
    -------
    TrueMeans
        One row per difference.
    """
    count = len(parts.mean)
    generator = np.random.Generator(np.random.Philox(key=_KEY))
    drawn = _drawn(parts.weights)
    normal = generator.standard_normal((count, DRAWS))
    spread = positive(parts.parameters)
    deviations = (parts.of_samples - parts.mean)[drawn]
    alone = _sampled(spread, positive(parts.rest) / parts.replications, deviations, normal.T)
    possible = possible_parts(parts)
    each = DRAWS // POSSIBILITIES
    shape = (POSSIBILITIES, each, count)
    noise = possible.rest / parts.replications
    # Every possible variance meets samples from all over, not the same few.
    stretched = possible.stretch[:, None, None] * deviations.reshape(each, POSSIBILITIES, count).swapaxes(
        0, 1
    )
    normals = normal.T.reshape(shape)
    if parts.samples < FEW_SAMPLES:
        both = np.einsum("spq,snq->snp", _root(possible.parameters), normals)
    else:
        both = _sampled(possible.parameters, noise, stretched, normals)
    in_common = (possible.parameters + noise) / parts.samples + possible.replication / parts.replications
    shared = np.einsum("spq,snq->snp", _root(in_common), generator.standard_normal(shape))
    together = (parts.mean + both + shared).reshape(DRAWS, count)
    return TrueMeans((parts.mean + alone).T, together.T)


def _sampled(spread: FloatArray, noise: FloatArray, deviations: FloatArray, normal: FloatArray) -> FloatArray:
    """Sample true deviations of samples, given those of their means: shape (..., draws, quantities)."""
    pull = spread @ np.linalg.pinv(spread + noise, hermitian=True)
    left = positive(spread - pull @ spread)
    return deviations @ np.swapaxes(pull, -1, -2) + normal @ np.swapaxes(_root(left), -1, -2)


def _root(covariance: FloatArray) -> FloatArray:
    size, vectors = np.linalg.eigh(covariance)
    root: FloatArray = vectors * np.sqrt(np.maximum(size, 0.0))[..., None, :]
    return root


def _drawn(weights: FloatArray) -> NDArray[np.int64]:
    """Return the posterior sample of each random draw, each as often as its weight says, in turn."""
    if (weights == weights[0]).all():
        return np.arange(DRAWS) % len(weights)
    ends = np.cumsum(weights) / np.sum(weights)
    places = np.searchsorted(ends, (np.arange(DRAWS) + 0.5) / DRAWS)
    generator = np.random.Generator(np.random.Philox(key=_KEY))
    return generator.permutation(np.minimum(places, len(weights) - 1))


def shares_of_best(means: FloatArray, better: Better) -> FloatArray:
    """Share of random draws in which each policy is best; differences are taken to the first one.

    Parameters
    ----------
    means
        Differences to the first policy, shape (policies - 1, draws). Rows that are the same number for
        number are policies that are the same, and share equally; so do rows of zeros and the first policy.
    better
        Whether higher or lower is better.

    Returns
    -------
    FloatArray
        Shape (policies,), sums to 1.
    """
    rows = np.vstack([np.zeros(means.shape[1]), means if better == "higher" else -means])
    best = rows == rows.max(axis=0)
    shares: FloatArray = (best / best.sum(axis=0)).mean(axis=1)
    return shares
