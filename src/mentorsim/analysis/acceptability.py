"""Acceptability: which policy to choose at each design point, by what one more student retained is worth."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mentorsim.analysis.cells import Cells
from mentorsim.analysis.findings import Findings, NotPossibleError
from mentorsim.experiment.replicate import FIRST_YEARS
from mentorsim.experiment.sweep_results import SweepResults
from mentorsim.statistics.acceptability import Acceptability, acceptability
from mentorsim.statistics.intervals import FloatArray

MOST_CURVES = 50
"""Curves are drawn for so many design points at most; frontiers are told of all."""
_NEEDED = ("retention", "cost", FIRST_YEARS)

Record = dict[str, Any]


def reason_against(results: SweepResults) -> str | None:
    """Say why there is no choice by the value of a student: a single policy, or costs that were not kept."""
    if len(results.policies) < 2:
        return "there is one policy, and nothing to choose from"
    missing = [name for name in _NEEDED[:2] if name not in results.outcomes]
    return f"the runs do not hold {' and '.join(missing)}" if missing else None


def find(cells: Cells) -> Findings:
    """Work out the choice at each design point, over the replications that all its policies have.

    Returns
    -------
    Findings
        ``frontier``: a row per design point and policy that has the highest mean net benefit for some values
        of a student retained: from which value (``from``) to which (``to``; missing: without end).
        ``acceptability``: a row per design point, value and policy with the probability that it has the
        highest mean net benefit, for the first `MOST_CURVES` points.

    Raises
    ------
    NotPossibleError
        When no design point has two replications of every policy.
    """
    import pandas as pd

    frontiers: list[Record] = []
    curves: list[Record] = []
    results = cells.results
    for point, found in _by_point(results):
        frontiers += _frontier(found, point, results.policies)
        if point < MOST_CURVES:
            curves += _curve(found, point, results.policies)
    if not frontiers:
        raise NotPossibleError("no design point has two replications in which every policy ran")
    more = len(results.design.points) - MOST_CURVES
    notes = (f"Curves are of the first {MOST_CURVES} design points.",) if more > 0 else ()
    return Findings({"frontier": pd.DataFrame(frontiers), "acceptability": pd.DataFrame(curves)}, notes)


def _by_point(results: SweepResults) -> Iterator[tuple[int, Acceptability]]:
    plan = results.plan
    frame = results.runs(list(_NEEDED))
    numbers = frame["policy"].map({name: number for number, name in enumerate(results.policies)}).to_numpy()
    base = results.policies.index(results.baseline)
    point_of = frame["point"].to_numpy()
    for point in np.unique(point_of).tolist():
        chosen = point_of == point
        replications, places = np.unique(frame["replication"].to_numpy()[chosen], return_inverse=True)
        cost, retained = np.full((2, len(replications), len(results.policies)), np.nan)
        own = frame[chosen]
        cost[places, numbers[chosen]] = own["cost"]
        retained[places, numbers[chosen]] = own["retention"] * own[FIRST_YEARS]
        found = acceptability(
            cost,
            retained,
            base,
            failed=_failed(own["error"].notna().to_numpy(), places, numbers[chosen], cost.shape),
            crossing=None if plan.samples is None else plan.samples.crossing(replications),
            stated=plan.scenario.program.costs.value_per_retained,
        )
        if found is not None:
            yield point, found


def _failed(
    failed: NDArray[np.bool_], places: NDArray[Any], numbers: NDArray[Any], shape: tuple[int, ...]
) -> NDArray[np.bool_]:
    found = np.zeros(shape, dtype=np.bool_)
    found[places, numbers] = failed
    return found


def _frontier(found: Acceptability, point: int, policies: tuple[str, ...]) -> Iterator[Record]:
    for part in found.frontier:
        end = np.nan if part.end is None else part.end
        yield {"point": point, "policy": policies[part.policy], "from": part.start, "to": end}


def _curve(found: Acceptability, point: int, policies: tuple[str, ...]) -> Iterator[Record]:
    chances: FloatArray = found.chances
    for place, value in enumerate(found.values.tolist()):
        for number, policy in enumerate(policies):
            if np.isfinite(chances[place, number]):
                yield {"point": point, "value": value, "policy": policy, "estimate": chances[place, number]}
