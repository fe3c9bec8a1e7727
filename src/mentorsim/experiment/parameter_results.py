"""What a comparison under parameter uncertainty gives back: tables, JSON, CSV, and the runs themselves."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np

from mentorsim.experiment.identity import fingerprint_of, identity_of, mentorsim_version
from mentorsim.experiment.intervals import CONFIDENCE
from mentorsim.experiment.parameter_draws import ParameterDraws
from mentorsim.experiment.parameter_summary import (
    UNCERTAINTY,
    Information,
    OutcomeUnderParameters,
    information_of,
    plain_record,
    summarize_outcome,
)
from mentorsim.experiment.plan import Plan
from mentorsim.experiment.rows import RunRows, RunTable, table_of_runs
from mentorsim.experiment.summarizing import outcome_values, warnings_of
from mentorsim.experiment.tables import Record, failed_records, frame, runs_frame
from mentorsim.outcomes import Outcome

if TYPE_CHECKING:
    import pandas as pd

NET_BENEFIT = "net_benefit"
"""What is decided by, where the scenario states the value of a student retained."""

NO_VALUE = (
    "What knowing the parameters is worth needs the value of one more student retained: "
    "set program.costs.value_per_retained."
)
NO_RATIOS = "costs per effect are left out, for they are not defined under parameters without an effect"
_FAILED_RUNS_SHOWN = 20


@dataclass(frozen=True, eq=False)
class ParameterComparison:
    """Policies side by side under many draws of the mechanism parameters, all in the same worlds.

    Attributes
    ----------
    plan
        What was compared.
    rows
        All runs, in order; replication ``n`` is world ``n % worlds`` of draw ``n // worlds``.
    stopped
        Why there are as many draws as there are, as a sentence.
    interrupted
        Whether Ctrl-C ended it.
    seconds
        How long it took.
    """

    plan: Plan
    rows: RunRows
    stopped: str = ""
    interrupted: bool = False
    seconds: float = 0.0

    @property
    def parameters(self) -> ParameterDraws:
        """The draws."""
        if self.plan.draws is None:
            raise ValueError("the plan has no draws of the parameters")
        return self.plan.draws

    @cached_property
    def block(self) -> RunTable:
        """The runs as a block of numbers: runs, policies, measured values."""
        return table_of_runs(self.rows, len(self.plan.policies))

    @cached_property
    def outcomes(self) -> Mapping[str, OutcomeUnderParameters]:
        """Everything that is stated of each outcome; costs per effect are left out."""
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
    def policies(self) -> tuple[str, ...]:
        """Names of the policies, in the scenario's order."""
        return self.plan.policies

    @property
    def baseline(self) -> str:
        """The policy that differences are taken to."""
        return self.plan.baseline

    @property
    def worlds(self) -> int:
        """Worlds of each draw."""
        return self.parameters.replications

    @property
    def draws(self) -> int:
        """Draws of which at least one world was run."""
        return len(np.unique(self.block.replications // self.worlds))

    @cached_property
    def warnings(self) -> tuple[str, ...]:
        """What to know before believing the tables."""
        stopped = (self.stopped,) if self.interrupted else ()
        fewest = min((outcome.draws for outcome in self.outcomes.values()), default=0)
        left_out = () if fewest == self.draws else (_left_out(self.outcomes, self.draws),)
        ratios = any(not isinstance(measure, Outcome) for measure in self.plan.measures)
        own = sorted(set(self.plan.scenario.parameters) & set(self.parameters.names))
        replaced = (f"The scenario's own {', '.join(own)} give way to the draws",) if own else ()
        return (
            *stopped,
            *replaced,
            *left_out,
            *((f"{NO_RATIOS[0].upper()}{NO_RATIOS[1:]}",) if ratios else ()),
            *warnings_of(self.plan, self.block, self.rows),
        )

    @cached_property
    def runs(self) -> pd.DataFrame:
        """One row per run: `run_id`, `draw`, `world`, `policy`, `error`, and everything that was measured."""
        runs = runs_frame(self.plan, self.rows, fingerprint_of(identity_of(self.plan)))
        numbers = runs.pop("replication")
        runs.insert(1, "draw", numbers // self.worlds)
        runs.insert(2, "world", numbers % self.worlds)
        return runs

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
        return frame(self._difference_records())

    def information_table(self) -> pd.DataFrame:
        """Give one row per parameter: the expected value of knowing it, the most valuable first."""
        found = () if self.information is None else self.information.parameters
        return frame(
            {
                "parameter": one.name,
                "value": one.corrected,
                **asdict(one.value),
                "chance": one.chance,
                "told_from_zero": one.told_from_zero,
                "explained": one.explained,
            }
            for one in found
        )

    def failed_runs(self) -> pd.DataFrame:
        """Give one row per failed run: draw, world, policy, error."""
        return frame(self._failed())

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
        others = [name for name in self.policies if name != self.baseline]
        outcomes = self.outcomes
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
            "outcomes": {
                name: {
                    "unit": outcome.unit,
                    "direction": outcome.direction,
                    "draws": outcome.draws,
                    "worlds_per_draw": outcome.worlds,
                }
                for name, outcome in outcomes.items()
            },
            "policies": {
                policy: {
                    name: {
                        **plain_record(one.policies[policy]),
                        "probability_best": plain_record(one.best[policy]),
                    }
                    for name, one in outcomes.items()
                }
                for policy in self.policies
            },
            "differences": {
                policy: {name: plain_record(one.differences[policy]) for name, one in outcomes.items()}
                for policy in others
            },
            "information": None if self.information is None else asdict(self.information),
            "failed_runs": list(islice(self._failed(), _FAILED_RUNS_SHOWN)),
        }

    def to_json_text(self) -> str:
        """Give `to_json` as text."""
        return json.dumps(self.to_json(), indent=2, ensure_ascii=False, allow_nan=False) + "\n"

    def to_csv(self) -> str:
        """Give one line per outcome and policy: mean, difference to the baseline, and the three ranges."""
        text = io.StringIO()
        lines = list(self._csv_records())
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

    def _difference_records(self) -> Iterator[Record]:
        for name, outcome in self.outcomes.items():
            for policy, difference in outcome.differences.items():
                yield {
                    "outcome": name,
                    "policy": policy,
                    "baseline": self.baseline,
                    "unit": outcome.unit,
                    **plain_record(difference),
                    "probability_better": outcome.best[policy].better,
                }

    def _csv_records(self) -> Iterator[Record]:
        for name, outcome in self.outcomes.items():
            for policy in self.policies:
                own = plain_record(outcome.policies[policy])
                difference = outcome.differences.get(policy)
                found = {} if difference is None else plain_record(difference)
                best = plain_record(outcome.best[policy])
                yield {
                    "outcome": name,
                    "policy": policy,
                    "unit": outcome.unit,
                    "direction": outcome.direction,
                    "draws": outcome.draws,
                    "worlds_per_draw": outcome.worlds,
                    **own,
                    **{f"probability_best_{key}": value for key, value in best.items()},
                    **{f"difference_{key}": value for key, value in found.items()},
                }

    def _failed(self) -> Iterator[Record]:
        for record in failed_records(self.plan, self.rows):
            number = int(str(record.pop("replication")))
            yield {"draw": number // self.worlds, "world": number % self.worlds, **record}


def _left_out(outcomes: Mapping[str, OutcomeUnderParameters], draws: int) -> str:
    short = {name: outcome.draws for name, outcome in outcomes.items() if outcome.draws < draws}
    listed = ", ".join(f"{name} over {count}" for name, count in short.items())
    return (
        f"Of {draws} draws only those count in which every compared policy has a value in every world: "
        f"{listed}"
    )
