"""Gaps over three or more groups in a sweep: between the two groups that are furthest apart on average."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from mentorsim.statistics.intervals import SMALL_CELL, BoolArray, FloatArray


def furthest_apart(
    means: Sequence[FloatArray], sizes: Sequence[float], usable: BoolArray, out: FloatArray
) -> None:
    """Write, for every run, the gap between the two groups whose means over replications are furthest apart.

    Its mean over the replications of a design point is the range of the groups' means there, and its noise
    that of a difference of two groups. Which two, is chosen for every design point and policy.

    Parameters
    ----------
    means
        Of each group, shape (points, policies, replications).
    sizes
        Mean number of first-years of each group; one with fewer than `SMALL_CELL` is left out.
    usable
        Which replications count, shape (points, replications).
    out
        What is written, shape (points, policies, replications); NaN where there are not two such groups.
    """
    large = [group for group, size in zip(means, sizes, strict=True) if size >= SMALL_CELL]
    for point in range(len(out)):
        used = usable[point]
        out[point] = np.nan
        if len(large) < 2 or not used.any():
            continue
        values = np.stack([group[point] for group in large])
        present = np.isfinite(values) & used
        total = np.where(present, values, 0.0).sum(axis=2)
        overall = np.divide(
            total, present.sum(axis=2), out=np.full(total.shape, np.nan), where=present.any(axis=2)
        )
        known = np.isfinite(overall).sum(axis=0) >= 2
        high = np.where(np.isnan(overall), -np.inf, overall).argmax(axis=0)
        low = np.where(np.isnan(overall), np.inf, overall).argmin(axis=0)
        policy = np.arange(values.shape[1])
        out[point] = np.where(known[:, None], values[high, policy] - values[low, policy], np.nan)
