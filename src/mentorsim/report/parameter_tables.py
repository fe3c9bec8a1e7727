"""Tables beside the main ones under parameter uncertainty: what effects cost, and groups of students."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.text import Text

from mentorsim.experiment.uncertainty.parameter_tables import group_records
from mentorsim.outcomes import Outcome, Ratio
from mentorsim.report.effect_tables import folded, side_by_side
from mentorsim.report.numbers import NOTHING, Scale, percent, scale_of
from mentorsim.report.shown import label_of
from mentorsim.statistics.intervals import CONFIDENCE

if TYPE_CHECKING:
    from mentorsim.experiment.uncertainty.parameter_ratios import RatioSpread
    from mentorsim.experiment.uncertainty.parameter_results import ParameterComparison

_NOT_DEFINED = "not defined"
_NO_LIMIT = "no limit"
_NARROW = 24


def ratio_tables(comparison: ParameterComparison, width: int) -> list[Group]:
    """Lay out what effects cost: at the mean, over the draws, and under how many there is none."""
    share = f"{CONFIDENCE:.0%}"
    headings = [
        f"cost per effect\n({share}: simulation)",
        f"parameters\n({share})",
        "draws without\nan effect, %",
    ]
    tables: list[Group] = []
    for measure in comparison.plan.measures:
        if not isinstance(measure, Ratio):
            continue
        ratio = comparison.ratios[measure.name]
        spreads = list(ratio.differences.values())
        ends = [one.simulation for one in spreads if one.simulation]
        scale = scale_of(
            ratio.unit, [(high - low) / 2.0 for low, high in ends], [one.mean for one in spreads]
        )
        cells = [
            [Text(_at_the_mean(scale, one)) for one in spreads],
            [Text(_over_draws(scale, one)) for one in spreads],
            [Text(percent(one.without_effect)) for one in spreads],
        ]
        title = f"{label_of(measure)[0].upper()}{label_of(measure)[1:]}, {ratio.unit}"
        tables += side_by_side(title, list(ratio.differences), headings, cells, width)
    return tables


def undefined_ratios(comparison: ParameterComparison) -> list[str]:
    """Say why costs per effect are not defined, a sentence for each reason."""
    found: dict[str, list[str]] = {}
    for name, ratio in comparison.ratios.items():
        for policy, one in ratio.differences.items():
            if one.mean is None and one.reason:
                label = name.replace("_", " ")
                found.setdefault(f"{label} is not defined: {one.reason}", []).append(policy)
    return [f"{', '.join(policies)}: {sentence}." for sentence, policies in found.items()]


def group_tables(comparison: ParameterComparison, width: int) -> list[Group]:
    """Lay out the differences by the groups of an attribute, with simulation error and parameters."""
    of = {measure.name: measure for measure in comparison.plan.measures if isinstance(measure, Outcome)}
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    records = group_records(comparison.plan, comparison.block, comparison.parameters)
    for record in records:
        if record["policy"] != comparison.baseline:
            found.setdefault((str(record["attribute"]), str(record["outcome"])), []).append(record)
    tables: list[Group] = []
    for (attribute, name), own in found.items():
        if any(record["difference_mean"] is not None for record in own):
            tables += _group_table(comparison, attribute, of[name], own, width)
    return tables


def _group_table(
    comparison: ParameterComparison,
    attribute: str,
    outcome: Outcome,
    records: list[dict[str, Any]],
    width: int,
) -> list[Group]:
    groups = list(dict.fromkeys(str(record["group"]) for record in records))
    at = {(record["group"], record["policy"]): record for record in records}
    halves = [
        (record["difference_simulation_high"] - record["difference_simulation_low"]) / 2.0
        for record in records
        if record["difference_mean"] is not None
    ]
    scale = scale_of(outcome.unit, halves, [record["difference_mean"] for record in records])
    policies = [policy for policy in comparison.policies if policy != comparison.baseline]
    sizes = [at[group, policies[0]] for group in groups]
    cells = [[Text(f"{record['students']:.0f}{'!' if record['small'] else ''}") for record in sizes]]
    cells += [[Text(_change(scale, at[group, policy])) for group in groups] for policy in policies]
    headings = ["students", *(folded(policy, _NARROW) for policy in policies)]
    title = (
        f"{label_of(outcome)} by {attribute} ({scale.change_unit}): differences to {comparison.baseline} "
        f"± simulation error (parameters, {CONFIDENCE:.0%})"
    )
    return side_by_side(title, groups, headings, cells, width)


def _change(scale: Scale, record: dict[str, Any]) -> str:
    mean = record["difference_mean"]
    if mean is None:
        return NOTHING
    found = scale.change_with_half_width(
        mean, record["difference_simulation_low"], record["difference_simulation_high"]
    )
    ends = record["difference_parameters_low"], record["difference_parameters_high"]
    return f"{found} ({scale.between(*ends)})"


def _at_the_mean(scale: Scale, one: RatioSpread) -> str:
    if one.mean is None:
        return _NOT_DEFINED
    if one.simulation is None:
        return scale.mean(one.mean)
    low, high = one.simulation
    return f"{scale.mean(one.mean)} ({scale.mean(low)} to {scale.mean(high)})"


def _over_draws(scale: Scale, one: RatioSpread) -> str:
    if one.parameters is None:
        return NOTHING
    low, high = one.parameters
    return f"{scale.mean(low)} to {_NO_LIMIT if high is None else scale.mean(high)}"
