"""A quick stand-in for the simulation: each measured number as a quadratic function of the parameters.

All parameter points are simulated in the same worlds with the same luck, so that the numbers are smooth in
the parameters and a regression needs no more than to follow their shape. A linear term stands for every
parameter; squares and products for those that matter most to the number. The penalty of a ridge regression is
chosen by generalized cross-validation (Golub, Heath and Wahba 1979, Technometrics 21), and its leave-one-out
errors say how far the stand-in may be off.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

#: For how many parameters there are squares and products.
_CURVED = 12
_PENALTIES = np.geomspace(0.3, 1e5, 40)


@dataclass(frozen=True, eq=False)
class Emulator:
    """One measured number as a function of the parameters.

    Attributes
    ----------
    curved
        Places of the parameters that have squares and products.
    shift, scale
        Of the regressors, shape (regressors,).
    mean
        Intercept.
    weights
        Coefficients of the standardized regressors.
    error
        Root mean square of the leave-one-out errors.
    explained
        Share of the variance that leave-one-out predictions explain.
    """

    curved: NDArray[np.int64]
    shift: Floats
    scale: Floats
    mean: float
    weights: Floats
    error: float
    explained: float

    def __call__(self, points: Floats) -> Floats:
        """Predict the number at points, shape (points, parameters)."""
        predicted: Floats = (
            self.mean + ((_regressors(points, self.curved) - self.shift) / self.scale) @ self.weights
        )
        return predicted


def fit_emulator(points: Floats, numbers: Floats, weights: Floats) -> Emulator:
    """Fit a number to simulated points.

    Parameters
    ----------
    points
        Parameters on a scale of their own, shape (points, parameters).
    numbers
        What was simulated there, shape (points,), finite.
    weights
        How much each point counts, shape (points,), more than 0.
    """
    straight = _fit(points, numbers, weights, np.empty(0, np.int64))
    strength = np.abs(straight.weights)
    curved = np.sort(np.argsort(-strength, kind="stable")[: min(_CURVED, len(points) // 20)])
    quadratic = _fit(points, numbers, weights, curved)
    return quadratic if quadratic.error < straight.error else straight


def _fit(points: Floats, numbers: Floats, weights: Floats, curved: NDArray[np.int64]) -> Emulator:
    regressors = _regressors(points, curved)
    n = len(numbers)
    weights = weights * n / weights.sum()
    root = np.sqrt(weights)
    shift = np.average(regressors, axis=0, weights=weights)
    scale = np.sqrt(np.average((regressors - shift) ** 2, axis=0, weights=weights))
    scale = np.where(scale > 0.0, scale, 1.0)
    mean = float(np.average(numbers, weights=weights))
    left, singular, right = np.linalg.svd(root[:, None] * (regressors - shift) / scale, full_matrices=False)
    deviation = root * (numbers - mean)
    projected = left.T @ deviation
    best = (np.inf, float(_PENALTIES[-1]))
    for penalty in _PENALTIES:
        shrunk = singular**2 / (singular**2 + penalty)
        freedom = n - 1.0 - float(shrunk.sum())
        if freedom > 0.0:
            residual = deviation - left @ (shrunk * projected)
            best = min(best, (float(np.sum(residual**2)) / freedom**2, float(penalty)))
    shrunk = singular**2 / (singular**2 + best[1])
    leverage = weights / n + (left**2) @ shrunk
    left_out = (deviation - left @ (shrunk * projected)) / np.maximum(1.0 - leverage, 1e-9)
    variance = float(np.mean(deviation**2))
    error = float(np.sqrt(np.mean(left_out**2)))
    return Emulator(
        curved,
        shift,
        scale,
        mean,
        right.T @ (singular / (singular**2 + best[1]) * projected),
        error,
        1.0 - error**2 / variance if variance > 0.0 else 1.0,
    )


def _regressors(points: Floats, curved: NDArray[np.int64]) -> Floats:
    some = points[:, curved]
    products = [some[:, [i]] * some[:, i:] for i in range(len(curved))]
    return np.hstack([points, *products])
