"""A sweep on a page: its design, how far it is, and the means at its first points."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from mentorsim.experiment.designs import Design
from mentorsim.experiment.paths import ResultsPaths
from mentorsim.experiment.sweep_results import SweepResults
from mentorsim.report import layout
from mentorsim.scenario.yaml_text import inline

if TYPE_CHECKING:
    from rich.console import RenderableType

_MOST_POINTS = 12
_MOST_LINES = 30
_MOST_OUTCOMES = 5
_MOST_ERRORS = 5


def design_page(design: Design, title: str) -> Iterator[RenderableType]:
    """Lay out a design: what is varied, and its first points."""
    kind = design.kind.replace("_", " ")
    factors = layout.table([layout.words("varied"), layout.words("over")])
    for factor in design.factors:
        factors.add_row(factor.path, _shortened(_over(factor.written())))
    yield layout.titled(
        f"{title}: {kind}, {len(design.points)} points, {len(design.samples)} samples", factors
    )
    yield ""
    if design.factors:
        table = layout.table([layout.numbers("point"), *(layout.words(f.path) for f in design.factors)])
        for number, point in enumerate(design.points[:_MOST_POINTS]):
            table.add_row(str(number), *map(_cell, point))
        yield table
        more = len(design.points) - _MOST_POINTS
        yield layout.paragraph(f"and {more} more points") if more > 0 else ""


def results_page(results: SweepResults) -> Iterator[RenderableType]:
    """Lay out what a results folder holds: its design, how many runs, failures, and means."""
    yield from design_page(results.design, results.title)
    if results.question:
        yield layout.paragraph(results.question)
    yield ""
    if not ResultsPaths(results.folder).existing_parts():
        yield layout.paragraph("No run is there yet.")
        return
    outcomes = [name for name in results.outcomes if name in results.record["reported"]][:_MOST_OUTCOMES]
    runs = results.runs(outcomes)
    failed = runs["error"].notna()
    select = results.record.get("select")
    worlds = len(results.design.points) * results.replications if select is None else select["worlds_in_all"]
    asked = len(results.policies) * worlds
    most = "" if results.fixed else " at most"
    yield layout.paragraph(
        f"{len(runs):,} runs of{most} {asked:,}; {int(failed.sum()):,} failed. Seed "
        f"{results.record['seed']}, mentorsim {results.record['mentorsim']}."
    )
    for error, count in runs.loc[failed, "error"].value_counts().head(_MOST_ERRORS).items():
        yield layout.paragraph(f"{count} x {error}")
    yield ""
    yield layout.titled("Means by point and policy", _means(results, runs[~failed], outcomes))
    lines = len(results.design.points) * len(results.policies)
    yield layout.paragraph(f"and {lines - _MOST_LINES} more lines") if lines > _MOST_LINES else ""


def _means(results: SweepResults, runs: Any, outcomes: list[str]) -> Table:
    table = layout.table(
        [
            layout.numbers("point"),
            layout.words("policy"),
            layout.numbers("runs"),
            *(layout.numbers(name) for name in outcomes),
        ]
    )
    grouped = runs.groupby(["point", "policy"], sort=False)
    lines = grouped[outcomes].mean().assign(runs=grouped.size()).reset_index()
    for record in lines.head(_MOST_LINES).to_dict("records"):
        values = [f"{record[name]:.4g}" for name in outcomes]
        table.add_row(str(record["point"]), Text(str(record["policy"])), str(record["runs"]), *values)
    return table


def _over(written: Any) -> str:
    if isinstance(written, dict):
        ((name, numbers),) = written.items()
        return f"{name}({', '.join(f'{number:g}' for number in numbers)})"
    return written if isinstance(written, str) else ", ".join(map(_cell, written))


def _cell(value: Any) -> str:
    if value is None:
        return "as it is"
    return f"{value:.6g}" if isinstance(value, float) else _shortened(inline(value))


def _shortened(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}..."
