"""From what a comparison states to what sentences are made from."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from mentorsim.report.document.changes import DOES
from mentorsim.report.document.source import ComparisonSource
from mentorsim.report.words.finding import Amount, Finding, MainOutcome, Option, OptionStanding, Turn


def finding_of(source: ComparisonSource) -> Finding:
    """Return the finding of a comparison for its main outcome."""
    main = main_outcome(source)
    factor = source.students if main.does else source.scale(source.main).factor
    value = source.found["value_of_retained"] or {}
    budget = source.plan.scenario.budget
    return Finding(
        main=main,
        students=source.students,
        baseline=source.baseline,
        baseline_is_control=source.baseline == source.found["control"],
        options=[_option(source, policy, factor) for policy in source.others],
        replications=int(source.found["replications_per_sample"] or source.found["replications"]),
        failures=int(source.found["failures"]),
        samples=source.found["samples"],
        currency=source.currency,
        budget=None if budget is None else budget.amount,
        budget_mentors=None if budget is None else budget.mentors,
        turns=_turns(value),
        value=value.get("stated"),
        chance_best_baseline=source.policy(source.main, source.baseline).get("probability_best"),
        interrupted=bool(source.found["interrupted"]),
    )


def main_outcome(source: ComparisonSource) -> MainOutcome:
    """Return the main outcome in words."""
    name = source.main
    about, scale = source.about(name), source.scale(name)
    counted = name in DOES and source.students > 0.0
    return MainOutcome(
        does=DOES[name] if counted else None,
        label=source.label(name),
        unit=scale.change_unit,
        decimals=scale.decimals,
        more_is_better=about["direction"] != "lower",
    )


def standing_of(source: ComparisonSource, outcome: str, policy: str) -> OptionStanding:
    """Return how a policy stands beside the baseline in an outcome."""
    verdict, direction = source.difference(outcome, policy).get("verdict"), source.about(outcome)["direction"]
    if verdict == "no practical difference":
        return OptionStanding.SAME
    if verdict == "undecided":
        return OptionStanding.UNDECIDED
    way, _, doubt = str(verdict).partition(",")
    if way not in ("higher", "lower") or direction not in ("higher", "lower"):
        return OptionStanding.UNKNOWN
    if way == direction:
        return OptionStanding.SLIGHTLY_BETTER if doubt else OptionStanding.BETTER
    return OptionStanding.SLIGHTLY_WORSE if doubt else OptionStanding.WORSE


def amount_of(row: Mapping[str, Any], factor: float, low: str = "low", high: str = "high") -> Amount | None:
    """Return a mean with its ends; None where it is not defined or has none."""
    mean, ends = row.get("mean"), (row.get(low), row.get(high))
    if mean is None or ends[0] is None or ends[1] is None:
        return None
    return Amount(mean * factor, ends[0] * factor, ends[1] * factor)


def year_of(row: Mapping[str, Any], factor: float) -> tuple[float, float] | None:
    """Return between what single years lie."""
    low, high = row.get("year_low"), row.get("year_high")
    return None if low is None or high is None else (low * factor, high * factor)


def _option(source: ComparisonSource, policy: str, factor: float) -> Option:
    row = source.difference(source.main, policy)
    costs = source.of_policy("costs", policy) or {}
    value = source.found["value_of_retained"] or {}
    paid = value.get("additional", {}).get(policy, {}).get("cost_per_student", {})
    return Option(
        name=policy,
        standing=standing_of(source, source.main, policy),
        effect=amount_of(row, factor, "interval_low", "interval_high"),
        year=year_of(row, factor),
        chance_best=source.policy(source.main, policy).get("probability_best"),
        cost=costs.get("cost", {}).get("mean"),
        cost_per_student=amount_of(paid, 1.0, "interval_low", "interval_high"),
        over_budget=costs.get("share_over_budget"),
    )


def _turns(value: Mapping[str, Any]) -> list[Turn]:
    parts = value.get("frontier", [])
    return [
        Turn(float(after["from"]), str(before["policy"]), str(after["policy"]))
        for before, after in pairwise(parts)
    ]
