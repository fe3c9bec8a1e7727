"""Values by background and field: where the categories of each attribute stand in the space of values."""

from __future__ import annotations

from math import sqrt

import numpy as np
from numpy.typing import NDArray

from mentorsim.cohort.people import VALUE_DIMENSIONS
from mentorsim.cohort.roster_columns import UNKNOWN
from mentorsim.numerics.kernel import kernel
from mentorsim.numerics.randomness import Decision, bits, named_decision, normal, stage_key
from mentorsim.numerics.sums import added_in_order


def value_means(
    names: tuple[str, ...], categories: tuple[tuple[str, ...], ...], background: float
) -> NDArray[np.float64]:
    """Return what each category of each attribute adds to the values of who is in it.

    Where a category stands is drawn from its name, the same in every replication, and scaled so that the
    known categories of an attribute have mean 0 and variance 1 in each dimension, each counting once. All
    attributes together make up the share ``background`` of the variance of values.

    Returns
    -------
    ndarray
        Shape ``(attributes, most categories, 3)``; 0 for an unknown category.
    """
    most = max((len(own) for own in categories), default=0)
    means = np.zeros((len(names), most, VALUE_DIMENSIONS))
    for place, name in enumerate(names):
        known = [code for code, category in enumerate(categories[place]) if category != UNKNOWN]
        for dimension in range(VALUE_DIMENSIONS):
            drawn = [_place(name, categories[place][code], dimension) for code in known]
            scaled = _standardized(drawn)
            for code, value in zip(known, scaled, strict=True):
                means[place, code, dimension] = sqrt(background / len(names)) * value
    return means


def _place(attribute: str, category: str, dimension: int) -> float:
    decision = named_decision(Decision.VALUE_BACKGROUND, f"{attribute}: {category}")
    return float(_drawn(decision, dimension))


@kernel
def _drawn(decision: int, dimension: int) -> float:
    return normal(bits(stage_key(0, 0, decision, 0), dimension))


def _standardized(values: list[float]) -> list[float]:
    if len(values) < 2:
        return [0.0] * len(values)
    mean = added_in_order(values) / len(values)
    variance = added_in_order((value - mean) * (value - mean) for value in values) / len(values)
    return [(value - mean) / sqrt(variance) for value in values]
