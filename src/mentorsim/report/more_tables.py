"""Tables beside the main ones: costs, groups of students, and who was helped or harmed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.text import Text

from mentorsim.experiment.replicate import HELPED_AND_HARMED
from mentorsim.experiment.tables import group_records, helped_records
from mentorsim.report.effect_tables import folded, side_by_side
from mentorsim.report.numbers import NOTHING, Scale, percent, scale_of
from mentorsim.report.shown import ShownOutcome
from mentorsim.statistics.summary import ComparisonSummary

if TYPE_CHECKING:
    from mentorsim.api.comparison import Comparison

_NOT_DEFINED = "not defined"
_NO_LIMIT = "no limit"
_NARROW = 12
_HELPED_HEADINGS = (
    "stayed only\nwith it",
    "stayed only\nwithout it",
    "GPA clearly\nhigher with it",
    "GPA clearly\nlower with it",
)


def cost_tables(summary: ComparisonSummary, outcomes: Sequence[ShownOutcome], width: int) -> list[Group]:
    """Lay out what policies cost, and what their effects cost."""
    shown = [outcome for outcome in outcomes if outcome.kind != "effect"]
    headings = [f"{folded(outcome.label)}\n{outcome.scale.unit}" for outcome in shown]
    cells = [[_cost(summary, outcome, policy) for policy in summary.policies] for outcome in shown]
    return side_by_side("Costs", summary.policies, headings, cells, width)


def undefined_costs(outcomes: Sequence[ShownOutcome]) -> list[str]:
    """Say why costs per effect are not defined, a sentence for each reason."""
    found: dict[str, list[str]] = {}
    for outcome in outcomes:
        for policy, ratio in outcome.summary.differences.items() if outcome.kind == "ratio" else ():
            if ratio.mean is None and ratio.reason:
                found.setdefault(f"{outcome.label} is not defined: {ratio.reason}", []).append(policy)
    sentences = [f"{', '.join(policies)}: {sentence}." for sentence, policies in found.items()]
    return [*sentences, *_without_effect(outcomes)]


def _without_effect(outcomes: Sequence[ShownOutcome]) -> list[str]:
    """Say under how many posterior samples there is no effect to pay for."""
    return [
        f"{policy}: under {percent(ratio.without_effect)} % of the posterior samples there is no effect to "
        f"pay for, and {outcome.label} has no limit."
        for outcome in outcomes
        if outcome.kind == "ratio"
        for policy, ratio in outcome.summary.differences.items()
        if ratio.mean is not None and ratio.without_effect
    ]


def helped_tables(comparison: Comparison, width: int) -> list[Group]:
    """Lay out the shares of first-years for whom a policy made a difference."""
    records = list(helped_records(comparison.plan, comparison.block))
    columns = [[_ends(record, name) for record in records] for name in HELPED_AND_HARMED]
    scale = scale_of("share", [_half(ends) for column in columns for ends in column], [])
    cells = [[Text(scale.with_half_width(*ends)) for ends in column] for column in columns]
    title = f"Helped and harmed, beside {comparison.baseline}: % of all first-years"
    return side_by_side(title, [str(record["policy"]) for record in records], _HELPED_HEADINGS, cells, width)


def group_tables(comparison: Comparison, outcomes: Sequence[ShownOutcome], width: int) -> list[Group]:
    """Lay out each outcome by the groups of an attribute: the baseline's mean, then the differences to it."""
    of = {outcome.name: outcome for outcome in outcomes}
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for record in group_records(comparison.plan, comparison.block):
        found.setdefault((str(record["attribute"]), str(record["outcome"])), []).append(record)
    tables = []
    for (attribute, name), records in found.items():
        if all(record["difference_mean"] is None for record in records):
            continue
        tables += _group_table(comparison, attribute, of[name], records, width)
    return tables


def _group_table(
    comparison: Comparison, attribute: str, outcome: ShownOutcome, records: list[dict[str, Any]], width: int
) -> list[Group]:
    groups = list(dict.fromkeys(str(record["group"]) for record in records))
    at = {(record["group"], record["policy"]): record for record in records}
    halves = [_half(_ends(record, "difference")) for record in records]
    scale = scale_of(outcome.summary.unit, halves, [record["mean"] for record in records])
    baseline = comparison.baseline
    headings = ["students", folded(baseline, _NARROW)]
    cells = [
        [_students(at[group, baseline]) for group in groups],
        [Text(scale.mean(at[group, baseline]["mean"])) for group in groups],
    ]
    for policy in comparison.policies:
        if policy != baseline:
            headings.append(folded(policy, _NARROW))
            cells.append([_change(scale, at[group, policy]) for group in groups])
    unit, change = scale.unit, scale.change_unit
    units = unit if unit == change or unit == "0 to 1" else f"{unit}; differences in {change}"
    ranges = "" if comparison.samples is None else " ± simulation error (parameters alone)"
    title = f"{outcome.label} by {attribute} ({units}): mean with {baseline}, then differences{ranges}"
    return side_by_side(title, groups, headings, cells, width)


def _students(record: dict[str, Any]) -> Text:
    return Text(f"{record['students']:.0f}{'!' if record['small'] else ''}")


def _change(scale: Scale, record: dict[str, Any]) -> Text:
    mean, low, high = _ends(record, "difference")
    style = "dim" if low is not None and high is not None and low <= 0.0 <= high else ""
    if record["small"]:
        style = "dim"  # no mark for a group so small
    text = scale.showing(low, high).change_with_half_width(mean, low, high)
    ends = record["difference_parameters_low"], record["difference_parameters_high"]
    return Text(text if None in ends else f"{text}\n({scale.between(*ends)})", style=style)


def _cost(summary: ComparisonSummary, outcome: ShownOutcome, policy: str) -> Text:
    if outcome.kind == "money":
        own = outcome.summary.policies[policy]
        return Text(outcome.scale.with_half_width(own.mean, own.low, own.high))
    if policy == summary.baseline:
        return Text(NOTHING)
    ratio = outcome.summary.differences[policy]
    if ratio.mean is None:
        return Text(_NOT_DEFINED, style="dim")
    text = outcome.scale.mean(ratio.mean)
    if ratio.interval_low is not None:
        high = _NO_LIMIT if ratio.interval_high is None else outcome.scale.mean(ratio.interval_high)
        text += f" ({outcome.scale.mean(ratio.interval_low)} to {high})"
    return Text(text)


Ends = tuple[float | None, float | None, float | None]


def _ends(record: dict[str, Any], name: str) -> Ends:
    mean = record[name] if name in record else record[f"{name}_mean"]
    return mean, record[f"{name}_low"], record[f"{name}_high"]


def _half(ends: Ends) -> float | None:
    return None if ends[1] is None or ends[2] is None else (ends[2] - ends[1]) / 2.0
