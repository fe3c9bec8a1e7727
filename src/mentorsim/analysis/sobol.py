"""Sobol indices of a sampled design: which factors the variance of an outcome comes from.

The estimators are SALib's (Saltelli et al. 2010, "Variance based sensitivity analysis of model output",
Computer Physics Communications 181; second order: Saltelli 2002, the same journal 145). Here the outcome at a
point is a mean over simulated replications, and holds noise: intervals draw Saltelli's blocks and the
replications again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mentorsim.analysis.point_means import PointMeans
from mentorsim.analysis.redrawn import HALF_WIDTH, complete_blocks, redrawn
from mentorsim.experiment.design.designs import unit_problem
from mentorsim.statistics.intervals import FloatArray

FEWEST_BLOCKS = 16
"""Below this many complete blocks there are no indices worth the name."""


def sobol_records(
    found: PointMeans, samples: NDArray[np.int64], names: Sequence[str], *, second_order: bool
) -> list[dict[str, Any]]:
    """Return the indices of each factor, and of pairs where the design tells of them.

    Parameters
    ----------
    found
        The outcome at every point. A function without noise is an outcome of a single replication.
    samples
        Number of the point of each of Saltelli's samples, in SALib's order, shape (samples,).
    names
        Of the sampled factors, in the order of the design's columns.
    second_order
        Whether the design has samples for second order.

    Returns
    -------
    list
        Rows by ``order`` (``first``, ``total``, ``second``). ``low`` and ``high`` hold the noise of the
        design and of the replications; ``standard_error_design`` and ``standard_error_replications`` divide
        them. ``without_noise``: the index when the noise in the points' means is taken off. ``noise_share``:
        the share of the variance between points that is noise. ``n``: complete blocks.

    Raises
    ------
    NotPossibleError
        When fewer than `FEWEST_BLOCKS` blocks are complete, or the outcome is the same at all points.
    """
    from SALib.analyze import sobol

    size = (2 * len(names) if second_order else len(names)) + 2
    blocks = samples.reshape(-1, size)
    used = blocks[
        complete_blocks(found, blocks, FEWEST_BLOCKS, name="blocks of samples", method="Sobol indices")
    ]
    outcome = found.mean[used]
    # SALib draws again as well, without the replications; its own intervals are not used.
    by_salib = sobol.analyze(
        unit_problem(len(names)), outcome.ravel(), calc_second_order=second_order, num_resamples=2, seed=1
    )
    keys = list(_keys(len(names), second_order))
    estimates = [float(by_salib[name][place]) for name, place in keys]
    errors = redrawn(found, used, lambda values: _indices(values, len(names), second_order))
    quiet = _without_noise(found, used, len(names), second_order)
    rows = []
    for number, ((name, place), estimate) in enumerate(zip(keys, estimates, strict=True)):
        both, design, replications = (float(of[number]) for of in errors)
        one, other = place if isinstance(place, tuple) else (place, None)
        rows.append(
            {
                "order": {"S1": "first", "ST": "total", "S2": "second"}[name],
                "factor": names[one],
                "factor_2": "" if other is None else names[other],
                "estimate": estimate,
                "low": estimate - HALF_WIDTH * both,
                "high": estimate + HALF_WIDTH * both,
                "standard_error": both,
                "standard_error_design": design,
                "standard_error_replications": replications,
                "without_noise": float(quiet[number]),
                "noise_share": found.noise_share,
                "n": len(used),
                "left_out": len(blocks) - len(used),
            }
        )
    return rows


def _keys(varied: int, second_order: bool) -> Iterator[tuple[str, Any]]:
    yield from (("S1", factor) for factor in range(varied))
    yield from (("ST", factor) for factor in range(varied))
    if second_order:
        yield from (("S2", (one, other)) for one in range(varied) for other in range(one + 1, varied))


def _indices(values: FloatArray, varied: int, second_order: bool) -> FloatArray:
    """Return all indices of many outcomes at once, shape (indices, outcomes); see `_keys` for their order.

    Parameters
    ----------
    values
        Shape (blocks, samples in a block, outcomes).
    """
    from SALib.analyze.sobol import first_order, total_order
    from SALib.analyze.sobol import second_order as pairwise

    # As `SALib.analyze.sobol.analyze` does: the estimators are biased for outcomes far from 0.
    y = values - values.mean(axis=(0, 1))
    a, b = y[:, 0], y[:, -1]
    ab = [y[:, 1 + factor] for factor in range(varied)]
    ba = [y[:, 1 + varied + factor] for factor in range(varied)] if second_order else []
    found = [first_order(a, ab[factor], b) for factor in range(varied)]
    found += [total_order(a, ab[factor], b) for factor in range(varied)]
    if second_order:
        found += [
            pairwise(a, ab[one], ab[other], ba[one], b)
            for one in range(varied)
            for other in range(one + 1, varied)
        ]
    return np.array(found)


def _without_noise(found: PointMeans, used: NDArray[np.int64], varied: int, second_order: bool) -> FloatArray:
    """Take the noise in the points' means off the indices.

    Numerator and denominator are quadratic in the outcomes, so those of means over `W` replications are too
    large by their own sum over the replications' deviations, divided by `W (W - 1)`. Deviations are paired:
    what a replication does at neighboring points alike cancels as it does in the index. NaN below two
    replications that have every point.
    """
    values = found.values[used]
    values = values[..., np.isfinite(values).all(axis=(0, 1))]
    replications = values.shape[-1]
    if replications < 2:
        return np.full(len(list(_keys(varied, second_order))), np.nan)
    mean = values.mean(axis=-1, keepdims=True)
    deviations = values - mean
    variance, noise_variance = _variance(mean), _variance(deviations)
    numerator = _indices(mean, varied, second_order) * variance
    noise = _indices(deviations, varied, second_order) * noise_variance
    scale = 1.0 / (replications * (replications - 1))
    left = variance[0] - noise_variance.sum() * scale
    if left <= 0.0:
        return np.full(len(numerator), np.nan)
    quiet: FloatArray = (numerator[:, 0] - noise.sum(axis=1) * scale) / left
    return quiet


def _variance(values: FloatArray) -> FloatArray:
    """Return the variance that SALib divides by, shape (outcomes,)."""
    variance: FloatArray = np.concatenate([values[:, 0], values[:, -1]]).var(axis=0)
    return variance
