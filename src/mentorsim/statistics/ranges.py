"""The range of several groups' means, such as a gap over four majors: means over replications first.

The range of one replication's means is a range of noise where no group differs, and its mean over
replications stays there however many are run. The range of the means over replications goes to the true one.
It is the largest of the differences between two groups, so it lies between the largest low end and the
largest high end of their simultaneous intervals. The change of a range is at most the change of that pair
which is furthest apart afterwards, and at least that of the pair which was furthest apart before; every pair
that may be this one counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations

import numpy as np

from mentorsim.statistics.best import Better
from mentorsim.statistics.differences import honest_intervals
from mentorsim.statistics.intervals import CONFIDENCE, BoolArray, FloatArray, Intervals, Uncertainty
from mentorsim.statistics.simultaneous import multivariate_t_draws


@dataclass(frozen=True, eq=False)
class RangeSummary:
    """Ranges of the policies, and their changes from the baseline's.

    Attributes
    ----------
    policies
        Interval of each policy's range, shape (policies,).
    differences
        Interval of each other policy's range minus the baseline's, shape (policies - 1,).
    best
        Probability of each policy of having the best range, shape (policies,).
    """

    policies: Intervals
    differences: Intervals
    best: FloatArray


def summarize_ranges(
    means: FloatArray,
    baseline: int,
    better: Better = "lower",
    confidence: float = CONFIDENCE,
    *,
    grain: float = 0.0,
    same: BoolArray | None = None,
) -> RangeSummary:
    """Summarize the range of the groups' means over replications under each policy.

    Parameters
    ----------
    means
        The groups' means in each run, shape (replications, policies, groups), complete, with at least two
        replications and groups.
    baseline
        The policy that differences are taken to.
    better
        Whether a smaller or a larger range is better.
    confidence
        In (0, 1): of all intervals together.
    grain
        Smallest step of a group's mean.
    same
        Policies whose runs are the same in every state as the baseline's, shape (policies,).
    """
    _, policies, groups = means.shape
    pairs = [pair for pair in permutations(range(groups), 2) if pair[0] < pair[1]]
    first, second = np.array(pairs).T
    contrasts = means[:, :, first] - means[:, :, second]
    others = [policy for policy in range(policies) if policy != baseline]
    changes = contrasts[:, others] - contrasts[:, [baseline]]
    alike = np.zeros(policies, dtype=np.bool_) if same is None else np.asarray(same, dtype=np.bool_)
    levels = honest_intervals(_flat(contrasts), confidence, grain=grain, together=True)
    shifts = honest_intervals(
        _flat(changes),
        confidence,
        grain=grain,
        together=True,
        same=np.repeat(alike[others], len(pairs)),
    )
    # Either order of a pair: the range is the largest of both.
    low = _either(levels.low, levels.high, (policies, len(pairs)))
    high = _either(levels.high, levels.low, (policies, len(pairs)))
    range_low, range_high = np.maximum(low.max(axis=1), 0.0), high.max(axis=1)
    of_all = means.mean(axis=0)
    ranges = np.ptp(of_all, axis=1)
    furthest = high >= low.max(axis=1)[:, None]
    shift_low = _either(shifts.low, shifts.high, (len(others), len(pairs)))
    shift_high = _either(shifts.high, shifts.low, (len(others), len(pairs)))
    change_low = np.where(furthest[baseline], shift_low, np.inf).min(axis=1)
    change_high = np.where(furthest[others], shift_high, -np.inf).max(axis=1)
    kind = Uncertainty.SIMULATION_ERROR
    return RangeSummary(
        Intervals(ranges, range_low, range_high, kind, confidence),
        Intervals(ranges[others] - ranges[baseline], change_low, change_high, kind, confidence),
        _best(means, better, alike, baseline),
    )


def _best(means: FloatArray, better: Better, alike: BoolArray, baseline: int) -> FloatArray:
    replications, policies, groups = means.shape
    flat = _flat(means)
    # What all runs of a replication share does not matter for ranges; taking it out loses no digits.
    flat = flat - flat.mean(axis=1)[:, None]
    centered = flat - flat.mean(axis=0)
    covariance = np.einsum("ri,rj->ij", centered, centered) / (replications * (replications - 1.0))
    draws = multivariate_t_draws(covariance, replications - 1) + flat.mean(axis=0)[:, None]
    drawn = np.ptp(draws.reshape(policies, groups, -1), axis=1)
    drawn[alike] = drawn[baseline]
    score = drawn if better == "higher" else -drawn
    ahead = score == score.max(axis=0)
    shares: FloatArray = (ahead / ahead.sum(axis=0)).mean(axis=1)
    return shares


def _flat(values: FloatArray) -> FloatArray:
    return values.reshape(len(values), -1)


def _either(one: FloatArray, other: FloatArray, shape: tuple[int, int]) -> FloatArray:
    """Ends for every ordered pair: those as given, and those of the pairs turned around."""
    return np.hstack([one.reshape(shape), -other.reshape(shape)])
