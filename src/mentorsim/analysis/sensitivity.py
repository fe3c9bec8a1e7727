"""Sensitivity indices: Sobol's for designs of kind ``sobol``, Morris's for ``morris``, both through SALib."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

from mentorsim.analysis.cells import Cells, set_aside_notes
from mentorsim.analysis.effects import NOTHING_VARIES, varying
from mentorsim.analysis.findings import Findings, NotPossibleError, Remarks
from mentorsim.analysis.morris import morris_records
from mentorsim.analysis.point_means import PointMeans, point_means
from mentorsim.analysis.sobol import sobol_records
from mentorsim.experiment.sweep_results import SweepResults

MUCH_NOISE = 0.1
"""From this share of noise in the variance between points on, a reader is warned."""


def reason_against(results: SweepResults) -> str | None:
    """Say why there are no indices: another design, or SALib is not installed."""
    design = results.design
    if not varying(design):
        return NOTHING_VARIES
    if design.kind not in ("sobol", "morris"):
        kind = "design points of one's own" if design.kind == "points" else design.kind.replace("_", " ")
        return f"indices need a design of kind sobol or morris; this one is {kind}"
    if find_spec("SALib") is None:
        return 'indices need SALib: install it with pip install "mentorsim[research]"'
    return None


def find(cells: Cells) -> Findings:
    """Return the indices of everything that was sampled.

    Returns
    -------
    Findings
        ``sobol`` or ``morris``: see `sobol_records` and `morris_records`.

    Raises
    ------
    NotPossibleError
        When no outcome has them.
    """
    import pandas as pd

    rows: list[dict[str, Any]] = []
    remarks, missing = Remarks(), dict[str, None]()
    reason = "no outcome has a value at enough design points"
    for outcome in cells.subject.names:
        for policy in cells.subject.policies:
            found = point_means(cells, outcome, policy)
            missing.update(dict.fromkeys(set_aside_notes(found.set_aside)))
            try:
                records = _records(cells, found)
            except NotPossibleError as error:
                reason = str(error)
                remarks.add(f"No indices, for {reason}", outcome, policy)
                continue
            rows += [{"outcome": outcome, "policy": policy, **record} for record in records]
            for sentence in _remarks(cells.results.design.kind, records[0]):
                remarks.add(sentence, outcome, policy)
    if not rows:
        raise NotPossibleError(reason)
    first = (ONE_REPLICATION, _HOW_TO_READ) if len(cells.replications) < 2 else (_HOW_TO_READ,)
    return Findings({cells.results.design.kind: pd.DataFrame(rows)}, (*first, *missing, *remarks.notes()))


ONE_REPLICATION = "With one replication nobody can tell how much of the variance between points is noise."

_HOW_TO_READ = (
    "Intervals (95 %) hold the randomness of the design and of the replications, each drawn again; the "
    "table's columns standard_error_design and standard_error_replications tell what more samples, or more "
    "replications, would reduce."
)


def _records(cells: Cells, found: PointMeans) -> list[dict[str, Any]]:
    design = cells.results.design
    names = [factor.path for factor in design.sampled]
    if design.kind == "sobol":
        return sobol_records(found, design.samples, names, second_order=cells.results.second_order)
    assert design.units is not None
    levels = int(cells.results.record["experiment"]["levels"])
    return morris_records(found, design.samples, design.units, names, levels=levels)


def _remarks(kind: str, record: dict[str, Any]) -> Iterator[str]:
    if record["left_out"]:
        what = "blocks of samples" if kind == "sobol" else "trajectories"
        total = record["n"] + record["left_out"]
        yield f"{record['left_out']} of {total} {what} are left out: a design point has too few replications"
    if record["noise_share"] >= MUCH_NOISE:
        share = f"{100 * record['noise_share']:.0f} % of the variance between points"
        yield f"{share} is noise, which more replications would reduce"
