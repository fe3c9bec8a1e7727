"""Samples parameters from their posterior, given emulators of what the facts measure."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from mentorsim.scenario import Parameter
from mentorsim.scenario.prior import prior_shares, quantiles

Floats = NDArray[np.float64]
LogLikelihood = Callable[[Floats], Floats]

_STEPS = 3000


def sample(
    rows: Sequence[Parameter], log_likelihood: LogLikelihood, count: int, seed: int, steps: int = _STEPS
) -> Floats:
    """Draw from the posterior by a preconditioned Crank-Nicolson chain for each sample.

    Every parameter is the prior's quantile of a standard normal number; proposals keep that normal prior, so
    that the acceptance depends on the likelihood alone however many parameters there are (Cotter, Roberts,
    Stuart and White 2013, Statistical Science 28). Each chain starts from the prior, is heated down to the
    likelihood in its first third, and gives its last state.

    Parameters
    ----------
    rows
        The parameters.
    log_likelihood
        Takes values, shape (samples, parameters), and gives one number for each sample.
    count
        Number of chains and so of samples.
    seed
        Seed of the chains.
    steps
        Length of each chain.

    Returns
    -------
    ndarray
        Values, shape (count, parameters).
    """
    rng = np.random.default_rng(seed)
    rows = tuple(rows)
    normals = rng.standard_normal((count, len(rows)))
    likelihood = log_likelihood(quantiles(rows, ndtr(normals)))
    stride = 0.2
    for step in range(steps):
        heat = min(1.0, (step + 1) / (steps / 3)) ** 3
        proposed = np.sqrt(1.0 - stride**2) * normals + stride * rng.standard_normal(normals.shape)
        new = log_likelihood(quantiles(rows, ndtr(proposed)))
        accepted = np.log(rng.random(count)) < heat * (new - likelihood)
        normals[accepted] = proposed[accepted]
        likelihood[accepted] = new[accepted]
        if step < steps // 2:
            # Adapted in the first half only; a quarter accepted is near the best (Cotter et al. 2013).
            stride = float(np.clip(stride * np.exp(0.1 * (accepted.mean() - 0.25)), 0.005, 0.9))
    return quantiles(rows, ndtr(normals))


def standardized(rows: Sequence[Parameter], values: Floats) -> Floats:
    """Return values as normal scores of their priors, bounded at three."""
    shares = prior_shares(tuple(rows), values)
    return np.clip(ndtri(shares), -3.0, 3.0)
