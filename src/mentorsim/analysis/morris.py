"""Morris's screening: the mean, the mean size and the spread of a factor's elementary effects.

An elementary effect is what one step of a factor changes, divided by the step; factors are scaled to 0 to 1,
so it is a change of the outcome over the factor's whole range. The statistics are SALib's (Morris 1991,
"Factorial sampling plans for preliminary computational experiments", Technometrics 33; mu_star: Campolongo et
al. 2007, Environmental Modelling & Software 22).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mentorsim.analysis.point_means import PointMeans
from mentorsim.analysis.redrawn import HALF_WIDTH, complete_blocks, redrawn
from mentorsim.experiment.design.designs import unit_problem
from mentorsim.statistics.intervals import FloatArray

FEWEST_TRAJECTORIES = 4
"""Below this many complete trajectories there is no spread to speak of."""

STATISTICS = ("mu", "mu_star", "sigma")


def morris_records(
    found: PointMeans, samples: NDArray[np.int64], units: FloatArray, names: Sequence[str], *, levels: int
) -> list[dict[str, Any]]:
    """Return the statistics of each factor's elementary effects.

    Parameters
    ----------
    found
        The outcome at every point. A function without noise is an outcome of a single replication.
    samples
        Number of the point of each sample, in SALib's order, shape (samples,).
    units
        Where the samples lie between 0 and 1, shape (samples, factors).
    names
        Of the sampled factors.
    levels
        Of the design's grid.

    Returns
    -------
    list
        Rows by ``statistic``: `STATISTICS`. ``low``, ``high`` and the standard errors as for Sobol indices;
        ``noise``: what noise in the points' means alone would give. ``n``: complete trajectories.

    Raises
    ------
    NotPossibleError
        When fewer than `FEWEST_TRAJECTORIES` are complete, or the outcome is the same at all points.
    """
    from SALib.analyze import morris

    size = len(names) + 1
    trajectories = samples.reshape(-1, size)
    places = units.reshape(-1, size, len(names))
    complete = complete_blocks(
        found, trajectories, FEWEST_TRAJECTORIES, name="trajectories", method="Morris's screening"
    )
    used, places = trajectories[complete], places[complete]
    outcome = found.mean[used]
    by_salib = morris.analyze(
        unit_problem(len(names)),
        places.reshape(-1, len(names)),
        outcome.ravel(),
        num_levels=levels,
        num_resamples=2,
        seed=1,
    )
    estimates = [float(by_salib[statistic][place]) for statistic in STATISTICS for place in range(len(names))]
    both, design, replications = _errors(found, used, places)
    noise = _noise(found, used, places)
    rows = []
    for number, estimate in enumerate(estimates):
        rows.append(
            {
                "factor": names[number % len(names)],
                "statistic": STATISTICS[number // len(names)],
                "estimate": estimate,
                "low": estimate - HALF_WIDTH * float(both[number]),
                "high": estimate + HALF_WIDTH * float(both[number]),
                "standard_error": float(both[number]),
                "standard_error_design": float(design[number]),
                "standard_error_replications": float(replications[number]),
                "noise": float(noise[number]),
                "noise_share": found.noise_share,
                "n": len(used),
                "left_out": len(trajectories) - len(used),
            }
        )
    return rows


def elementary_effects(values: FloatArray, places: FloatArray) -> FloatArray:
    """Return each factor's effect in each trajectory, shape (trajectories, factors, outcomes).

    Parameters
    ----------
    values
        Shape (trajectories, points of one, outcomes).
    places
        Between 0 and 1, shape (trajectories, points of one, factors); each step moves one factor.
    """
    moved = np.diff(places, axis=1)
    which = np.abs(moved).argmax(axis=2)
    step = np.take_along_axis(moved, which[..., None], axis=2)
    effects = np.empty((len(values), places.shape[2], values.shape[2]))
    np.put_along_axis(effects, which[..., None], np.diff(values, axis=1) / step, axis=1)
    return effects


def _errors(
    found: PointMeans, used: NDArray[np.int64], places: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Draw trajectories and replications again; a drawn trajectory brings its own elementary effects."""
    moved = np.diff(places, axis=1)
    which = np.abs(moved).argmax(axis=2)
    # The outcomes as differences per step, in the order of the factors, can be drawn again like outcomes.
    order = np.argsort(which, axis=1)
    step = np.take_along_axis(np.take_along_axis(moved, which[..., None], axis=2)[..., 0], order, axis=1)
    numbers = np.arange(len(used))[:, None]
    upper, lower = used[numbers, order + 1], used[numbers, order]
    effects = PointMeans(
        (found.values[upper] - found.values[lower]).reshape(-1, found.values.shape[1]) / step.reshape(-1, 1),
        np.ones(order.size, dtype=np.bool_),
    )
    return redrawn(effects, np.arange(order.size).reshape(order.shape), _statistics)


def _statistics(effects: FloatArray) -> FloatArray:
    """Return mu of all factors, then mu_star, then sigma; shape (statistics x factors, outcomes)."""
    sigma = effects.std(axis=0, ddof=1)
    return np.concatenate([effects.mean(axis=0), np.abs(effects).mean(axis=0), sigma])


def _noise(found: PointMeans, used: NDArray[np.int64], places: FloatArray) -> FloatArray:
    """Return what the statistics would be of a factor that does nothing, because points' means hold noise."""
    effects = elementary_effects(found.values[used], places)
    count = np.isfinite(effects).sum(axis=2)
    if count.size == 0 or int(count.min()) < 2:
        return np.full(3 * places.shape[2], np.nan)
    variance = np.nanvar(effects, axis=2, ddof=1) / count
    root = np.sqrt(variance)
    nothing = np.zeros(places.shape[2])
    mean_size = np.sqrt(2.0 / np.pi) * root.mean(axis=0)
    return np.concatenate([nothing, mean_size, np.sqrt(variance.mean(axis=0))])
