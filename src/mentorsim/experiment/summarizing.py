"""From the runs of a comparison to what it states: the outcomes as the statistics want them, and warnings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from mentorsim.errors import UserError
from mentorsim.experiment.budgets import over_budget_warnings
from mentorsim.experiment.plan import Plan
from mentorsim.experiment.replicate import PLACES_MISSING, group_size_column
from mentorsim.experiment.rows import RunRows, RunTable
from mentorsim.outcomes import Direction, Outcome, Ratio, outcomes_of
from mentorsim.outcomes.gaps import SMALL_CELL
from mentorsim.statistics.comparison import (
    ComparisonSummary,
    OutcomeSummary,
    OutcomeValues,
    RatioOutcome,
    summarize,
)
from mentorsim.statistics.crossing import Crossing, complete_samples
from mentorsim.statistics.intervals import FloatArray, moments
from mentorsim.statistics.worlds import compared_worlds


def summary_of(plan: Plan, table: RunTable, worthwhile: Mapping[str, float]) -> ComparisonSummary:
    """Summarize the reported outcomes of a comparison.

    Parameters
    ----------
    plan
        What was run.
    table
        Its complete replications.
    worthwhile
        Smallest worthwhile differences by the name of an outcome; see `limits_of`.
    """
    outcomes = {outcome.name: outcome_values(outcome, table) for outcome in plan.outcomes}
    ratios = {
        measure.name: RatioOutcome(measure.cost, measure.effect, measure.per, measure.unit)
        for measure in plan.measures
        if isinstance(measure, Ratio)
    }
    summary = summarize(
        outcomes,
        plan.policies,
        plan.baseline,
        worthwhile,
        ratios=ratios,
        failed=table.failed,
        crossing=crossing_of(plan, table),
        scenario=plan.scenario.title,
        seed=plan.seed,
    )
    reported: dict[str, OutcomeSummary] = {m.name: summary.outcomes[m.name] for m in plan.measures}
    return replace(summary, outcomes=reported)


def warnings_of(plan: Plan, table: RunTable, rows: RunRows) -> Iterator[str]:
    """Give what a reader should know before believing the table, one sentence each.

    Parameters
    ----------
    plan, table, rows
        What was run.
    """
    yield from _sample_warnings(plan, table)
    if plan.scenario.caution:
        yield plan.scenario.caution
    yield from _failure_warnings(plan, table, first_errors(plan, rows))
    missing = _column_means(table, PLACES_MISSING)
    accepted = _column_means(table, "accepted")
    for number, policy in enumerate(plan.policies):
        if missing[number] > 0.0:
            found_none = f"{missing[number]:.0f}" if missing[number] >= 0.5 else "fewer than one"
            yield (
                f"{policy}: too few places; of {accepted[number]:.0f} first-years who accepted one, "
                f"{found_none} found none at the first matching (means over worlds)"
            )
    yield from over_budget_warnings(plan, table)
    yield from _small_groups(plan, table)


def crossing_of(plan: Plan, table: RunTable) -> Crossing | None:
    """Return which run belongs to which posterior sample; None where all have the scenario's parameters."""
    return None if plan.samples is None else plan.samples.crossing(table.replications)


def group_sizes(plan: Plan, table: RunTable) -> dict[tuple[str, str], float]:
    """Give the mean number of first-years in each group of the attributes that are looked at."""
    sizes: dict[tuple[str, str], float] = {}
    for attribute in plan.grouped_by:
        prefix, suffix = group_size_column(attribute, "\0").split("\0")
        for column in table.columns:
            if column.startswith(prefix) and column.endswith(suffix):
                found = table.of(column)
                present = found[np.isfinite(found)]
                category = column[len(prefix) : len(column) - len(suffix)]
                sizes[attribute, category] = float(present.mean()) if present.size else 0.0
    return sizes


def outcome_values(outcome: Outcome, table: RunTable) -> OutcomeValues:
    """Give an outcome of every run as the statistics want it."""
    values = table.of(outcome.name)
    return OutcomeValues(values, outcome.unit, _direction(outcome, values))


def _direction(outcome: Outcome, values: FloatArray) -> Direction:
    """Which way is better; for a signed gap, toward 0, and neither where policies turn it around."""
    if not outcome.toward_zero:
        return outcome.direction
    found = moments(values).mean
    means = found[np.isfinite(found)]
    if means.size and means.min() >= 0.0:
        return "lower"
    return "higher" if means.size and means.max() <= 0.0 else "neither"


def first_errors(plan: Plan, rows: RunRows) -> dict[str, str]:
    """Give the first error of each policy that failed somewhere; rows are in order."""
    errors: dict[str, str] = {}
    for number, failure in zip(rows.policy.tolist(), rows.failures, strict=True):
        if failure is not None:
            errors.setdefault(plan.policies[number], str(failure))
    return errors


def limits_of(plan: Plan, worthwhile: Mapping[str, float]) -> dict[str, float]:
    """Spell out the smallest worthwhile differences: a short name such as equity_gap stands for several.

    Raises
    ------
    UserError
        For an unknown outcome, or a difference that is not more than 0.
    """
    limits: dict[str, float] = {}
    for name, limit in worthwhile.items():
        if not 0.0 < limit < np.inf:
            raise UserError(f"the smallest worthwhile difference of {name} must be above 0, not {limit:g}")
        limits.update((measure.name, limit) for measure in outcomes_of(plan.scenario, [name]))
    return limits


def _sample_warnings(plan: Plan, table: RunTable) -> Iterator[str]:
    if plan.samples is None:
        return
    own = sorted(set(plan.scenario.parameters) & set(plan.samples.names))
    if own:
        yield f"The scenario's own {', '.join(own)} give way to the posterior samples"
    crossing = plan.samples.crossing(table.replications)
    short: dict[str, int] = {}
    for measure in plan.measures:
        if isinstance(measure, Outcome):
            values = np.where(table.failed, np.nan, table.of(measure.name))
            compared = compared_worlds(values, table.failed).policies
            count = len(complete_samples(crossing.cells(values), compared)[0])
            if count < crossing.samples:
                short[measure.name] = count
    if short:
        listed = ", ".join(f"{name} over {count}" for name, count in short.items())
        yield (
            f"Of {crossing.samples} posterior samples only those count in which every compared policy has a "
            f"value in every replication: {listed}"
        )


def _failure_warnings(plan: Plan, table: RunTable, errors: Mapping[str, str]) -> Iterator[str]:
    for number, policy in enumerate(plan.policies):
        failed = int(np.count_nonzero(table.failed[:, number]))
        if failed:
            count = "every replication" if failed == len(table.failed) else f"{failed} of {len(table.failed)}"
            left_out = "" if failed == len(table.failed) else ", which are left out for all policies"
            yield f"{policy}: failed in {count}{left_out}; the first error: {errors.get(policy, 'unknown')}"


def _small_groups(plan: Plan, table: RunTable) -> Iterator[str]:
    for (attribute, category), size in group_sizes(plan, table).items():
        if size < SMALL_CELL:
            yield (
                f"{attribute} = {category}: {size:.1f} first-years on average, fewer than {SMALL_CELL}; "
                "what is said of so small a group is hardly more than luck"
            )


def _column_means(table: RunTable, column: str) -> FloatArray:
    return np.nan_to_num(moments(table.of(column)).mean)
