"""What programs cost on average, from a few replications: the number to put beside what they cost at most."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mentorsim.cohort.plan import cohort_plan
from mentorsim.experiment.plan import make_plan
from mentorsim.experiment.replicate import measured_columns, replicate
from mentorsim.scenario import Scenario

_FEWEST = 4
_MOST = 20
_PRECISE = 0.03
_MOST_WORK = 4_000_000
"""Students x weeks x policies x replications: about two seconds."""


@dataclass(frozen=True)
class ExpectedUse:
    """What one policy costs.

    Attributes
    ----------
    cost
        Mean over the replications.
    replications
        How many.
    over
        In how many of them it was over the budget; 0 without a budget.
    """

    cost: float
    replications: int
    over: int


def expected_uses(scenario: Scenario) -> dict[str, ExpectedUse]:
    """Simulate what every policy with a program costs, by its name; nothing where that would take long.

    The replications are the first ones of `compare`, so that the two cannot contradict each other. There are
    as many as it takes until the standard error of every mean is below 3 % of it: at least 4, at most 20, and
    fewer where there are very many students.
    """
    names = [name for name, program in scenario.policies.items() if program is not None]
    work = len(cohort_plan(scenario).key) * scenario.calendar.total_weeks * len(names)
    most = min(_MOST, _MOST_WORK // max(1, work))
    if not names or most < 2:
        return {}
    plan = make_plan(scenario, policies=names, outcomes=["cost"])
    columns = measured_columns(plan)
    cost, over = columns.index("cost"), columns.index("over_budget") if scenario.budget else None
    costs: list[list[float]] = []
    times_over = np.zeros(len(plan.policies))
    while len(costs) < most:
        values = replicate(plan, len(costs)).values
        costs.append(values[:, cost].tolist())
        if over is not None:
            times_over += np.nan_to_num(values[:, over])
        if len(costs) >= _FEWEST and _known(np.array(costs)):
            break
    means = np.mean(costs, axis=0)
    return {
        name: ExpectedUse(float(means[number]), len(costs), int(times_over[number]))
        for number, name in enumerate(plan.policies)
        if name in names and np.isfinite(means[number])
    }


def _known(costs: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> bool:
    errors = costs.std(axis=0, ddof=1) / np.sqrt(len(costs))
    return bool(np.all(errors <= _PRECISE * costs.mean(axis=0)))
