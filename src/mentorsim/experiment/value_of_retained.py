"""How the choice between policies depends on what one more student retained is worth to the institution."""

from __future__ import annotations

from dataclasses import dataclass

from mentorsim.experiment.plan import Plan
from mentorsim.experiment.replicate import FIRST_YEARS
from mentorsim.experiment.rows import RunTable
from mentorsim.experiment.summarizing import crossing_of
from mentorsim.statistics.acceptability import Acceptability, acceptability
from mentorsim.statistics.summary import Json

_NEEDED = ("cost", "retention", FIRST_YEARS)


@dataclass(frozen=True, eq=False)
class ValueOfRetained:
    """The choice by the value of a student retained, with the names of the policies.

    Attributes
    ----------
    found
        The numbers: effects are students retained, costs are those of the program.
    policies
        Names of its columns.
    currency
        Of the values.
    stated
        What the scenario says a student retained is worth; None: it does not.
    """

    found: Acceptability
    policies: tuple[str, ...]
    currency: str
    stated: float | None

    def to_json(self) -> Json:
        """Return plain values: curves by policy, and the frontier from a value of 0 on."""
        chances = self.found.chances.T
        return {
            "currency": self.currency,
            "stated": self.stated,
            "values": self.found.values.tolist(),
            "probability_best": {
                name: None if row[0] != row[0] else row.tolist()
                for name, row in zip(self.policies, chances, strict=True)
            },
            "frontier": [
                {"policy": self.policies[part.policy], "from": part.start, "to": part.end}
                for part in self.found.frontier
            ],
            "dominated": {
                self.policies[one.policy]: [self.policies[by] for by in one.by]
                for one in self.found.dominated
            },
        }


def value_of_retained(plan: Plan, table: RunTable) -> ValueOfRetained | None:
    """Return the choice by the value of a student retained; None where costs or students are not known."""
    if not set(_NEEDED) <= set(table.columns):
        return None
    cost, retention, students = (table.of(name) for name in _NEEDED)
    prices = plan.scenario.program.costs
    found = acceptability(
        cost,
        retention * students,
        plan.policies.index(plan.baseline),
        failed=table.failed,
        crossing=crossing_of(plan, table),
        stated=prices.value_per_retained,
    )
    if found is None:
        return None
    return ValueOfRetained(found, plan.policies, prices.currency, prices.value_per_retained)
