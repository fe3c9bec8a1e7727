"""What a comparison under parameter uncertainty gives back: tables, JSON, CSV, and the runs themselves."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from mentorsim.experiment.finished import FinishedComparison
from mentorsim.experiment.folder.identity import mentorsim_version
from mentorsim.experiment.summarizing import outcome_values
from mentorsim.experiment.tables import Record, frame
from mentorsim.experiment.uncertainty.parameter_draws import ParameterDraws
from mentorsim.experiment.uncertainty.parameter_information import Information, information_of
from mentorsim.experiment.uncertainty.parameter_ratios import RatioUnderParameters, summarize_ratio
from mentorsim.experiment.uncertainty.parameter_summary import OutcomeUnderParameters, summarize_outcome
from mentorsim.experiment.uncertainty.parameter_tables import (
    csv_records,
    difference_records,
    group_records,
    information_records,
    outcome_json,
)
from mentorsim.outcomes import Outcome, Ratio
from mentorsim.statistics.intervals import CONFIDENCE
from mentorsim.statistics.spreads import UNCERTAINTY

if TYPE_CHECKING:
    import pandas as pd

NET_BENEFIT = "net_benefit"
"""What is decided by, where the scenario states the value of a student retained."""

NO_VALUE = (
    "What knowing the parameters is worth needs the value of one more student retained: "
    "set program.costs.value_per_retained."
)


@dataclass(frozen=True, eq=False)
class ParameterComparison(FinishedComparison):
    """Policies side by side under many draws of the mechanism parameters, all in the same worlds.

    Replication ``n`` of the rows is world ``n % worlds`` of draw ``n // worlds``.
    """

    @property
    def parameters(self) -> ParameterDraws:
        """The draws."""
        if self.plan.draws is None:
            raise ValueError("the plan has no draws of the parameters")
        return self.plan.draws

    @cached_property
    def outcomes(self) -> Mapping[str, OutcomeUnderParameters]:
        """Everything that is stated of each outcome but costs per effect."""
        return {
            measure.name: summarize_outcome(
                self.block,
                outcome_values(measure, self.block),
                self.parameters,
                self.policies,
                self.baseline,
            )
            for measure in self.plan.measures
            if isinstance(measure, Outcome)
        }

    @cached_property
    def ratios(self) -> Mapping[str, RatioUnderParameters]:
        """What effects cost."""
        effects = {measure.name: measure for measure in self.plan.outcomes}
        return {
            measure.name: summarize_ratio(
                self.block, measure, effects[measure.effect], self.parameters, self.policies, self.baseline
            )
            for measure in self.plan.measures
            if isinstance(measure, Ratio)
        }

    @cached_property
    def information(self) -> Information | None:
        """What knowing the parameters is worth: in net benefit where the scenario states a value.

        Without a stated value of a student retained, the first outcome that can be better takes the place of
        net benefit. None where nothing can be compared.
        """
        measured = [measure for measure in self.plan.measures if isinstance(measure, Outcome)]
        ordered = sorted(measured, key=lambda measure: measure.name != NET_BENEFIT)
        for measure in ordered:
            found = information_of(
                self.block,
                outcome_values(measure, self.block),
                measure.name,
                self.parameters,
                self.policies,
                self.baseline,
            )
            if found is not None:
                return found
        return None

    @property
    def worlds(self) -> int:
        """Worlds of each draw."""
        return self.parameters.replications

    @property
    def draws(self) -> int:
        """Draws of which at least one world was run."""
        return len(np.unique(self.block.replications // self.worlds))

    def draw_values(self) -> pd.DataFrame:
        """Give the parameters of the draws: a row per draw, a column per parameter."""
        import pandas as pd

        return pd.DataFrame(self.parameters.values[: self.draws], columns=list(self.parameters.names))

    def table(self) -> pd.DataFrame:
        """Give the mean of each outcome (columns) under each policy (rows)."""
        import pandas as pd

        columns = {
            name: {policy: outcome.policies[policy].mean for policy in self.policies}
            for name, outcome in self.outcomes.items()
        }
        return pd.DataFrame(columns, index=list(self.policies))

    def differences(self) -> pd.DataFrame:
        """Give one row per outcome and policy: the paired difference to the baseline and its three ranges.

        ``simulation_low`` to ``simulation_high`` shrinks with worlds and draws; ``parameters_low`` to
        ``parameters_high`` does not, nor does ``year_low`` to ``year_high``, what one school meets in a year.
        """
        return frame(difference_records(self.outcomes, self.ratios, self.baseline))

    def information_table(self) -> pd.DataFrame:
        """Give one row per parameter: the expected value of knowing it, the most valuable first."""
        return frame(information_records(self.information))

    def subgroups(self) -> pd.DataFrame:
        """Give one row per group, outcome and policy, for the attributes of `by`; small groups are marked."""
        return frame(self._groups())

    def plot(self, outcome: str | None = None) -> Any:
        """Draw the differences with their three ranges, and return the Matplotlib figure.

        Parameters
        ----------
        outcome
            One outcome; None: all.
        """
        from mentorsim.report.parameter_figures import differences_figure

        return differences_figure(self, outcome)

    def to_json(self) -> dict[str, object]:
        """Give everything as plain values, ready for ``json.dumps(..., allow_nan=False)``."""
        return {
            "scenario": self.plan.scenario.title,
            "mentorsim": mentorsim_version(),
            "seed": self.plan.seed,
            "draws": self.draws,
            "worlds_per_draw": self.worlds,
            "parameters": list(self.parameters.names),
            "control": self.plan.control,
            "baseline": self.baseline,
            "confidence": CONFIDENCE,
            "uncertainty": {ends: str(kind) for ends, kind in UNCERTAINTY.items()},
            "stopped": self.stopped,
            "interrupted": self.interrupted,
            "warnings": list(self.warnings),
            **outcome_json(self.outcomes, self.ratios, self.policies, self.baseline),
            "subgroups": list(self._groups()),
            "information": None if self.information is None else asdict(self.information),
            "failed_runs": self._first_failed(),
        }

    def to_csv(self) -> str:
        """Give one line per outcome and policy: mean, difference to the baseline, and the three ranges."""
        text = io.StringIO()
        lines = list(csv_records(self.outcomes, self.ratios, self.policies))
        fields = list(dict.fromkeys(key for line in lines for key in line))
        writer = csv.DictWriter(text, fields, lineterminator="\n")
        writer.writeheader()
        writer.writerows(lines)
        return text.getvalue()

    def information_csv(self) -> str:
        """Give one line per parameter: the expected value of knowing it."""
        return str(self.information_table().to_csv(index=False, lineterminator="\n"))

    def __repr__(self) -> str:
        """Say what was compared."""
        return (
            f"<Comparison of {', '.join(self.policies)} under {self.draws} draws of the parameters, "
            f"{self.worlds} worlds each, baseline {self.baseline!r}: .differences(), .information, .runs>"
        )

    def _warnings(self) -> Iterator[str]:
        own = sorted(set(self.plan.scenario.parameters) & set(self.parameters.names))
        if own:
            yield f"The scenario's own {', '.join(own)} give way to the draws"
        if any(outcome.draws < self.draws for outcome in self.outcomes.values()):
            yield _left_out(self.outcomes, self.draws)
        yield from super()._warnings()

    def _runs(self) -> pd.DataFrame:
        runs = super()._runs()
        numbers = runs.pop("replication")
        runs.insert(1, "draw", numbers // self.worlds)
        runs.insert(2, "world", numbers % self.worlds)
        return runs

    def _groups(self) -> Iterator[Record]:
        return group_records(self.plan, self.block, self.parameters)

    def _failed(self) -> Iterator[Record]:
        for record in super()._failed():
            number = int(str(record.pop("replication")))
            yield {"draw": number // self.worlds, "world": number % self.worlds, **record}


def _left_out(outcomes: Mapping[str, OutcomeUnderParameters], draws: int) -> str:
    short = {name: outcome.draws for name, outcome in outcomes.items() if outcome.draws < draws}
    listed = ", ".join(f"{name} over {count}" for name, count in short.items())
    return (
        f"Of {draws} draws only those count in which every compared policy has a value in every world: "
        f"{listed}"
    )
