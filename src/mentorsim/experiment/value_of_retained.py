"""How the choice between policies depends on what one more student retained is worth to the institution."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from mentorsim.experiment.plan import Plan
from mentorsim.experiment.replicate import FIRST_YEARS
from mentorsim.experiment.rows import RunTable
from mentorsim.experiment.summarizing import crossing_of
from mentorsim.statistics.acceptability import Acceptability, acceptability
from mentorsim.statistics.intervals import CONFIDENCE
from mentorsim.statistics.parameter_ratios import layered_ratios
from mentorsim.statistics.ratios import ratio_summaries
from mentorsim.statistics.summary import DifferenceSummary, Json

_ENDS = ("mean", "low", "high")
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
    prices
        The cost of one more student retained, by column.
    """

    found: Acceptability
    policies: tuple[str, ...]
    currency: str
    stated: float | None
    prices: Mapping[int, DifferenceSummary]

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
            "additional": {
                self.policies[one.policy]: {
                    "students": dict(zip(_ENDS, one.effect, strict=True)),
                    "cost": dict(zip(_ENDS, one.cost, strict=True)),
                    "cost_per_student": self.prices[one.policy].to_json(),
                }
                for one in self.found.additional
            },
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
    base, crossing = plan.policies.index(plan.baseline), crossing_of(plan, table)
    stated, currency = _stated(plan)
    retained = retention * students
    found = acceptability(cost, retained, base, failed=table.failed, crossing=crossing, stated=stated)
    if found is None:
        return None
    if crossing is None:
        whole = np.where(table.whole[:, None], 1.0, np.nan)
        prices = ratio_summaries(cost * whole, retained * whole, base)
    else:
        prices = layered_ratios(
            cost, retained, table.failed, crossing, base, per=1.0, better="higher", confidence=CONFIDENCE
        )
    return ValueOfRetained(found, plan.policies, currency, stated, prices)


def _stated(plan: Plan) -> tuple[float | None, str]:
    prices = plan.scenario.program.costs
    return prices.value_per_retained, prices.currency
