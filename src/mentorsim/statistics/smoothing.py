"""A smooth curve through noisy points: penalized splines, as smooth as the points themselves suggest."""

from __future__ import annotations

import numpy as np

from mentorsim.statistics.intervals import FloatArray

_SEGMENTS = 6
_DEGREE = 3
_PENALTIES = 10.0 ** np.arange(-3.0, 6.5, 0.5)
_ROUNDING = 1e-12
_RIDGE = 1e-9
FEWEST_POINTS = 12
"""A curve through fewer points would say nothing."""


def spread_evenly(values: FloatArray) -> FloatArray:
    """Replace values by their ranks between 0 and 1; equal ones share theirs.

    A curve over ranks is as good as one over the values and is not led by single far ones.
    """
    # Imported here because SciPy is slow to load, and most comparisons smooth nothing.
    from scipy.stats import rankdata

    ranks: FloatArray = (rankdata(values) - 0.5) / len(values)
    return ranks


def smooth(places: FloatArray, values: FloatArray, wanted: FloatArray) -> FloatArray:
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

    Returns
    -------
    FloatArray
        Shape (others, columns).
    """
    return _smoothed(places, values, wanted)[0]


def penalty_of(places: FloatArray, values: FloatArray) -> float:
    """Give the weight of the bend that cross-validation chooses for values of shape (points,)."""
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


def _smoothed(places: FloatArray, values: FloatArray, wanted: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Give the curves, and the weight of the bend chosen for each column."""
    basis, target = _basis(places), _basis(wanted)
    # A curve through centered points, so that the sums of squares below lose no digits.
    level = values.mean(axis=0)
    centered = values - level
    square, penalty, right = basis.T @ basis, _bend(basis.shape[1]), basis.T @ centered
    total = (centered**2).sum(axis=0)
    count = len(places)
    best = np.full(values.shape[1], np.inf)
    weights = np.zeros(values.shape[1])
    chosen = np.zeros_like(right)
    for weight in _PENALTIES:
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
    """Give the matrix of the penalty: squared second differences of neighboring coefficients."""
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
