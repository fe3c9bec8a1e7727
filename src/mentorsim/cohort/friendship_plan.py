"""The constants of the friendship generator that give the asked degree, clustering and homophily."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mentorsim.cohort.contexts import Context, contexts, required_sameness
from mentorsim.cohort.people import Category
from mentorsim.cohort.shares import AttributeShares
from mentorsim.cohort.uneven_circles import MEAN_SQUARE_SOCIABILITY, grid_of_sociability, uneven_circle
from mentorsim.errors import ScenarioError

if TYPE_CHECKING:
    from mentorsim.scenario.friendships import FriendshipSettings

#: How much friends are of the same year beyond chance (Coleman's index). With as many upper-years as
#: first-years, about 15 % of friendships then link the two.
SAME_YEAR = 0.7

# Share of the pairs in a circle of friends that are friends, unless more clustering is asked for.
_USUAL_DENSITY = 0.6
_HIGHEST_DENSITY = 0.95
# SD of the expected number of friends over students, relative to its mean, that sociability makes.
_DEGREE_SPREAD = 0.35
# For sociability s: SD of s**2 / E[s**2], and variance of 2 s - 1.
_SQUARE_SPREAD = 0.72
_LINEAR_VARIANCE = 1.0 / 6.0
# With fewer friends in the circle on average there are no circles.
_SMALLEST_CIRCLE = 0.05
_MOST_CELLS = 2_000_000
_ROUNDS = 40
_GRID = 200


@dataclass(frozen=True, eq=False)
class FriendshipPlan:
    """What the generator needs to know, worked out once per scenario.

    People meet in contexts. ``until`` are running sums of the contexts' probabilities; in context ``c``
    people share the categories of the attributes ``shared[c]`` (rows of the attribute codes; -1: none), which
    have ``sizes[c]`` categories; ``before[c]`` counts the combinations of categories of the contexts before
    it (and, at the end, of all). The first context requires nothing.

    A student with sociability ``s`` has on average ``circle_degree`` friends in the own circle, in which a
    pair are friends with probability ``density`` times both weights ``1 + skew * (2 s - 1)``, and
    ``loose_degree`` further ones, times ``1 + sociable * (s**2 / E[s**2] - 1)``. Where friendships are uneven
    (``unevenness`` above 0), weights are those of `uneven_weight`, times the root of ``scale``.
    """

    until: NDArray[np.float64]
    shared: NDArray[np.int64]
    sizes: NDArray[np.int64]
    before: NDArray[np.int64]
    circle_degree: float
    loose_degree: float
    density: float
    skew: float
    sociable: float
    unevenness: float = 0.0
    scale: float = 1.0


def friendship_plan(
    settings: FriendshipSettings, attributes: AttributeShares, from_roster: Mapping[str, Category]
) -> FriendshipPlan:
    """Work out the generator's constants.

    Parameters
    ----------
    settings
        The scenario's ``friendships``.
    attributes
        The attributes of the cohort and their shares.
    from_roster
        The roster's attributes, counted as they occur together.

    Raises
    ------
    ScenarioError
        When homophily names an attribute that the cohort lacks, or too many combinations of categories.
    """
    for name in settings.homophily:
        if name not in attributes.names:
            known = ", ".join(attributes.names) or "none"
            raise ScenarioError(
                f"friendships.homophily.{name} is not an attribute of the cohort; its attributes are: {known}"
            )
    wanted = {name: homophily for name, homophily in sorted(settings.homophily.items()) if homophily > 0.0}
    found = contexts(required_sameness(wanted, attributes, from_roster))
    uneven = settings.unevenness
    circle, density = _circle(settings.mean_degree, settings.clustering, uneven)
    until, shared, sizes, before = _columns(found, attributes)
    return FriendshipPlan(
        until=until,
        shared=shared,
        sizes=sizes,
        before=before,
        circle_degree=circle,
        loose_degree=settings.mean_degree - circle,
        density=density,
        skew=_skew(density),
        sociable=max(_sociable(circle, settings.mean_degree, density), uneven),
        unevenness=uneven,
        scale=uneven_circle(uneven, _skew(density), density)[0] if uneven > 0.0 else 1.0,
    )


def _columns(
    found: list[Context], attributes: AttributeShares
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    width = max(1, *(len(context.shared) for context in found))
    shared = np.full((len(found), width), -1, dtype=np.int64)
    sizes = np.ones((len(found), width), dtype=np.int64)
    before = [0]
    running, until = 0.0, []
    for row, context in enumerate(found):
        combinations = 1
        for place, name in enumerate(sorted(context.shared)):
            shared[row, place] = attributes.names.index(name)
            sizes[row, place] = len(attributes.categories[shared[row, place]])
            combinations *= int(sizes[row, place])
        before.append(before[-1] + combinations)
        running += context.probability
        until.append(running)
    if before[-1] > _MOST_CELLS:
        raise ScenarioError(
            f"friendships.homophily names attributes with {before[-1]} combinations of categories, more than "
            f"{_MOST_CELLS}; leave out one of them"
        )
    # Rounding must leave no draw without a context.
    until[-1] = 2.0
    return np.array(until), shared, sizes, np.array(before, dtype=np.int64)


@functools.lru_cache(maxsize=64)
def _circle(degree: float, clustering: float, uneven: float = 0.0) -> tuple[float, float]:
    # The number of friends in the circle, and the least density of circles, that reach the clustering.
    if degree <= 0.0 or clustering <= 0.0:
        return 0.0, _USUAL_DENSITY
    density = _USUAL_DENSITY
    while density < _HIGHEST_DENSITY and _reached(degree, degree, density, uneven) < clustering:
        density = min(density + 0.01, _HIGHEST_DENSITY)
    low, high = 0.0, degree
    for _ in range(_ROUNDS):
        middle = 0.5 * (low + high)
        if _reached(middle, degree, density, uneven) < clustering:
            low = middle
        else:
            high = middle
    return (high if high >= _SMALLEST_CIRCLE else 0.0), density


def _skew(density: float) -> float:
    # The most sociable pair of all is then just certain to be friends.
    return min(0.5, 1.0 / sqrt(density) - 1.0)


def _sociable(circle: float, degree: float, density: float) -> float:
    # How strongly loose ties follow sociability: what the spread in the circles leaves to reach the usual
    # one.
    loose = degree - circle
    if loose <= 0.0:
        return 0.0
    left = _DEGREE_SPREAD * degree - circle * _skew(density) * sqrt(_LINEAR_VARIANCE)
    return min(max(left / (loose * _SQUARE_SPREAD), 0.0), 1.0)


def _reached(circle: float, degree: float, density: float, uneven: float) -> float:
    """Return the expected share of closed triples, whether or not friendships are uneven."""
    if uneven <= 0.0:
        return _clustering(circle, degree, density)
    _, closed, friend = uneven_circle(uneven, _skew(density), density)
    sociable = max(_sociable(circle, degree, density), uneven)
    others, loose = circle / density, degree - circle
    every = 0.0
    for (s, chance), tie in zip(grid_of_sociability(), friend, strict=True):
        ends = loose * (1.0 + sociable * (s * s / MEAN_SQUARE_SOCIABILITY - 1.0))
        rest = ends - int(ends)
        near = others * tie
        every += chance * (near * near + 2.0 * near * ends + ends * ends - ends + rest * (1.0 - rest))
    return others * others * closed / every if every > 0.0 else 0.0


def _clustering(circle: float, degree: float, density: float) -> float:
    """Return the expected share of closed triples.

    Circle sizes are nearly Poisson. With x = circle / density others in a student's circle, closed ordered
    pairs of friends number density**3 * x**2 * E[w**2]**3, and all of them d1**2 E[w**2] + 2 d1 d2 E[w v] +
    E[r (r - 1)] for d1 friends in the circle with weight w and r loose ones, d2 * v rounded up or down at
    random.
    """
    skew = _skew(density)
    sociable = _sociable(circle, degree, density)
    square = 1.0 + skew * skew * _LINEAR_VARIANCE
    loose = degree - circle
    crossed, pairs = 0.0, 0.0
    for point in range(_GRID):
        s = (point + 0.5) / _GRID
        # Density of the mean of two uniforms.
        chance = 4.0 * min(s, 1.0 - s) / _GRID
        weight = 1.0 + sociable * (s * s / MEAN_SQUARE_SOCIABILITY - 1.0)
        ends = loose * weight
        rest = ends - int(ends)
        crossed += chance * weight * (1.0 + skew * (2.0 * s - 1.0))
        pairs += chance * (ends * ends - ends + rest * (1.0 - rest))
    every = circle * circle * square + 2.0 * circle * loose * crossed + pairs
    return density * circle * circle * square * square * square / every if every > 0.0 else 0.0
