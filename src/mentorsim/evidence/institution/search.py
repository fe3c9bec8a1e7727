"""Least squares for a function that must be simulated: slopes once, then learned from every step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import lsq_linear

from mentorsim.evidence.institution.records import Floats

Function = Callable[[Floats], Floats]

_SMALLEST_STEP = 0.02
_ENOUGH = 1e-3


@dataclass(frozen=True, eq=False)
class Minimum:
    """Where a sum of squares is smallest.

    Attributes
    ----------
    place
        Shape (parameters,), in units of the steps given.
    residuals
        There, shape (residuals,).
    slopes
        Of the residuals, shape (residuals, parameters), as learned on the way.
    evaluations
        How often the function was asked.
    """

    place: Floats
    residuals: Floats
    slopes: Floats
    evaluations: int


def slopes_at(function: Function, place: Floats, residuals: Floats, high: Floats) -> Floats:
    """Measure slopes by a whole step in each parameter: keyed draws make the difference smooth enough.

    The step is a backward one where a forward one would lead over the upper bound.
    """
    slopes = np.empty((len(residuals), len(place)))
    for column in range(len(place)):
        step = 1.0 if place[column] + 1.0 <= high[column] else -1.0
        moved = place.copy()
        moved[column] += step
        slopes[:, column] = (function(moved) - residuals) / step
    return slopes


def least_squares(
    function: Function, start: Floats, low: Floats, high: Floats, slopes: Floats | None = None, most: int = 14
) -> Minimum:
    """Minimize a sum of squared residuals within bounds.

    Gauss-Newton steps with slopes that Broyden's rule corrects after each (Broyden 1965, "A class of methods
    for solving nonlinear simultaneous equations", Mathematics of Computation 19), each step a bounded linear
    least-squares problem within a radius that shrinks after a step that failed.

    Parameters
    ----------
    function
        Gives residuals; parameters are in units of a step that is plainly seen.
    start, low, high
        Where to begin, and bounds, more than two steps apart; shape (parameters,).
    slopes
        Known ones; None: measured at the start, which asks the function once per parameter.
    most
        Steps at most.
    """
    place = np.clip(start, low, high)
    residuals = function(place)
    asked = 1
    known = slopes
    if known is None:
        known = slopes_at(function, place, residuals, high)
        asked += len(place)
    known = known.copy()
    radius = 4.0
    cost = float(residuals @ residuals)
    for _ in range(most):
        lower, upper = np.maximum(low - place, -radius), np.minimum(high - place, radius)
        upper = np.maximum(upper, lower + 1e-9)
        move: Floats = lsq_linear(known, -residuals, bounds=(lower, upper), lsmr_tol="auto").x
        if np.abs(move).max(initial=0.0) < _SMALLEST_STEP:
            break
        found = function(place + move)
        asked += 1
        known += np.outer(found - residuals - known @ move, move) / float(move @ move)
        new_cost = float(found @ found)
        if new_cost < cost:
            gained = cost - new_cost
            place, residuals, cost = place + move, found, new_cost
            if gained < _ENOUGH * cost:
                break
        else:
            radius = min(radius, float(np.abs(move).max())) / 3.0
    return Minimum(place, residuals, known, asked)
