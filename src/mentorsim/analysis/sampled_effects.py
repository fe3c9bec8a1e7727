"""Main effects where points were drawn: the expected outcome along each factor, the others as drawn.

A penalized spline through the points' means over the ranks of a factor's values, or the mean at each value of
a factor that has few. Intervals are percentiles of a bootstrap that draws the independent parts of the design
and the replications again, so they hold the randomness of both.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mentorsim.analysis.blocks import level_number, level_text
from mentorsim.analysis.point_means import PointMeans, percentile_interval, units_of_design
from mentorsim.analysis.redrawn import counts_of_blocks
from mentorsim.experiment.design.designs import Design
from mentorsim.experiment.design.factors import Factor
from mentorsim.statistics.intervals import FloatArray
from mentorsim.statistics.regression import FEWEST_POINTS, penalty_of, smooth_drawn, spread_evenly

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
    wanted: FloatArray | None = None
    penalty: float = 0.0

    def effects(self, means: FloatArray, counts: FloatArray) -> FloatArray:
        """Return the expected outcome at each level for draws of the points.

        Parameters
        ----------
        means, counts
            The outcome at each point, and how often it is drawn, shape (draws, points).

        Returns
        -------
        FloatArray
            Shape (draws, levels); NaN at a level of which no point was drawn.
        """
        if self.wanted is not None:
            return smooth_drawn(self.places, means, counts, self.wanted, self.penalty)
        member = (self.places[:, None] == np.arange(len(self.levels))).astype(np.float64)
        number, total = counts @ member, (counts * means) @ member
        return np.where(number > 0, total / np.maximum(number, 1), np.nan)


def curve_records(
    design: Design, factor: Factor, found: PointMeans, second_order: bool = False
) -> Iterator[Record]:
    """Yield the expected outcome along a factor.

    Rows by ``contrast``: ``level``, the expected outcome at a value; ``from_mean``, minus its mean over all
    points. ``n`` counts points.
    """
    points = np.flatnonzero(found.there)
    axis = None if len(points) < FEWEST_POINTS else _axis(design, factor, points, found.mean)
    if axis is None:
        return
    _, first = np.unique(design.samples, return_index=True)
    units = units_of_design(design.kind, len(design.samples), len(design.sampled), second_order)
    counts = counts_of_blocks(units[first][points], CURVE_RESAMPLES)
    means = np.stack([drawn[points] for drawn in found.drawn_again(CURVE_RESAMPLES)])
    estimate = axis.effects(found.mean[None, points], np.ones((1, len(points))))[0]
    middle = float(found.mean[points].mean())
    levels = axis.effects(means, counts)
    centered = levels - ((counts * means).sum(axis=1) / counts.sum(axis=1))[:, None]
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
    values = [design.points[point][column] for point in points.tolist()]
    distinct = {level_text(value): value for value in values}
    if len(distinct) < 2:
        return None
    numbers = np.array([level_number(value) for value in values])
    if len(distinct) > MOST_LEVELS and np.isfinite(numbers).all():
        places = spread_evenly(numbers)
        wanted = np.linspace(0.0, 1.0, CURVE_PLACES + 2)[1:-1]
        order = np.argsort(numbers, kind="stable")
        along = np.interp(wanted, places[order], numbers[order])
        return _Axis(tuple(along.tolist()), places, wanted, penalty_of(places, means[points]))
    ordered = list(distinct)
    if np.isfinite(numbers).all():
        ordered.sort(key=lambda text: level_number(distinct[text]))
    number = {text: place for place, text in enumerate(ordered)}
    own = np.array([float(number[level_text(value)]) for value in values])
    return _Axis(tuple(distinct[text] for text in ordered), own)
