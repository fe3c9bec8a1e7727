"""What a comparison states of each policy's difference to the baseline, and where it gives no verdict."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from mentorsim.statistics.common_replications import CommonReplications
from mentorsim.statistics.differences import (
    carried_by_few,
    differing_replications,
    honest_intervals,
    too_few_events,
)
from mentorsim.statistics.groups import SMALL_GROUP, GroupMeans
from mentorsim.statistics.intervals import (
    BoolArray,
    FloatArray,
    Intervals,
    paired_differences,
    year_to_year_interval,
)
from mentorsim.statistics.ranges import summarize_ranges
from mentorsim.statistics.summary import DifferenceSummary, PolicySummary, verdict

ONE_REPLICATION = "one replication gives a mean but no interval"
NO_COMMON_REPLICATION = "no replication has a value for every policy that is compared"
FEW_CARRY_IT = "a few replications carry the difference; more replications are needed for a verdict"

FEW_REPLICATIONS = 10
"""Fewer replications that differ than this are said, whatever the verdict."""


@dataclass(frozen=True, eq=False)
class Compared:
    """One outcome, ready to be compared.

    Attributes
    ----------
    values
        Shape (replications, policies).
    grain, groups
        As of `mentorsim.statistics.comparison.OutcomeValues`.
    common
        Which of them are compared.
    absent
        Why a policy is not; None where it is.
    base
        Column that differences are taken to.
    same
        Policies whose runs are the same in every state as the baseline's.
    limit
        Smallest worthwhile difference; 0: none.
    confidence, together
        Of an interval alone, and of those of the outcome together.
    """

    values: FloatArray
    grain: float
    groups: GroupMeans | None
    common: CommonReplications
    absent: Sequence[str | None]
    base: int
    same: BoolArray
    limit: float
    confidence: float
    together: float

    @property
    def columns(self) -> list[int]:
        """The compared policies but the baseline."""
        return [int(place) for place in np.flatnonzero(self.common.policies) if place != self.base]

    @property
    def base_among_compared(self) -> int:
        """Position of the baseline among the compared policies."""
        return int(self.common.policies[: self.base].sum())


def difference_summaries(compared: Compared) -> dict[int, DifferenceSummary]:
    """Summaries of every column but the baseline's, by column."""
    absent, base, common = compared.absent, compared.base, compared.common
    others = [column for column in range(len(absent)) if column != base]
    if absent[base] is not None:
        reason = f"the baseline is not compared: {absent[base]}"
        return {column: DifferenceSummary.undefined(reason) for column in others}
    paired = paired_differences(
        compared.values[np.ix_(common.replications, common.policies)], compared.base_among_compared
    )
    same = compared.same[compared.columns]
    groups = compared.groups
    parts = (
        ()
        if groups is None
        else groups.parts(common.replications, common.policies, compared.base_among_compared)
    )
    grain = compared.grain if groups is None else groups.grain
    alone = honest_intervals(paired, compared.confidence, grain=grain, parts=parts, same=same)
    together = honest_intervals(paired, compared.together, grain=grain, parts=parts, same=same, together=True)
    year = year_to_year_interval(paired, compared.confidence)
    nothing, misled = too_few_events(paired, grain, same), carried_by_few(paired, parts, same)
    differing = differing_replications(paired)
    summaries = {
        column: DifferenceSummary.undefined(missing)
        for column in others
        if (missing := absent[column]) is not None
    }
    for position, column in enumerate(compared.columns):
        unknown = bool(nothing[position])
        low, high = number(together.low[position]), number(together.high[position])
        said = None if low is None or high is None else verdict(low, high, compared.limit)
        carried = bool(misled[position]) and not _stands(together, position, compared.limit)
        without = (
            too_few(len(paired))
            or (SMALL_GROUP if groups is not None and groups.small else None)
            or (f"the same in all {len(paired)} replications, but not the same runs" if unknown else None)
            or (FEW_CARRY_IT if carried else None)
        )
        summaries[column] = DifferenceSummary(
            mean=number(alone.mean[position]),
            interval_low=None if unknown else low,
            interval_high=None if unknown else high,
            low=None if unknown else number(alone.low[position]),
            high=None if unknown else number(alone.high[position]),
            simultaneous_low=None if unknown else low,
            simultaneous_high=None if unknown else high,
            year_low=number(year.low[position]),
            year_high=number(year.high[position]),
            verdict=None if without else said,
            reason=without or _few(int(differing[position]), len(paired), same=bool(same[position])),
        )
    return {column: summaries[column] for column in others}


def _stands(found: Intervals, position: int, limit: float) -> bool:
    """Whether a decided verdict is the same by an interval three times as wide.

    Where few replications carry a mean, its interval may be too short on one side; a mean that is many of its
    half-widths away from every limit is decided all the same.
    """
    mean, low, high = (float(ends[position]) for ends in (found.mean, found.low, found.high))
    if not math.isfinite(low + high):
        return False
    said = verdict(low, high, limit)
    return said != "undecided" and said == verdict(
        mean - 3.0 * (mean - low), mean + 3.0 * (high - mean), limit
    )


def ranged_summaries(
    compared: Compared,
    policies: Sequence[PolicySummary],
    differences: dict[int, DifferenceSummary],
    direction: Literal["higher", "lower", "neither"],
) -> tuple[list[PolicySummary], dict[int, DifferenceSummary]]:
    """Put the ranges of the means over replications in place of the mean range of single replications.

    What is about single replications (replications won, their spread, the range of years) stays: one school
    in one year meets the range of one year's means.
    """
    groups, common = compared.groups, compared.common
    own, found = list(policies), dict(differences)
    if groups is None or compared.absent[compared.base] is not None:
        return own, found
    means = groups.ranged()[np.ix_(common.replications, common.policies)]
    means = means[np.isfinite(means).all(axis=(1, 2))]
    if groups.small or len(means) < 2:
        return own, found
    columns = [int(place) for place in np.flatnonzero(common.policies)]
    better: Literal["higher", "lower"] = "higher" if direction == "higher" else "lower"
    ranges = summarize_ranges(
        means,
        compared.base_among_compared,
        better,
        compared.together,
        grain=groups.grain,
        same=compared.same[columns],
    )
    for place, column in enumerate(columns):
        own[column] = replace(
            own[column],
            mean=number(ranges.policies.mean[place]),
            low=number(ranges.policies.low[place]),
            high=number(ranges.policies.high[place]),
            probability_best=number(ranges.best[place]) if direction != "neither" else None,
        )
    for place, column in enumerate(compared.columns):
        low, high = float(ranges.differences.low[place]), float(ranges.differences.high[place])
        found[column] = replace(
            found[column],
            mean=number(ranges.differences.mean[place]),
            interval_low=number(low),
            interval_high=number(high),
            low=number(low),
            high=number(high),
            simultaneous_low=number(low),
            simultaneous_high=number(high),
            verdict=verdict(low, high, compared.limit),
            reason=None,
        )
    return own, found


def number(value: float) -> float | None:
    """Return a number, or None for one that is not finite."""
    return float(value) if np.isfinite(value) else None


def too_few(replications: int) -> str | None:
    """Say that there are too few replications for an interval; None where there are enough."""
    if replications == 0:
        return NO_COMMON_REPLICATION
    return ONE_REPLICATION if replications == 1 else None


def _few(differing: int, replications: int, *, same: bool) -> str | None:
    if same or differing >= min(FEW_REPLICATIONS, replications):
        return None
    return f"only {differing} of {replications} replications differ in it"
