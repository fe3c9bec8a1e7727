"""Which assumptions would change the choice: the best policy and its rival along the telling parameters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mentorsim.experiment.information import Information
from mentorsim.experiment.plan import Plan
from mentorsim.experiment.rows import RunTable
from mentorsim.experiment.summarizing import crossing_of, outcome_values
from mentorsim.outcomes import Outcome
from mentorsim.statistics.common_replications import common_replications
from mentorsim.statistics.crossing import complete_samples
from mentorsim.statistics.turning import Turning, turning

MOST = 3
_TELLING = 0.05  # share of the variance that a parameter must explain to be looked at


@dataclass(frozen=True)
class TurningPoint:
    """The difference of the two best policies along one parameter.

    Attributes
    ----------
    parameter
        Its name.
    outcome, unit
        What is compared.
    policy, rival
        The best by the mean, and the one after it.
    along
        The policy minus its rival, along the parameter; turned so that more is better.
    """

    parameter: str
    outcome: str
    unit: str
    policy: str
    rival: str
    along: Turning


def turning_points(plan: Plan, table: RunTable, information: Information | None) -> list[TurningPoint]:
    """Return the parameters that tell most about the choice, at most `MOST`; none without posterior samples.

    Parameters
    ----------
    plan, table
        What was run.
    information
        What knowing the parameters is worth: it says which of them are looked at.
    """
    crossing = crossing_of(plan, table)
    if information is None or plan.samples is None or crossing is None:
        return []
    measures = [one for one in plan.measures if isinstance(one, Outcome) and one.name == information.outcome]
    if not measures:
        return []
    found = outcome_values(measures[0], table)
    values = np.where(table.failed, np.nan, found.values)
    compared = common_replications(values, table.failed).policies
    cells, kept = complete_samples(crossing.cells(values), compared)
    if np.count_nonzero(compared) < 2 or len(cells) < 2:
        return []
    sign = -1.0 if found.direction == "lower" else 1.0
    numbers = np.flatnonzero(compared)
    means = sign * cells[:, :, numbers].mean(axis=1)
    order = np.argsort(-means.mean(axis=0), kind="stable")
    difference = means[:, order[0]] - means[:, order[1]]
    drawn = plan.samples.values[: len(kept)][kept]
    points: list[TurningPoint] = []
    for one in information.parameters:
        if not (one.told_from_zero or one.explained >= _TELLING) or len(points) == MOST:
            continue
        along = turning(drawn[:, plan.samples.names.index(one.name)], difference)
        if along is not None:
            names = (plan.policies[numbers[order[0]]], plan.policies[numbers[order[1]]])
            points.append(TurningPoint(one.name, information.outcome, information.unit, *names, along))
    return points
