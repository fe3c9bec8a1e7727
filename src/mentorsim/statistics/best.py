"""Which policy is best: the probability of having the best mean, and the share of replications won.

The two answer different questions. `probability_best` is about the long run and goes to 0 or 1 as
replications are added, unless policies are equal. `replications_won` is about single replications and does
not.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from mentorsim.statistics.intervals import FloatArray, columns_of, moments
from mentorsim.statistics.simultaneous import multivariate_t_draws

Better = Literal["higher", "lower"]


def probability_best(values: FloatArray, better: Better) -> FloatArray:
    """Joint probability of each policy, the control included, of having the best mean.

    The means are taken to follow a multivariate t around the observed means, with the observed covariance of
    the mean and ``replications - 1`` degrees of freedom: for two policies exactly the one-sided paired t
    probability. Only differences between policies matter, so whatever all policies share in a replication
    cancels before anything is rounded. Draws are fixed and the policies are put in an order that depends on
    the data alone: relabeling or permuting the policies permutes the result bit for bit. Policies with
    identical columns share equally. No probability is 0 or 1: it is at least that of being ahead in every
    replication by chance.

    Parameters
    ----------
    values
        Shape (replications, policies). A replication in which any policy lacks a value is left out.
    better
        Whether ``"higher"`` or ``"lower"`` means are better.

    Returns
    -------
    FloatArray
        Shape (policies,), sums to 1; all NaN below two complete replications.

    Raises
    ------
    ValueError
        If the shape or the direction is wrong.
    """
    columns = _oriented(values, better)
    policies, replications = columns.shape
    if replications < 2 or policies == 0:
        return np.full(policies, np.nan)
    # Only differences matter, and the best value of a replication does not know the order of the policies.
    behind = columns - columns.max(axis=0)
    members: dict[bytes, list[int]] = {}
    for policy, column in enumerate(behind):
        members.setdefault(column.tobytes(), []).append(policy)
    groups = [members[key] for key in sorted(members)]
    chances = _probability_best_distinct(behind[[group[0] for group in groups]])
    # Ahead in every replication is not certainty: with even chances it happens once in 2 ** replications.
    if (chances == 0.0).any():
        chances = np.maximum(chances, 0.5**replications)
        chances /= chances.sum()
    result = np.empty(policies)
    for group, chance in zip(groups, chances, strict=True):
        result[group] = chance / len(group)
    return result


def replications_won(values: FloatArray, better: Better, weights: FloatArray | None = None) -> FloatArray:
    """Share of replications in which each policy has the best value; policies that tie share the replication.

    Parameters
    ----------
    values
        Shape (replications, policies). A replication in which any policy lacks a value is left out.
    better
        Whether ``"higher"`` or ``"lower"`` values are better.
    weights
        How much each replication counts, shape (replications,), all complete; None: all the same.

    Returns
    -------
    FloatArray
        Shape (policies,), sums to 1; all NaN without a complete replication.

    Raises
    ------
    ValueError
        If the shape or the direction is wrong.
    """
    columns = _oriented(values, better)
    if columns.size == 0:
        return np.full(len(columns), np.nan)
    wins = columns == columns.max(axis=0)
    shares = wins / wins.sum(axis=0)
    split: FloatArray = shares.mean(axis=1) if weights is None else shares @ (weights / weights.sum())
    return split


def _oriented(values: FloatArray, better: Better) -> FloatArray:
    """Complete replications as rows per policy, turned so that higher is better."""
    if better not in ("higher", "lower"):
        raise ValueError(f'better is "higher" or "lower", not {better!r}')
    columns = columns_of(values)
    columns = columns[:, ~np.isnan(columns).any(axis=0)]
    # Adding 0 turns -0.0 into 0.0: equal values must have equal bytes.
    return (columns if better == "higher" else -columns) + 0.0


def _probability_best_distinct(columns: FloatArray) -> FloatArray:
    """Probability of the best mean among pairwise different rows; higher is better."""
    policies, replications = columns.shape
    if policies == 1:
        return np.ones(1)
    against_first = columns[1:] - columns[0]
    described = moments(against_first.T)
    if policies == 2:
        return _two_policies(float(described.mean[0]), float(described.standard_error[0]), replications - 1)
    centered = against_first - described.mean[:, None]
    centered[described.sd == 0.0] = 0.0
    covariance: FloatArray = np.einsum("ir,jr->ij", centered, centered)
    covariance /= replications * (replications - 1.0)
    draws = multivariate_t_draws(covariance, replications - 1) + described.mean[:, None]
    best = np.maximum(draws.max(axis=0), 0.0)  # the first policy is 0 ahead of itself
    counts = [np.count_nonzero(best == 0.0), *(np.count_nonzero(draw == best) for draw in draws)]
    return np.array(counts) / sum(counts)


def _two_policies(mean: float, standard_error: float, degrees_of_freedom: int) -> FloatArray:
    """Exact probabilities for two policies from the second's mean advantage over the first."""
    from scipy.special import stdtr

    if standard_error == 0.0:
        return np.array([float(mean < 0.0), float(mean > 0.0)])
    score = mean / standard_error
    return np.array([float(stdtr(degrees_of_freedom, -score)), float(stdtr(degrees_of_freedom, score))])
