"""The comparison of policies: from the outcomes of every run to means, differences and verdicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from mentorsim.statistics.best import Better, probability_best, worlds_won
from mentorsim.statistics.crossing import Crossing
from mentorsim.statistics.intervals import (
    CONFIDENCE,
    BoolArray,
    FloatArray,
    check_confidence,
    mean_interval,
    moments,
    paired_differences,
    year_to_year_interval,
)
from mentorsim.statistics.parameter_layer import layered_ratios, layered_summaries
from mentorsim.statistics.ratios import RATIO_OF_A_POLICY, RatioOutcome, ratio_summaries
from mentorsim.statistics.simultaneous import simultaneous_intervals
from mentorsim.statistics.summary import (
    ComparisonSummary,
    DifferenceSummary,
    OutcomeSummary,
    PolicySummary,
    verdict,
)
from mentorsim.statistics.worlds import Worlds, absences, compared_worlds, failed_runs

__all__ = [
    "ComparisonSummary",
    "DifferenceSummary",
    "OutcomeSummary",
    "OutcomeValues",
    "PolicySummary",
    "RatioOutcome",
    "summarize",
    "verdict",
]

Direction = Literal["higher", "lower", "neither"]

ONE_REPLICATION = "one replication gives a mean but no interval"
NO_COMMON_WORLD = "no replication has a value for every policy that is compared"
NO_BETTER = "neither direction of this outcome is better"


@dataclass(frozen=True)
class OutcomeValues:
    """One outcome of every run.

    Attributes
    ----------
    values
        Shape (replications, policies), NaN where the run failed or the outcome is undefined.
    unit
        As shown to the reader.
    direction
        Which way is better.
    """

    values: FloatArray
    unit: str
    direction: Direction


def summarize(
    outcomes: Mapping[str, OutcomeValues],
    policies: Sequence[str],
    baseline: str,
    smallest_worthwhile: Mapping[str, float] | None = None,
    *,
    ratios: Mapping[str, RatioOutcome] | None = None,
    failed: BoolArray | None = None,
    crossing: Crossing | None = None,
    scenario: str = "",
    seed: int = 0,
    confidence: float = CONFIDENCE,
) -> ComparisonSummary:
    """Compare policies on every outcome over the worlds that they share.

    Means, differences, probabilities and worlds won of one outcome all refer to the same worlds (see
    `mentorsim.statistics.worlds.compared_worlds`), so the means in a table differ by the difference beside
    them.

    Parameters
    ----------
    outcomes
        By name, all of one shape (replications, policies).
    policies
        Names of the columns, different from one another.
    baseline
        The policy that differences are taken to.
    smallest_worthwhile
        Smallest difference that would matter, by outcome, in its unit, not negative. An outcome that is not
        named has none (0); a name that is no outcome here is ignored.
    ratios
        Costs per effect to add, by name.
    failed
        Shape (replications, policies): which runs failed. None: guessed from the values, see
        `mentorsim.statistics.worlds.failed_runs`.
    crossing
        With posterior samples: which run belongs to which sample. None: every run is a replication of one set
        of parameters.
    scenario, seed
        Passed on to the summary.
    confidence
        Of every interval, in (0, 1).

    Raises
    ------
    ValueError
        If shapes, names or settings do not fit together.
    """
    worthwhile = dict(smallest_worthwhile or {})
    _check(outcomes, policies, baseline, worthwhile, ratios or {}, confidence)
    base = policies.index(baseline)
    broken = failed_runs([outcome.values for outcome in outcomes.values()]) if failed is None else failed
    values = {name: np.where(broken, np.nan, outcome.values) for name, outcome in outcomes.items()}
    worlds = {name: compared_worlds(values[name], broken) for name in outcomes}
    summaries: dict[str, OutcomeSummary] = {}
    for name, outcome in outcomes.items():
        chosen, limit = worlds[name], float(worthwhile.get(name, 0.0))
        if crossing is None:
            absent = absences(chosen, broken)
            own = _policies(values[name], outcome.direction, chosen, absent, confidence)
            differences = _differences(values[name], chosen, absent, base, limit, confidence)
            count = int(chosen.replications.sum())
        else:
            own, differences, count = layered_summaries(
                values[name], broken, crossing, outcome.direction, base, limit, confidence
            )
        summaries[name] = OutcomeSummary(
            unit=outcome.unit,
            direction=outcome.direction,
            replications=count,
            smallest_worthwhile=limit,
            policies=dict(zip(policies, own, strict=True)),
            differences={policies[column]: difference for column, difference in differences.items()},
        )
    for name, ratio in (ratios or {}).items():
        better: Better = "lower" if outcomes[ratio.effect].direction == "lower" else "higher"
        if crossing is None:
            differences = _ratio(ratio, values, better, worlds, base, confidence)
        else:
            differences = layered_ratios(
                values[ratio.cost],
                values[ratio.effect],
                broken,
                crossing,
                base,
                per=ratio.per,
                better=better,
                confidence=confidence,
            )
        summaries[name] = OutcomeSummary(
            unit=ratio.unit,
            direction="lower",
            replications=int((worlds[ratio.cost].replications & worlds[ratio.effect].replications).sum()),
            smallest_worthwhile=0.0,
            policies=dict.fromkeys(policies, PolicySummary.undefined(RATIO_OF_A_POLICY)),
            differences={policies[column]: difference for column, difference in differences.items()},
        )
    return ComparisonSummary(
        scenario=scenario,
        seed=seed,
        replications=len(broken),
        failures=int(np.asarray(broken, dtype=np.bool_).any(axis=1).sum()),
        baseline=baseline,
        confidence=confidence,
        policies=tuple(policies),
        outcomes=summaries,
        samples=None if crossing is None else crossing.samples,
    )


def _policies(
    values: FloatArray, direction: Direction, worlds: Worlds, absent: Sequence[str | None], confidence: float
) -> list[PolicySummary]:
    """Summaries in column order. A policy that is not compared is described over the worlds it has."""
    used = np.where(worlds.policies, worlds.replications[:, None], worlds.whole[:, None])
    shown = np.where(used, values, np.nan)
    interval, described = mean_interval(shown, confidence), moments(shown)
    chance, won = np.full((2, values.shape[1]), np.nan)
    if direction != "neither":
        chance[worlds.policies] = probability_best(shown[:, worlds.policies], direction)
        won[worlds.policies] = worlds_won(shown[:, worlds.policies], direction)
    general = _too_few(int(worlds.replications.sum())) or (NO_BETTER if direction == "neither" else None)
    return [
        PolicySummary(
            mean=_number(interval.mean[column]),
            low=_number(interval.low[column]),
            high=_number(interval.high[column]),
            probability_best=_number(chance[column]),
            worlds_won=_number(won[column]),
            sd=_number(described.sd[column]),
            reason=reason or general,
        )
        for column, reason in enumerate(absent)
    ]


def _differences(
    values: FloatArray,
    worlds: Worlds,
    absent: Sequence[str | None],
    base: int,
    limit: float,
    confidence: float,
) -> dict[int, DifferenceSummary]:
    """Summaries of every column but the baseline's, by column."""
    others = [column for column in range(len(absent)) if column != base]
    if absent[base] is not None:
        reason = f"the baseline is not compared: {absent[base]}"
        return {column: DifferenceSummary.undefined(reason) for column in others}
    chosen = values[np.ix_(worlds.replications, worlds.policies)]
    paired = paired_differences(chosen, int(worlds.policies[:base].sum()))
    alone = mean_interval(paired, confidence)
    together = simultaneous_intervals(paired, confidence)
    year = year_to_year_interval(paired, confidence)
    too_few = _too_few(len(paired))
    summaries = {}
    position = 0
    for column in others:
        missing = absent[column]
        if missing is not None:
            summaries[column] = DifferenceSummary.undefined(missing)
            continue
        low, high = _number(together.low[position]), _number(together.high[position])
        summaries[column] = DifferenceSummary(
            mean=_number(alone.mean[position]),
            interval_low=low,
            interval_high=high,
            low=_number(alone.low[position]),
            high=_number(alone.high[position]),
            simultaneous_low=low,
            simultaneous_high=high,
            year_low=_number(year.low[position]),
            year_high=_number(year.high[position]),
            verdict=None if low is None or high is None else verdict(low, high, limit),
            reason=too_few,
        )
        position += 1
    return summaries


def _ratio(
    ratio: RatioOutcome,
    values: Mapping[str, FloatArray],
    better: Better,
    worlds: Mapping[str, Worlds],
    base: int,
    confidence: float,
) -> dict[int, DifferenceSummary]:
    """A ratio by column, over the worlds and policies in which both its outcomes are compared."""
    shared = worlds[ratio.cost].replications & worlds[ratio.effect].replications
    compared = worlds[ratio.cost].policies & worlds[ratio.effect].policies
    cost = np.where(compared, values[ratio.cost], np.nan)[shared]
    effect = np.where(compared, values[ratio.effect], np.nan)[shared]
    return ratio_summaries(cost, effect, base, per=ratio.per, better=better, confidence=confidence)


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _too_few(replications: int) -> str | None:
    if replications == 0:
        return NO_COMMON_WORLD
    return ONE_REPLICATION if replications == 1 else None


def _check(
    outcomes: Mapping[str, OutcomeValues],
    policies: Sequence[str],
    baseline: str,
    worthwhile: Mapping[str, float],
    ratios: Mapping[str, RatioOutcome],
    confidence: float,
) -> None:
    check_confidence(confidence)
    if not outcomes:
        raise ValueError("there is no outcome to compare")
    if len(set(policies)) != len(policies):
        raise ValueError("two policies have the same name")
    if baseline not in policies:
        raise ValueError(f"the baseline {baseline!r} is not among the policies {', '.join(policies)}")
    shapes = {np.shape(outcome.values) for outcome in outcomes.values()}
    if len(shapes) > 1 or len(shape := shapes.pop()) != 2 or shape[1] != len(policies):
        raise ValueError(f"every outcome needs shape (replications, {len(policies)})")
    for name, limit in worthwhile.items():
        if not 0.0 <= limit < np.inf:
            raise ValueError(f"the smallest worthwhile difference of {name} must be 0 or more, not {limit}")
    for name, ratio in ratios.items():
        for part in (ratio.cost, ratio.effect):
            if part not in outcomes:
                raise ValueError(f"the ratio {name} needs the outcome {part}, which is not there")
        if outcomes[ratio.effect].direction == "neither":
            raise ValueError(f"the ratio {name} needs an effect that can be better, unlike {ratio.effect}")
