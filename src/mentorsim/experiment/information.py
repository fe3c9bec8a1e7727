"""What knowing the parameters better is worth in a comparison under posterior samples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mentorsim.experiment.posterior_samples import PosteriorSamples
from mentorsim.experiment.rows import RunTable
from mentorsim.statistics.common_replications import common_replications
from mentorsim.statistics.comparison import OutcomeValues
from mentorsim.statistics.crossing import complete_samples
from mentorsim.statistics.information import (
    InformationValue,
    ParameterInformation,
    information_by_parameter,
    value_of_perfect_information,
)
from mentorsim.statistics.parameter_best import true_means
from mentorsim.statistics.variance_parts import variance_parts

NET_BENEFIT = "net_benefit"
"""What is decided by, where the scenario states the value of a student retained."""


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
        The same with the noise of few replications taken out, under normal noise; never above the plug-in
        estimate, which noise only raises.
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
    samples: PosteriorSamples,
    policies: Sequence[str],
    baseline: str,
) -> Information | None:
    """Work out what knowing the parameters is worth; None where no two policies or samples can be compared.

    Parameters
    ----------
    table
        The runs.
    outcome
        Its values, shape (runs, policies); None comes back where neither direction is better.
    name
        Of the outcome.
    samples
        The parameters.
    policies, baseline
        Names of the columns, and the one that differences are taken to.
    """
    values = np.where(table.failed, np.nan, outcome.values)
    compared = common_replications(values, table.failed).policies
    base = policies.index(baseline)
    if outcome.direction == "neither" or not compared[base] or np.count_nonzero(compared) < 2:
        return None
    crossing = samples.crossing(table.replications)
    cells, kept = complete_samples(crossing.cells(values), compared)
    if cells.shape[0] < 2 or cells.shape[1] < 2:
        return None
    others = [number for number in np.flatnonzero(compared).tolist() if number != base]
    sign = -1.0 if outcome.direction == "lower" else 1.0
    gains = sign * (cells[:, :, others] - cells[:, :, [base]])
    weights = crossing.weights_of(kept)
    parts = variance_parts(gains, weights)
    leading = int(parts.mean.argmax())
    sampled = true_means(parts).by_parameters
    parameters = samples.values[: len(kept)][kept]
    perfect = value_of_perfect_information(gains, weights)
    corrected = float(np.maximum(sampled.max(axis=0), 0.0).mean() - max(sampled.mean(axis=1).max(), 0.0))
    return Information(
        outcome=name,
        unit=outcome.unit,
        policy=policies[others[leading]],
        perfect=perfect,
        corrected=min(corrected, perfect.plug_in),
        parameters=information_by_parameter(
            samples.names,
            parameters,
            parts.of_samples,
            leading,
            float(parts.parameter_variance[leading]),
            weights,
        ),
    )
