"""Circles of friends in which friendships are spread unevenly: few for some, many for others.

Two members of a circle are friends with a probability that follows both their weights, at most 1. What that
does to density and clustering has no formula; it is summed over a grid of sociabilities.
"""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray

from mentorsim.numerics.kernel import kernel

#: Mean square of sociability, the mean of two uniforms.
MEAN_SQUARE_SOCIABILITY = 7.0 / 24.0
_GRID = 16
_HALVINGS = 40


@functools.lru_cache(maxsize=256)
def uneven_circle(unevenness: float, skew: float, density: float) -> tuple[float, float, tuple[float, ...]]:
    """Return how to scale weights, and what comes of them.

    Parameters
    ----------
    unevenness
        From 0 to 1: see `uneven_weight`.
    skew
        How much weights follow sociability where friendships are not uneven.
    density
        Share of the pairs in a circle that are friends.

    Returns
    -------
    tuple
        The factor of the product of two weights that gives the density; the probability that three members
        are friends of one another; and, by sociability on the grid, the probability of being a friend of
        another member.
    """
    chance, weight = _grid(unevenness, skew)
    friend = np.empty(_GRID)
    scale, closed = _sum_over_grid(chance, weight, density, friend)
    return scale, closed, tuple(friend.tolist())


def grid_of_sociability() -> list[tuple[float, float]]:
    """Return the sociabilities of the grid with their probabilities, of the mean of two uniforms."""
    return [
        ((point + 0.5) / _GRID, 4.0 * min((point + 0.5) / _GRID, 1.0 - (point + 0.5) / _GRID) / _GRID)
        for point in range(_GRID)
    ]


def _grid(unevenness: float, skew: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    chance, weight = np.empty(_GRID), np.empty(_GRID)
    for point, (sociability, probability) in enumerate(grid_of_sociability()):
        chance[point] = probability
        weight[point] = uneven_weight(sociability, unevenness, skew)
    return chance, weight


def uneven_weight(sociability: float, unevenness: float, skew: float) -> float:
    """Return a student's weight, between ``1 + skew (2 s - 1)`` and the square of sociability by its mean."""
    even = 1.0 + skew * (2.0 * sociability - 1.0)
    return even + unevenness * (sociability * sociability / MEAN_SQUARE_SOCIABILITY - even)


@kernel
def _sum_over_grid(
    chance: NDArray[np.float64],
    weight: NDArray[np.float64],
    density: float,
    friend: NDArray[np.float64],
) -> tuple[float, float]:
    n = len(chance)
    low = 0.0
    high = 64.0
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        reached = 0.0
        for i in range(n):
            for j in range(n):
                reached += chance[i] * chance[j] * min(1.0, density * middle * weight[i] * weight[j])
        if reached < density:
            low = middle
        else:
            high = middle
    closed = 0.0
    for i in range(n):
        friend[i] = 0.0
        for j in range(n):
            tie = min(1.0, density * high * weight[i] * weight[j])
            friend[i] += chance[j] * tie
            for k in range(n):
                closed += (
                    chance[i]
                    * chance[j]
                    * chance[k]
                    * tie
                    * min(1.0, density * high * weight[j] * weight[k])
                    * min(1.0, density * high * weight[i] * weight[k])
                )
    return high, closed
