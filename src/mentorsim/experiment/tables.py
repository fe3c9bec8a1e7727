"""The tables of a comparison, as pandas frames: runs, policies, differences, groups, helped and harmed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from mentorsim.experiment.folder.identity import run_id
from mentorsim.experiment.plan import Plan
from mentorsim.experiment.replicate import HELPED_AND_HARMED
from mentorsim.experiment.rows import RunRows, RunTable
from mentorsim.experiment.summarizing import group_sizes
from mentorsim.outcomes import Outcome, group_column
from mentorsim.outcomes.gaps import SMALL_CELL
from mentorsim.statistics.comparison import ComparisonSummary
from mentorsim.statistics.intervals import FloatArray, mean_interval, paired_differences
from mentorsim.statistics.worlds import compared_worlds

if TYPE_CHECKING:
    import pandas as pd

Record = dict[str, object]


def runs_frame(plan: Plan, rows: RunRows, fingerprint: str) -> pd.DataFrame:
    """One row per run: what determines it, its error if it failed, and everything that was measured."""
    import pandas as pd

    names = [plan.policies[number] for number in rows.policy.tolist()]
    keys = {
        "run_id": [
            run_id(fingerprint, name, replication)
            for name, replication in zip(names, rows.replication.tolist(), strict=True)
        ],
        "replication": rows.replication,
        "policy": names,
        "error": list(rows.errors),
    }
    return pd.concat([pd.DataFrame(keys), pd.DataFrame(rows.values, columns=list(rows.columns))], axis=1)


def policy_records(summary: ComparisonSummary) -> Iterator[Record]:
    """One record per outcome and policy: means with their intervals, and how the policies stand."""
    for name, outcome in summary.outcomes.items():
        for policy in summary.policies:
            record = {"outcome": name, "policy": policy, "unit": outcome.unit, "direction": outcome.direction}
            yield {**record, **outcome.policies[policy].to_json()}


def difference_records(summary: ComparisonSummary) -> Iterator[Record]:
    """One record per outcome and policy: its difference from the baseline, all intervals, the verdict."""
    for name, outcome in summary.outcomes.items():
        for policy, difference in outcome.differences.items():
            record = {"outcome": name, "policy": policy, "baseline": summary.baseline, "unit": outcome.unit}
            yield {**record, **difference.to_json()}


def group_records(plan: Plan, table: RunTable) -> Iterator[Record]:
    """One record per attribute, group, outcome and policy, with the difference from the baseline."""
    base = plan.policies.index(plan.baseline)
    for about, _, values in reported_groups(plan, table):
        means, differences = _paired(values, table, base)
        for number, policy in enumerate(plan.policies):
            yield {
                **about,
                "policy": policy,
                **_ends("", means[number]),
                **_ends("difference_", differences[number]),
            }


def reported_groups(plan: Plan, table: RunTable) -> Iterator[tuple[Record, Outcome, FloatArray]]:
    """Give every group and outcome that is reported: what a record says of them, and the values of runs."""
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
    for number, policy in enumerate(plan.policies):
        if number == base:
            continue
        record: Record = {"policy": policy, "baseline": plan.baseline}
        for name in HELPED_AND_HARMED:
            found = mean_interval(table.of(name)[whole][:, [number]])
            record.update(_ends(name, (found.mean[0], found.low[0], found.high[0])))
        yield record


def failed_records(plan: Plan, rows: RunRows) -> Iterator[Record]:
    """One record per failed run."""
    for replication, number, error in zip(
        rows.replication.tolist(), rows.policy.tolist(), rows.errors, strict=True
    ):
        if error is not None:
            yield {"replication": replication, "policy": plan.policies[number], "error": error}


def frame(records: Iterator[Record]) -> pd.DataFrame:
    """Make a frame of records; what is missing in one of them is missing in its row."""
    import pandas as pd

    return pd.DataFrame(list(records))


Ends = tuple[float, float, float]


def _paired(values: FloatArray, table: RunTable, base: int) -> tuple[list[Ends], list[Ends]]:
    worlds = compared_worlds(values, table.failed)
    shown = np.where(np.outer(worlds.replications, worlds.policies), values, np.nan)
    means = mean_interval(shown)
    nothing = (np.nan, np.nan, np.nan)
    differences = [nothing] * values.shape[1]
    if worlds.policies[base]:
        compared = np.flatnonzero(worlds.policies)
        chosen = values[np.ix_(worlds.replications, compared)]
        found = mean_interval(paired_differences(chosen, int(np.searchsorted(compared, base))))
        for place, number in enumerate(compared[compared != base].tolist()):
            differences[number] = (found.mean[place], found.low[place], found.high[place])
    ends = [(means.mean[number], means.low[number], means.high[number]) for number in range(values.shape[1])]
    return ends, differences


def _ends(prefix: str, ends: Ends) -> Record:
    """Name a mean and its interval; a prefix that is a whole name is the mean's own."""
    mean, low, high = (None if np.isnan(end) else float(end) for end in ends)
    if not prefix or prefix.endswith("_"):
        return {f"{prefix}mean": mean, f"{prefix}low": low, f"{prefix}high": high}
    return {prefix: mean, f"{prefix}_low": low, f"{prefix}_high": high}
