"""Which policy is best when neither the parameters nor the luck of the simulated worlds are known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mentorsim.statistics.best import Better
from mentorsim.statistics.intervals import FloatArray
from mentorsim.statistics.simultaneous import DRAWS, multivariate_t_draws
from mentorsim.statistics.variance_parts import VarianceParts

_KEY = 0x706172616D65746572  # any fixed number: the same data must give the same probabilities


@dataclass(frozen=True, eq=False)
class TrueMeans:
    """What the policies' true means may be, in many samples.

    Attributes
    ----------
    by_parameters
        Parameter uncertainty alone: shape (policies, samples).
    by_both
        Parameter uncertainty and simulation error together, same shape.
    """

    by_parameters: FloatArray
    by_both: FloatArray


def true_means(parts: VarianceParts) -> TrueMeans:
    """Sample what the means may truly be, draw by draw, with the noise of few worlds per draw taken out.

    Given the means of a draw over its worlds, its true means are taken to be normal: pulled toward the mean
    of all draws as far as the noise demands, and spread by what is then unknown (empirical Bayes; Efron and
    Morris 1973, "Stein's estimation rule and its competitors", JASA 68). Over all draws their covariance is
    that of the parameters alone. The luck of the worlds is the same for all draws; it is added as one
    multivariate t with ``worlds - 1`` degrees of freedom.

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
    spread = _positive(parts.parameters)
    noise = _positive(parts.rest) / parts.worlds
    pull = spread @ np.linalg.pinv(spread + noise, hermitian=True)
    centers = parts.mean + (parts.of_draws - parts.mean) @ pull.T
    left = _positive(spread - pull @ spread)
    generator = np.random.Generator(np.random.Philox(key=_KEY))
    size, vectors = np.linalg.eigh(left)
    unknown = (vectors * np.sqrt(np.maximum(size, 0.0))) @ generator.standard_normal((count, DRAWS))
    by_parameters = centers.T[:, np.arange(DRAWS) % parts.draws] + unknown
    shared = _positive(parts.world) / parts.worlds + noise / parts.draws
    return TrueMeans(by_parameters, by_parameters + multivariate_t_draws(shared, parts.worlds - 1))


def shares_of_best(means: FloatArray, better: Better) -> FloatArray:
    """Share of samples in which each policy is best, with the policy that differences are taken to first.

    Parameters
    ----------
    means
        Differences to the first policy, shape (policies - 1, samples). Rows that are the same number for
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


def _positive(matrix: FloatArray) -> FloatArray:
    """Give the nearest matrix that can be a covariance: chance may have made variances negative."""
    size, vectors = np.linalg.eigh((matrix + matrix.T) / 2.0)
    nearest: FloatArray = (vectors * np.maximum(size, 0.0)) @ vectors.T
    return nearest
