"""Main effects where points were drawn: the expected outcome along each factor, the others as drawn.

A penalized spline through the points' means over the ranks of a factor's values, or the mean at each value of
a factor that has few. Intervals are percentiles of a bootstrap that draws the independent parts of the design
and the worlds again, so they hold the luck of both.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mentorsim.analysis.blocks import level_number, level_text
from mentorsim.analysis.point_means import PointMeans, percentile_interval, units_of_design
from mentorsim.experiment.designs import Design
from mentorsim.experiment.factors import Factor
from mentorsim.experiment.intervals import FloatArray
from mentorsim.experiment.smoothing import FEWEST_POINTS, penalty_of, smooth, spread_evenly

Record = dict[str, Any]

MOST_LEVELS = 8
"""A factor with more values than this among the points is smoothed."""
CURVE_PLACES = 21
CURVE_RESAMPLES = 200


@dataclass(frozen=True, eq=False)
class _Axis:
    """Where an effect is read along a factor, and where the points lie on it.

    `levels` are shown; a point's `places` is the number of its level, or its rank between 0 and 1. Where
    ranks are smoothed, `wanted` are those of the levels, and `penalty` is how much a bend is penalized.
    """

    levels: tuple[Any, ...]
    places: FloatArray
    wanted: FloatArray | None
    penalty: FloatArray | None = None

    def effect(self, means: FloatArray, points: NDArray[np.int64]) -> FloatArray:
        """Give the expected outcome at each level, of the points with these numbers (repeats count)."""
        places, values = self.places[points], means[points]
        if self.wanted is not None:
            assert self.penalty is not None
            return smooth(places, values[:, None], self.wanted, self.penalty)[:, 0]
        count = np.bincount(places.astype(np.int64), minlength=len(self.levels))
        total = np.bincount(places.astype(np.int64), values, minlength=len(self.levels))
        return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def curve_records(
    design: Design, factor: Factor, found: PointMeans, second_order: bool = False
) -> Iterator[Record]:
    """Give the expected outcome along a factor.

    Rows by ``contrast``: ``level``, the expected outcome at a value; ``from_mean``, minus its mean over all
    points. ``n`` counts points.
    """
    units = units_of_design(design.kind, len(design.samples), len(design.sampled), second_order)
    _, first = np.unique(design.samples, return_index=True)
    unit_of_point = units[first]
    points = np.flatnonzero(found.there)
    axis = None if len(points) < FEWEST_POINTS else _axis(design, factor, points, found.mean)
    if axis is None:
        return
    estimate = axis.effect(found.mean, points)
    middle = float(found.mean[points].mean())
    levels, centered = _drawn(axis, found, points, unit_of_point)
    rows = (("level", estimate, levels), ("from_mean", estimate - middle, centered))
    for contrast, values, drawn in rows:
        low, high = percentile_interval(drawn)
        error = drawn.std(axis=0, ddof=1)
        for place, level in enumerate(axis.levels):
            yield {
                "factor": factor.path,
                "level": level_text(level) if axis.wanted is None else f"{level:.3g}",
                "level_value": level_number(level),
                "contrast": contrast,
                "estimate": float(values[place]),
                "low": float(low[place]),
                "high": float(high[place]),
                "standard_error": float(error[place]),
                "n": len(points),
            }


def _axis(design: Design, factor: Factor, points: NDArray[np.int64], means: FloatArray) -> _Axis | None:
    column = design.factors.index(factor)
    values = [point[column] for point in design.points]
    used = [values[point] for point in points.tolist()]
    distinct = {level_text(value): value for value in used}
    if len(distinct) < 2:
        return None
    numbers = np.array([level_number(value) for value in values])
    if len(distinct) > MOST_LEVELS and np.isfinite(numbers[points]).all():
        places = np.zeros(len(values))
        places[points] = spread_evenly(numbers[points])
        wanted = np.linspace(0.0, 1.0, CURVE_PLACES + 2)[1:-1]
        order = np.argsort(numbers[points], kind="stable")
        along = np.interp(wanted, places[points][order], numbers[points][order])
        return _Axis(tuple(along.tolist()), places, wanted, penalty_of(places[points], means[points]))
    ordered = list(distinct)
    if np.isfinite(numbers[points]).all():
        ordered.sort(key=lambda text: level_number(distinct[text]))
    number = {text: place for place, text in enumerate(ordered)}
    own = np.array([float(number.get(level_text(value), 0)) for value in values])
    return _Axis(tuple(distinct[text] for text in ordered), own, None)


def _drawn(
    axis: _Axis, found: PointMeans, points: NDArray[np.int64], unit_of_point: NDArray[np.int64]
) -> tuple[FloatArray, FloatArray]:
    """Draw parts of the design and worlds again; give the effects, and them minus the points' mean."""
    generator = np.random.default_rng(1)
    _, unit = np.unique(unit_of_point[points], return_inverse=True)
    members = np.split(points[np.argsort(unit, kind="stable")], np.cumsum(np.bincount(unit))[:-1])
    levels = []
    middles = []
    for means in found.drawn_again(CURVE_RESAMPLES):
        chosen = generator.integers(len(members), size=len(members))
        drawn = np.concatenate([members[number] for number in chosen])
        levels.append(axis.effect(means, drawn))
        middles.append(float(means[drawn].mean()))
    matrix = np.array(levels)
    return matrix, matrix - np.array(middles)[:, None]
