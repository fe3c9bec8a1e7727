"""Designs: which combinations of values an experiment tries."""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from mentorsim.errors import UserError
from mentorsim.experiment.design.factors import Factor
from mentorsim.statistics.intervals import FloatArray

DesignKind = Literal["grid", "one_at_a_time", "latin_hypercube", "sobol", "morris"]

MOST_POINTS = 1_000_000


@dataclass(frozen=True, eq=False)
class Design:
    """The samples of an experiment, and the points that they stand for.

    A *sample* is a row of the design as the method laid it out; a *point* is a combination of values. Samples
    with the same values (an integer drawn twice) are one point, which is run once.

    Attributes
    ----------
    kind
        One of `DesignKind`, or ``points`` for a list of one's own.
    factors
        What is varied, in the order of the columns.
    points
        The values of each point, in the order of the factors; None: as the scenario says.
    samples
        The number of each sample's point, shape (samples,).
    units
        Where each sample lies between 0 and 1 in the factors that vary (see `sampled`), shape
        (samples, sampled factors): what SALib analyzes. None for designs that do not sample.
    """

    kind: str
    factors: tuple[Factor, ...]
    points: tuple[tuple[Any, ...], ...]
    samples: NDArray[np.int64]
    units: FloatArray | None = None

    @cached_property
    def sampled(self) -> tuple[Factor, ...]:
        """The factors with more than one value: the columns of `units`."""
        return tuple(factor for factor in self.factors if factor.varies)

    def changes(self, point: int) -> dict[str, Any]:
        """Return the values of a point by their paths."""
        values = zip(self.factors, self.points[point], strict=True)
        return {factor.path: value for factor, value in values if value is not None}


def make_design(
    kind: str,
    factors: Sequence[Factor],
    *,
    samples: int | None = None,
    levels: int = 4,
    second_order: bool = True,
    seed: int = 1,
    own: Mapping[str, Any] | None = None,
) -> Design:
    """Lay out a design.

    Parameters
    ----------
    kind
        ``grid``: all combinations of lists and ranges. ``one_at_a_time``: the scenario as it is, and each
        value of each list by itself. ``latin_hypercube``: `samples` points (SciPy's `qmc.LatinHypercube`).
        ``sobol``: Saltelli's design for Sobol indices, `samples` (a power of two) times D + 2 points, or
        2 D + 2 with second-order indices. ``morris``: `samples` trajectories of D + 1 points on a grid of
        `levels`. The last two are SALib's.
    factors
        What is varied. In designs that sample, the values of a list are equally likely.
    own
        The scenario's own value of each factor, for ``one_at_a_time``.
    seed
        Of the sampling.

    Raises
    ------
    UserError
        When the factors or numbers do not fit the design.
    """
    factors = tuple(factors)
    if kind in ("grid", "one_at_a_time"):
        for factor in factors:
            if factor.distribution is not None:
                raise UserError(
                    f"{factor.option}: the design {kind} needs a list or a range here; a distribution is "
                    "sampled by latin_hypercube, sobol or morris"
                )
        rows = _grid(factors) if kind == "grid" else _one_at_a_time(factors, own or {})
        return design_of(kind, factors, rows)
    varied = sum(factor.varies for factor in factors)
    if varied == 0:
        raise UserError(f"the design {kind} needs something that varies: give a factor more than one value")
    if samples is None:
        raise UserError(f"the design {kind} needs samples: say how many")
    units = _UNITS[kind](varied, samples, levels, second_order, seed)
    if len(units) > MOST_POINTS:
        raise UserError(f"the design has {len(units):,} design points; {MOST_POINTS:,} are the most")
    return design_of(kind, factors, [_values(factors, row) for row in units.tolist()], units)


def design_of(
    kind: str, factors: Sequence[Factor], rows: Sequence[tuple[Any, ...]], units: FloatArray | None = None
) -> Design:
    """Make a design of rows of values; equal rows become one point."""
    numbers: dict[str, int] = {}
    points: list[tuple[Any, ...]] = []
    samples = np.empty(len(rows), dtype=np.int64)
    for place, row in enumerate(rows):
        key = json.dumps(row, sort_keys=True)
        if key not in numbers:
            numbers[key] = len(points)
            points.append(tuple(row))
        samples[place] = numbers[key]
    return Design(kind, tuple(factors), tuple(points), samples, units)


def _grid(factors: tuple[Factor, ...]) -> list[tuple[Any, ...]]:
    count = math.prod(len(factor.levels) for factor in factors)
    if count > MOST_POINTS:
        raise UserError(f"the grid has {count:,} design points; {MOST_POINTS:,} are the most")
    return list(itertools.product(*(factor.levels for factor in factors)))


def _one_at_a_time(factors: tuple[Factor, ...], own: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    base = tuple(own.get(factor.path) if factor.varies else factor.levels[0] for factor in factors)
    rows = [base]
    for place, factor in enumerate(factors):
        if factor.varies:
            rows += [(*base[:place], level, *base[place + 1 :]) for level in factor.levels]
    return rows


def _values(factors: tuple[Factor, ...], units: list[float]) -> tuple[Any, ...]:
    rest = iter(units)
    return tuple(factor.value_at(next(rest)) if factor.varies else factor.levels[0] for factor in factors)


def _latin_hypercube(varied: int, samples: int, levels: int, second_order: bool, seed: int) -> FloatArray:
    from scipy.stats import qmc

    units: FloatArray = qmc.LatinHypercube(varied, rng=np.random.default_rng(seed)).random(samples)
    return units


def _sobol(varied: int, samples: int, levels: int, second_order: bool, seed: int) -> FloatArray:
    if samples & (samples - 1):
        raise UserError(f"samples must be a power of two for sobol, such as 256 or 512, not {samples}")
    sample = _salib("sobol").sample
    found = sample(
        unit_problem(varied), samples, calc_second_order=second_order, seed=np.random.default_rng(seed)
    )
    return np.asarray(found, dtype=np.float64)


def _morris(varied: int, samples: int, levels: int, second_order: bool, seed: int) -> FloatArray:
    if levels % 2 or levels < 2:
        raise UserError(f"levels must be an even number for morris, such as 4, not {levels}")
    found = _salib("morris").sample(
        unit_problem(varied), samples, num_levels=levels, seed=np.random.default_rng(seed)
    )
    return np.asarray(found, dtype=np.float64)


def unit_problem(varied: int) -> dict[str, Any]:
    """Describe to SALib some inputs between 0 and 1; see `Design.units`."""
    return {
        "num_vars": varied,
        "names": [f"x{number}" for number in range(varied)],
        "bounds": [[0.0, 1.0]] * varied,
    }


def _salib(method: str) -> Any:
    from importlib import import_module

    try:
        return import_module(f"SALib.sample.{method}")
    except ImportError:
        raise UserError(
            f'the design {method} needs SALib: install it with pip install "mentorsim[research]"'
        ) from None


_UNITS: dict[str, Callable[[int, int, int, bool, int], FloatArray]] = {
    "latin_hypercube": _latin_hypercube,
    "sobol": _sobol,
    "morris": _morris,
}
