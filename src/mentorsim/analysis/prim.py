"""PRIM: boxes in which a condition mostly holds, found by peeling and pasting.

Friedman and Fisher 1999, "Bump hunting in high-dimensional data", Statistics and Computing 9, as it is used
for scenario discovery: Bryant and Lempert 2010, "Thinking inside the box", Technological Forecasting and
Social Change 77. A peel is judged by what it gains per point that it gives up, which treats categories fairly
(Kwakkel and Jaxa-Rozen 2016, "Improving scenario discovery for handling heterogeneous uncertainties and
multinomial classified outcomes", Environmental Modelling & Software 79).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from mentorsim.analysis.boxes import Box, BoxLimit, Dimension, between, box_of, within
from mentorsim.statistics.intervals import BoolArray

PEEL = 0.05
"""Share of the points in the box that one peel gives up."""
SMALLEST = 0.05
"""A box holds at least this share of all points."""
SIGNIFICANT = 0.05
CHANCE_OF_A_BOX = 0.005
"""A box that is likelier than this by chance is none: of many boxes on the way the best one was taken."""


def find_box(dimensions: Sequence[Dimension], hits: BoolArray) -> tuple[Box, tuple[Box, ...]]:
    """Find one box.

    The box is peeled to the least support, also by steps that make it no denser, for a denser box may lie
    beyond them; of all boxes on the way the best balanced one is taken (`Box.balance`: coverage against
    density above that of the whole design, so that a frequent condition is treated like a rare one). Its
    limits are then pasted back as far as density rises, and those that may be chance (`quasi_p` above 0.05)
    are dropped, the likeliest first. A box that may be chance as a whole (`CHANCE_OF_A_BOX`; in pure noise
    the best of many boxes looks good) is not a box.

    Parameters
    ----------
    dimensions
        What varies, each over the same points.
    hits
        Whether the condition holds, shape (points,).

    Returns
    -------
    tuple
        The box, and the boxes of the peeling from the whole design on.
    """
    trajectory = tuple(_peeled(dimensions, hits))
    best = max(trajectory, key=lambda box: (box.balance, -len(box.limits)))
    pasted = _pasted(best, dimensions, hits)
    kept = _without_chance(pasted, dimensions, hits)
    return (kept if _chance(kept) <= CHANCE_OF_A_BOX else trajectory[0]), trajectory


def quasi_p(box: Box, limit: BoxLimit, dimensions: Sequence[Dimension], hits: BoolArray) -> float:
    """Probability of as many hits by chance, had the limit no meaning: a one-sided binomial test.

    The density without the limit is taken as that of chance (Bryant and Lempert 2010). It is not a true
    p-value: the limit was chosen because it looks good.
    """
    from scipy.stats import binom

    others = tuple(other for other in box.limits if other != limit)
    wider = box_of(others, dimensions, hits)
    if wider.points == box.points:
        return 1.0
    return float(binom.sf(box.hits - 1, box.points, wider.density))


def _chance(box: Box) -> float:
    """Probability of as many hits by chance, had the box the density of the whole design."""
    from scipy.stats import binom

    return float(binom.sf(box.hits - 1, box.points, box.all_hits / box.all_points)) if box.limits else 0.0


def _peeled(dimensions: Sequence[Dimension], hits: BoolArray) -> Iterator[Box]:
    box = box_of((), dimensions, hits)
    inside = np.ones(len(hits), dtype=np.bool_)
    least = max(2, int(np.ceil(SMALLEST * len(hits))))
    while True:
        yield box
        best, gain = None, -math.inf
        for limit in _peels(dimensions, inside):
            kept = inside & limit.holds(dimensions[limit.dimension].values)
            count = int(kept.sum())
            if not least <= count < box.points:
                continue
            denser = np.count_nonzero(hits & kept) / count - box.density
            if denser / (box.points - count) > gain:
                best, gain = limit, denser / (box.points - count)
        if best is None:
            return
        limits = _with(box.limits, best)
        inside = within(limits, dimensions, len(hits))
        box = box_of(limits, dimensions, hits)


def _peels(dimensions: Sequence[Dimension], inside: BoolArray) -> Iterator[BoxLimit]:
    for number, dimension in enumerate(dimensions):
        values = dimension.values[inside]
        if dimension.categories:
            present = np.unique(values).astype(np.int64).tolist()
            for category in present if len(present) > 1 else ():
                yield BoxLimit(number, "without", without=frozenset({category}))
            continue
        ordered = np.sort(values)
        many = max(1, int(PEEL * len(ordered)))
        above = ordered[ordered > ordered[many - 1]]
        below = ordered[ordered < ordered[-many]]
        if len(above):
            yield BoxLimit(number, "above", between(float(ordered[many - 1]), float(above[0])))
        if len(below):
            yield BoxLimit(number, "below", between(float(below[-1]), float(ordered[-many])))


def _pasted(box: Box, dimensions: Sequence[Dimension], hits: BoolArray) -> Box:
    improved = True
    while improved:
        improved = False
        for limit in box.limits:
            others = tuple(other for other in box.limits if other != limit)
            around = within(others, dimensions, len(hits))
            for wider in _pastes(limit, dimensions[limit.dimension], around):
                candidate = box_of((*others, *wider), dimensions, hits)
                if candidate.points > box.points and candidate.density > box.density:
                    box, improved = candidate, True
                    break
            if improved:
                break
    return box


def _pastes(limit: BoxLimit, dimension: Dimension, around: BoolArray) -> Iterator[tuple[BoxLimit, ...]]:
    """Wider limits in place of one; none of them where it is gone altogether."""
    if limit.side == "without":
        for category in sorted(limit.without):
            fewer = limit.without - {category}
            yield (replace(limit, without=fewer),) if fewer else ()
        return
    values = np.sort(dimension.values[around])
    if limit.side == "above":
        outside = values[values < limit.at][::-1]
    else:
        outside = values[values > limit.at]
    many = max(1, int(PEEL * np.count_nonzero(limit.holds(values))))
    if len(outside) <= many:
        yield ()
        return
    last, first = float(outside[many - 1]), float(outside[many])
    if last != first:
        yield (replace(limit, at=between(min(last, first), max(last, first))),)


def _without_chance(box: Box, dimensions: Sequence[Dimension], hits: BoolArray) -> Box:
    while box.limits:
        chances = [quasi_p(box, limit, dimensions, hits) for limit in box.limits]
        likeliest = int(np.argmax(chances))
        if chances[likeliest] <= SIGNIFICANT:
            break
        kept = [limit for place, limit in enumerate(box.limits) if place != likeliest]
        box = box_of(kept, dimensions, hits)
    return box


def _with(limits: tuple[BoxLimit, ...], new: BoxLimit) -> tuple[BoxLimit, ...]:
    for place, limit in enumerate(limits):
        if (limit.dimension, limit.side) == (new.dimension, new.side):
            joined = replace(new, without=limit.without | new.without)
            return (*limits[:place], joined, *limits[place + 1 :])
    return (*limits, new)
