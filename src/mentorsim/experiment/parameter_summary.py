"""A comparison under many draws of the parameters: three kinds of uncertainty side by side, never mixed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np

from mentorsim.experiment.best import Better, probability_best
from mentorsim.experiment.comparison import OutcomeValues
from mentorsim.experiment.information import (
    InformationValue,
    ParameterInformation,
    information_by_parameter,
    value_of_perfect_information,
)
from mentorsim.experiment.intervals import CONFIDENCE, BoolArray, FloatArray, Uncertainty
from mentorsim.experiment.parameter_best import shares_of_best, true_means
from mentorsim.experiment.parameter_draws import ParameterDraws
from mentorsim.experiment.rows import RunTable
from mentorsim.experiment.variance_parts import (
    VarianceParts,
    parameter_range,
    simulation_half_width,
    variance_parts,
    year_half_width,
)
from mentorsim.experiment.worlds import absences, compared_worlds

Range = tuple[float, float]
Json = dict[str, object]

TOO_FEW = "fewer than two draws have a value for every policy in two or more worlds"
NO_BETTER = "neither direction of this outcome is better"

UNCERTAINTY: Mapping[str, Uncertainty] = {
    "simulation": Uncertainty.SIMULATION_ERROR,
    "parameters": Uncertainty.PARAMETER,
    "year": Uncertainty.YEAR_TO_YEAR,
}
"""What each range is about."""


@dataclass(frozen=True)
class Spread:
    """A mean and its three ranges; None where undefined, with the `reason`.

    Attributes
    ----------
    mean
        Over all draws and worlds.
    simulation
        How far the mean may be from that over endlessly many worlds and draws; more of them narrow it.
    parameters
        Where the true mean lies over the draws, the noise of few worlds per draw taken out; nothing but
        better knowledge narrows it.
    year
        What one school meets in one year, with the parameters as they are on average; nothing narrows it.
    variance_parameters, variance_year, variance_simulation
        The variances behind the three: of the true means over draws, from world to world, and of `mean`.
    variance_draws_uncorrected
        Of the draws' means as simulated: what `variance_parameters` would be if noise were not taken out.
    """

    mean: float | None
    simulation: Range | None = None
    parameters: Range | None = None
    year: Range | None = None
    variance_parameters: float | None = None
    variance_year: float | None = None
    variance_simulation: float | None = None
    variance_draws_uncorrected: float | None = None
    reason: str | None = None


@dataclass(frozen=True)
class BestPolicy:
    """Probability that a policy has the best mean; None where undefined, with the `reason`.

    Attributes
    ----------
    by_both
        Under parameter uncertainty and simulation error together.
    by_parameters
        Under parameter uncertainty alone.
    by_simulation
        Under simulation error alone, with the parameters as they are on average.
    better
        Probability under both of a better mean than the baseline's; None for the baseline.
    """

    by_both: float | None
    by_parameters: float | None = None
    by_simulation: float | None = None
    better: float | None = None
    reason: str | None = None


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


@dataclass(frozen=True)
class Information:
    """What it is worth to know the parameters better.

    Attributes
    ----------
    outcome, unit
        What is decided by.
    policy
        The policy with the best mean other than the baseline, whose difference `explained` is about.
    perfect
        Value of knowing all parameters.
    corrected
        The same with the noise of few worlds taken out, under normal noise; never above the plug-in estimate,
        which noise only raises.
    parameters
        The value of each parameter, the most valuable first.
    """

    outcome: str
    unit: str
    policy: str
    perfect: InformationValue
    corrected: float
    parameters: tuple[ParameterInformation, ...]


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
        found = _spreads(variance_parts(cells[:, :, compared]), confidence)
        spreads = dict(zip((policies[number] for number in compared), found, strict=True))
    if enough and base in compared and others:
        parts = variance_parts(cells[:, :, others] - cells[:, :, [base]])
        names = [policies[number] for number in others]
        differences = dict(zip(names, _spreads(parts, confidence), strict=True))
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


def information_of(
    table: RunTable,
    outcome: OutcomeValues,
    name: str,
    draws: ParameterDraws,
    policies: Sequence[str],
    baseline: str,
) -> Information | None:
    """Work out what knowing the parameters is worth; None where no two policies or draws can be compared.

    Parameters
    ----------
    table, outcome, draws, policies, baseline
        As for `summarize_outcome`; the outcome's direction must be that one of the two is better.
    name
        Of the outcome.
    """
    values = np.where(table.failed, np.nan, outcome.values)
    compared = compared_worlds(values, table.failed).policies
    base = policies.index(baseline)
    if outcome.direction == "neither" or not compared[base] or np.count_nonzero(compared) < 2:
        return None
    cells, kept = complete_draws(cells_of(table, values, draws), compared)
    if cells.shape[0] < 2 or cells.shape[1] < 2:
        return None
    others = [number for number in np.flatnonzero(compared).tolist() if number != base]
    sign = -1.0 if outcome.direction == "lower" else 1.0
    gains = sign * (cells[:, :, others] - cells[:, :, [base]])
    parts = variance_parts(gains)
    leading = int(parts.mean.argmax())
    sampled = true_means(parts).by_parameters
    parameters = draws.values[: len(kept)][kept]
    perfect = value_of_perfect_information(gains)
    corrected = float(np.maximum(sampled.max(axis=0), 0.0).mean() - max(sampled.mean(axis=1).max(), 0.0))
    return Information(
        outcome=name,
        unit=outcome.unit,
        policy=policies[others[leading]],
        perfect=perfect,
        corrected=min(corrected, perfect.plug_in),
        parameters=information_by_parameter(
            draws.names, parameters, parts.of_draws, leading, float(parts.parameter_variance[leading])
        ),
    )


def complete_draws(cells: FloatArray, compared: BoolArray) -> tuple[FloatArray, BoolArray]:
    """Keep the draws in which every compared policy has a value in every world; and say which these are."""
    kept: BoolArray = np.logical_and(np.isfinite(cells[:, :, compared]).all(axis=(1, 2)), compared.any())
    return cells[kept], kept


def plain_record(one: Spread | BestPolicy) -> Json:
    """Give keys and numbers; a reason only where something is undefined."""
    record: Json = {}
    for key, value in asdict(one).items():
        if isinstance(one, Spread) and key in UNCERTAINTY:
            record[f"{key}_low"], record[f"{key}_high"] = (None, None) if value is None else value
        elif key != "reason" or value is not None:
            record[key] = value
    return record


def _spreads(parts: VarianceParts, confidence: float) -> list[Spread]:
    simulation = simulation_half_width(parts, confidence)
    year = year_half_width(parts, confidence)
    low, high = parameter_range(parts, confidence)
    error = (parts.parameter_variance + parts.noise_of_draws) / parts.draws
    error = error + np.maximum(np.diagonal(parts.world), 0.0) / parts.worlds
    return [
        Spread(
            mean=float(mean),
            simulation=(float(mean - simulation[place]), float(mean + simulation[place])),
            parameters=(float(low[place]), float(high[place])),
            year=(float(mean - year[place]), float(mean + year[place])),
            variance_parameters=float(parts.parameter_variance[place]),
            variance_year=float(parts.year_variance[place]),
            variance_simulation=float(error[place]),
            variance_draws_uncorrected=float(parts.of_draws[:, place].var(ddof=1)),
        )
        for place, mean in enumerate(parts.mean)
    ]


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
