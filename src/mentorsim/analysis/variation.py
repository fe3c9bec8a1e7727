"""How the variation between the points of a grid divides among factors and pairs of factors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

import numpy as np

from mentorsim.analysis.balanced_effects import ROUNDING
from mentorsim.analysis.contrasts import PairedReplications
from mentorsim.experiment.design.factors import Factor
from mentorsim.statistics.intervals import FloatArray, student_t_quantile

FEWEST_REPLICATIONS = 5
"""With fewer replications the noise in the points' means is not distinguishable from what the factors do."""


def variation_records(
    shape: Sequence[int], factors: Sequence[Factor], paired: PairedReplications
) -> Iterator[Any]:
    """Divide the variance over the points of a full grid into factors, pairs of factors, and the rest.

    The noise in the points' means is taken off: with `W` replications, the mean square of a contrast holds
    its variance over replications divided by `W`. Intervals come from leaving out one replication at a time
    (jackknife).

    Parameters
    ----------
    shape
        Number of levels of each factor, in the order of the points (the last varies fastest).
    factors
        The factors that vary.
    paired
        What is analyzed. Nothing comes where a point is missing, replications are fewer than
        `FEWEST_REPLICATIONS`, or the variance between points is not distinguishable from noise.
    """
    replications = paired.replications
    if paired.set_aside or replications < FEWEST_REPLICATIONS:
        return
    parts = _parts(paired.values.T.reshape(replications, *shape))
    labels = [(f.path, "") for f in factors]
    labels += [(one.path, other.path) for one, other in combinations(factors, 2)]
    total = np.array([_size(part.sum(axis=0), (part**2).sum(axis=0), replications) for part in parts])
    if total.sum() <= (ROUNDING * float(np.abs(paired.values).max())) ** 2:
        return
    without = np.column_stack(
        [_size(part.sum(axis=0) - part, (part**2).sum(axis=0) - part**2, replications - 1) for part in parts]
    )
    critical = student_t_quantile(0.975, replications - 1)
    whole = float(total.sum())
    if whole <= critical * float(_jackknife(without.sum(axis=1))):
        return
    shares = total / whole
    # Linearized: without one of few replications the whole may come near 0, and a share may be anything.
    error = _jackknife(without - shares * without.sum(axis=1, keepdims=True)) / whole
    half = critical * error
    # With two factors all that is left over is their interaction, and there is no higher order.
    names = [*labels, ("higher order", "")] if len(factors) > 2 else labels
    for place, (one, other) in enumerate(names):
        yield {
            "factor": one,
            "factor_2": other,
            "estimate": float(shares[place]),
            "low": float(max(shares[place] - half[place], 0.0)),
            "high": float(min(shares[place] + half[place], 1.0)),
            "standard_error": float(error[place]),
            "n": replications,
        }


def _jackknife(without: FloatArray) -> FloatArray:
    """Return the standard error of an estimate from its values without each replication (the first axis)."""
    replications = len(without)
    spread: FloatArray = ((without - without.mean(axis=0)) ** 2).sum(axis=0)
    return np.asarray(np.sqrt((replications - 1) / replications * spread))


def _parts(values: FloatArray) -> list[FloatArray]:
    """Return main effects, two-way interactions and the rest, each of shape (replications, its cells)."""
    axes = tuple(range(1, values.ndim))
    middle = values.mean(axis=axes, keepdims=True)
    mains = [values.mean(axis=tuple(a for a in axes if a != axis), keepdims=True) - middle for axis in axes]
    pairs = []
    for one, other in combinations(range(len(axes)), 2):
        others = tuple(a for a in axes if a not in (axes[one], axes[other]))
        cell = values.mean(axis=others, keepdims=True) if others else values
        pairs.append(cell - middle - mains[one] - mains[other])
    found = [*mains, *pairs]
    if len(axes) > 2:
        found.append(values - middle - sum(mains) - sum(pairs))
    return [part.reshape(len(values), -1) for part in found]


def _size(sums: FloatArray, squares: FloatArray, replications: int) -> FloatArray:
    """Return the mean square of a part over its cells, of sums over replications, without what is noise."""
    mean = sums / replications
    noise = (squares / replications - mean**2) / (replications - 1)
    size: FloatArray = (mean**2 - noise).mean(axis=-1)
    return size
