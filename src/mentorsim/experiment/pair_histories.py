"""What the pairs of each policy go through: how often they meet, how long they last, why they end."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from mentorsim.experiment.plan import Plan
from mentorsim.experiment.replicate import FIRST_YEARS
from mentorsim.experiment.rows import RunTable
from mentorsim.experiment.summarizing import crossing_of
from mentorsim.outcomes.mentoring import END_REASONS
from mentorsim.statistics.crossing import mean_and_error
from mentorsim.statistics.intervals import FloatArray

#: What is told of pairs beside the reasons of their ends: the column of the rows, and the unit.
PAIR_MEANS = (
    ("meetings", "meetings"),
    ("met_three", "share"),
    ("match_length", "weeks"),
    ("closed_early", "share"),
)


def pair_records(plan: Plan, table: RunTable) -> Iterator[dict[str, object]]:
    """Yield one record per policy with mentors: means over runs with their 95 % intervals.

    ``meetings`` is per first-year who was ever matched, ``match_length`` until a pair ends early;
    ``met_three`` and ``closed_early`` are shares of the pairs ever made, as is each reason of ``ended``.
    """
    reasons = [reason for reason in END_REASONS[1:] if f"ended_{reason}" in table.columns]
    names = [name for name, _ in PAIR_MEANS if name in table.columns]
    for number, policy in enumerate(plan.policies):
        program = plan.scenario.policy(policy)
        if program is None or not program.has_mentors:
            continue
        record: dict[str, object] = {"policy": policy}
        for name, unit in PAIR_MEANS:
            if name in names:
                record[name] = {"unit": unit, **ends_of(plan, table, table.of(name)[:, number])}
        record["ended"] = {
            reason: ends_of(plan, table, table.of(f"ended_{reason}")[:, number])["mean"] for reason in reasons
        }
        yield record


def ends_of(plan: Plan, table: RunTable, values: FloatArray) -> dict[str, float | None]:
    """Return the mean of a column of runs and its interval of simulation error; None where undefined."""
    whole = np.where(table.whole, values, np.nan)
    found = mean_and_error(whole[:, None], crossing_of(plan, table))
    if np.isnan(found.mean[0]) and np.isfinite(whole).any():  # some samples lack a value: the plain mean
        return {"mean": float(np.nanmean(whole)), "low": None, "high": None}
    ends = (found.mean[0], found.low[0], found.high[0])
    return {
        name: None if np.isnan(end) else float(end)
        for name, end in zip(("mean", "low", "high"), ends, strict=True)
    }


def cost_records(plan: Plan, table: RunTable) -> Iterator[dict[str, object]]:
    """Yield one record per policy: its mean cost with its 95 % interval, and how many mentors it recruits."""
    if "cost" not in table.columns:
        return

    def of(name: str, number: int) -> dict[str, float | None]:
        return ends_of(plan, table, table.of(name)[:, number])

    for number, policy in enumerate(plan.policies):
        over = of("over_budget", number)["mean"] if "over_budget" in table.columns else None
        yield {
            "policy": policy,
            "cost": of("cost", number),
            "mentors": of("mentors", number)["mean"],
            "share_over_budget": over,
        }


def first_years_of(table: RunTable) -> float | None:
    """Return the mean number of first-years; None where no run has it."""
    found = table.of(FIRST_YEARS) if FIRST_YEARS in table.columns else np.empty(0)
    known = found[np.isfinite(found)]
    return float(known.mean()) if known.size else None
