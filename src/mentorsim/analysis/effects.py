"""Main effects and interactions: what each varied thing does, and whether two work together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from mentorsim.analysis.balanced_effects import (
    departure_records,
    effect_records,
    incomplete_blocks,
    interaction_records,
)
from mentorsim.analysis.blocks import blocks_of, levels_of
from mentorsim.analysis.cells import Cells, set_aside_notes
from mentorsim.analysis.contrasts import PairedReplications, paired_replications
from mentorsim.analysis.findings import Findings, NotPossibleError, Remarks
from mentorsim.analysis.point_means import PointMeans, point_means
from mentorsim.analysis.sampled_effects import curve_records
from mentorsim.analysis.variation import FEWEST_REPLICATIONS, variation_records
from mentorsim.experiment.design.designs import Design
from mentorsim.experiment.design.factors import Factor
from mentorsim.experiment.sweep_results import SweepResults
from mentorsim.statistics.regression import FEWEST_POINTS

if TYPE_CHECKING:
    import pandas as pd

NO_VALUE = "No replication has a value at every design point"
NOT_DIVIDED = (
    f"No shares of variance (they need all design points, {FEWEST_REPLICATIONS} replications, and a variance "
    "between points that is more than chance)"
)
NOTHING_VARIES = "nothing varies in these results, which are of a single design point"

_KEYS = ["outcome", "policy", "factor", "level", "level_value"]
_STATED = ["estimate", "low", "high", "simultaneous_low", "simultaneous_high", "standard_error", "n"]
_EFFECTS = [*_KEYS, "contrast", "against", *_STATED, "blocks", "replications_left_out"]
_INTERACTIONS = [*_KEYS, "factor_2", "level_2", "level_value_2", *_STATED, "blocks", "replications_left_out"]
_VARIATION = ["outcome", "policy", "factor", "factor_2", "estimate", "low", "high", "standard_error", "n"]


def reason_against(results: SweepResults) -> str | None:
    """Say why there are no effects: nothing varies, or there are too few points for a curve."""
    design = results.design
    if not varying(design):
        return NOTHING_VARIES
    if not _balanced(design) and len(design.points) < FEWEST_POINTS:
        return (
            f"the {len(design.points)} design points form no complete blocks, and for curves "
            f"{FEWEST_POINTS} are the fewest"
        )
    return None


def find(cells: Cells) -> Findings:
    """Estimate the effects of everything that varies.

    Returns
    -------
    Findings
        ``effects``: by factor and level, see `balanced_effects` and `sampled_effects`. ``interactions`` of
        pairs of factors, for grids and points that form blocks; ``variation``, how the variance between
        points divides, for grids.

    Raises
    ------
    NotPossibleError
        When no outcome has values at enough points.
    """
    import pandas as pd

    design = cells.results.design
    effects: list[dict[str, Any]] = []
    interactions: list[dict[str, Any]] = []
    variation: list[dict[str, Any]] = []
    remarks, missing = Remarks(), dict[str, None]()
    for outcome in cells.subject.names:
        for policy in cells.subject.policies:
            of: dict[str, Any] = {"outcome": outcome, "policy": policy}
            if not _balanced(design):
                found = point_means(cells, outcome, policy)
                missing.update(dict.fromkeys(set_aside_notes(found.set_aside)))
                effects += [{**of, **record} for record in _curves(cells, found)]
                continue
            paired = paired_replications(cells, outcome, policy)
            of["replications_left_out"] = paired.replications_left_out
            if not paired.replications:
                remarks.add(NO_VALUE, outcome, policy)
                continue
            missing.update(dict.fromkeys(_missing(design, paired)))
            if design.kind == "one_at_a_time":
                effects += [{**of, **r} for r in departure_records(design, varying(design), paired)]
                continue
            effects += [{**of, **r} for r in effect_records(design, varying(design), paired)]
            interactions += [{**of, **r} for r in interaction_records(design, varying(design), paired)]
            if design.kind == "grid" and len(varying(design)) > 1:
                shape = [len(levels_of(factor)) for factor in varying(design)]
                shares = list(variation_records(shape, varying(design), paired))
                variation += [{**of, **record} for record in shares]
                if not shares:
                    remarks.add(NOT_DIVIDED, outcome, policy)
    if not effects:
        raise NotPossibleError("no outcome has a value at enough design points")
    tables = {"effects": _table(effects, _EFFECTS)}
    if interactions:
        tables["interactions"] = _table(interactions, _INTERACTIONS)
    if variation:
        tables["variation"] = pd.DataFrame(variation)[_VARIATION]
    return Findings(tables, (*_how_to_read(cells), *missing, *remarks.notes()))


def varying(design: Design) -> list[Factor]:
    """Return the factors with more than one value among the points."""
    return [
        factor
        for place, factor in enumerate(design.factors)
        if len({str(point[place]) for point in design.points}) > 1
    ]


def _balanced(design: Design) -> bool:
    """Whether levels can be compared with all else equal."""
    if design.kind in ("grid", "one_at_a_time"):
        return True
    if design.kind != "points":
        return False
    points = range(len(design.points))
    return any(len(blocks_of(design, [factor], points).points) for factor in varying(design))


def _curves(cells: Cells, found: PointMeans) -> Iterator[dict[str, Any]]:
    for factor in varying(cells.results.design):
        for record in curve_records(cells.results.design, factor, found, cells.results.second_order):
            yield {**record, "left_out": len(found.set_aside), "replications": found.values.shape[1]}


def _missing(design: Design, paired: PairedReplications) -> Iterator[str]:
    if paired.set_aside:
        yield from set_aside_notes(paired.set_aside)
        for path, count in incomplete_blocks(design, varying(design), paired).items():
            yield f"Combinations of other factors left out, in which a level of {path} is missing: {count}."


def _how_to_read(cells: Cells) -> Iterator[str]:
    if len(cells.replications) < 2:
        yield "One replication gives a mean but no interval."
    if _balanced(cells.results.design):
        yield (
            "Intervals (95 %) are simulation error, with replications as the unit; the simultaneous ones "
            "hold for all levels and factors of an outcome together."
        )
    else:
        yield (
            "Expected outcomes along each factor, with all others as they were drawn; intervals (95 %) hold "
            "the randomness of the design and of the replications."
        )


def _table(records: list[dict[str, Any]], columns: list[str]) -> pd.DataFrame:
    import pandas as pd

    table = pd.DataFrame(records)
    kept = [name for name in columns if name in table.columns]
    return table[[*kept, *(name for name in table.columns if name not in kept)]]
