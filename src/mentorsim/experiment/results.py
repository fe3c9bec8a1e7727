"""What a comparison gives back: tables, differences, groups, JSON, and the runs themselves."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from mentorsim.experiment.budgets import budget_uses
from mentorsim.experiment.finished import FinishedComparison
from mentorsim.experiment.folder.identity import mentorsim_version
from mentorsim.experiment.html import comparison_html
from mentorsim.experiment.series import weekly_frame, weekly_records
from mentorsim.experiment.summarizing import summary_of
from mentorsim.experiment.tables import (
    Record,
    difference_records,
    frame,
    group_records,
    helped_records,
    policy_records,
)
from mentorsim.statistics.comparison import ComparisonSummary

if TYPE_CHECKING:
    import pandas as pd

Statistic = Literal["mean", "low", "high", "probability_best", "worlds_won", "sd"]

HELPED_AND_HARMED_NOTE = (
    "Shares of all first-years whose own result differs between the policy and the baseline in the same "
    "world. They include spillovers to students without a mentor, and depend on how luck is coupled between "
    "the two."
)


@dataclass(frozen=True, eq=False)
class Comparison(FinishedComparison):
    """Policies side by side, over the same worlds.

    Attributes
    ----------
    plan, rows, stopped, interrupted, seconds
        As of every finished comparison.
    worthwhile
        Smallest worthwhile differences by outcome.
    """

    worthwhile: Mapping[str, float]

    @cached_property
    def summary(self) -> ComparisonSummary:
        """Everything that the comparison states of policies and differences."""
        return summary_of(self.plan, self.block, self.worthwhile)

    @property
    def replications(self) -> int:
        """Number of worlds, those with a failed run included."""
        return len(self.block.replications)

    @property
    def failures(self) -> int:
        """Number of worlds in which some policy's run failed."""
        return self.summary.failures

    def table(self, statistic: Statistic = "mean") -> pd.DataFrame:
        """Give the policies side by side: a row per policy, a column per outcome.

        Parameters
        ----------
        statistic
            ``mean``; ``low`` and ``high``, the ends of its interval (simulation error); ``probability_best``;
            ``worlds_won``; or ``sd``, the standard deviation over worlds.
        """
        wide = self.policy_table().pivot(index="policy", columns="outcome", values=statistic)
        return wide.reindex(index=list(self.policies), columns=list(self.summary.outcomes))

    def policy_table(self) -> pd.DataFrame:
        """Give one row per outcome and policy: mean, interval, probability of being best, worlds won."""
        return frame(policy_records(self.summary))

    def differences(self) -> pd.DataFrame:
        """Give one row per outcome and policy: the paired difference to the baseline and all its intervals.

        ``low`` to ``high`` (this comparison alone) and ``simultaneous_low`` to ``simultaneous_high`` (all
        comparisons of the outcome together) are simulation error, which shrinks with replications;
        ``year_low`` to ``year_high`` is what one school meets in one year, which does not.
        """
        return frame(difference_records(self.summary))

    def subgroups(self) -> pd.DataFrame:
        """Give one row per group, outcome and policy, for the attributes of `by`; small groups are marked."""
        return frame(group_records(self.plan, self.block))

    def helped_and_harmed(self) -> pd.DataFrame:
        """Give the shares of first-years whom each policy helped or harmed; see `HELPED_AND_HARMED_NOTE`."""
        return frame(helped_records(self.plan, self.block))

    def weekly(self) -> pd.DataFrame:
        """Give retention and belonging by week: one row per policy and week, means with their intervals."""
        return weekly_frame(self.block, self.policies)

    def plot(self, outcome: str | None = None) -> Any:
        """Draw the differences to the baseline with their intervals, and return the Matplotlib figure.

        Parameters
        ----------
        outcome
            One outcome; None: all.
        """
        from mentorsim.report import plot_comparison

        return plot_comparison(self, outcome)

    def to_json(self) -> dict[str, object]:
        """Give everything as plain values, ready for ``json.dumps(..., allow_nan=False)``."""
        result = self.summary.to_json()
        helped: Iterable[Record] = helped_records(self.plan, self.block)
        return {
            **result,
            "mentorsim": mentorsim_version(),
            "control": self.plan.control,
            "stopped": self.stopped,
            "interrupted": self.interrupted,
            "warnings": list(self.warnings),
            "budget": [asdict(use) for use in budget_uses(self.plan, self.block)],
            "helped_and_harmed": {"note": HELPED_AND_HARMED_NOTE, "policies": list(helped)},
            "subgroups": list(group_records(self.plan, self.block)),
            "weekly": weekly_records(self.block, self.policies),
            "failed_runs": self._first_failed(),
        }

    def to_csv(self) -> str:
        """Give one line per outcome and policy: mean, difference to the baseline, and their intervals."""
        lines = []
        differences = {(row["outcome"], row["policy"]): row for row in difference_records(self.summary)}
        for row in policy_records(self.summary):
            difference = differences.get((row["outcome"], row["policy"]), {})
            lines.append(
                {
                    **{name: row.get(name) for name in _POLICY_FIELDS},
                    **{f"difference_{name}": difference.get(name) for name in _DIFFERENCE_FIELDS},
                }
            )
        text = io.StringIO()
        fields = [*_POLICY_FIELDS, *(f"difference_{name}" for name in _DIFFERENCE_FIELDS)]
        writer = csv.DictWriter(text, fields, lineterminator="\n")
        writer.writeheader()
        writer.writerows(lines)
        return text.getvalue()

    def __repr__(self) -> str:
        """Say what was compared."""
        return (
            f"<Comparison of {', '.join(self.policies)} over {self.replications} worlds, "
            f"baseline {self.baseline!r}: .table(), .differences(), .runs>"
        )

    def _repr_html_(self) -> str:
        return comparison_html(self.summary, self.warnings)


_POLICY_FIELDS = (
    "outcome",
    "policy",
    "unit",
    "direction",
    "mean",
    "low",
    "high",
    "sd",
    "probability_best",
    "worlds_won",
    "reason",
)
_DIFFERENCE_FIELDS = (
    "mean",
    "low",
    "high",
    "simultaneous_low",
    "simultaneous_high",
    "year_low",
    "year_high",
    "verdict",
    "reason",
)
