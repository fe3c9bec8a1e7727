"""How two students compare: deep-level similarity, surface similarity, and being alike where it is rare."""

from __future__ import annotations

from math import pi, sqrt

import numpy as np

from mentorsim.dynamics.columns import Floats, Integers
from mentorsim.dynamics.rows import VALUE_1, VALUE_2, VALUE_3
from mentorsim.numerics.kernel import kernel

MEAN_DISTANCE = 4.0 / sqrt(pi)
"""Mean distance of two independent standard normal points in three dimensions."""

SD_DISTANCE = sqrt(6.0 - 16.0 / pi)
"""Standard deviation of that distance."""


@kernel
def deep_similarity(traits: Floats, i: int, j: int) -> float:
    """Similarity of latent values: mean 0 and SD 1 over random pairs, larger is more similar."""
    x = traits[VALUE_1, i] - traits[VALUE_1, j]
    y = traits[VALUE_2, i] - traits[VALUE_2, j]
    z = traits[VALUE_3, i] - traits[VALUE_3, j]
    similarity: float = (MEAN_DISTANCE - np.sqrt(x * x + y * y + z * z)) / SD_DISTANCE
    return similarity


@kernel
def surface_similarity(attributes: Integers, i: int, j: int) -> float:
    """Share of the named attributes that two students have in common; 0.5 without attributes."""
    count = attributes.shape[0]
    if count == 0:
        return 0.5
    same = 0
    for a in range(count):
        if attributes[a, i] >= 0 and attributes[a, i] == attributes[a, j]:
            same += 1
    share: float = same / count
    return share


@kernel
def rare_likeness(attributes: Integers, rarity: Floats, i: int, j: int) -> float:
    """Mean over the attributes of being the same, weighted by how rare that is; 0 without attributes."""
    count = attributes.shape[0]
    if count == 0:
        return 0.0
    total = 0.0
    for a in range(count):
        if attributes[a, i] >= 0 and attributes[a, i] == attributes[a, j]:
            total += rarity[a, i]
    mean: float = total / count
    return mean
