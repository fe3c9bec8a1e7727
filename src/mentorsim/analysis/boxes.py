"""Boxes in a design: limits on what varies, and what is counted inside of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from mentorsim.statistics.intervals import BoolArray, FloatArray

Side = Literal["above", "below", "without"]


@dataclass(frozen=True, eq=False)
class Dimension:
    """One thing that varies.

    Attributes
    ----------
    name
        Its path.
    values
        Of each point, shape (points,): numbers, or positions among the categories.
    categories
        Names of the categories; empty for numbers.
    """

    name: str
    values: FloatArray
    categories: tuple[str, ...] = ()


@dataclass(frozen=True)
class BoxLimit:
    """One limit of a box.

    Attributes
    ----------
    dimension
        Number of the dimension.
    side
        ``above`` a number, ``below`` a number, or ``without`` some categories.
    at
        The number: halfway between the last point inside and the first outside, rounded as far as that
        allows. NaN for categories.
    without
        Positions of the categories that are excluded.
    """

    dimension: int
    side: Side
    at: float = float("nan")
    without: frozenset[int] = frozenset()

    def holds(self, values: FloatArray) -> BoolArray:
        """Which values are within the limit."""
        if self.side == "without":
            return np.logical_not(np.isin(values, list(self.without)))
        found: BoolArray = values > self.at if self.side == "above" else values < self.at
        return found


@dataclass(frozen=True)
class Box:
    """A box: all its limits hold.

    Attributes
    ----------
    limits
        At most one for each dimension and side.
    points
        Number of points inside.
    hits
        Those of them for which the condition holds.
    all_points, all_hits
        Of all points that were looked at.
    """

    limits: tuple[BoxLimit, ...]
    points: int
    hits: int
    all_points: int
    all_hits: int

    @property
    def density(self) -> float:
        """Share of the points inside for which the condition holds."""
        return self.hits / self.points if self.points else float("nan")

    @property
    def coverage(self) -> float:
        """Share of all points for which the condition holds that are inside."""
        return self.hits / self.all_hits if self.all_hits else float("nan")

    @property
    def balance(self) -> float:
        """Harmonic mean of coverage and of how far density is on the way from that of all points to 1."""
        if self.all_hits in (0, self.all_points) or not self.points:
            return 0.0
        of_all = self.all_hits / self.all_points
        gained = max(0.0, (self.density - of_all) / (1.0 - of_all))
        both = gained + self.coverage
        return 2.0 * gained * self.coverage / both if both else 0.0


def within(limits: Sequence[BoxLimit], dimensions: Sequence[Dimension], points: int) -> BoolArray:
    """Which points all limits hold for, shape (points,)."""
    inside = np.ones(points, dtype=np.bool_)
    for limit in limits:
        inside &= limit.holds(dimensions[limit.dimension].values)
    return inside


def box_of(limits: Sequence[BoxLimit], dimensions: Sequence[Dimension], hits: BoolArray) -> Box:
    """Count what is inside of some limits."""
    inside = within(limits, dimensions, len(hits))
    return Box(
        tuple(limits),
        int(inside.sum()),
        int(np.count_nonzero(hits & inside)),
        len(hits),
        int(np.count_nonzero(hits)),
    )


def between(low: float, high: float) -> float:
    """Return the shortest number that lies between two others: a limit that can be read aloud."""
    middle = low + (high - low) / 2.0
    for digits in range(1, 17):
        number = float(f"{middle:.{digits}g}")
        if low < number < high:
            return number
    return middle


def category_columns(values: Sequence[object]) -> tuple[tuple[str, ...], NDArray[np.float64]]:
    """Return the categories of some values in the order in which they appear, and each value's position."""
    names = [str(value) for value in values]
    categories = tuple(dict.fromkeys(names))
    places = {name: float(number) for number, name in enumerate(categories)}
    return categories, np.array([places[name] for name in names])


def box_in_words(limits: Sequence[BoxLimit], dimensions: Sequence[Dimension]) -> str:
    """Write the limits of a box, those of one factor together."""
    numbers = list(dict.fromkeys(limit.dimension for limit in limits))
    return " and ".join(
        _in_words([limit for limit in limits if limit.dimension == number], dimensions[number])
        for number in numbers
    )


def _in_words(limits: Sequence[BoxLimit], dimension: Dimension) -> str:
    at = {limit.side: f"{limit.at:.6g}" for limit in limits}
    if "above" in at and "below" in at:
        return f"{dimension.name} between {at['above']} and {at['below']}"
    if "without" not in at:
        ((side, number),) = at.items()
        return f"{dimension.name} {side} {number}"
    (limit,) = limits
    kept = [name for place, name in enumerate(dimension.categories) if place not in limit.without]
    gone = [name for place, name in enumerate(dimension.categories) if place in limit.without]
    if len(kept) <= len(gone):
        return f"{dimension.name} {_either(kept, 'is', 'or')}"
    return f"{dimension.name} {_either(gone, 'is not', 'or')}"


def _either(names: Sequence[str], verb: str, word: str) -> str:
    *most, last = names
    return f"{verb} {', '.join(most)} {word} {last}" if most else f"{verb} {last}"
