"""What a report is made from: what a comparison states, its plan, and where the runs come from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from mentorsim.experiment.one_cohort import CohortNetwork
from mentorsim.experiment.plan import Plan
from mentorsim.report.numbers import Scale, scale_of


@dataclass(frozen=True)
class Provenance:
    """Where results come from.

    Parameters
    ----------
    version
        Of the mentorsim that made the runs.
    digest
        Of everything that determines the runs: scenario, seed, code.
    date
        When they were made, such as "26 November 2026"; empty where that is not known.
    versions
        Of what else they were made with.
    command
        What to type to make them again.
    same_code
        Whether this mentorsim would make the same runs.
    """

    version: str
    digest: str
    date: str = ""
    versions: Mapping[str, str] = field(default_factory=dict)
    command: str = ""
    same_code: bool = True


@dataclass(frozen=True, eq=False)
class ComparisonSource:
    """A comparison as a report reads it.

    Parameters
    ----------
    found
        What ``comparison.json`` holds.
    plan
        What was run.
    provenance
        Where the runs come from.
    network
        One cohort's network under the leading policy; None: it is not shown.
    """

    found: Mapping[str, Any]
    plan: Plan
    provenance: Provenance
    network: CohortNetwork | None = None

    @property
    def baseline(self) -> str:
        """The policy that differences are taken to."""
        return str(self.found["baseline"])

    @property
    def policies(self) -> list[str]:
        """Names of the policies, in the scenario's order."""
        return list(self.found["policies"])

    @property
    def others(self) -> list[str]:
        """The policies but the baseline."""
        return [name for name in self.policies if name != self.baseline]

    @property
    def students(self) -> float:
        """How many first-years there are; 0 where no run says so."""
        return float(self.found["students"] or 0.0)

    @property
    def currency(self) -> str:
        """Of all money."""
        return self.plan.scenario.program.costs.currency

    @property
    def outcomes(self) -> list[str]:
        """Names of the outcomes, in their order."""
        return list(self.found["outcomes"])

    @cached_property
    def main(self) -> str:
        """The outcome that the report is about: retention if it is reported, else the first with a direction.

        Costs and ratios are not what a program is for.
        """
        effects = [name for name in self.outcomes if self.is_effect(name)]
        directed = [name for name in effects if self.about(name)["direction"] in ("higher", "lower")]
        return "retention" if "retention" in effects else next(iter([*directed, *effects, *self.outcomes]))

    def about(self, outcome: str) -> Mapping[str, Any]:
        """Return the unit, direction and smallest worthwhile difference of an outcome."""
        return dict(self.found["outcomes"][outcome])

    def label(self, outcome: str) -> str:
        """Return an outcome in words."""
        return str(self.found["labels"][outcome])

    def is_effect(self, outcome: str) -> bool:
        """Whether an outcome is an effect on people, and not money."""
        return self.currency not in str(self.about(outcome)["unit"])

    def policy(self, outcome: str, policy: str) -> Mapping[str, Any]:
        """Return what is stated of a policy's outcome."""
        return dict(self.found["policies"][policy][outcome])

    def difference(self, outcome: str, policy: str) -> Mapping[str, Any]:
        """Return what is stated of a policy's difference; empty for the baseline."""
        return dict(self.found["differences"].get(policy, {}).get(outcome, {}))

    def scale(self, outcome: str) -> Scale:
        """Return how the numbers of an outcome are written."""
        rows = list(self._rows(outcome))
        halves = [
            (row["high"] - row["low"]) / 2.0
            for row in rows
            if row.get("high") is not None and row.get("low") is not None
        ]
        unit = str(self.about(outcome)["unit"])
        label = self.label(outcome)
        return scale_of(
            unit, halves, [row.get("mean") for row in rows], is_difference=label.startswith("gap")
        )

    def of_policy(self, block: str, policy: str) -> Mapping[str, Any] | None:
        """Return what a list of records (costs, pairs) holds of a policy; None where it holds nothing."""
        return next((dict(one) for one in self.found[block] if one["policy"] == policy), None)

    def place(self, policy: str) -> Mapping[str, Any] | None:
        """Return who got a place under a policy; None without a program."""
        return next((dict(one) for one in self.found["places"]["policies"] if one["policy"] == policy), None)

    def _rows(self, outcome: str) -> Iterator[Mapping[str, Any]]:
        for policy in self.policies:
            yield self.policy(outcome, policy)
            if policy != self.baseline:
                yield self.difference(outcome, policy)
