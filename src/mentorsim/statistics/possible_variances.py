"""What the variances of a two-way layout may truly be: few samples and replications leave them uncertain.

Each mean square, divided by what it estimates, is a chi-square by its degrees of freedom. Drawing the
chi-squares and dividing by them gives values that the expected mean squares may have, and with them variances
and means: a generalized pivotal quantity (Weerahandi 1993, "Generalized confidence intervals", JASA 88),
which also holds where an estimate of a variance is at or below zero.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from mentorsim.statistics.intervals import FloatArray, student_t_quantile
from mentorsim.statistics.variance_parts import VarianceParts

POSSIBILITIES = 512
_KEY = 0x76617269616E6365  # any fixed number: the same data must give the same possibilities


@dataclass(frozen=True, eq=False)
class PossibleParts:
    """Possible covariances of the parts, each of shape (possibilities, quantities, quantities), not negative.

    Attributes
    ----------
    parameters, replication, rest
        As of `VarianceParts`.
    stretch
        By how much the spread of the posterior samples' means is stretched in each possibility, shape
        (possibilities,).
    """

    parameters: FloatArray
    replication: FloatArray
    rest: FloatArray
    stretch: FloatArray


def possible_parts(parts: VarianceParts) -> PossibleParts:
    """Sample what the covariances may truly be."""
    generator = np.random.Generator(np.random.Philox(key=_KEY))
    count, replications = len(parts.weights), parts.replications
    of_samples, of_replications, of_rest = (
        _stretches(generator, freedom)
        for freedom in (parts.samples - 1.0, replications - 1.0, (count - 1.0) * (replications - 1.0))
    )
    square_samples = parts.parameters * replications + parts.rest
    square_replications = parts.replication * parts.samples + parts.rest
    rest = of_rest[:, None, None] * parts.rest
    return PossibleParts(
        parameters=positive((of_samples[:, None, None] * square_samples - rest) / replications),
        replication=positive((of_replications[:, None, None] * square_replications - rest) / parts.samples),
        rest=rest,
        stretch=np.sqrt(of_samples),
    )


def parameters_at_most(parts: VarianceParts, confidence: float) -> FloatArray:
    """Return how far parameters may move the true means to either side, at most, shape (quantities,).

    Half the width of the range with the stated share, at the upper end of the interval of the variance over
    posterior samples with the same confidence.
    """
    # An estimate below zero is chance; the limit is then that of an estimate of zero.
    none = replace(parts, parameters=np.diag(np.maximum(np.diagonal(parts.parameters), 0.0)))
    variances = np.diagonal(possible_parts(none).parameters, axis1=1, axis2=2)
    highest = np.quantile(variances, (1.0 + confidence) / 2.0, axis=0)
    reach: FloatArray = student_t_quantile((1.0 + confidence) / 2.0, 1e9) * np.sqrt(highest)
    return reach


def positive(matrices: FloatArray) -> FloatArray:
    """Return the nearest matrices that can be covariances: chance may have made variances negative."""
    size, vectors = np.linalg.eigh((matrices + np.swapaxes(matrices, -1, -2)) / 2.0)
    scaled: FloatArray = vectors * np.maximum(size, 0.0)[..., None, :]
    nearest: FloatArray = scaled @ np.swapaxes(vectors, -1, -2)
    return nearest


def _stretches(generator: np.random.Generator, freedom: float) -> FloatArray:
    """Degrees of freedom by a chi-square with as many: evenly spread over its probabilities, in any order."""
    from scipy.special import chdtri

    places = (generator.permutation(POSSIBILITIES) + 0.5) / POSSIBILITIES
    stretches: FloatArray = freedom / np.asarray(chdtri(freedom, places), dtype=np.float64)
    return stretches
