"""From the runs of a comparison to what it states: the outcomes as the statistics want them, and warnings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from mentorsim.cohort.plan import cohort_plan
from mentorsim.errors import ScenarioError, UserError
from mentorsim.experiment.budgets import over_budget_warnings
from mentorsim.experiment.plan import Plan
from mentorsim.experiment.replicate import FIRST_YEARS, PLACES_MISSING, SAME_AS_BASELINE, group_size_column
from mentorsim.experiment.rows import RunRows, RunTable
from mentorsim.outcomes import Direction, Measure, Outcome, Ratio, group_column, outcomes_of
from mentorsim.outcomes.gaps import Gap
from mentorsim.outcomes.worthwhile import default_worthwhile
from mentorsim.scenario import Scenario
from mentorsim.statistics.common_replications import common_replications
from mentorsim.statistics.comparison import (
    ComparisonSummary,
    OutcomeSummary,
    OutcomeValues,
    RatioOutcome,
    summarize,
)
from mentorsim.statistics.crossing import Crossing, complete_samples
from mentorsim.statistics.groups import GroupMeans, one_of
from mentorsim.statistics.intervals import (
    CONFIDENCE,
    SMALL_CELL,
    BoolArray,
    FloatArray,
    mean_interval,
    moments,
)


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
    base = plan.policies.index(plan.baseline)
    outcomes = {outcome.name: outcome_values(outcome, table, base) for outcome in plan.outcomes}
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
        same=same_as_baseline(table),
        family=_family(plan),
        scenario=plan.scenario.title,
        seed=plan.seed,
    )
    reported: dict[str, OutcomeSummary] = {m.name: summary.outcomes[m.name] for m in plan.measures}
    return replace(summary, outcomes=reported)


def _family(plan: Plan) -> int:
    """Number of outcomes whose verdicts are to be right together."""
    reported = sum(isinstance(measure, Outcome) for measure in plan.measures)
    return max(reported, 1) if plan.scenario.run.family_wise else 1


def warnings_of(plan: Plan, table: RunTable, rows: RunRows) -> Iterator[str]:
    """Yield what a reader should know before believing the table, one sentence each.

    Parameters
    ----------
    plan, table, rows
        What was run.
    """
    yield from _sample_warnings(plan, table)
    if plan.scenario.caution:
        yield plan.scenario.caution
    if plan.scenario.friendships.file is not None:
        yield from cohort_plan(plan.scenario).friendship_notes
    yield from _failure_warnings(plan, table, first_errors(plan, rows))
    missing = _column_means(table, PLACES_MISSING)
    accepted = _column_means(table, "accepted")
    for number, policy in enumerate(plan.policies):
        if missing[number] >= 0.5:
            yield (
                f"{policy}: too few places; of {accepted[number]:.0f} first-years who accepted one, "
                f"{missing[number]:.0f} found none at the first matching (means over replications)"
            )
        elif missing[number] > 0.0:
            yield (
                f"{policy}: too few places in some replications; of {accepted[number]:.0f} first-years who "
                "accepted one, fewer than one on average found none at the first matching"
            )
    yield from over_budget_warnings(plan, table)
    yield from _small_groups(plan, table)


def crossing_of(plan: Plan, table: RunTable) -> Crossing | None:
    """Return which run belongs to which posterior sample; None where all have the scenario's parameters."""
    return None if plan.samples is None else plan.samples.crossing(table.replications)


def group_sizes(plan: Plan, table: RunTable) -> dict[tuple[str, str], float]:
    """Return the mean number of first-years in each group of the attributes that are looked at."""
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


def outcome_values(outcome: Outcome, table: RunTable, baseline: int = 0) -> OutcomeValues:
    """Return an outcome of every run as the statistics want it."""
    values = table.of(outcome.name)
    groups = gap_means(outcome, table)
    grain = 0.0
    one = one_student(table)
    if outcome.unit == "students":
        grain = 1.0
    elif outcome.per_student and one:
        grain = one if outcome.unit == "share" else one_of(values[:, baseline], 1.0 / one)
    return OutcomeValues(values, outcome.unit, _direction(outcome, values, baseline, groups), grain, groups)


def gap_means(outcome: Outcome, table: RunTable) -> GroupMeans | None:
    """Return the groups' means behind a gap; None for another outcome, or where they were not kept."""
    gap = outcome.function
    if not isinstance(gap, Gap):
        return None
    prefix = group_column(gap.of.name, gap.attribute, "\0").split("\0")[0]
    names = [column for column in table.columns if column.startswith(prefix) and column.endswith("]")]
    sizes = [group_size_column(gap.attribute, name[len(prefix) : -1]) for name in names]
    if not names or not set(sizes) <= set(table.columns):
        return None
    return GroupMeans(
        values=np.stack([table.of(name) for name in names], axis=2),
        sizes=np.array([float(np.nan_to_num(moments(table.of(name)).mean).max()) for name in sizes]),
        shares=gap.of.unit == "share",
    )


def same_as_baseline(table: RunTable) -> BoolArray:
    """Policies whose runs are the same in every state as the baseline's in every replication; (policies,)."""
    if SAME_AS_BASELINE not in table.columns or not len(table.replications):
        return np.zeros(table.failed.shape[1], dtype=np.bool_)
    whole = table.of(SAME_AS_BASELINE)[table.whole]
    same: BoolArray = (whole == 1.0).all(axis=0) & bool(len(whole))
    return same


def one_student(table: RunTable) -> float:
    """Return the share of one first-year; 0 where their number is not known."""
    found = table.of(FIRST_YEARS) if FIRST_YEARS in table.columns else np.empty(0)
    known = found[np.isfinite(found)]
    return 1.0 / float(known.mean()) if known.size and known.mean() > 0.0 else 0.0


def _direction(outcome: Outcome, values: FloatArray, baseline: int, groups: GroupMeans | None) -> Direction:
    """Which way is better; for a signed gap, toward 0, where its sign is established.

    A smaller gap is a lower one where the baseline's gap is above 0 and no policy turns it around so far that
    it is as large again: where the sum of the baseline's gap and each policy's is above 0, by intervals that
    are right together (Bonferroni).
    """
    if not outcome.toward_zero or (groups is not None and len(groups.sizes) > 2):
        return outcome.direction
    sums = values + values[:, [baseline]]
    sums = sums[:, np.isfinite(sums).any(axis=0)]
    if not sums.size:
        return "neither"
    found = mean_interval(sums, 1.0 - (1.0 - CONFIDENCE) / sums.shape[1])
    if (found.low > 0.0).all():
        return "lower"
    return "higher" if (found.high < 0.0).all() else "neither"


def first_errors(plan: Plan, rows: RunRows) -> dict[str, str]:
    """Return the first error of each policy that failed somewhere; rows are in order."""
    errors: dict[str, str] = {}
    for number, failure in zip(rows.policy.tolist(), rows.failures, strict=True):
        if failure is not None:
            errors.setdefault(plan.policies[number], str(failure))
    return errors


def limits_of(plan: Plan, worthwhile: Mapping[str, float]) -> dict[str, float]:
    """Spell out the smallest worthwhile differences: a short name such as equity_gap stands for several.

    Outcomes that are not named have their default (`mentorsim.outcomes.worthwhile`). What would matter in an
    outcome that is not among those of the plan is left out: a scenario may say it all the same.

    Raises
    ------
    UserError
        For an unknown outcome, or a difference that is not more than 0.
    """
    scale = plan.scenario.institution.grade_scale
    defaults = ((measure.name, default_worthwhile(measure, scale)) for measure in plan.measures)
    limits = {name: default for name, default in defaults if default is not None}
    for name, limit in worthwhile.items():
        if not 0.0 < limit < np.inf:
            raise UserError(f"the smallest worthwhile difference of {name} must be above 0, not {limit:g}")
        limits.update((measure.name, limit) for measure in _that_matter(plan.scenario, name))
    there = {measure.name for measure in plan.measures}
    return {name: limit for name, limit in limits.items() if name in there}


def _that_matter(scenario: Scenario, name: str) -> tuple[Measure, ...]:
    try:
        return outcomes_of(scenario, [name])
    except ScenarioError as error:
        place = scenario.places.of(("run", "smallest_worthwhile", name))
        if place is None:  # it was not the scenario that said so
            raise
        sentence = f"run.smallest_worthwhile: {error.message}"
        raise ScenarioError(sentence, file=scenario.name, line=place.line) from None


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
            compared = common_replications(values, table.failed).policies
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
                "what is said of so small a group is hardly more than chance"
            )


def _column_means(table: RunTable, column: str) -> FloatArray:
    return np.nan_to_num(moments(table.of(column)).mean)
