"""The report of a results folder: of a comparison, with or without parameter uncertainty, or of a sweep."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from mentorsim.api.comparison import Comparison
from mentorsim.api.kept_report import kept_or_made
from mentorsim.errors import UserError
from mentorsim.experiment.folder.parts import PartLayout, read_part
from mentorsim.experiment.folder.paths import ResultsPaths
from mentorsim.experiment.one_cohort import CohortNetwork
from mentorsim.experiment.replicate import measured_columns
from mentorsim.experiment.rows import joined
from mentorsim.experiment.summarizing import limits_of
from mentorsim.experiment.sweep_results import SweepResults, read_results
from mentorsim.report.document.build import command_of, comparison_report
from mentorsim.report.document.source import Provenance
from mentorsim.report.document.written import Report
from mentorsim.report.words.phrases import day_in_words

_NEEDED = frozenset(
    {"value_of_retained", "pairs", "costs", "labels", "turning_points", "students", "subgroups"}
)


def report(results: SweepResults | str | Path) -> Report:
    """Return the report of a results folder, an HTML page for decision makers.

    That of a sweep is kept in the folder and worked out again only where runs or program have changed.

    Parameters
    ----------
    results
        The results, or their folder.

    Raises
    ------
    UserError
        When the folder holds no results, or no runs yet.
    """
    opened = results if isinstance(results, SweepResults) else read_results(results)
    if opened.record.get("experiment"):
        return kept_or_made(opened, lambda: _of_sweep(opened))
    found = comparison_of_folder(opened)
    fixed = bool(opened.record["half_width"] is None)
    provenance = provenance_of_folder(opened, command_of(opened.plan, found, fixed=fixed))
    return comparison_report(found, opened.plan, provenance, _network(opened))


def _of_sweep(results: SweepResults) -> Report:
    from mentorsim.api.analyze import analyze
    from mentorsim.report.document.sweep_pages import sweep_report

    return sweep_report(analyze(results), provenance_of_folder(results))


def comparison_of_folder(results: SweepResults) -> Mapping[str, Any]:
    """Return what the comparison of a folder states: as it was written there, or from its runs.

    What was written counts where it is of all runs that are there; else it is worked out anew.

    Raises
    ------
    UserError
        When the folder holds no complete replication, or a part is damaged.
    """
    paths = ResultsPaths(results.folder)
    try:
        found = json.loads(paths.comparison.read_bytes())
    except (OSError, ValueError):
        found = None
    if isinstance(found, dict) and found.keys() >= _NEEDED:
        stated = int(found["replications"]) * len(results.policies)
        if stated == _runs_there(paths) and found["mentorsim"] == results.record["mentorsim"]:
            return found
    fresh: Mapping[str, Any] = json.loads(_from_runs(results).to_json_text())
    return fresh


def provenance_of_folder(results: SweepResults, command: str = "") -> Provenance:
    """Return where the runs of a folder come from."""
    record = results.record
    return Provenance(
        version=str(record["mentorsim"]),
        digest=str(record["fingerprint"]),
        date=_date(ResultsPaths(results.folder).log),
        versions=dict(record["versions"]),
        command=command or "mentorsim sweep experiment.yaml",
        same_code=results.same_code,
    )


def _network(results: SweepResults) -> CohortNetwork | None:
    """Return the network that the comparison has left in its folder; None where there is none."""
    try:
        return CohortNetwork.from_json_text(ResultsPaths(results.folder).cohort.read_bytes())
    except (OSError, ValueError):
        return None


def _runs_there(paths: ResultsPaths) -> int:
    import pyarrow.parquet as pq

    try:
        return sum(pq.read_metadata(path).num_rows for path in paths.existing_parts())
    except (OSError, ValueError):  # a damaged part, which reading its runs tells in a sentence
        return -1


def _from_runs(results: SweepResults) -> Comparison:
    plan, record = results.plan, results.record
    layout = PartLayout(
        str(record["fingerprint"]),
        (str(record["fingerprint"]),),
        results.policies,
        measured_columns(plan),
        {},
    )
    parts = [read_part(path, layout) for path in ResultsPaths(results.folder).existing_parts()]
    if not parts:
        raise UserError(f"the folder {results.folder} holds no runs yet")
    comparison = Comparison(
        plan, joined(parts).in_order(), limits_of(plan, plan.scenario.run.smallest_worthwhile)
    )
    if not len(comparison.block.replications):
        raise UserError(f"the folder {results.folder} holds no complete replication yet")
    return comparison


def _date(log: Path) -> str:
    """Return the day of the last line of a log; empty where there is none."""
    try:
        lines = log.read_text(encoding="utf-8").splitlines()
        return day_in_words(date.fromisoformat(lines[-1][:10]))
    except (OSError, ValueError, IndexError):
        return ""
