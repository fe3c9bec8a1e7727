"""A smooth curve through noisy points: penalized splines, as smooth as the points themselves suggest."""

from __future__ import annotations

import numpy as np

from mentorsim.experiment.intervals import FloatArray

_SEGMENTS = 6
_DEGREE = 3
_PENALTIES = 10.0 ** np.arange(-3.0, 6.5, 0.5)
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
    basis, target = _basis(places), _basis(wanted)
    bend = np.diff(np.eye(basis.shape[1]), n=2, axis=0)
    # A curve through centered points, so that the sums of squares below lose no digits.
    level = values.mean(axis=0)
    centered = values - level
    square, penalty, right = basis.T @ basis, bend.T @ bend, basis.T @ centered
    total = (centered**2).sum(axis=0)
    count = len(places)
    best = np.full(values.shape[1], np.inf)
    chosen = np.zeros_like(right)
    for weight in _PENALTIES:
        inverse = np.linalg.inv(square + weight * penalty + 1e-9 * np.eye(len(square)))
        coefficients = inverse @ right
        freedom = float(np.einsum("ij,ji->", inverse, square))
        left = total - (coefficients * (2.0 * right - square @ coefficients)).sum(axis=0)
        score = count * np.maximum(left, 0.0) / (count - freedom) ** 2
        better = score < best
        best[better] = score[better]
        chosen[:, better] = coefficients[:, better]
    found: FloatArray = level + target @ chosen
    return found


def _basis(places: FloatArray) -> FloatArray:
    from scipy.interpolate import BSpline

    step = 1.0 / _SEGMENTS
    knots = step * np.arange(-_DEGREE, _SEGMENTS + _DEGREE + 1)
    inside = np.clip(places, 0.0, 1.0)
    basis: FloatArray = BSpline.design_matrix(inside, knots, _DEGREE, extrapolate=True).toarray()
    return basis
