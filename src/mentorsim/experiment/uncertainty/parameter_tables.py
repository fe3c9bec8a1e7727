"""The tables of a comparison under parameter uncertainty, record by record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict

from mentorsim.experiment.plan import Plan
from mentorsim.experiment.rows import RunTable
from mentorsim.experiment.tables import Record, reported_groups
from mentorsim.experiment.uncertainty.parameter_draws import ParameterDraws
from mentorsim.experiment.uncertainty.parameter_information import Information
from mentorsim.experiment.uncertainty.parameter_ratios import RatioSpread, RatioUnderParameters
from mentorsim.experiment.uncertainty.parameter_summary import OutcomeUnderParameters, summarize_outcome
from mentorsim.statistics.comparison import OutcomeValues
from mentorsim.statistics.spreads import Spread, plain_record

Outcomes = Mapping[str, OutcomeUnderParameters]
Ratios = Mapping[str, RatioUnderParameters]


def difference_records(outcomes: Outcomes, ratios: Ratios, baseline: str) -> Iterator[Record]:
    """One record per outcome and policy: its difference from the baseline with all ranges."""
    for name, outcome in outcomes.items():
        for policy, difference in outcome.differences.items():
            yield {
                "outcome": name,
                "policy": policy,
                "baseline": baseline,
                "unit": outcome.unit,
                **plain_record(difference),
                "probability_better": outcome.best[policy].better,
            }
    for name, ratio in ratios.items():
        for policy, spread in ratio.differences.items():
            record: Record = {"outcome": name, "policy": policy, "baseline": baseline, "unit": ratio.unit}
            yield {**record, **plain_record(spread)}


def csv_records(outcomes: Outcomes, ratios: Ratios, policies: tuple[str, ...]) -> Iterator[Record]:
    """One record per outcome and policy: mean, chances of being best, and difference."""
    for name, outcome in outcomes.items():
        for policy in policies:
            difference = outcome.differences.get(policy)
            found = {} if difference is None else plain_record(difference)
            yield {
                "outcome": name,
                "policy": policy,
                "unit": outcome.unit,
                "direction": outcome.direction,
                "draws": outcome.draws,
                "worlds_per_draw": outcome.worlds,
                **plain_record(outcome.policies[policy]),
                **{
                    f"probability_best_{key}": value
                    for key, value in plain_record(outcome.best[policy]).items()
                },
                **{f"difference_{key}": value for key, value in found.items()},
            }
    for name, ratio in ratios.items():
        for policy, spread in ratio.differences.items():
            record: Record = {"outcome": name, "policy": policy, "unit": ratio.unit, "direction": "lower"}
            yield {**record, **_named("difference_", spread)}


def group_records(plan: Plan, table: RunTable, draws: ParameterDraws) -> Iterator[Record]:
    """One record per attribute, group, outcome and policy: mean and difference, each with all ranges."""
    for about, outcome, values in reported_groups(plan, table):
        found = summarize_outcome(
            table,
            OutcomeValues(values, outcome.unit, outcome.direction),
            draws,
            plan.policies,
            plan.baseline,
        )
        for policy in plan.policies:
            difference = found.differences.get(policy, Spread(None))
            yield {
                **about,
                "policy": policy,
                **plain_record(found.policies[policy]),
                **_named("difference_", difference),
            }


def information_records(found: Information | None) -> Iterator[Record]:
    """One record per parameter: the expected value of knowing it."""
    for one in () if found is None else found.parameters:
        yield {
            "parameter": one.name,
            "value": one.corrected,
            **asdict(one.value),
            "chance": one.chance,
            "told_from_zero": one.told_from_zero,
            "explained": one.explained,
        }


def outcome_json(outcomes: Outcomes, ratios: Ratios, policies: tuple[str, ...], baseline: str) -> Record:
    """Give outcomes, policies and differences as plain values."""
    others = [name for name in policies if name != baseline]
    return {
        "outcomes": {
            name: {
                "unit": outcome.unit,
                "direction": outcome.direction,
                "draws": outcome.draws,
                "worlds_per_draw": outcome.worlds,
            }
            for name, outcome in outcomes.items()
        }
        | {name: {"unit": ratio.unit, "direction": "lower"} for name, ratio in ratios.items()},
        "policies": {
            policy: {
                name: {
                    **plain_record(one.policies[policy]),
                    "probability_best": plain_record(one.best[policy]),
                }
                for name, one in outcomes.items()
            }
            for policy in policies
        },
        "differences": {
            policy: {
                name: plain_record(one.differences[policy])
                for kind in (outcomes, ratios)
                for name, one in kind.items()
            }
            for policy in others
        },
    }


def _named(prefix: str, spread: Spread | RatioSpread) -> Record:
    return {f"{prefix}{key}": value for key, value in plain_record(spread).items()}
