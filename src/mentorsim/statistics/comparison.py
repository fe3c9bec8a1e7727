"""The comparison of policies: from the outcomes of every run to means, differences and verdicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from mentorsim.statistics.best import Better, probability_best, replications_won
from mentorsim.statistics.common_replications import (
    CommonReplications,
    absences,
    common_replications,
    failed_runs,
)
from mentorsim.statistics.crossing import Crossing
from mentorsim.statistics.difference_summaries import (
    Compared,
    difference_summaries,
    number,
    ranged_summaries,
    too_few,
)
from mentorsim.statistics.few_events import share_intervals
from mentorsim.statistics.groups import SMALL_GROUP, GroupMeans
from mentorsim.statistics.intervals import (
    CONFIDENCE,
    BoolArray,
    FloatArray,
    check_confidence,
    mean_interval,
    moments,
)
from mentorsim.statistics.parameter_layer import Layered, layered_summaries
from mentorsim.statistics.parameter_ratios import layered_ratios
from mentorsim.statistics.ratios import RATIO_OF_A_POLICY, RatioOutcome, ratio_summaries
from mentorsim.statistics.summary import (
    ComparisonSummary,
    DifferenceSummary,
    OutcomeSummary,
    PolicySummary,
    verdict,
)

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
    grain
        What one student may change; 0: unknown. Where no difference as large was seen, intervals allow for
        one that was missed.
    groups
        The groups' means of which it is the difference (two groups) or the range (more); None: it is neither.
    """

    values: FloatArray
    unit: str
    direction: Direction
    grain: float = 0.0
    groups: GroupMeans | None = None


def summarize(
    outcomes: Mapping[str, OutcomeValues],
    policies: Sequence[str],
    baseline: str,
    smallest_worthwhile: Mapping[str, float] | None = None,
    *,
    ratios: Mapping[str, RatioOutcome] | None = None,
    failed: BoolArray | None = None,
    crossing: Crossing | None = None,
    same: BoolArray | None = None,
    scenario: str = "",
    seed: int = 0,
    confidence: float = CONFIDENCE,
    family: int = 1,
) -> ComparisonSummary:
    """Compare policies on every outcome over the replications that they share.

    Means, differences, probabilities and replications won of one outcome all refer to the same replications
    (see `mentorsim.statistics.common_replications.common_replications`), so the means in a table differ by
    the difference beside them.

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
        named has none (0); a name that is not an outcome here is ignored.
    ratios
        Costs per effect to add, by name.
    failed
        Shape (replications, policies): which runs failed. None: guessed from the values, see
        `mentorsim.statistics.common_replications.failed_runs`.
    crossing
        With posterior samples: which run belongs to which sample. None: every run is a replication of one set
        of parameters.
    same
        Policies whose runs are the same in every state as the baseline's in every replication, shape
        (policies,): only their differences are known exactly. None: none is.
    scenario, seed
        Passed on to the summary.
    confidence
        Of every interval, in (0, 1).
    family
        Number of outcomes whose intervals are to be right together with probability `confidence`
        (Bonferroni over outcomes); 1: those of each outcome are.

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
    common = {name: common_replications(values[name], broken) for name in outcomes}
    together = 1.0 - (1.0 - confidence) / max(family, 1)
    alike = np.zeros(len(policies), dtype=np.bool_) if same is None else np.asarray(same, dtype=np.bool_)
    summaries: dict[str, OutcomeSummary] = {}
    for name, outcome in outcomes.items():
        chosen, limit = common[name], float(worthwhile.get(name, 0.0))
        if crossing is None:
            absent = absences(chosen, broken)
            own = _policies(values[name], outcome, chosen, absent, confidence)
            compared = Compared(
                values=values[name],
                grain=outcome.grain,
                groups=outcome.groups,
                common=chosen,
                absent=absent,
                base=base,
                same=alike,
                limit=limit,
                confidence=confidence,
                together=together,
            )
            differences = difference_summaries(compared)
            if outcome.groups is not None and len(outcome.groups.sizes) > 2:
                own, differences = ranged_summaries(compared, own, differences, outcome.direction)
            count = int(chosen.replications.sum())
        else:
            ranged = outcome.groups is not None and len(outcome.groups.sizes) > 2
            own, differences, count = layered_summaries(
                Layered(
                    outcome.groups.furthest_pair(base) if ranged and outcome.groups else values[name],
                    broken,
                    crossing,
                    outcome.direction,
                    base,
                    limit,
                    confidence,
                    together=together,
                    same=alike,
                    no_verdict=SMALL_GROUP if outcome.groups is not None and outcome.groups.small else None,
                    grain=outcome.grain if outcome.groups is None else outcome.groups.grain,
                    is_share=outcome.unit == "share" and outcome.groups is None,
                )
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
            differences = _ratio(ratio, values, better, common, base, confidence)
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
            replications=int((common[ratio.cost].replications & common[ratio.effect].replications).sum()),
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
    values: FloatArray,
    outcome: OutcomeValues,
    common: CommonReplications,
    absent: Sequence[str | None],
    confidence: float,
) -> list[PolicySummary]:
    """Summaries in column order. A policy that is not compared is described over the replications it has."""
    direction = outcome.direction
    used = np.where(common.policies, common.replications[:, None], common.whole[:, None])
    shown = np.where(used, values, np.nan)
    is_share = outcome.unit == "share" and outcome.groups is None
    interval = (
        share_intervals(shown, confidence, outcome.grain) if is_share else mean_interval(shown, confidence)
    )
    described = moments(shown)
    chance, won = np.full((2, values.shape[1]), np.nan)
    if direction != "neither":
        chance[common.policies] = probability_best(shown[:, common.policies], direction)
        won[common.policies] = replications_won(shown[:, common.policies], direction)
    general = too_few(int(common.replications.sum())) or (NO_BETTER if direction == "neither" else None)
    return [
        PolicySummary(
            mean=number(interval.mean[column]),
            low=number(interval.low[column]),
            high=number(interval.high[column]),
            probability_best=number(chance[column]),
            replications_won=number(won[column]),
            sd=number(described.sd[column]),
            reason=reason or general,
        )
        for column, reason in enumerate(absent)
    ]


def _ratio(
    ratio: RatioOutcome,
    values: Mapping[str, FloatArray],
    better: Better,
    common: Mapping[str, CommonReplications],
    base: int,
    confidence: float,
) -> dict[int, DifferenceSummary]:
    """A ratio by column, over the replications and policies in which both its outcomes are compared."""
    shared = common[ratio.cost].replications & common[ratio.effect].replications
    compared = common[ratio.cost].policies & common[ratio.effect].policies
    cost = np.where(compared, values[ratio.cost], np.nan)[shared]
    effect = np.where(compared, values[ratio.effect], np.nan)[shared]
    return ratio_summaries(cost, effect, base, per=ratio.per, better=better, confidence=confidence)


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
