"""Retention and belonging by week, averaged over replications: the two lines over the year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mentorsim.experiment.plan import Plan
from mentorsim.experiment.rows import RunTable
from mentorsim.statistics.crossing import mean_and_error
from mentorsim.statistics.intervals import CONFIDENCE, FloatArray

if TYPE_CHECKING:
    import pandas as pd

#: What is recorded by week, in the order of the rows' second axis.
WEEKLY_NAMES = ("enrolled", "belonging")


@dataclass(frozen=True, eq=False)
class WeeklyMeans:
    """One quantity by week for every policy, over the replications in which no run failed.

    Attributes
    ----------
    mean, low, high
        Shape (policies, weeks); the interval is simulation error. NaN where undefined.
    """

    mean: FloatArray
    low: FloatArray
    high: FloatArray


def weekly_means(
    plan: Plan, table: RunTable, name: str, baseline: int | None = None, confidence: float = CONFIDENCE
) -> WeeklyMeans:
    """Average a weekly quantity over the replications in which no run failed.

    Parameters
    ----------
    plan, table
        What was run.
    name
        ``enrolled``: share of first-years enrolled at the week's end; ``belonging``: mean belonging of those.
    baseline
        The column that differences are taken to; None: the quantity itself.
    confidence
        Of the intervals.
    """
    whole = table.weekly[table.whole, :, WEEKLY_NAMES.index(name)].astype(np.float64)
    if baseline is not None:
        whole = whole - whole[:, [baseline]]
    replications, policies, weeks = whole.shape
    crossing = None
    if plan.samples is not None:
        crossing = plan.samples.crossing(table.replications[table.whole])
    found = mean_and_error(whole.reshape(replications, policies * weeks), crossing, confidence)
    shape = (policies, weeks)
    # Both are between 0 and 1, and so are their means; differences reach down to -1.
    least = 0.0 if baseline is None else -1.0
    low, high = np.clip(found.low, least, 1.0), np.clip(found.high, least, 1.0)
    return WeeklyMeans(found.mean.reshape(shape), low.reshape(shape), high.reshape(shape))


def weekly_records(plan: Plan, table: RunTable) -> dict[str, dict[str, list[float | None]]]:
    """Return the mean of both quantities by week for every policy, as plain values."""
    means = {name: weekly_means(plan, table, name).mean for name in WEEKLY_NAMES}
    return {
        policy: {
            name: [float(value) if np.isfinite(value) else None for value in means[name][number]]
            for name in WEEKLY_NAMES
        }
        for number, policy in enumerate(plan.policies)
    }


def weekly_frame(plan: Plan, table: RunTable) -> pd.DataFrame:
    """Return both quantities as a table: a row per policy and week (from 1), means with their intervals."""
    import pandas as pd

    weeks = table.weekly.shape[3]
    columns: dict[str, object] = {
        "policy": np.repeat(np.array(plan.policies, dtype=object), weeks),
        "week": np.tile(np.arange(1, weeks + 1), len(plan.policies)),
    }
    for name in WEEKLY_NAMES:
        found = weekly_means(plan, table, name)
        columns[name] = found.mean.ravel()
        columns[f"{name}_low"] = found.low.ravel()
        columns[f"{name}_high"] = found.high.ravel()
    return pd.DataFrame(columns)
