"""What a comparison gives back: tables, differences with every layer of uncertainty, JSON, and the runs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Literal

from mentorsim.documents.spreadsheet_cells import safe_csv, safe_row
from mentorsim.experiment.budgets import budget_uses
from mentorsim.experiment.folder.identity import fingerprint_of, identity_of, mentorsim_version
from mentorsim.experiment.information import NET_BENEFIT, Information, information_of
from mentorsim.experiment.pair_histories import cost_records, first_years_of, pair_records
from mentorsim.experiment.places import place_lines, place_report
from mentorsim.experiment.plan import Plan
from mentorsim.experiment.posterior_samples import WEIGHT
from mentorsim.experiment.replicate import HELPED_AND_HARMED_NOTE
from mentorsim.experiment.rows import RunRows, RunTable, table_of_runs
from mentorsim.experiment.series import weekly_frame, weekly_records
from mentorsim.experiment.summarizing import outcome_values, summary_of, warnings_of
from mentorsim.experiment.tables import (
    comparison_records,
    difference_records,
    failed_records,
    frame,
    group_records,
    helped_records,
    information_records,
    policy_records,
    runs_frame,
)
from mentorsim.experiment.turning_points import turning_points
from mentorsim.experiment.value_of_retained import ValueOfRetained, value_of_retained
from mentorsim.outcomes import Outcome
from mentorsim.report.html import comparison_html
from mentorsim.report.page import comparison_page
from mentorsim.report.shown import label_of
from mentorsim.statistics.comparison import ComparisonSummary

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd
    from matplotlib.figure import Figure

    from mentorsim.experiment.one_cohort import CohortNetwork
    from mentorsim.report.document.written import Report

Statistic = Literal["mean", "low", "high", "probability_best", "replications_won", "sd"]

_FAILED_RUNS_SHOWN = 20
_PAGE_WIDTH = 100


@dataclass(frozen=True, eq=False)
class Comparison:
    """A comparison of policies over the same replications.

    It separates up to three layers of uncertainty: simulation error, the uncertainty of the mechanism
    parameters (with posterior samples), and year-to-year variation.

    Attributes
    ----------
    plan
        What was compared.
    rows
        All runs of the complete replications, in order.
    worthwhile
        Smallest worthwhile differences by outcome.
    stopped
        The reason for the number of replications, as a sentence.
    interrupted
        Whether Ctrl-C ended it.
    seconds
        How long it took.

    Examples
    --------
    >>> import mentorsim as ms
    >>> comparison = ms.compare("first_year_university", replications=2, policies=["as planned"], workers=1)
    >>> differences = comparison.differences()
    >>> list(differences[differences["outcome"] == "gpa"]["policy"])
    ['as planned']
    >>> figure = comparison.plot("retention")
    """

    plan: Plan
    rows: RunRows
    worthwhile: Mapping[str, float]
    stopped: str = ""
    interrupted: bool = False
    seconds: float = 0.0

    @cached_property
    def block(self) -> RunTable:
        """The runs as a block of numbers: replications, policies, measured values."""
        return table_of_runs(self.rows, len(self.plan.policies))

    @cached_property
    def summary(self) -> ComparisonSummary:
        """Everything that the comparison states of policies and differences."""
        return summary_of(self.plan, self.block, self.worthwhile)

    @cached_property
    def information(self) -> Information | None:
        """What knowing the parameters is worth: in net benefit where the scenario states a value.

        Without a stated value of a student retained, the first outcome that can be better takes the place of
        net benefit. None without posterior samples, and where nothing can be compared.
        """
        samples = self.plan.samples
        measured = [measure for measure in self.plan.measures if isinstance(measure, Outcome)]
        for measure in sorted(measured, key=lambda measure: measure.name != NET_BENEFIT):
            if samples is not None:
                values = outcome_values(measure, self.block)
                found = information_of(
                    self.block, values, measure.name, samples, self.policies, self.baseline
                )
                if found is not None:
                    return found
        return None

    @cached_property
    def value_of_retained(self) -> ValueOfRetained | None:
        """How the choice depends on what a student retained is worth; None where costs are not known."""
        return value_of_retained(self.plan, self.block)

    @property
    def policies(self) -> tuple[str, ...]:
        """Names of the policies, in the scenario's order."""
        return self.plan.policies

    @property
    def baseline(self) -> str:
        """The policy that differences are taken to."""
        return self.plan.baseline

    @property
    def samples(self) -> int | None:
        """Number of posterior samples that were run; None: the scenario's parameters in every run."""
        return self.summary.samples

    @property
    def replications(self) -> int:
        """Number of replications (of each posterior sample), those with a failed run included."""
        return len(self.block.replications) if self.plan.samples is None else self.plan.samples.replications

    @property
    def failures(self) -> int:
        """Number of replications, of all samples together, in which some policy's run failed."""
        return self.summary.failures

    @cached_property
    def warnings(self) -> tuple[str, ...]:
        """What to know before believing the tables."""
        stopped = (self.stopped,) if self.interrupted else ()
        return (*stopped, *warnings_of(self.plan, self.block, self.rows))

    @cached_property
    def runs(self) -> pd.DataFrame:
        """One row per run: `run_id`, `replication`, `policy`, `error`, and everything that was measured.

        Under posterior samples a column `sample` says which one it was.
        """
        return runs_frame(self.plan, self.rows, fingerprint_of(identity_of(self.plan)))

    def table(self, statistic: Statistic = "mean") -> pd.DataFrame:
        """Return the policies side by side: a row per policy, a column per outcome.

        Parameters
        ----------
        statistic
            ``mean``; ``low`` and ``high``, the ends of its interval (simulation error); ``probability_best``;
            ``replications_won``; or ``sd``, the standard deviation over runs.
        """
        wide = self.policy_table().pivot(index="policy", columns="outcome", values=statistic)
        return wide.reindex(index=list(self.policies), columns=list(self.summary.outcomes))

    def policy_table(self) -> pd.DataFrame:
        """Return one row per outcome and policy: mean, intervals, chance of being best, replications won."""
        return frame(policy_records(self.summary))

    def differences(self) -> pd.DataFrame:
        """Return one row per outcome and policy: the paired difference to the baseline and all its intervals.

        ``interval_low`` to ``interval_high`` is read first: it holds for all comparisons of the outcome
        together, and decides the verdict. Without posterior samples it is simulation error; with them
        simulation error and parameter uncertainty together. Its layers: ``low`` to ``high`` (this comparison
        alone) and ``simultaneous_low`` to ``simultaneous_high`` are simulation error, which shrinks with
        replications; ``parameters_low`` to ``parameters_high`` is parameter uncertainty, which shrinks with
        better knowledge only; ``year_low`` to ``year_high`` is what one school meets in one year, and nothing
        narrows it.
        """
        return frame(difference_records(self.summary))

    def subgroups(self) -> pd.DataFrame:
        """Return one row per group, outcome and policy, for the attributes of `by`; it marks small groups."""
        return frame(group_records(self.plan, self.block))

    def helped_and_harmed(self) -> pd.DataFrame:
        """Return the shares of first-years helped or harmed by each policy; see `HELPED_AND_HARMED_NOTE`."""
        return frame(helped_records(self.plan, self.block))

    def information_table(self) -> pd.DataFrame:
        """Return one row per parameter: the expected value of knowing it, the most valuable first."""
        return frame(information_records(self.information))

    def weekly(self) -> pd.DataFrame:
        """Return retention and belonging by week: one row per policy and week, means with their intervals."""
        return weekly_frame(self.plan, self.block)

    def failed_runs(self) -> pd.DataFrame:
        """Return one row per failed run: where it is, its policy, `error`, `error_type` and `traceback`."""
        return frame(failed_records(self.plan, self.rows))

    def sample_values(self) -> pd.DataFrame:
        """Return the posterior samples that were run: a row per sample, a column per parameter.

        Where samples do not count the same, a column ``weight`` says how much each does.
        """
        import pandas as pd

        samples = self.plan.samples
        if samples is None:
            return pd.DataFrame()
        values = pd.DataFrame(samples.values[: self.samples], columns=list(samples.names))
        weights = samples.weights_of(len(values))
        if weights is not None:
            values.insert(0, WEIGHT, weights)
        return values

    def page(self, width: int = _PAGE_WIDTH, *, color: bool = False) -> str:
        """Return the comparison as a page of text; see `mentorsim.report.page.comparison_page`."""
        return comparison_page(self, width, color=color)

    def report(self, day: date | None = None) -> Report:
        """Return the comparison as an HTML page for decision makers; ``.write(FILE)`` makes a file of it.

        Parameters
        ----------
        day
            The date that it states; None: none.
        """
        from mentorsim.report.document.build import comparison_report, provenance_of

        found = self.to_json()
        return comparison_report(found, self.plan, provenance_of(self.plan, found, day))

    def one_cohort(self) -> CohortNetwork | None:
        """Return one cohort of the policy that does best as a network; None where no policy makes pairs."""
        from mentorsim.report.document.build import network_of, provenance_of
        from mentorsim.report.document.source import ComparisonSource

        found = self.to_json()
        return network_of(ComparisonSource(found, self.plan, provenance_of(self.plan, found)))

    def plot(self, outcome: str | None = None) -> Figure:
        """Draw the differences to the baseline with their intervals, and return the Matplotlib figure.

        Parameters
        ----------
        outcome
            One outcome; None: all.
        """
        from mentorsim.report.figures import comparison_figure

        return comparison_figure(self, outcome)

    def to_json(self) -> dict[str, object]:
        """Return everything as plain values, ready for ``json.dumps(..., allow_nan=False)``."""
        samples = self.plan.samples
        return {
            **self.summary.to_json(),
            "mentorsim": mentorsim_version(),
            "control": self.plan.control,
            "replications_per_sample": None if samples is None else samples.replications,
            "parameters": [] if samples is None else list(samples.names),
            "places": place_report(self.plan, self.block),
            "stopped": self.stopped,
            "interrupted": self.interrupted,
            "warnings": list(self.warnings),
            "budget": [asdict(use) for use in budget_uses(self.plan, self.block)],
            "helped_and_harmed": {
                "note": HELPED_AND_HARMED_NOTE,
                "policies": list(helped_records(self.plan, self.block)),
            },
            "subgroups": list(group_records(self.plan, self.block)),
            "information": None if self.information is None else asdict(self.information),
            "turning_points": [
                asdict(one) for one in turning_points(self.plan, self.block, self.information)
            ],
            "weekly": weekly_records(self.plan, self.block),
            "labels": {measure.name: label_of(measure) for measure in self.plan.measures},
            "students": first_years_of(self.block),
            "costs": list(cost_records(self.plan, self.block)),
            "pairs": list(pair_records(self.plan, self.block)),
            "value_of_retained": None if self.value_of_retained is None else self.value_of_retained.to_json(),
            "failed_runs": list(islice(failed_records(self.plan, self.rows), _FAILED_RUNS_SHOWN)),
        }

    def to_json_text(self) -> str:
        """Return `to_json` as text."""
        return json.dumps(self.to_json(), indent=2, ensure_ascii=False, allow_nan=False) + "\n"

    def to_csv(self) -> str:
        """Return one line per outcome and policy: mean, difference to the baseline, and their intervals.

        First come lines of who applied, who got a place, and how they differ.
        """
        records = list(comparison_records(self.summary))
        return _csv([*place_lines(self.plan, self.block), *records], list(records[0]))

    def information_csv(self) -> str:
        """Return one line per parameter: the expected value of knowing it."""
        return safe_csv(self.information_table())

    def __repr__(self) -> str:
        """Say what was compared."""
        under = "" if self.samples is None else f" of {self.samples} posterior samples each"
        return (
            f"<Comparison of {', '.join(self.policies)} over {self.replications} replications{under}, "
            f"baseline {self.baseline!r}: .table(), .differences(), .runs>"
        )

    def _repr_html_(self) -> str:
        return comparison_html(self.summary, self.warnings)


def _csv(lines: list[dict[str, object]], fields: list[str]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, fields, lineterminator="\n")
    writer.writeheader()
    for line in lines:
        writer.writerow(dict(zip(line, safe_row(line.values()), strict=True)))
    return text.getvalue()
