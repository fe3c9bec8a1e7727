"""Response surfaces: the outcome over two factors, as measured at a grid or as fitted to samples."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from itertools import combinations
from typing import Any

from mentorsim.analysis.blocks import blocks_of, level_number, level_text
from mentorsim.analysis.cells import Cells, set_aside_notes
from mentorsim.analysis.contrasts import PairedReplications, estimates, paired_replications
from mentorsim.analysis.effects import NOTHING_VARIES, varying
from mentorsim.analysis.findings import Findings, NotPossibleError, Remarks
from mentorsim.analysis.fitted_surface import FEWEST_POINTS, FittedSurface, fit_surface
from mentorsim.analysis.point_means import point_means
from mentorsim.experiment.design.designs import Design
from mentorsim.experiment.sweep_results import SweepResults

Record = dict[str, Any]


def reason_against(results: SweepResults) -> str | None:
    """Say why there is no surface: fewer than two factors, or a design that says nothing of two together."""
    design = results.design
    count = len(varying(design))
    if count == 0:
        return NOTHING_VARIES
    if count == 1:
        return "a surface needs two factors that vary; here is one"
    if design.kind == "one_at_a_time":
        return "a design that varies one factor at a time says nothing of two together"
    if not _measured(design) and len(design.points) < FEWEST_POINTS:
        here = len(design.points)
        return f"{FEWEST_POINTS} design points are the fewest for a fitted surface; here are {here}"
    return None


def find(cells: Cells) -> Findings:
    """Return the surface over each pair of factors.

    Returns
    -------
    Findings
        ``surface``: a row per pair of factors and pair of their levels. At a grid it is the mean there; where
        there are more factors, the mean over all their combinations (``averaged_over`` names them). Where
        points were sampled it comes from a fitted model, whose table ``surface_fit`` says how well it
        predicts; one that does not predict is not drawn.

    Raises
    ------
    NotPossibleError
        When no outcome has values at enough points.
    """
    import pandas as pd

    rows: list[Record] = []
    fits: list[Record] = []
    remarks, missing = Remarks(), dict[str, None]()
    measured = _measured(cells.results.design)
    for outcome in cells.subject.names:
        for policy in cells.subject.policies:
            of = {"outcome": outcome, "policy": policy}
            if measured:
                paired = paired_replications(cells, outcome, policy)
                missing.update(dict.fromkeys(set_aside_notes(paired.set_aside)))
                rows += [{**of, **record} for record in _cells(cells.results.design, paired)]
                continue
            found = point_means(cells, outcome, policy)
            missing.update(dict.fromkeys(set_aside_notes(found.set_aside)))
            fitted = fit_surface(cells.results.design, found, cells.results.second_order)
            if fitted is None:
                remarks.add("Too few design points with different values for a fit", outcome, policy)
                continue
            fits.append({**of, **_fit(fitted), "left_out": len(found.set_aside)})
            if fitted.predicts:
                rows += [{**of, **record} for record in fitted.records()]
            else:
                share = f"{max(100 * fitted.r_squared, 0):.0f} % of the variance between points"
                remarks.add(f"Not drawn, because the fit predicts only {share}", outcome, policy)
    if not rows and not fits:
        raise NotPossibleError("no outcome has a value at enough design points")
    tables = {"surface": pd.DataFrame(rows)} if rows else {}
    if fits:
        tables["surface_fit"] = pd.DataFrame(fits)
    return Findings(tables, (_MEASURED if measured else _FITTED, *missing, *remarks.notes()))


_MEASURED = (
    "Intervals (95 %) are simulation error; the simultaneous ones hold for all cells of a map together."
)
_FITTED = (
    "Averaged over the other factors as they were drawn. What a model predicts is the share of the variance "
    "between points, at points that it was not fitted to (cross-validated r_squared). Intervals (95 %) hold "
    "the randomness of the design and of the replications, and take the form of the model for granted."
)


def _measured(design: Design) -> bool:
    """Whether some pair of factors has all combinations of its levels."""
    if design.kind == "grid":
        return True
    if design.kind != "points":
        return False
    points = range(len(design.points))
    return any(len(blocks_of(design, pair, points).points) for pair in combinations(varying(design), 2))


def _cells(design: Design, paired: PairedReplications) -> Iterator[Record]:
    if not paired.replications:
        return
    factors = varying(design)
    for one, other in combinations(factors, 2):
        over = ", ".join(factor.path for factor in factors if factor not in (one, other))
        # Without further factors a missing point is a hole; with them, means must be over the same ones.
        if over:
            blocks = blocks_of(design, [one, other], paired.there)
            count = len(blocks.points)
            levels = [(first, second) for first in blocks.levels[0] for second in blocks.levels[1]]
            if not count:
                continue
            values = paired.values[blocks.points].mean(axis=0).reshape(-1, paired.replications)
        else:
            places, count = (design.factors.index(one), design.factors.index(other)), 1
            points = list(paired.there)
            levels = [(design.points[p][places[0]], design.points[p][places[1]]) for p in points]
            values = paired.values[points]
        for (level, second), estimate in zip(levels, estimates(values.T), strict=True):
            yield {
                "factor": one.path,
                "level": level_text(level),
                "level_value": level_number(level),
                "factor_2": other.path,
                "level_2": level_text(second),
                "level_value_2": level_number(second),
                **asdict(estimate),
                "n": paired.replications,
                "replications_left_out": paired.replications_left_out,
                "blocks": count,
                "averaged_over": over,
            }


def _fit(fitted: FittedSurface) -> Record:
    return {
        "model": fitted.model,
        "terms": fitted.terms,
        "r_squared": fitted.r_squared,
        "noise_share": fitted.noise_share,
        "n": fitted.points,
        "drawn": fitted.predicts,
    }
