"""Which policy may be the best, or better than the baseline, under posterior samples."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from mentorsim.statistics.best import Better, probability_best, replications_won
from mentorsim.statistics.intervals import FloatArray
from mentorsim.statistics.parameter_best import TrueMeans, shares_of_best


class Chance(NamedTuple):
    """How likely a policy is to be the best: with all uncertainty, and by each part of it alone."""

    both: float
    parameters: float
    simulation: float
    replications_won: float


def chances(
    sampled: TrueMeans, weights: FloatArray, cells: FloatArray, better: Better
) -> list[tuple[Chance, float]]:
    """Return the chances of the policies, the baseline first; policies that are the same share theirs.

    Parameters
    ----------
    sampled
        What the true differences to the baseline may be.
    weights
        Those of the posterior samples.
    cells
        Values of the policies, shape (samples, replications, policies).
    better
        Whether more or less is better.

    Returns
    -------
    list
        For each policy its chances of being the best, and that of being better than the baseline.
    """
    group = _same_policies(cells)
    size = np.bincount(group)
    first = [group.index(number) for number in range(len(size))]
    both, alone = (
        shares_of_best(means[[place - 1 for place in first[1:]]], better)
        for means in (sampled.by_both, sampled.by_parameters)
    )
    equal = bool((weights == weights[0]).all())
    of_replications = cells.mean(axis=0) if equal else np.einsum("s,srp->rp", weights, cells)
    simulation = probability_best(of_replications, better)
    won = replications_won(
        cells.reshape(-1, cells.shape[2]), better, None if equal else np.repeat(weights, cells.shape[1])
    )
    ahead = sampled.by_both if better == "higher" else -sampled.by_both
    found = []
    for place in range(cells.shape[2]):
        chance = Chance(
            both=float(both[group[place]] / size[group[place]]),
            parameters=float(alone[group[place]] / size[group[place]]),
            simulation=float(simulation[place]),
            replications_won=float(won[place]),
        )
        as_base = group[place] == 0
        found.append((chance, 0.5 if as_base else float((ahead[place - 1] > 0.0).mean())))
    return found


def _same_policies(cells: FloatArray) -> list[int]:
    """Number the policies so that those which are the same in every run have one number, the first one 0."""
    behind = cells - cells[:, :, [0]]
    known: dict[bytes, int] = {}
    return [known.setdefault(behind[:, :, place].tobytes(), len(known)) for place in range(cells.shape[2])]
