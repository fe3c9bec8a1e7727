"""How two students compare: deep-level similarity, and likeness in attributes that matter for something."""

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
def likeness(attributes: Integers, weights: Floats, i: int, j: int, without: float) -> float:
    """Share of the attributes, by their weights, that two students have in common.

    Parameters
    ----------
    attributes
        Category codes, shape (attributes, students); -1 is unknown and like nothing.
    weights
        What each attribute counts for, 0 or more, shape (attributes,).
    without
        The likeness where no attribute counts.
    """
    total = 0.0
    same = 0.0
    for a in range(attributes.shape[0]):
        total += weights[a]
        if attributes[a, i] >= 0 and attributes[a, i] == attributes[a, j]:
            same += weights[a]
    share: float = same / total if total > 0.0 else without
    return share
