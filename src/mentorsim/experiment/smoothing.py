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


def smooth(
    places: FloatArray, values: FloatArray, wanted: FloatArray, penalties: FloatArray = _PENALTIES
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
    penalties
        Weights of the bend to choose from; a single one where the smoothness is known (see `penalty_of`).

    Returns
    -------
    FloatArray
        Shape (others, columns).
    """
    return _smoothed(places, values, wanted, penalties)[0]


def penalty_of(places: FloatArray, values: FloatArray) -> FloatArray:
    """Give the weight of the bend that cross-validation chooses for a single column, shape (1,).

    Drawing points again puts some of them in twice, which cross-validation takes for detail: resamples are
    smoothed as the points themselves were.
    """
    return _smoothed(places, values[:, None], places[:1], _PENALTIES)[1]


def _smoothed(
    places: FloatArray, values: FloatArray, wanted: FloatArray, penalties: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Give the curves, and the weight of the bend chosen for each column."""
    basis, target = _basis(places), _basis(wanted)
    bend = np.diff(np.eye(basis.shape[1]), n=2, axis=0)
    square, penalty, right = basis.T @ basis, bend.T @ bend, basis.T @ values
    count = len(places)
    best = np.full(values.shape[1], np.inf)
    found = np.zeros((len(wanted), values.shape[1]))
    chosen = np.zeros(values.shape[1])
    for weight in penalties:
        inverse = np.linalg.inv(square + weight * penalty + 1e-9 * np.eye(len(square)))
        coefficients = inverse @ right
        freedom = float(np.einsum("ij,ji->", inverse, square))
        left = ((values - basis @ coefficients) ** 2).sum(axis=0)
        score = count * left / (count - freedom) ** 2
        better = score < best
        best[better] = score[better]
        chosen[better] = weight
        found[:, better] = target @ coefficients[:, better]
    return found, chosen


def _basis(places: FloatArray) -> FloatArray:
    from scipy.interpolate import BSpline

    step = 1.0 / _SEGMENTS
    knots = step * np.arange(-_DEGREE, _SEGMENTS + _DEGREE + 1)
    inside = np.clip(places, 0.0, 1.0)
    basis: FloatArray = BSpline.design_matrix(inside, knots, _DEGREE, extrapolate=True).toarray()
    return basis
