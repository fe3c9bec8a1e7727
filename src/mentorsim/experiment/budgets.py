"""What policies cost in simulated replications, held against the scenario's budget."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from mentorsim.experiment.plan import Plan
from mentorsim.experiment.rows import RunTable
from mentorsim.experiment.sweep_plan import SweepPlan
from mentorsim.scenario.planned_cost import PlannedUse, planned_uses
from mentorsim.statistics.intervals import moments

_MOST_POINTS = 10_000


@dataclass(frozen=True)
class BudgetUse:
    """What one policy used.

    Attributes
    ----------
    policy
        Its name.
    mentors
        How many it recruits.
    cost
        Mean over replications.
    share_over
        Share of replications in which it was over the budget.
    """

    policy: str
    mentors: int
    cost: float
    share_over: float


def budget_uses(plan: Plan, table: RunTable) -> tuple[BudgetUse, ...]:
    """Return what each policy with a program used; nothing where the scenario states no budget."""
    if plan.scenario.budget is None:
        return ()
    costs, over = (moments(table.of(name)).mean for name in ("cost", "over_budget"))
    programs = [plan.scenario.policy(name) for name in plan.policies]
    return tuple(
        BudgetUse(name, program.mentors.count, float(costs[number]), float(over[number]))
        for number, (name, program) in enumerate(zip(plan.policies, programs, strict=True))
        if program is not None and np.isfinite(over[number])
    )


def planned_over_budget(sweep: SweepPlan) -> list[tuple[int, PlannedUse]]:
    """Return the policies at each point of a sweep that may need more than the budget, by the point's number.

    Parameters
    ----------
    sweep
        The sweep; where it has very many points, only those at its beginning are looked at.
    """
    if sweep.base.scenario.budget is None:
        return []  # no point can state one: it is refused to vary a budget that there is not
    found: list[tuple[int, PlannedUse]] = []
    for point in range(min(sweep.points, _MOST_POINTS)):
        scenario = sweep.base.scenario.with_changes(sweep.design.changes(point))
        uses = planned_uses(scenario)
        found += [(point, use) for use in uses if use.over and use.policy in sweep.base.policies]
    return found


def over_budget_warnings(plan: Plan, table: RunTable) -> Iterator[str]:
    """Name the policies that do not fit the budget, a sentence each."""
    budget = plan.scenario.budget
    for use in budget_uses(plan, table):
        if budget is None or use.share_over == 0.0:
            continue
        needs = []
        program = plan.scenario.policy(use.policy)
        currency = plan.scenario.program.costs.currency if program is None else program.costs.currency
        if budget.mentors is not None and use.mentors > budget.mentors:
            needs.append(f"{use.mentors:,} mentors, where there are {budget.mentors:,}")
        if budget.amount is not None:
            needs.append(f"{use.cost:,.0f} {currency} on average of {budget.amount:,.0f}")
        yield (
            f"{use.policy}: over the budget in {use.share_over:.0%} of replications; it needs "
            f"{' and '.join(needs)}"
        )
