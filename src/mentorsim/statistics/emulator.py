"""A quick stand-in for the simulation: one measured number as a smooth function of the parameters.

All parameter points are simulated in the same replications with the same random draws, so that the numbers
are smooth in the parameters. A quadratic function follows their shape as a whole, and a Gaussian process what
it leaves (universal kriging: Sacks, Welch, Mitchell and Wynn 1989, "Design and analysis of computer
experiments", Statistical Science 4). Parameters count in its distances by how much the quadratic changes with
them, so that many parameters that hardly matter do not drown the few that do.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mentorsim.statistics.intervals import FloatArray
from mentorsim.statistics.regression import Quadratic, fit_quadratic

#: Points that the process learns from at most: its cost grows with their cube.
_MOST = 2_000
#: Points by which its reach and noise are chosen, and what is tried: distances in which it forgets, in units
#: of what one SD of all parameters together changes, and noise as a share of the variance that is left.
_CHOOSING = 1_000
_REACHES = (0.35, 0.5, 0.8, 1.3)
_NOISES = (0.03, 0.1, 0.3)
#: With fewer points there is too little to learn from.
_FEWEST = 60


@dataclass(frozen=True, eq=False)
class Emulator:
    """A quick stand-in for one measured number.

    Attributes
    ----------
    whole
        The number's shape as a whole.
    places
        Where the process has learned, each parameter times its share, shape (points, parameters).
    shares
        How much each parameter counts in distances, shape (parameters,); their squares sum to 1.
    strengths
        Weight of each of its places, shape (points,).
    reach
        Distance in which it forgets.
    error
        Root mean square of the leave-one-out errors.
    """

    whole: Quadratic
    places: FloatArray
    shares: FloatArray
    strengths: FloatArray
    reach: float
    error: float

    def __call__(self, points: FloatArray) -> FloatArray:
        """Predict the number at points, shape (points, parameters)."""
        near = _nearness(points * self.shares, self.places, self.reach)
        predicted: FloatArray = self.whole(points) + near @ self.strengths
        return predicted

    def slopes(self, points: FloatArray) -> FloatArray:
        """Return how the number changes with each parameter at points, shape (points, parameters)."""
        scaled = points * self.shares
        pull = _nearness(scaled, self.places, self.reach) * self.strengths
        toward = pull @ self.places - pull.sum(axis=1)[:, None] * scaled
        slopes: FloatArray = self.whole.slopes(points) + toward * self.shares / self.reach**2
        return slopes


def fit_emulator(points: FloatArray, numbers: FloatArray, weights: FloatArray) -> Emulator:
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
    whole = fit_quadratic(points, numbers, weights)
    slopes = whole.slopes(points)
    shares = np.sqrt(np.average(slopes**2, axis=0, weights=weights))
    left = numbers - whole(points)
    spread = float(np.average(left**2, weights=weights))
    length = float(np.sqrt(np.sum(shares**2)))
    if len(points) < _FEWEST or length == 0.0 or spread == 0.0:
        nowhere = np.zeros((0, points.shape[1]))
        return Emulator(whole, nowhere, shares, np.zeros(0), 1.0, whole.error)
    shares = shares / length
    # Those that count most, in the order in which they were simulated.
    best = np.sort(np.argsort(-weights, kind="stable")[:_MOST])
    places, left, counts = points[best] * shares, left[best], weights[best] / weights[best].mean()
    some = np.arange(0, len(best), max(1, -(-len(best) // _CHOOSING)))
    _, reach, noise = min(
        (
            _left_out_error(_nearness(places[some], places[some], reach), noise, left[some], counts[some]),
            reach,
            noise,
        )
        for reach in _REACHES
        for noise in _NOISES
    )
    near = _nearness(places, places, reach)
    error = _left_out_error(near, noise, left, counts)
    if error >= whole.error:
        return Emulator(whole, places[:0], shares, np.zeros(0), reach, whole.error)
    strengths = np.asarray(np.linalg.solve(near + np.diag(noise / counts), left), dtype=np.float64)
    return Emulator(whole, places, shares, strengths, reach, error)


def _left_out_error(near: FloatArray, noise: float, left: FloatArray, counts: FloatArray) -> float:
    """Return the root mean square error of predicting each point from all others.

    A point's error is its strength over the inverse's diagonal (Dubrule 1983, Mathematical Geology 15).
    """
    inverse = np.linalg.inv(near + np.diag(noise / counts))
    errors = (inverse @ left) / np.diagonal(inverse)
    return float(np.sqrt(np.average(errors**2, weights=counts)))


def _nearness(some: FloatArray, others: FloatArray, reach: float) -> FloatArray:
    """Return the correlation of all pairs of places: 1 at the same one, falling like a normal density."""
    squares = np.sum(some**2, axis=1)[:, None] + np.sum(others**2, axis=1) - 2.0 * (some @ others.T)
    near: FloatArray = np.exp(-0.5 * np.maximum(squares, 0.0) / reach**2)
    return near
