"""A polynomial through the means at sampled points, as far as it predicts points it was not fitted to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mentorsim.analysis.blocks import level_number, level_text, levels_of
from mentorsim.analysis.effects import varying
from mentorsim.analysis.point_means import PointMeans, percentile_interval, units_of_design
from mentorsim.analysis.redrawn import counts_of_blocks
from mentorsim.experiment.design.designs import Design
from mentorsim.experiment.design.factors import Factor
from mentorsim.statistics.intervals import FloatArray
from mentorsim.statistics.regression import cross_validated, least_squares, solve_normal_equations

FEWEST_POINTS = 20
PREDICTS = 0.5
"""A model is shown when it predicts at least this share of the variance between points."""
MODELS = ("linear", "with squares", "quadratic")

_PLACES = 15
_RESAMPLES = 200
_MOST_AT_ONCE = 64  # terms, of which all products fit into memory
_MOST_PAIRS = 6
_MOST_AVERAGED = 256


@dataclass(frozen=True, eq=False)
class Axis:
    """One factor of the model: numbers between -1 and 1, or a column for each level but the first.

    Attributes
    ----------
    factor
        The factor.
    columns
        At each point, shape (points, columns).
    """

    factor: Factor
    columns: FloatArray

    @property
    def numeric(self) -> bool:
        """Whether it is one column of numbers, which may bend."""
        return self.factor.numeric


@dataclass(frozen=True, eq=False)
class FittedSurface:
    """A model of one outcome of one policy.

    Attributes
    ----------
    model
        One of `MODELS`: straight lines; with a bend for each factor; and with products of all pairs.
    terms
        Number of its coefficients.
    r_squared
        Cross-validated; below 0 where the mean would predict better.
    noise_share
        Share of the variance between points that is noise, which no model can predict.
    points
        Number of points it is fitted to.
    """

    model: str
    terms: int
    r_squared: float
    noise_share: float
    points: int
    _axes: Sequence[Axis]
    _found: PointMeans
    _there: NDArray[np.int64]
    _blocks: NDArray[np.int64]

    @property
    def predicts(self) -> bool:
        """Whether it predicts well enough to be shown."""
        return self.r_squared >= PREDICTS

    def records(self) -> Iterator[dict[str, Any]]:
        """Yield the surface over the pairs of numeric factors that matter most, others averaged as drawn."""
        columns = [axis.columns[self._there] for axis in self._axes]
        features = features_of(columns, self._axes, self.model)
        coefficients = least_squares(features, self._found.mean[self._there])
        drawn = self._drawn(features)
        thinned = np.linspace(0, len(self._there) - 1, min(len(self._there), _MOST_AVERAGED)).astype(int)
        for one, other in self._pairs(columns, coefficients):
            places = [_places(self._axes[one].factor), _places(self._axes[other].factor)]
            grid = [(first, second) for first in places[0] for second in places[1]]
            average = np.empty((len(grid), features.shape[1]))
            for number, (first, second) in enumerate(grid):
                moved = [column[thinned] for column in columns]
                moved[one] = np.full_like(moved[one], first[1])
                moved[other] = np.full_like(moved[other], second[1])
                average[number] = features_of(moved, self._axes, self.model).mean(axis=0)
            estimate, spread = average @ coefficients, drawn @ average.T
            low, high = percentile_interval(spread)
            error = spread.std(axis=0, ddof=1)
            over = ", ".join(a.factor.path for k, a in enumerate(self._axes) if k not in (one, other))
            for number, (first, second) in enumerate(grid):
                yield {
                    "factor": self._axes[one].factor.path,
                    "level": f"{first[0]:.3g}",
                    "level_value": first[0],
                    "factor_2": self._axes[other].factor.path,
                    "level_2": f"{second[0]:.3g}",
                    "level_value_2": second[0],
                    "estimate": float(estimate[number]),
                    "low": float(low[number]),
                    "high": float(high[number]),
                    "standard_error": float(error[number]),
                    "n": self.points,
                    "averaged_over": over,
                }

    def _drawn(self, features: FloatArray) -> FloatArray:
        """Draw blocks of points and replications again and fit, shape (resamples, terms)."""
        counts = counts_of_blocks(self._blocks[self._there], _RESAMPLES)
        means = np.stack([drawn[self._there] for drawn in self._found.drawn_again(_RESAMPLES)])
        right = (counts * means) @ features
        if features.shape[1] <= _MOST_AT_ONCE:
            pairs = (features[:, :, None] * features[:, None, :]).reshape(len(features), -1)
            squares = (counts @ pairs).reshape(len(counts), *2 * (features.shape[1],))
        else:
            squares = np.stack([(features * count[:, None]).T @ features for count in counts])
        return solve_normal_equations(squares, right)

    def _pairs(self, columns: Sequence[FloatArray], coefficients: FloatArray) -> list[tuple[int, int]]:
        """Choose pairs of numeric factors by how much of the fit moves with them."""
        numeric = [place for place, axis in enumerate(self._axes) if axis.numeric]
        whole = features_of(columns, self._axes, self.model) @ coefficients
        moved = {}
        for place in numeric:
            still = [np.zeros_like(c) if k == place else c for k, c in enumerate(columns)]
            rest = features_of(still, self._axes, self.model) @ coefficients
            moved[place] = float((whole - rest).var())
        pairs = sorted(combinations(numeric, 2), key=lambda pair: -(moved[pair[0]] + moved[pair[1]]))
        return pairs[:_MOST_PAIRS]


def fit_surface(design: Design, found: PointMeans, second_order: bool = False) -> FittedSurface | None:
    """Fit the model that predicts best; None where there are too few points, or all values are the same.

    Ten-fold cross-validation leaves out whole blocks of a design (Saltelli's, or trajectories), whose points
    share coordinates.
    """
    there = np.flatnonzero(found.there)
    values = found.mean[there]
    if len(there) < FEWEST_POINTS or float(np.ptp(values)) == 0.0:
        return None
    _, first = np.unique(design.samples, return_index=True)
    blocks = units_of_design(design.kind, len(design.samples), len(design.sampled), second_order)[first]
    axes = [_axis(design, factor, first) for factor in varying(design)]
    columns = [axis.columns[there] for axis in axes]
    best: tuple[float, str, int] | None = None
    for model in MODELS:
        features = features_of(columns, axes, model)
        if 2 * features.shape[1] > len(there):
            continue
        score = cross_validated(features, values, blocks[there])
        if best is None or score > best[0]:
            best = score, model, features.shape[1]
    if best is None:
        return None
    score, model, terms = best
    return FittedSurface(model, terms, score, found.noise_share, len(there), axes, found, there, blocks)


def features_of(columns: Sequence[FloatArray], axes: Sequence[Axis], model: str) -> FloatArray:
    """Return the terms of a model at points whose coordinates are given by factor, shape (points, terms)."""
    terms = [np.ones((len(columns[0]), 1)), *columns]
    numeric = [column for column, axis in zip(columns, axes, strict=True) if axis.numeric]
    if model != "linear":
        terms += [column**2 for column in numeric]
    if model == "quadratic":
        for one, other in combinations(columns, 2):
            terms.append((one[:, :, None] * other[:, None, :]).reshape(len(one), -1))
    return np.concatenate(terms, axis=1)


def _axis(design: Design, factor: Factor, first: NDArray[np.int64]) -> Axis:
    """Scale a factor: a distribution by its quantiles, other numbers by their ends, words by their levels."""
    place = design.factors.index(factor)
    values = [point[place] for point in design.points]
    if _by_quantile(factor) and design.units is not None:
        units = design.units[first, design.sampled.index(factor)]
        return Axis(factor, 2.0 * units[:, None] - 1.0)
    if factor.numeric and factor.bounds is not None:
        low, high = factor.bounds
        numbers = np.array([level_number(value) for value in values])
        return Axis(factor, (2.0 * (numbers - low) / (high - low) - 1.0)[:, None])
    texts = [level_text(value) for value in values]
    levels = [level_text(level) for level in levels_of(factor)]
    columns = [[float(text == level) for text in texts] for level in levels[1:]]
    return Axis(factor, np.array(columns).T)


def _places(factor: Factor) -> list[tuple[float, float]]:
    """Return values of a numeric factor, each with its place between -1 and 1."""
    if _by_quantile(factor):
        units = (np.arange(_PLACES) + 0.5) / _PLACES
        return [(float(factor.value_at(unit)), float(2.0 * unit - 1.0)) for unit in units]
    assert factor.bounds is not None
    low, high = factor.bounds
    values = sorted({float(level) for level in factor.levels}) or np.linspace(low, high, _PLACES).tolist()
    if len(values) > _PLACES:
        values = np.linspace(low, high, _PLACES).tolist()
    return [(value, 2.0 * (value - low) / (high - low) - 1.0) for value in values]


def _by_quantile(factor: Factor) -> bool:
    return factor.distribution is not None and factor.distribution.name != "integers"
