"""A mean and its three ranges: simulation error, parameters and years, side by side and never mixed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import numpy as np

from mentorsim.statistics.intervals import Uncertainty
from mentorsim.statistics.variance_parts import (
    VarianceParts,
    parameter_range,
    simulation_half_width,
    year_half_width,
)

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Range = tuple[float, float]
Json = dict[str, object]

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


def plain_record(one: DataclassInstance) -> Json:
    """Give keys and numbers; a reason only where something is undefined."""
    record: Json = {}
    for key, value in asdict(one).items():
        if key in UNCERTAINTY:
            record[f"{key}_low"], record[f"{key}_high"] = (None, None) if value is None else value
        elif key != "reason" or value is not None:
            record[key] = value
    return record


def spreads_of(parts: VarianceParts, confidence: float) -> list[Spread]:
    """Give the spread of every quantity whose variance was split."""
    simulation = simulation_half_width(parts, confidence)
    year = year_half_width(parts, confidence)
    low, high = parameter_range(parts, confidence)
    error = np.diagonal(parts.covariance_of_means)
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
