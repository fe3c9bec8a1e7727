"""Main effects and two-way interactions where designs are balanced: grids, and points that form blocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations, pairwise
from typing import Any

import numpy as np

from mentorsim.analysis.blocks import Blocks, blocks_of, level_number, level_text, levels_of
from mentorsim.analysis.contrasts import PairedReplications, estimates
from mentorsim.experiment.design.designs import Design
from mentorsim.experiment.design.factors import Factor
from mentorsim.statistics.intervals import FloatArray

Record = dict[str, Any]

ROUNDING = 1e-12
"""What is smaller than this share of the largest value is not distinguishable from 0."""


@dataclass(frozen=True, eq=False)
class _Contrast:
    """What a row of the table is about, and its value in each replication."""

    record: Record
    values: FloatArray


def effect_records(design: Design, factors: Sequence[Factor], paired: PairedReplications) -> Iterator[Record]:
    """Yield the main effects of each factor, averaged over blocks of the other factors.

    Rows by ``contrast``: ``level``, the mean at a level; ``from_mean``, minus the mean of all levels;
    ``from_previous``, minus that of the level before (in ascending order where they are numbers).
    Simultaneous intervals hold for all rows of one contrast together, over all factors.
    """
    found: list[_Contrast] = []
    for factor in factors:
        blocks = blocks_of(design, [factor], paired.there)
        found += _main_effects(blocks, paired.values)
    yield from _with_estimates(found, paired)


def departure_records(
    design: Design, factors: Sequence[Factor], paired: PairedReplications
) -> Iterator[Record]:
    """Yield what each level by itself changes, for a design that varies one factor at a time.

    Rows by ``contrast``: ``level``, the mean at a level; ``from_scenario``, minus that of the scenario as it
    is, the first point.
    """
    base = design.points[0]
    found: list[_Contrast] = []
    for place, factor in enumerate(design.factors):
        if factor not in factors:
            continue
        for level in _ascending(levels_of(factor)):
            values = (*base[:place], level, *base[place + 1 :])
            point = design.points.index(values)
            if point not in paired.there:
                continue
            record = {**_of_level(factor, level), "against": "", "blocks": 1}
            found.append(_Contrast({**record, "contrast": "level"}, paired.values[point]))
            if 0 in paired.there and point != 0:
                against = {"contrast": "from_scenario", "against": level_text(base[place])}
                change = paired.values[point] - paired.values[0]
                found.append(_Contrast({**record, **against}, change))
    yield from _with_estimates(found, paired)


def interaction_records(
    design: Design, factors: Sequence[Factor], paired: PairedReplications
) -> Iterator[Record]:
    """Yield what is left of each cell of two factors when both main effects are taken off.

    Averaged over blocks of the other factors. Simultaneous intervals hold for all rows of two factors
    together.
    """
    for one, other in combinations(factors, 2):
        blocks = blocks_of(design, [one, other], paired.there)
        if not len(blocks.points):
            continue
        cells = paired.values[blocks.points].mean(axis=0)
        left = cells - cells.mean(axis=0) - cells.mean(axis=1)[:, None] + cells.mean(axis=(0, 1))
        found = [
            _Contrast(
                {
                    **_of_level(one, level),
                    **{f"{key}_2": value for key, value in _of_level(other, second).items()},
                    "blocks": len(blocks.points),
                },
                left[row, column],
            )
            for row, level in enumerate(blocks.levels[0])
            for column, second in enumerate(blocks.levels[1])
        ]
        yield from _with_estimates(found, paired)


def incomplete_blocks(
    design: Design, factors: Sequence[Factor], paired: PairedReplications
) -> dict[str, int]:
    """Count, by factor, the blocks that are left out because a point is missing in them."""
    counts = {f.path: blocks_of(design, [f], paired.there).incomplete for f in factors}
    return {path: count for path, count in counts.items() if count}


def _main_effects(blocks: Blocks, values: FloatArray) -> Iterator[_Contrast]:
    if not len(blocks.points):
        return
    (factor,), (levels,) = blocks.factors, blocks.levels
    means = values[blocks.points].mean(axis=0)
    middle = means.mean(axis=0)
    ordered = _ascending(levels)
    by_level = {level_text(level): means[place] for place, level in enumerate(levels)}
    for level in ordered:
        record = {**_of_level(factor, level), "against": "", "blocks": len(blocks.points)}
        own = by_level[level_text(level)]
        yield _Contrast({**record, "contrast": "level"}, own)
        yield _Contrast({**record, "contrast": "from_mean"}, own - middle)
    for before, level in pairwise(ordered):
        record = {**_of_level(factor, level), "against": level_text(before), "blocks": len(blocks.points)}
        change = by_level[level_text(level)] - by_level[level_text(before)]
        yield _Contrast({**record, "contrast": "from_previous"}, change)


def _with_estimates(found: Sequence[_Contrast], paired: PairedReplications) -> Iterator[Record]:
    """Estimate each family of contrasts together, and return the rows in the order of the contrasts."""
    families = [contrast.record.get("contrast") for contrast in found]
    rows: dict[int, Record] = {}
    for family in dict.fromkeys(families):
        places = [place for place, of_family in enumerate(families) if of_family == family]
        matrix = _without_rounding(np.column_stack([found[place].values for place in places]), paired)
        for place, estimate in zip(places, estimates(matrix), strict=True):
            rows[place] = {**found[place].record, **asdict(estimate), "n": paired.replications}
    yield from (rows[place] for place in range(len(found)))


def _without_rounding(contrasts: FloatArray, paired: PairedReplications) -> FloatArray:
    """Make 0 of what is only rounding: a contrast of equal numbers must not look like a sure effect."""
    size = float(np.abs(paired.values[list(paired.there)]).max())
    return np.where(np.abs(contrasts) <= ROUNDING * size, 0.0, contrasts)


def _of_level(factor: Factor, level: Any) -> Record:
    return {"factor": factor.path, "level": level_text(level), "level_value": level_number(level)}


def _ascending(levels: Sequence[Any]) -> list[Any]:
    """Order levels by size where they are numbers; else leave them as they were given."""
    numbers = [level_number(level) for level in levels]
    if any(np.isnan(number) for number in numbers):
        return list(levels)
    return [levels[place] for place in np.argsort(numbers, kind="stable")]
