"""Samples that count for more or less than one another: means, quantiles, and how much they tell together."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Places = NDArray[np.int64]


def normalized(weights: ArrayLike) -> Floats:
    """Return weights that sum to 1.

    Parameters
    ----------
    weights
        Shape (samples,), finite and not negative, at least one of them more than 0.

    Raises
    ------
    ValueError
        For others.
    """
    values = np.asarray(weights, dtype=np.float64)
    if values.ndim != 1 or not np.isfinite(values).all() or (values < 0.0).any() or not values.sum() > 0.0:
        raise ValueError("weights must be finite, not negative, and not all 0")
    shares: Floats = values / values.sum()
    return shares


def effective_number(weights: ArrayLike) -> float:
    """Return how many samples of equal weight would tell as much (Kish 1965, "Survey Sampling")."""
    return float(1.0 / np.sum(normalized(weights) ** 2))


def weighted_mean(values: ArrayLike, weights: ArrayLike) -> Floats:
    """Return the mean over samples, which are the first axis of the values."""
    mean: Floats = np.tensordot(normalized(weights), np.asarray(values, dtype=np.float64), axes=1)
    return mean


def weighted_sd(values: ArrayLike, weights: ArrayLike) -> Floats:
    """Return the standard deviation over samples, without bias where all weights are equal.

    The mean square is divided by ``1 - sum of squared weights``, which is ``(n - 1) / n`` for equal ones.
    """
    numbers, shares = np.asarray(values, dtype=np.float64), normalized(weights)
    square = weighted_mean((numbers - weighted_mean(numbers, shares)) ** 2, shares)
    rest = 1.0 - float(np.sum(shares**2))
    sd: Floats = np.sqrt(square / rest) if rest > 0.0 else np.full_like(square, np.nan)
    return sd


def weighted_quantile(values: ArrayLike, shares: ArrayLike, weights: ArrayLike) -> Floats:
    """Return quantiles over samples, which are the first axis of the values.

    Each sample stands at the middle of its weight, and between two of them it is interpolated; with equal
    weights this is Hazen's definition (Hyndman and Fan 1996, American Statistician 50, definition 5).

    Parameters
    ----------
    values
        Shape (samples, ...).
    shares
        One probability or several, 0 to 1.
    weights
        Shape (samples,).

    Returns
    -------
    ndarray
        Shape of `shares` followed by the values' other axes.
    """
    numbers = np.asarray(values, dtype=np.float64)
    asked, own = np.asarray(shares, dtype=np.float64), normalized(weights)
    flat = numbers.reshape(len(numbers), -1)
    found = np.empty((asked.size, flat.shape[1]))
    for column in range(flat.shape[1]):
        order = np.argsort(flat[:, column], kind="stable")
        middle = np.cumsum(own[order]) - 0.5 * own[order]
        found[:, column] = np.interp(asked.ravel(), middle, flat[order, column])
    return found.reshape((*asked.shape, *numbers.shape[1:]))


def weighted_correlation(values: ArrayLike, weights: ArrayLike) -> Floats:
    """Return correlations of columns over samples, shape (columns, columns); NaN where one is constant."""
    numbers, shares = np.asarray(values, dtype=np.float64), normalized(weights)
    centered = np.sqrt(shares)[:, None] * (numbers - weighted_mean(numbers, shares))
    covariance = centered.T @ centered
    spread = np.sqrt(np.diag(covariance))
    with np.errstate(divide="ignore", invalid="ignore"):
        correlation: Floats = covariance / np.outer(spread, spread)
    return correlation


def distinct_subset(weights: ArrayLike, count: int, seed: int) -> tuple[Places, Floats]:
    """Choose some samples, each at most once, and give them the weights with which they stand for all.

    Optimal resampling (Fearnhead and Clifford 2003, Journal of the Royal Statistical Society B 65): samples
    that weigh more than a limit are kept with their weights, of the others as many as there is room for are
    drawn in proportion to theirs, without repetition, and weigh what the limit is. The expected weight of
    every sample is its own, and the weights are as equal as can be.

    Parameters
    ----------
    weights
        Shape (samples,).
    count
        How many are chosen; all, where there are no more with a weight above 0.
    seed
        Seed of the choice.

    Returns
    -------
    places, weights
        Ascending places of the chosen, and their weights, which sum to 1.
    """
    own = normalized(weights)
    positive = np.flatnonzero(own > 0.0)
    if count >= len(positive):
        return positive, normalized(own[positive])
    if count < 1:
        raise ValueError(f"count must be 1 or more, not {count}")
    ascending = np.sort(own)
    together = np.cumsum(ascending)
    heavy = 0
    limit = 1.0 / count
    while ascending[-1 - heavy] > limit and heavy < count - 1:
        heavy += 1
        limit = float(together[-1 - heavy]) / (count - heavy)
    kept = own > limit
    light = np.flatnonzero(~kept & (own > 0.0))
    rng = np.random.default_rng(seed)
    rng.shuffle(light)
    ends = np.cumsum(own[light]) / limit
    chosen = np.diff(np.floor(ends + rng.random()), prepend=0.0) > 0.0
    drawn = light[chosen][: count - heavy]
    places = np.sort(np.concatenate([np.flatnonzero(kept), drawn]))
    return places, normalized(np.where(kept[places], own[places], limit))
