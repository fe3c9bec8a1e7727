"""What the differences of runs consist of: parameters, years, and the finite number of both.

Every draw of the parameters meets the same worlds: a two-way layout with one value per draw and world,
``value = mean + parameters of the draw + luck of the world + luck of the world under these parameters``. Its
three variances follow from the mean squares (Searle, Casella and McCulloch 1992, "Variance Components",
section 4.3). Without this correction the noise of few worlds per draw would pass for parameter uncertainty.
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
        Over all draws and worlds, shape (quantities,).
    of_draws
        Mean over the worlds of each draw, shape (draws, quantities).
    parameters, world, rest
        Covariance of the quantities over draws, over worlds, and of what is left, each corrected for the
        others; shape (quantities, quantities). Variances on the diagonal may be below 0 by chance.
    draws, worlds
        How many there are; of weighted draws, how many of equal weight would tell as much.
    weights
        Of the draws, shape (draws,), summing to 1.
    """

    mean: FloatArray
    of_draws: FloatArray
    parameters: FloatArray
    world: FloatArray
    rest: FloatArray
    draws: float
    worlds: int
    weights: FloatArray

    @property
    def parameter_variance(self) -> FloatArray:
        """Variance over draws, the noise of few worlds taken out; at least 0."""
        return np.maximum(np.diagonal(self.parameters), 0.0)

    @property
    def year_variance(self) -> FloatArray:
        """Variance from one world to another under the same parameters; at least 0."""
        return np.maximum(np.diagonal(self.world), 0.0) + np.diagonal(self.rest)

    @property
    def noise_of_draws(self) -> FloatArray:
        """Variance that few worlds per draw add to the spread of the draws' means."""
        return np.diagonal(self.rest) / self.worlds

    @property
    def covariance_of_means(self) -> FloatArray:
        """Covariance of `mean`, for draws and worlds are finitely many; variances are at least 0."""
        of_draws, of_worlds = _not_negative(self.parameters), _not_negative(self.world)
        covariance: FloatArray = (of_draws + self.rest / self.worlds) / self.draws + of_worlds / self.worlds
        return covariance


def variance_parts(values: FloatArray, weights: FloatArray | None = None) -> VarianceParts:
    """Split the variance of quantities over draws and worlds.

    Draws of unequal weight count for the mean and for the variance over draws as their weights say. That
    variance is divided by one minus the sum of the squared weights, so that it has no bias, and tells as much
    as Kish's effective number of draws (1965, "Survey Sampling").

    Parameters
    ----------
    values
        Shape (draws, worlds, quantities), complete, with at least 2 draws and 2 worlds.
    weights
        Of the draws, not negative, shape (draws,); None: all are equal.

    Raises
    ------
    ValueError
        When there are fewer, or a value is missing.
    """
    count, worlds, _ = values.shape
    if count < 2 or worlds < 2 or not np.isfinite(values).all():
        raise ValueError("needs at least 2 draws and 2 worlds, all complete")
    shares = np.full(count, 1.0 / count) if weights is None else np.asarray(weights) / np.sum(weights)
    if shares.shape != (count,) or not (shares >= 0.0).all() or shares.max() >= 1.0:
        raise ValueError("weights must be one for each draw, not negative, and at least two of them above 0")
    draws = float(count) if weights is None else float(1.0 / np.sum(shares**2))
    # From the first value on, so that quantities that never vary leave no rounding noise behind.
    centered = values - values[0, 0]
    of_draws = centered.mean(axis=1)
    plain_worlds = centered.mean(axis=0)
    of_worlds = plain_worlds if weights is None else np.einsum("d,dwq->wq", shares, centered)
    mean = of_worlds.mean(axis=0)
    rest = centered - of_draws[:, None] - plain_worlds[None] + plain_worlds.mean(axis=0)
    roots = np.sqrt(shares)[:, None]
    square_draws = worlds * _products(roots * (of_draws - mean)) / (1.0 - 1.0 / draws)
    square_worlds = draws * _products(of_worlds - mean) / (worlds - 1)
    square_rest = _products(rest.reshape(count * worlds, -1)) / ((count - 1) * (worlds - 1))
    return VarianceParts(
        mean=mean + values[0, 0],
        of_draws=of_draws + values[0, 0],
        parameters=(square_draws - square_rest) / worlds,
        world=(square_worlds - square_rest) / draws,
        rest=square_rest,
        draws=draws,
        worlds=worlds,
        weights=shares,
    )


def simulation_half_width(parts: VarianceParts, confidence: float) -> FloatArray:
    """Half-width of the intervals of the means: the error of finitely many draws and worlds.

    The variance of a mean is a sum of mean squares, of which the degrees of freedom are Satterthwaite's
    (1946, "An approximate distribution of estimates of variance components", Biometrics Bulletin 2).
    """
    draws, worlds = parts.draws, parts.worlds
    rest = np.diagonal(parts.rest)
    of_draws = np.diagonal(parts.parameters) * worlds + rest
    of_worlds = np.diagonal(parts.world) * draws + rest
    # Their sum without the rest, which both hold; by chance it could be less than either.
    total = np.maximum(of_draws + of_worlds - rest, np.maximum(of_draws, of_worlds))
    below = of_draws**2 / (draws - 1) + of_worlds**2 / (worlds - 1) + rest**2 / ((draws - 1) * (worlds - 1))
    return _quantiles(total, below, confidence) * np.sqrt(total / (draws * worlds))


def year_half_width(parts: VarianceParts, confidence: float) -> FloatArray:
    """Half-width of the range in which one year lies, with the parameters as they are on average.

    It predicts one more world of a normal distribution; Satterthwaite's degrees of freedom, as above.
    """
    draws, worlds = parts.draws, parts.worlds
    rest = np.diagonal(parts.rest)
    of_worlds = np.diagonal(parts.world) * draws + rest
    total = parts.year_variance
    below = (of_worlds / draws) ** 2 / (worlds - 1)
    below = below + (rest * (1.0 - 1.0 / draws)) ** 2 / ((draws - 1) * (worlds - 1))
    return _quantiles(total, below, confidence) * np.sqrt(total)


def parameter_range(parts: VarianceParts, confidence: float) -> tuple[FloatArray, FloatArray]:
    """Give the central range of the true means over the draws, without the noise of few worlds.

    Returns
    -------
    tuple
        Low and high ends, each of shape (quantities,); see `pulled_draws`.
    """
    tail = (1.0 - confidence) / 2.0
    pulled = pulled_draws(parts)
    if (parts.weights == parts.weights[0]).all():
        low, high = np.quantile(pulled, [tail, 1.0 - tail], axis=0)
    else:
        low, high = np.quantile(
            pulled, [tail, 1.0 - tail], axis=0, weights=parts.weights, method="inverted_cdf"
        )
    return low, high


def pulled_draws(parts: VarianceParts) -> FloatArray:
    """Give the draws' means, pulled toward their mean until their variance is the parameters' own.

    Louis 1984, "Estimating a population of parameter values using Bayes and empirical Bayes methods", JASA
    79; it keeps the shape of their distribution. Shape (draws, quantities).
    """
    spread = parts.parameter_variance
    observed = spread + parts.noise_of_draws
    kept = np.sqrt(np.divide(spread, observed, out=np.zeros_like(spread), where=observed > 0.0))
    pulled: FloatArray = parts.mean + (parts.of_draws - parts.mean) * kept
    return pulled


def _not_negative(covariance: FloatArray) -> FloatArray:
    """Give a covariance without what has, by chance, a negative variance."""
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
