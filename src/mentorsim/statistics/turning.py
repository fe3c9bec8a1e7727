"""Where one assumption turns a choice: the value of a parameter at which a difference changes its sign."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mentorsim.statistics.intervals import FloatArray
from mentorsim.statistics.regression import FEWEST_POINTS, smooth, spread_evenly

_ENDS = (0.05, 0.95)
_PLACES = 181


@dataclass(frozen=True)
class Turning:
    """A difference along one parameter, all others as they come.

    Attributes
    ----------
    low, high
        Between which the parameter lies in 90 percent of the samples.
    at_low, at_high
        The difference there, by a smooth curve.
    turns_at
        Where the curve crosses 0 first, from the low end; None: nowhere between `low` and `high`.
    """

    low: float
    high: float
    at_low: float
    at_high: float
    turns_at: float | None


def turning(parameter: FloatArray, difference: FloatArray) -> Turning | None:
    """Return how a difference changes along a parameter; None where samples are too few or all the same.

    Parameters
    ----------
    parameter
        Its value in each sample, shape (samples,).
    difference
        Mean difference of two policies in each sample, same shape.
    """
    if len(parameter) < FEWEST_POINTS or np.ptp(parameter) == 0.0:
        return None
    wanted = np.linspace(*_ENDS, _PLACES)
    curve = smooth(spread_evenly(parameter), difference[:, None], wanted)[:, 0]
    values = np.quantile(parameter, wanted)
    crossed = np.flatnonzero(np.sign(curve[1:]) != np.sign(curve[:-1]))
    return Turning(
        low=float(values[0]),
        high=float(values[-1]),
        at_low=float(curve[0]),
        at_high=float(curve[-1]),
        turns_at=float(values[crossed[0] + 1]) if len(crossed) else None,
    )
