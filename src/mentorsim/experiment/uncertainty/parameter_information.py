"""What knowing the parameters better is worth in a comparison under many draws of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mentorsim.experiment.rows import RunTable
from mentorsim.experiment.uncertainty.parameter_draws import ParameterDraws
from mentorsim.experiment.uncertainty.parameter_summary import cells_of, complete_draws
from mentorsim.statistics.comparison import OutcomeValues
from mentorsim.statistics.information import (
    InformationValue,
    ParameterInformation,
    information_by_parameter,
    value_of_perfect_information,
)
from mentorsim.statistics.parameter_best import true_means
from mentorsim.statistics.variance_parts import variance_parts
from mentorsim.statistics.worlds import compared_worlds


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
