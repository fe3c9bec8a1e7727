"""The tables of a comparison, as pandas frames: runs, policies, differences, groups, helped and harmed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from mentorsim.experiment.folder.identity import run_id
from mentorsim.experiment.information import Information
from mentorsim.experiment.plan import Plan
from mentorsim.experiment.replicate import HELPED_AND_HARMED
from mentorsim.experiment.rows import RunRows, RunTable
from mentorsim.experiment.summarizing import crossing_of, group_sizes, one_student, same_as_baseline
from mentorsim.outcomes import Outcome, group_column
from mentorsim.statistics.common_replications import common_replications
from mentorsim.statistics.crossing import mean_and_error
from mentorsim.statistics.differences import honest_intervals
from mentorsim.statistics.few_events import share_intervals
from mentorsim.statistics.intervals import (
    CONFIDENCE,
    SMALL_CELL,
    FloatArray,
    mean_interval,
    paired_differences,
)
from mentorsim.statistics.parameter_layer import Layered, layered_summaries
from mentorsim.statistics.summary import ComparisonSummary, DifferenceSummary, PolicySummary, Variances

if TYPE_CHECKING:
    import pandas as pd

Record = dict[str, object]


def runs_frame(plan: Plan, rows: RunRows, fingerprint: str) -> pd.DataFrame:
    """One row per run: what determines it, its error if it failed, and everything that was measured."""
    import pandas as pd

    names = [plan.policies[number] for number in rows.policy.tolist()]
    each = [_replication(plan, number) for number in rows.replication.tolist()]
    keys: dict[str, object] = {
        "run_id": [
            run_id(fingerprint, name, replication)
            for name, replication in zip(names, rows.replication.tolist(), strict=True)
        ],
        **{name: [one[name] for one in each] for name in (each[0] if each else ())},
        "policy": names,
        "error": [None if failure is None else str(failure) for failure in rows.failures],
    }
    return pd.concat([pd.DataFrame(keys), pd.DataFrame(rows.values, columns=list(rows.columns))], axis=1)


def policy_records(summary: ComparisonSummary) -> Iterator[Record]:
    """One record per outcome and policy: means with their intervals, and how the policies stand."""
    for name, outcome in summary.outcomes.items():
        for policy in summary.policies:
            record = {"outcome": name, "policy": policy, "unit": outcome.unit, "direction": outcome.direction}
            yield {**record, **_flat(outcome.policies[policy])}


def difference_records(summary: ComparisonSummary) -> Iterator[Record]:
    """One record per outcome and policy: its difference from the baseline, all intervals, the verdict."""
    for name, outcome in summary.outcomes.items():
        for policy, difference in outcome.differences.items():
            record = {"outcome": name, "policy": policy, "baseline": summary.baseline, "unit": outcome.unit}
            yield {**record, **_flat(difference)}


def comparison_records(summary: ComparisonSummary) -> Iterator[Record]:
    """One record per outcome and policy: what is said of the policy, then of its difference."""
    nothing = DifferenceSummary()
    for record in policy_records(summary):
        outcome = summary.outcomes[str(record["outcome"])]
        difference = outcome.differences.get(str(record["policy"]), nothing)
        yield {**record, **{f"difference_{name}": value for name, value in _flat(difference).items()}}


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


def group_records(plan: Plan, table: RunTable) -> Iterator[Record]:
    """One record per attribute, group, outcome and policy, with the difference from the baseline."""
    base = plan.policies.index(plan.baseline)
    crossing = crossing_of(plan, table)
    for about, outcome, values in reported_groups(plan, table):
        size = float(str(about["students"]))
        grain = 1.0 / size if outcome.unit == "share" and size else 0.0
        if crossing is None:
            means, differences = _paired(values, table, base, grain)
        else:
            own, of_base, _ = layered_summaries(
                Layered(
                    values,
                    table.failed,
                    crossing,
                    "neither",
                    base,
                    0.0,
                    CONFIDENCE,
                    same=same_as_baseline(table),
                    grain=grain,
                    is_share=outcome.unit == "share",
                )
            )
            means = [_GroupEnds.of(one) for one in own]
            differences = [_GroupEnds.of(of_base.get(number)) for number in range(len(own))]
        for number, policy in enumerate(plan.policies):
            yield {
                **about,
                "policy": policy,
                **asdict(means[number]),
                **{f"difference_{key}": end for key, end in asdict(differences[number]).items()},
            }


def reported_groups(plan: Plan, table: RunTable) -> Iterator[tuple[Record, Outcome, FloatArray]]:
    """Yield every group and outcome that is reported: what a record says of them, and the values of runs."""
    reported = [measure for measure in plan.measures if isinstance(measure, Outcome) and measure.per_student]
    for (attribute, category), size in group_sizes(plan, table).items():
        for outcome in reported if attribute in plan.by else ():
            about: Record = {
                "attribute": attribute,
                "group": category,
                "students": size,
                "small": size < SMALL_CELL,
                "outcome": outcome.name,
                "unit": outcome.unit,
            }
            yield about, outcome, table.of(group_column(outcome.name, attribute, category))


def helped_records(plan: Plan, table: RunTable) -> Iterator[Record]:
    """One record per policy but the baseline: shares of first-years for whom it made a difference."""
    base = plan.policies.index(plan.baseline)
    whole = table.whole
    crossing = None
    if plan.samples is not None:
        crossing = plan.samples.crossing(table.replications[whole])
    for number, policy in enumerate(plan.policies):
        if number == base:
            continue
        record: Record = {"policy": policy, "baseline": plan.baseline}
        for name in HELPED_AND_HARMED:
            values = table.of(name)[whole][:, [number]]
            if crossing is None:
                found = share_intervals(values, grain=one_student(table))
            else:
                found = mean_and_error(values, crossing)
            # A share has no negative interval ends.
            low, high = np.clip(found.low[0], 0.0, 1.0), np.clip(found.high[0], 0.0, 1.0)
            ends = _GroupEnds.between(found.mean[0], low, high)
            record.update({name: ends.mean, f"{name}_low": ends.low, f"{name}_high": ends.high})
        yield record


def failed_records(plan: Plan, rows: RunRows) -> Iterator[Record]:
    """One record per failed run."""
    each = zip(rows.replication.tolist(), rows.policy.tolist(), rows.failures, strict=True)
    for replication, number, failure in each:
        if failure is not None:
            yield {
                **_replication(plan, replication),
                "policy": plan.policies[number],
                "error": str(failure),
                "error_type": failure.type,
                "traceback": failure.traceback,
            }


def frame(records: Iterator[Record]) -> pd.DataFrame:
    """Make a frame of records; what is missing in one of them is missing in its row."""
    import pandas as pd

    return pd.DataFrame(list(records))


@dataclass(frozen=True)
class _GroupEnds:
    """A mean of a group with the ends of its intervals; None where undefined."""

    mean: float | None = None
    low: float | None = None
    high: float | None = None
    parameters_low: float | None = None
    parameters_high: float | None = None

    @classmethod
    def of(cls, one: PolicySummary | DifferenceSummary | None) -> _GroupEnds:
        if one is None:
            return cls()
        return cls(one.mean, one.low, one.high, one.parameters_low, one.parameters_high)

    @classmethod
    def between(cls, *ends: float) -> _GroupEnds:
        return cls(*(None if np.isnan(end) else float(end) for end in ends))


def _paired(
    values: FloatArray, table: RunTable, base: int, grain: float
) -> tuple[list[_GroupEnds], list[_GroupEnds]]:
    """Means and differences with their intervals; `grain` is one student of a share, else 0."""
    common = common_replications(values, table.failed)
    shown = np.where(np.outer(common.replications, common.policies), values, np.nan)
    means = share_intervals(shown, grain=grain) if grain else mean_interval(shown)
    differences = [_GroupEnds()] * values.shape[1]
    if common.policies[base]:
        compared = np.flatnonzero(common.policies)
        chosen = values[np.ix_(common.replications, compared)]
        paired = paired_differences(chosen, int(np.searchsorted(compared, base)))
        others = compared[compared != base]
        found = honest_intervals(paired, grain=grain, same=same_as_baseline(table)[others])
        for place, number in enumerate(others.tolist()):
            differences[number] = _GroupEnds.between(found.mean[place], found.low[place], found.high[place])
    ends = zip(means.mean, means.low, means.high, strict=True)
    return [_GroupEnds.between(*one) for one in ends], differences


def _flat(summary: PolicySummary | DifferenceSummary) -> Record:
    """Lay a summary out in columns, its variances each in one of its own."""
    record = asdict(summary)
    variances = record.pop("variances") or {}
    reason = record.pop("reason")
    for field in fields(Variances):
        record[f"variance_{field.name}"] = variances.get(field.name)
    return {**record, "reason": reason}


def _replication(plan: Plan, number: int) -> Record:
    """Say which replication a run belongs to and, with posterior samples, which sample."""
    if plan.samples is None:
        return {"replication": number}
    sample, replication = divmod(number, plan.samples.replications)
    return {"sample": sample, "replication": replication}
