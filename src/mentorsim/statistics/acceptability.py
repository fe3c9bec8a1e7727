"""Which policy to choose, by what one more unit of effect is worth: acceptability curves and the frontier.

At a value of one unit (of one student retained), a policy's net benefit is that value times its effect, less
its cost. An acceptability curve shows how likely each policy has the highest mean net benefit; the frontier,
which policy has it by the means (Fenwick, Claxton and Sculpher 2001, "Representing uncertainty: the role of
cost-effectiveness acceptability curves", Health Economics 10). Where the frontier turns from one policy to
the next is the cost of one more unit between the two.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mentorsim.statistics.common_replications import common_replications
from mentorsim.statistics.crossing import Crossing, complete_samples
from mentorsim.statistics.intervals import CONFIDENCE, BoolArray, FloatArray, moments
from mentorsim.statistics.parameter_best import shares_of_best, true_means
from mentorsim.statistics.simultaneous import multivariate_t_draws
from mentorsim.statistics.variance_parts import variance_parts

STEPS = 40
"""A curve has this many steps from a value of 0 to the highest one."""
_ROUND = (1.0, 2.0, 2.5, 4.0, 5.0, 8.0, 10.0)
_BEYOND = 2.0  # the curves go on to so many times the value at which the choice turns last


@dataclass(frozen=True)
class FrontierPart:
    """From one value of a unit of effect to another, the policy with the highest mean net benefit.

    `end` is None for the last part, which has no end.
    """

    policy: int
    start: float
    end: float | None


@dataclass(frozen=True)
class Dominated:
    """A policy that no value of a unit of effect makes the best by the means, and what is better.

    `by` is one policy that costs no more and does no less; or two, of which a mixture does (extended
    dominance).
    """

    policy: int
    by: tuple[int, ...]


@dataclass(frozen=True)
class Additional:
    """What a policy costs and does more than the baseline: means, and 95 % of what they may truly be."""

    policy: int
    effect: tuple[float, float, float]
    cost: tuple[float, float, float]


@dataclass(frozen=True)
class Acceptability:
    """The choice by the value of one unit of effect.

    Attributes
    ----------
    values
        Values of one unit, ascending from 0, shape (values,).
    chances
        Probability of the highest mean net benefit, shape (values, policies); NaN for a policy that is not
        compared.
    frontier
        Who has the highest mean net benefit, from a value of 0 on.
    dominated
        The compared policies that are not on the frontier.
    additional
        The compared policies but the baseline, each beside it.
    """

    values: FloatArray
    chances: FloatArray
    frontier: tuple[FrontierPart, ...]
    dominated: tuple[Dominated, ...]
    additional: tuple[Additional, ...]


def acceptability(
    cost: FloatArray,
    effect: FloatArray,
    baseline: int,
    *,
    failed: BoolArray | None = None,
    crossing: Crossing | None = None,
    stated: float | None = None,
) -> Acceptability | None:
    """Return how the choice depends on what one unit of effect is worth; None where too little is known.

    Parameters
    ----------
    cost, effect
        Of each run, shape (runs, policies); more effect and less cost is better.
    baseline
        The policy that differences are taken to.
    failed
        Which runs failed, same shape; None: none did.
    crossing
        Which run belongs to which posterior sample; None: all have the same parameters. With it, chances hold
        parameter uncertainty, too.
    stated
        A value of one unit that is of interest: the curves reach beyond it.
    """
    both = np.where(np.isfinite(cost) & np.isfinite(effect), 0.0, np.nan)
    common = common_replications(both, failed)
    compared = np.flatnonzero(common.policies)
    if len(compared) < 2 or baseline not in compared:
        return None
    pairs = np.where(common.replications[:, None, None], np.stack([effect, cost], axis=2), np.nan)
    groups = _same_policies(
        pairs - pairs[:, [baseline]], [baseline, *compared[compared != baseline].tolist()]
    )
    order = [members[0] for members in groups]  # the baseline is the first of all
    others = order[1:]
    if not others:
        return None
    # Effects first, then costs, each minus the baseline's in the same replication.
    quantities = np.hstack([pairs[:, others, one] - pairs[:, [baseline], one] for one in (0, 1)])
    found = _means_and_draws(quantities, crossing)
    if found is None:
        return None
    mean, drawn = found
    count = len(others)
    effects, costs = np.concatenate([[0.0], mean[:count]]), np.concatenate([[0.0], mean[count:]])
    frontier = frontier_of(costs, effects)
    values = np.linspace(0.0, _highest(frontier, costs, effects, stated), STEPS + 1)
    chances = np.full((len(values), pairs.shape[1]), np.nan)
    for place, value in enumerate(values):
        shares = shares_of_best(value * drawn[:count] - drawn[count:], "higher")
        for members, share in zip(groups, shares, strict=True):
            chances[place, members] = share / len(members)
    on_it = {part.policy for part in frontier}
    return Acceptability(
        values,
        chances,
        tuple(FrontierPart(order[part.policy], part.start, part.end) for part in frontier),
        tuple(
            Dominated(member, tuple(order[one] for one in _better(number, frontier, costs, effects)))
            for number, members in enumerate(groups)
            for member in members
            if number not in on_it
        ),
        tuple(
            Additional(member, _ends(mean[one], drawn[one]), _ends(mean[count + one], drawn[count + one]))
            for one, members in enumerate(groups[1:])
            for member in members
        ),
    )


def frontier_of(
    costs: Sequence[float] | FloatArray, effects: Sequence[float] | FloatArray
) -> list[FrontierPart]:
    """Return who has the highest net benefit from a value of 0 on: the upper edge of straight lines.

    Parameters
    ----------
    costs, effects
        Of the policies; of equal ones the first counts.
    """
    number = min(range(len(costs)), key=lambda one: (costs[one], -effects[one], one))
    start = 0.0
    parts: list[FrontierPart] = []
    while True:
        turns = [
            (
                float((costs[one] - costs[number]) / (effects[one] - effects[number])),
                -float(effects[one]),
                one,
            )
            for one in range(len(costs))
            if effects[one] > effects[number]
        ]
        if not turns:
            return [*parts, FrontierPart(number, start, None)]
        turn, _, following = min(turns)
        parts.append(FrontierPart(number, start, turn))
        number, start = following, turn


def _ends(mean: float, drawn: FloatArray) -> tuple[float, float, float]:
    low, high = np.quantile(drawn, [(1.0 - CONFIDENCE) / 2.0, (1.0 + CONFIDENCE) / 2.0])
    return float(mean), float(low), float(high)


def _same_policies(differences: FloatArray, order: Sequence[int]) -> list[list[int]]:
    """Policies in this order, those together whose runs cost and do the same in every replication."""
    groups: dict[bytes, list[int]] = {}
    for number in order:
        # Adding 0 turns -0.0 into 0.0: equal values must have equal bytes.
        groups.setdefault((differences[:, number] + 0.0).tobytes(), []).append(number)
    return list(groups.values())


def _means_and_draws(
    quantities: FloatArray, crossing: Crossing | None
) -> tuple[FloatArray, FloatArray] | None:
    """Means, and what they may truly be: shapes (quantities,) and (quantities, draws)."""
    if crossing is None:
        rows = quantities[np.isfinite(quantities).all(axis=1)]
        if len(rows) < 2:
            return None
        described = moments(rows)
        centered = (rows - described.mean).T
        centered[described.sd == 0.0] = 0.0
        covariance = np.einsum("ir,jr->ij", centered, centered) / (len(rows) * (len(rows) - 1.0))
        return described.mean, multivariate_t_draws(covariance, len(rows) - 1) + described.mean[:, None]
    cells = crossing.cells(quantities)
    kept_cells, kept = complete_samples(cells, np.ones(quantities.shape[1], dtype=np.bool_))
    if kept_cells.shape[0] < 2 or kept_cells.shape[1] < 2:
        return None
    parts = variance_parts(kept_cells, crossing.weights_of(kept))
    return parts.mean, true_means(parts).by_both


def _better(
    number: int, frontier: Sequence[FrontierPart], costs: FloatArray, effects: FloatArray
) -> tuple[int, ...]:
    """Policies of the frontier that do better than one that is not on it: one, or two that mix."""
    for part in reversed(frontier):
        if costs[part.policy] <= costs[number] and effects[part.policy] >= effects[number]:
            return (part.policy,)
    below = [part.policy for part in frontier if effects[part.policy] < effects[number]]
    above = [part.policy for part in frontier if effects[part.policy] >= effects[number]]
    return (below[-1], above[0])


def _highest(
    frontier: Sequence[FrontierPart], costs: FloatArray, effects: FloatArray, stated: float | None
) -> float:
    """Return the value up to which the curves go: round, and beyond all at which the choice turns."""
    turns = [part.start for part in frontier if part.start > 0.0]
    if stated is not None and stated > 0.0:
        turns.append(stated)
    if not turns:
        # Nothing is worth its cost at any value: then as far as the dearest would cost for its effect.
        sizes = np.abs(costs) / np.maximum(np.abs(effects), 1.0)
        turns = [float(sizes.max()) or 1.0]
    wanted = _BEYOND * max(turns)
    step = 10.0 ** math.floor(math.log10(wanted))
    return next(step * factor for factor in _ROUND if step * factor >= wanted * 0.999)
