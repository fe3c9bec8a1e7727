"""Balanced parts of a design: points that differ in some factors only, in every combination of their levels.

A grid is balanced as it is. With a point that has no runs, or with points of one's own, effects of a factor
are read from those blocks in which all of its levels are there, so that no level is compared with another
under different values of the other factors.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mentorsim.documents.yaml_text import inline
from mentorsim.experiment.design.designs import Design
from mentorsim.experiment.design.factors import Factor


@dataclass(frozen=True, eq=False)
class Blocks:
    """The complete blocks of some factors.

    Attributes
    ----------
    factors
        The factors.
    levels
        The levels of each factor, in the design's order.
    points
        Numbers of the points, shape (blocks, levels of the first factor, levels of the second, ...).
    incomplete
        Number of blocks that are left out because a point is missing in them.
    """

    factors: tuple[Factor, ...]
    levels: tuple[tuple[Any, ...], ...]
    points: NDArray[np.int64]
    incomplete: int


def blocks_of(design: Design, factors: Sequence[Factor], there: Sequence[int]) -> Blocks:
    """Find the complete blocks of some factors.

    Parameters
    ----------
    design
        The design.
    factors
        Whose combinations of levels make a block.
    there
        Numbers of the points that may be used.
    """
    places = [design.factors.index(factor) for factor in factors]
    levels = tuple(levels_of(factor) for factor in factors)
    found: dict[str, dict[str, int]] = {}
    for point, values in enumerate(design.points):
        others = _key([value for place, value in enumerate(values) if place not in places])
        block = found.setdefault(others, {})
        block[_key([values[place] for place in places])] = point
    usable = set(there)
    cells = [_key(list(cell)) for cell in itertools.product(*levels)]
    complete = [
        [block[cell] for cell in cells]
        for block in found.values()
        if all(block.get(cell, -1) in usable for cell in cells)
    ]
    shape = (len(complete), *(len(of_factor) for of_factor in levels))
    points = np.array(complete, dtype=np.int64).reshape(shape)
    return Blocks(tuple(factors), levels, points, len(found) - len(complete))


def levels_of(factor: Factor) -> tuple[Any, ...]:
    """Return the different levels of a list or range, in its order."""
    return tuple({_key([level]): level for level in factor.levels}.values())


def level_text(value: Any) -> str:
    """Write a level as in tables: words as they are, other values as YAML."""
    if value is None:
        return "as it is"
    if isinstance(value, str):
        return value
    return f"{value:.6g}" if isinstance(value, float) else inline(value)


def level_number(value: Any) -> float:
    """Return a level as a number; NaN where it is none."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else float("nan")


def _key(values: list[Any]) -> str:
    """Name values; 4 and 4.0 are the same level, and true is not 1."""
    return json.dumps(
        [float(v) if isinstance(v, int) and not isinstance(v, bool) else v for v in values], sort_keys=True
    )
