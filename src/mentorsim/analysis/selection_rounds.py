"""What a sweep that selected decided, round by round: decided once more from its rows."""

from __future__ import annotations

import numpy as np

from mentorsim.analysis.alternatives import Record
from mentorsim.experiment.design.preparing_selection import planned_grain
from mentorsim.experiment.sweep_results import SweepResults
from mentorsim.statistics.intervals import FloatArray
from mentorsim.statistics.selection import Selection, SelectionPlan, SelectionRule


def rounds_of(results: SweepResults) -> tuple[list[Record], str]:
    """Return the rounds of a selection, and how it ended; neither where nothing was selected."""
    asked = results.record.get("select")
    if not asked:
        return [], ""
    measure = {one.name: one for one in results.plan.outcomes}[asked["outcome"]]
    assert measure.direction != "neither"
    rule = SelectionRule(
        asked["replications_in_all"],
        asked["worthwhile"],
        measure.direction,
        asked["first"],
        asked["probability"],
        planned_grain(measure, results.plan.scenario),
    )
    policies = tuple(results.policies.index(name) for name in asked["policies"])
    plan = SelectionPlan(rule, measure.name, policies)
    selection = plan.begun(len(results.design.points))
    values, there = _values(results, plan)
    while not selection.finished and there.shape[1] >= selection.look:
        if not there[selection.points_in_play, : selection.look].all():
            break
        selection.advance(values)
    rows = [
        {
            "round": number,
            "replications_each": one.replications,
            "points": one.points,
            "replications_in_all": one.spent,
            "alternatives_left": one.left,
            **_named(results, policies, one.leader),
        }
        for number, one in enumerate(selection.rounds, start=1)
    ]
    return rows, _ended(selection, results, asked)


def _named(results: SweepResults, policies: tuple[int, ...], alternative: int | None) -> Record:
    if alternative is None:
        return {"leader_policy": None, "leader_point": None}
    point, place = divmod(alternative, len(policies))
    return {"leader_policy": results.policies[policies[place]], "leader_point": point}


def _ended(selection: Selection, results: SweepResults, asked: Record) -> str:
    if not selection.finished:
        return "The selection is not finished: `mentorsim sweep` with --resume continues it."
    equal = selection.look * len(results.design.points)
    spent = (
        f"{selection.spent:,} replications were run; the same number at each design point would have been "
        f"{equal:,}."
    )
    if not selection.confident:
        return f"{selection.reason} The stated probability was not reached within the budget. {spent}"
    return (
        f"{selection.reason} Where the best is ahead by {asked['worthwhile']:g} or more, it is selected with "
        f"a probability of {asked['probability']:g} or more (Kim and Nelson 2001). {spent}"
    )


def _values(results: SweepResults, plan: SelectionPlan) -> tuple[FloatArray, np.ndarray]:
    table = results.runs([plan.outcome])
    places = {name: number for number, name in enumerate(results.policies)}
    point = table["point"].to_numpy().astype(np.int64)
    replication = table["replication"].to_numpy().astype(np.int64)
    policy = np.array([places[name] for name in table["policy"]], dtype=np.int64)
    found = table[plan.outcome].to_numpy(dtype=np.float64)
    points, replications, each = len(results.design.points), int(replication.max()) + 1, len(plan.policies)
    counts = np.zeros((points, replications), dtype=np.int64)
    np.add.at(counts, (point, replication), 1)
    values = np.full((points * each, replications), np.nan)
    compared = np.isin(policy, plan.policies)
    place = np.searchsorted(plan.policies, policy[compared])
    values[point[compared] * each + place, replication[compared]] = found[compared]
    return values, counts == len(results.policies)
