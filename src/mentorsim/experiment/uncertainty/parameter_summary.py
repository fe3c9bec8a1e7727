"""One outcome under many draws of the parameters: policies, differences, and which policy is best."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from mentorsim.experiment.rows import RunTable
from mentorsim.experiment.uncertainty.parameter_draws import ParameterDraws
from mentorsim.statistics.best import Better, probability_best
from mentorsim.statistics.comparison import NO_BETTER, OutcomeValues
from mentorsim.statistics.intervals import CONFIDENCE, BoolArray, FloatArray
from mentorsim.statistics.parameter_best import shares_of_best, true_means
from mentorsim.statistics.spreads import BestPolicy, Spread, spreads_of
from mentorsim.statistics.variance_parts import VarianceParts, variance_parts
from mentorsim.statistics.worlds import absences, compared_worlds

TOO_FEW = "fewer than two draws have a value for every policy in two or more worlds"


@dataclass(frozen=True)
class OutcomeUnderParameters:
    """One outcome: each policy's mean, its difference to the baseline, and its chances of being best."""

    unit: str
    direction: str
    draws: int
    worlds: int
    policies: Mapping[str, Spread]
    differences: Mapping[str, Spread]
    best: Mapping[str, BestPolicy]


def cells_of(table: RunTable, values: FloatArray, draws: ParameterDraws) -> FloatArray:
    """Arrange a column of runs by draw and world: shape (draws, worlds, policies), NaN: no run."""
    count = 1 + int(table.replications.max()) // draws.replications if len(table.replications) else 0
    cells = np.full((count * draws.replications, values.shape[1]), np.nan)
    cells[table.replications] = values
    return cells.reshape(count, draws.replications, values.shape[1])


def summarize_outcome(
    table: RunTable,
    outcome: OutcomeValues,
    draws: ParameterDraws,
    policies: Sequence[str],
    baseline: str,
    confidence: float = CONFIDENCE,
) -> OutcomeUnderParameters:
    """Summarize one outcome over the draws that have a value for every compared policy in every world.

    Parameters
    ----------
    table
        The runs.
    outcome
        Its values, shape (replications, policies).
    draws
        Which run belongs to which draw.
    policies, baseline
        Names of the columns, and the one that differences are taken to.
    confidence
        Of every range.
    """
    values = np.where(table.failed, np.nan, outcome.values)
    worlds = compared_worlds(values, table.failed)
    absent = absences(worlds, table.failed)
    cells, _ = complete_draws(cells_of(table, values, draws), worlds.policies)
    compared = [number for number in range(len(policies)) if absent[number] is None]
    base = policies.index(baseline)
    others = [number for number in compared if number != base]
    spreads: dict[str, Spread] = {}
    differences: dict[str, Spread] = {}
    best = {name: BestPolicy(None, reason=absent[number]) for number, name in enumerate(policies)}
    enough = cells.shape[0] >= 2 and cells.shape[1] >= 2 and bool(compared)
    if enough:
        found = spreads_of(variance_parts(cells[:, :, compared]), confidence)
        spreads = dict(zip((policies[number] for number in compared), found, strict=True))
    if enough and base in compared and others:
        parts = variance_parts(cells[:, :, others] - cells[:, :, [base]])
        names = [policies[number] for number in others]
        differences = dict(zip(names, spreads_of(parts, confidence), strict=True))
        best.update(_best(parts, cells[:, :, [base, *others]], [baseline, *names], outcome.direction))
    nothing = [Spread(None, reason=absent[number] or TOO_FEW) for number in range(len(policies))]
    return OutcomeUnderParameters(
        unit=outcome.unit,
        direction=outcome.direction,
        draws=cells.shape[0],
        worlds=cells.shape[1],
        policies={name: spreads.get(name, nothing[number]) for number, name in enumerate(policies)},
        differences={
            name: differences.get(name, nothing[number])
            for number, name in enumerate(policies)
            if number != base
        },
        best=best,
    )


def complete_draws(cells: FloatArray, compared: BoolArray) -> tuple[FloatArray, BoolArray]:
    """Keep the draws in which every compared policy has a value in every world; and say which these are."""
    kept: BoolArray = np.logical_and(np.isfinite(cells[:, :, compared]).all(axis=(1, 2)), compared.any())
    return cells[kept], kept


def _best(
    parts: VarianceParts, cells: FloatArray, names: Sequence[str], direction: str
) -> dict[str, BestPolicy]:
    """Chances of the policies, the baseline first; policies that are the same in every run share theirs."""
    if direction == "neither":
        return {name: BestPolicy(None, reason=NO_BETTER) for name in names}
    better: Better = "lower" if direction == "lower" else "higher"
    group = _same_policies(cells)
    size = np.bincount(group)
    first = [group.index(number) for number in range(len(size))]
    sampled = true_means(parts)
    both, alone = (
        shares_of_best(means[[place - 1 for place in first[1:]]], better)
        for means in (sampled.by_both, sampled.by_parameters)
    )
    simulation = probability_best(cells.mean(axis=0), better)
    ahead = sampled.by_both if better == "higher" else -sampled.by_both
    return {
        name: BestPolicy(
            by_both=float(both[group[place]] / size[group[place]]),
            by_parameters=float(alone[group[place]] / size[group[place]]),
            by_simulation=float(simulation[place]),
            better=None
            if place == 0
            else 0.5
            if group[place] == 0
            else float((ahead[place - 1] > 0.0).mean()),
        )
        for place, name in enumerate(names)
    }


def _same_policies(cells: FloatArray) -> list[int]:
    """Number the policies so that those which are the same in every run have one number, the first one 0."""
    behind = cells - cells[:, :, [0]]
    known: dict[bytes, int] = {}
    return [known.setdefault(behind[:, :, place].tobytes(), len(known)) for place in range(cells.shape[2])]
