"""What the differences of runs consist of: parameters, years, and the finite number of both.

Every sample of the parameters meets the same replications: a two-way layout with one value per sample and
replication, ``value = mean + parameters of the sample + noise of the replication + noise of the replication
under these parameters``. Its three variances follow from the mean squares (Searle, Casella and McCulloch
1992, "Variance Components", section 4.3). Without this correction the noise of few replications per sample
would pass for parameter uncertainty.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mentorsim.statistics.intervals import FloatArray, student_t_quantile


@dataclass(frozen=True)
class VarianceParts:
    """The parts of several quantities (differences of policies) at once.

    Attributes
    ----------
    mean
        Over all samples and replications, shape (quantities,).
    of_samples
        Mean over the replications of each sample, shape (samples, quantities).
    parameters, replication, rest
        Covariance of the quantities over samples, over replications, and of what is left, each corrected for
        the others; shape (quantities, quantities). Variances on the diagonal may be below 0 by chance.
    samples, replications
        How many there are; of weighted samples, how many of equal weight would tell as much.
    weights
        Of the samples, shape (samples,), summing to 1.
    """

    mean: FloatArray
    of_samples: FloatArray
    parameters: FloatArray
    replication: FloatArray
    rest: FloatArray
    samples: float
    replications: int
    weights: FloatArray

    @property
    def parameter_variance(self) -> FloatArray:
        """Variance over samples, the noise of few replications taken out; at least 0."""
        return np.maximum(np.diagonal(self.parameters), 0.0)

    @property
    def year_variance(self) -> FloatArray:
        """Variance from one replication to another under the same parameters; at least 0."""
        return np.maximum(np.diagonal(self.replication), 0.0) + np.diagonal(self.rest)

    @property
    def noise_of_samples(self) -> FloatArray:
        """Variance that few replications per sample add to the spread of the samples' means."""
        return np.diagonal(self.rest) / self.replications

    @property
    def covariance_of_means(self) -> FloatArray:
        """Covariance of `mean`, for samples and replications are finitely many; variances are at least 0."""
        of_samples, of_replications = _not_negative(self.parameters), _not_negative(self.replication)
        covariance: FloatArray = (
            of_samples + self.rest / self.replications
        ) / self.samples + of_replications / self.replications
        return covariance


def variance_parts(values: FloatArray, weights: FloatArray | None = None) -> VarianceParts:
    """Split the variance of quantities over samples and replications.

    Samples of unequal weight count for the mean and for the variance over samples as their weights say. That
    variance is divided by one minus the sum of the squared weights, so that it has no bias, and tells as much
    as Kish's effective number of samples (1965, "Survey Sampling").

    Parameters
    ----------
    values
        Shape (samples, replications, quantities), complete, with at least 2 samples and 2 replications.
    weights
        Of the samples, not negative, shape (samples,); None: all are equal.

    Raises
    ------
    ValueError
        When there are fewer, or a value is missing.
    """
    count, replications, _ = values.shape
    if count < 2 or replications < 2 or not np.isfinite(values).all():
        raise ValueError("needs at least 2 samples and 2 replications, all complete")
    shares = np.full(count, 1.0 / count) if weights is None else np.asarray(weights) / np.sum(weights)
    if shares.shape != (count,) or not (shares >= 0.0).all() or shares.max() >= 1.0:
        raise ValueError(
            "weights must be one for each sample, not negative, and at least two of them above 0"
        )
    samples = float(count) if weights is None else float(1.0 / np.sum(shares**2))
    # From the first value on, so that quantities that never vary leave no rounding noise behind.
    centered = values - values[0, 0]
    of_samples = centered.mean(axis=1)
    plain_replications = centered.mean(axis=0)
    of_replications = plain_replications if weights is None else np.einsum("d,dwq->wq", shares, centered)
    mean = of_replications.mean(axis=0)
    rest = centered - of_samples[:, None] - plain_replications[None] + plain_replications.mean(axis=0)
    roots = np.sqrt(shares)[:, None]
    square_samples = replications * _products(roots * (of_samples - mean)) / (1.0 - 1.0 / samples)
    square_replications = samples * _products(of_replications - mean) / (replications - 1)
    square_rest = _products(rest.reshape(count * replications, -1)) / ((count - 1) * (replications - 1))
    return VarianceParts(
        mean=mean + values[0, 0],
        of_samples=of_samples + values[0, 0],
        parameters=(square_samples - square_rest) / replications,
        replication=(square_replications - square_rest) / samples,
        rest=square_rest,
        samples=samples,
        replications=replications,
        weights=shares,
    )


def simulation_half_width(parts: VarianceParts, confidence: float) -> FloatArray:
    """Half-width of the intervals of the means: the error of finitely many samples and replications.

    The variance of a mean is a sum of mean squares, of which the degrees of freedom are Satterthwaite's
    (1946, "An approximate distribution of estimates of variance components", Biometrics Bulletin 2).
    """
    samples, replications = parts.samples, parts.replications
    rest = np.diagonal(parts.rest)
    of_samples = np.diagonal(parts.parameters) * replications + rest
    of_replications = np.diagonal(parts.replication) * samples + rest
    # Their sum without the rest, which both hold; by chance it could be less than either.
    total = np.maximum(of_samples + of_replications - rest, np.maximum(of_samples, of_replications))
    below = (
        of_samples**2 / (samples - 1)
        + of_replications**2 / (replications - 1)
        + rest**2 / ((samples - 1) * (replications - 1))
    )
    return _quantiles(total, below, confidence) * np.sqrt(total / (samples * replications))


def year_half_width(parts: VarianceParts, confidence: float) -> FloatArray:
    """Half-width of the range in which one year lies, with the parameters as they are on average.

    It predicts one more replication of a normal distribution; Satterthwaite's degrees of freedom, as above.
    """
    samples, replications = parts.samples, parts.replications
    rest = np.diagonal(parts.rest)
    of_replications = np.diagonal(parts.replication) * samples + rest
    total = parts.year_variance
    below = (of_replications / samples) ** 2 / (replications - 1)
    below = below + (rest * (1.0 - 1.0 / samples)) ** 2 / ((samples - 1) * (replications - 1))
    return _quantiles(total, below, confidence) * np.sqrt(total)


def parameter_range(parts: VarianceParts, confidence: float) -> tuple[FloatArray, FloatArray]:
    """Return the central range of the true means over the samples, without the noise of few replications.

    Returns
    -------
    tuple
        Low and high ends, each of shape (quantities,); see `pulled_samples`.
    """
    tail = (1.0 - confidence) / 2.0
    pulled = pulled_samples(parts)
    if (parts.weights == parts.weights[0]).all():
        low, high = np.quantile(pulled, [tail, 1.0 - tail], axis=0)
    else:
        low, high = np.quantile(
            pulled, [tail, 1.0 - tail], axis=0, weights=parts.weights, method="inverted_cdf"
        )
    return low, high


def pulled_samples(parts: VarianceParts) -> FloatArray:
    """Return the samples' means, pulled toward their mean until their variance is the parameters' own.

    Louis 1984, "Estimating a population of parameter values using Bayes and empirical Bayes methods", JASA
    79; it keeps the shape of their distribution. Shape (samples, quantities).
    """
    spread = parts.parameter_variance
    observed = spread + parts.noise_of_samples
    kept = np.sqrt(np.divide(spread, observed, out=np.zeros_like(spread), where=observed > 0.0))
    pulled: FloatArray = parts.mean + (parts.of_samples - parts.mean) * kept
    return pulled


def _not_negative(covariance: FloatArray) -> FloatArray:
    """Return a covariance without what has, by chance, a negative variance."""
    known = np.diagonal(covariance) > 0.0
    kept: FloatArray = np.where(np.outer(known, known), covariance, 0.0)
    return kept


def _products(deviations: FloatArray) -> FloatArray:
    # einsum, not a BLAS product: its bits do not depend on how many threads BLAS was given.
    products: FloatArray = np.einsum("ni,nj->ij", deviations, deviations)
    return products


def _quantiles(total: FloatArray, below: FloatArray, confidence: float) -> FloatArray:
    quantiles = np.zeros(len(total))
    for place in np.flatnonzero(total > 0.0):
        freedom = max(float(total[place] ** 2 / below[place]), 1.0)
        quantiles[place] = student_t_quantile((1.0 + confidence) / 2.0, freedom)
    return quantiles
