"""What an effect costs under many draws of the parameters: under some there may be no effect to pay for.

The ratio of the mean cost to the mean effect is what one more unit costs a decision maker who does not know
the parameters. Where the true cost per unit lies is another question: it has no limit under draws without an
effect, whose share is stated, so that the upper end of its range may be missing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from mentorsim.experiment.rows import RunTable
from mentorsim.experiment.uncertainty.parameter_draws import ParameterDraws
from mentorsim.experiment.uncertainty.parameter_summary import TOO_FEW, cells_of, complete_draws
from mentorsim.outcomes import Outcome, Ratio
from mentorsim.statistics.intervals import CONFIDENCE, FloatArray
from mentorsim.statistics.ratios import NO_EFFECT, WRONG_WAY, fieller
from mentorsim.statistics.spreads import Range
from mentorsim.statistics.variance_parts import (
    VarianceParts,
    pulled_draws,
    simulation_half_width,
    variance_parts,
)
from mentorsim.statistics.worlds import absences, compared_worlds


@dataclass(frozen=True)
class RatioSpread:
    """A cost per amount of effect and its ranges; None where undefined, with the `reason`.

    Attributes
    ----------
    mean
        Mean cost difference by mean effect difference, over all draws and worlds.
    simulation
        How far that may be from what endlessly many worlds and draws would give.
    parameters
        Where the cost per effect lies over the draws, the noise of few worlds taken out. The upper end is
        None where there is no effect under too many draws: it has no limit.
    without_effect
        Share of draws without an effect to pay for.
    """

    mean: float | None
    simulation: Range | None = None
    parameters: tuple[float, float | None] | None = None
    without_effect: float | None = None
    reason: str | None = None


@dataclass(frozen=True)
class RatioUnderParameters:
    """A cost per effect of each policy against the baseline."""

    unit: str
    differences: Mapping[str, RatioSpread]


def summarize_ratio(
    table: RunTable,
    ratio: Ratio,
    effect: Outcome,
    draws: ParameterDraws,
    policies: Sequence[str],
    baseline: str,
    confidence: float = CONFIDENCE,
) -> RatioUnderParameters:
    """Summarize a cost per effect over the draws.

    Parameters
    ----------
    table
        The runs.
    ratio
        What is paid for what.
    effect
        The outcome that is paid for.
    draws, policies, baseline, confidence
        As for `summarize_outcome`.
    """
    cost_of, effect_of = (
        np.where(table.failed, np.nan, table.of(name)) for name in (ratio.cost, ratio.effect)
    )
    both = cost_of + effect_of  # NaN where either is missing
    compared = compared_worlds(both, table.failed)
    absent = absences(compared, table.failed)
    base = policies.index(baseline)
    together = np.concatenate([cells_of(table, cost_of, draws), cells_of(table, effect_of, draws)], axis=2)
    cells, _ = complete_draws(together, np.tile(compared.policies, 2))
    cost, units = cells[:, :, : len(policies)], cells[:, :, len(policies) :] / ratio.per
    if effect.direction == "lower":
        units = -units
    found = {}
    for number, policy in enumerate(policies):
        if number == base:
            continue
        if absent[number] or absent[base] or cells.shape[0] < 2 or cells.shape[1] < 2:
            found[policy] = RatioSpread(None, reason=absent[number] or absent[base] or TOO_FEW)
            continue
        pair = np.stack([columns[:, :, number] - columns[:, :, base] for columns in (cost, units)], axis=2)
        found[policy] = _spread(variance_parts(pair), confidence)
    return RatioUnderParameters(ratio.unit, found)


def _spread(parts: VarianceParts, confidence: float) -> RatioSpread:
    cost, units = (float(mean) for mean in parts.mean)
    half = float(simulation_half_width(parts, confidence)[1])
    each = _of_draws(pulled_draws(parts))
    without = float(np.isinf(each).mean())
    if abs(units) <= half:
        return RatioSpread(None, without_effect=without, reason=NO_EFFECT)
    if units < 0.0:
        return RatioSpread(None, without_effect=without, reason=WRONG_WAY)
    error = parts.covariance_of_means
    # As many standard errors as the effect's own interval has: the two are defined together.
    critical = half / float(np.sqrt(error[1, 1])) if half > 0.0 else 0.0
    tail = (1.0 - confidence) / 2.0
    low, high = np.quantile(each, [tail, 1.0 - tail], method="inverted_cdf")
    return RatioSpread(
        mean=cost / units,
        simulation=fieller(cost, units, float(error[0, 0]), float(error[1, 1]), float(error[0, 1]), critical),
        parameters=(float(low), float(high) if np.isfinite(high) else None) if np.isfinite(low) else None,
        without_effect=without,
    )


def _of_draws(pairs: FloatArray) -> FloatArray:
    """Give cost per unit in each draw, infinite where there is no effect."""
    ratios = np.full(len(pairs), np.inf)
    np.divide(pairs[:, 0], pairs[:, 1], out=ratios, where=pairs[:, 1] > 0.0)
    return ratios
