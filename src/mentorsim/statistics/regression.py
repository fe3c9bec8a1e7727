"""Regressions: smooth curves through noisy points, least squares on given terms, and a quadratic function.

Each says how well it predicts points that it was not fitted to: curves by generalized cross-validation, least
squares by leaving out blocks, the quadratic by its leave-one-out errors.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mentorsim.statistics.intervals import FloatArray

_SEGMENTS = 6
_DEGREE = 3
_BENDS = 10.0 ** np.arange(-3.0, 6.5, 0.5)
_ROUNDING = 1e-12
_RIDGE = 1e-9
_DETERMINED = 1e-3
"""Normal equations have one solution where the diagonal of a Cholesky factor differs by less than this."""
FEWEST_POINTS = 12
"""A curve through fewer points would say nothing."""

_FOLDS = 10
_SEED = 11  # any fixed number: the same runs must give the same folds
_CURVED = 12  # parameters for which the quadratic has squares and products
_RIDGES = np.geomspace(0.3, 1e5, 40)


def spread_evenly(values: FloatArray) -> FloatArray:
    """Replace values by their ranks between 0 and 1; equal ones share theirs.

    A curve over ranks is as good as one over the values and is not led by single far ones.
    """
    # Imported here because SciPy is slow to load, and most comparisons smooth nothing.
    from scipy.stats import rankdata

    ranks: FloatArray = (rankdata(values) - 0.5) / len(values)
    return ranks


def smooth(
    places: FloatArray, values: FloatArray, wanted: FloatArray, weights: FloatArray | None = None
) -> FloatArray:
    """Fit a curve to each column and give it at other places.

    Cubic B-splines with a penalty on the bend (P-splines; Eilers and Marx 1996, "Flexible smoothing with
    B-splines and penalties", Statistical Science 11), its weight chosen for each column by generalized
    cross-validation. The smoothest curve there is, is a straight line.

    Parameters
    ----------
    places
        Between 0 and 1, shape (points,).
    values
        Shape (points, columns).
    wanted
        Between 0 and 1, shape (others,).
    weights
        How much each point counts, shape (points,), above 0; None: all the same.

    Returns
    -------
    FloatArray
        Shape (others, columns).
    """
    return _smoothed(places, values, wanted, weights)[0]


def smooth_orders(
    places: FloatArray, orders: NDArray[np.int64], values: FloatArray, weights: FloatArray
) -> FloatArray:
    """Fit curves to the same weighted points, put at other places in each order: see `smooth`.

    Parameters
    ----------
    places
        Between 0 and 1, shape (points,).
    orders
        Which of the places each point has, shape (orders, points).
    values
        Shape (points, columns).
    weights
        How much each point counts, shape (points,), above 0.

    Returns
    -------
    FloatArray
        The curves at the points, shape (orders, points, columns).
    """
    basis = _basis(places)[orders]
    own = weights * (len(weights) / weights.sum())
    level = own @ values / len(values)
    centered = values - level
    square = np.einsum("opi,p,opj->oij", basis, own, basis)
    right = np.einsum("opi,p,pc->oic", basis, own, centered)
    total = own @ centered**2
    size, count = square.shape[1], len(values)
    best = np.full((len(orders), values.shape[1]), np.inf)
    chosen = np.zeros_like(right)
    for bend in _BENDS:
        inverse = np.linalg.inv(square + bend * _bend(size) + _RIDGE * np.eye(size))
        coefficients = inverse @ right
        freedom = np.einsum("oij,oji->o", inverse, square)
        left = total - (coefficients * (2.0 * right - square @ coefficients)).sum(axis=1)
        score = count * np.maximum(left, _ROUNDING * total) / ((count - freedom) ** 2)[:, None]
        better = score < best
        best = np.where(better, score, best)
        chosen = np.where(better[:, None], coefficients, chosen)
    curves: FloatArray = level + basis @ chosen
    return curves


def penalty_of(places: FloatArray, values: FloatArray) -> float:
    """Return the weight of the bend that cross-validation chooses for values of shape (points,)."""
    return float(_smoothed(places, values[:, None], places[:1])[1][0])


def smooth_drawn(
    places: FloatArray, values: FloatArray, counts: FloatArray, wanted: FloatArray, penalty: float
) -> FloatArray:
    """Fit a curve to each of many draws of the same points.

    Points that are drawn twice look like detail to cross-validation, so the penalty is given: that of the
    points themselves.

    Parameters
    ----------
    places
        Between 0 and 1, shape (points,).
    values, counts
        The values of each draw, and how often each point is in it, shape (draws, points).
    wanted
        Between 0 and 1, shape (others,).
    penalty
        Weight of the bend, see `penalty_of`.

    Returns
    -------
    FloatArray
        Shape (draws, others).
    """
    basis, target = _basis(places), _basis(wanted)
    size = basis.shape[1]
    pairs = (basis[:, :, None] * basis[:, None, :]).reshape(len(basis), -1)
    squares = (counts @ pairs).reshape(-1, size, size) + penalty * _bend(size) + _RIDGE * np.eye(size)
    curves: FloatArray = np.linalg.solve(squares, ((counts * values) @ basis)[..., None])[..., 0] @ target.T
    return curves


def _smoothed(
    places: FloatArray, values: FloatArray, wanted: FloatArray, own: FloatArray | None = None
) -> tuple[FloatArray, FloatArray]:
    """Return the curves, and the weight of the bend chosen for each column."""
    basis, target = _basis(places), _basis(wanted)
    counts = np.ones(len(places)) if own is None else own * (len(own) / own.sum())
    # A curve through centered points, so that the sums of squares below lose no digits.
    level = counts @ values / counts.sum() if own is not None else values.mean(axis=0)
    centered = values - level
    weighted = basis.T * counts
    square, penalty, right = weighted @ basis, _bend(basis.shape[1]), weighted @ centered
    total = counts @ centered**2
    count = len(places)
    best = np.full(values.shape[1], np.inf)
    weights = np.zeros(values.shape[1])
    chosen = np.zeros_like(right)
    for weight in _BENDS:
        inverse = np.linalg.inv(square + weight * penalty + _RIDGE * np.eye(len(square)))
        coefficients = inverse @ right
        freedom = float(np.einsum("ij,ji->", inverse, square))
        left = total - (coefficients * (2.0 * right - square @ coefficients)).sum(axis=0)
        # Of curves that leave nothing but rounding, the one that bends least.
        score = count * np.maximum(left, _ROUNDING * total) / (count - freedom) ** 2
        better = score < best
        best[better] = score[better]
        weights[better] = weight
        chosen[:, better] = coefficients[:, better]
    found: FloatArray = level + target @ chosen
    return found, weights


def _bend(size: int) -> FloatArray:
    """Return the matrix of the penalty: squared second differences of neighboring coefficients."""
    second = np.diff(np.eye(size), n=2, axis=0)
    square: FloatArray = second.T @ second
    return square


def _basis(places: FloatArray) -> FloatArray:
    from scipy.interpolate import BSpline

    step = 1.0 / _SEGMENTS
    knots = step * np.arange(-_DEGREE, _SEGMENTS + _DEGREE + 1)
    inside = np.clip(places, 0.0, 1.0)
    basis: FloatArray = BSpline.design_matrix(inside, knots, _DEGREE, extrapolate=True).toarray()
    return basis


def cross_validated(features: FloatArray, values: FloatArray, blocks: NDArray[np.int64]) -> float:
    """Return the share of the variance of values that least squares predicts where it was not fitted.

    Parameters
    ----------
    features
        Shape (points, terms).
    values
        Shape (points,).
    blocks
        Points of a block are left out together, shape (points,).
    """
    names = np.unique(blocks)
    folds = min(_FOLDS, len(names))
    if folds < 2:
        return float("-inf")
    fold_of = np.random.default_rng(_SEED).permutation(len(names)) % folds
    fold = fold_of[np.searchsorted(names, blocks)]
    missed = 0.0
    for number in range(folds):
        out = fold == number
        predicted = features[out] @ least_squares(features[~out], values[~out])
        missed += float(((values[out] - predicted) ** 2).sum())
    return 1.0 - missed / float(((values - values.mean()) ** 2).sum())


def least_squares(features: FloatArray, values: FloatArray) -> FloatArray:
    """Return the coefficients of least squares; the smallest ones where they are not unique."""
    return solve_normal_equations(features.T @ features, features.T @ values)


def solve_normal_equations(squares: FloatArray, right: FloatArray) -> FloatArray:
    """Solve normal equations, one or many: features lie between -1 and 1, so that is exact enough.

    Where some have no unique solution, the smallest is found by a pseudoinverse, which takes much longer.
    """
    try:
        diagonal = np.diagonal(np.linalg.cholesky(squares), axis1=-2, axis2=-1)
        unique = bool((diagonal.min(axis=-1) > _DETERMINED * diagonal.max(axis=-1)).all())
    except np.linalg.LinAlgError:
        unique = False
    if unique:
        return np.asarray(np.linalg.solve(squares, right[..., None])[..., 0], np.float64)
    smallest: FloatArray = (np.linalg.pinv(squares, rcond=1e-10, hermitian=True) @ right[..., None])[..., 0]
    return smallest


@dataclass(frozen=True, eq=False)
class Quadratic:
    """One number as a quadratic function of parameters, by ridge regression.

    A linear term stands for every parameter; squares and products for those that matter most to the number.
    The penalty is chosen by generalized cross-validation (Golub, Heath and Wahba 1979, Technometrics 21).

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
    shift: FloatArray
    scale: FloatArray
    mean: float
    weights: FloatArray
    error: float
    explained: float

    def __call__(self, points: FloatArray) -> FloatArray:
        """Predict the number at points, shape (points, parameters)."""
        predicted: FloatArray = (
            self.mean + ((_regressors(points, self.curved) - self.shift) / self.scale) @ self.weights
        )
        return predicted

    def slopes(self, points: FloatArray) -> FloatArray:
        """Return how the number changes with each parameter at points, shape (points, parameters)."""
        coefficients = self.weights / self.scale
        count, size = points.shape
        slopes = np.tile(coefficients[:size], (count, 1))
        place = size
        for i, one in enumerate(self.curved):
            for other in self.curved[i:]:
                slopes[:, one] += coefficients[place] * points[:, other]
                slopes[:, other] += coefficients[place] * points[:, one]
                place += 1
        return slopes


def fit_quadratic(points: FloatArray, numbers: FloatArray, weights: FloatArray) -> Quadratic:
    """Fit a number to points.

    Parameters
    ----------
    points
        Parameters on a scale of their own, shape (points, parameters).
    numbers
        What was found there, shape (points,), finite.
    weights
        How much each point counts, shape (points,), more than 0.
    """
    straight = _ridge(points, numbers, weights, np.empty(0, np.int64))
    strength = np.abs(straight.weights)
    curved = np.sort(np.argsort(-strength, kind="stable")[: min(_CURVED, len(points) // 20)])
    quadratic = _ridge(points, numbers, weights, curved)
    return quadratic if quadratic.error < straight.error else straight


def _ridge(
    points: FloatArray, numbers: FloatArray, weights: FloatArray, curved: NDArray[np.int64]
) -> Quadratic:
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
    best = (np.inf, float(_RIDGES[-1]))
    for penalty in _RIDGES:
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
    return Quadratic(
        curved,
        shift,
        scale,
        mean,
        right.T @ (singular / (singular**2 + best[1]) * projected),
        error,
        1.0 - error**2 / variance if variance > 0.0 else 1.0,
    )


def _regressors(points: FloatArray, curved: NDArray[np.int64]) -> FloatArray:
    some = points[:, curved]
    products = [some[:, [i]] * some[:, i:] for i in range(len(curved))]
    return np.hstack([points, *products])
