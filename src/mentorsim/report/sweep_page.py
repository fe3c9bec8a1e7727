"""A sweep on a page: its design, how far it is, and the means at its first points."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from rich.text import Text

from mentorsim.documents.yaml_text import inline
from mentorsim.experiment.design.designs import Design
from mentorsim.experiment.folder.paths import ResultsPaths
from mentorsim.experiment.range_columns import RangeColumns, range_columns
from mentorsim.experiment.sweep_results import SweepResults
from mentorsim.report import layout
from mentorsim.report.effect_tables import folded, side_by_side
from mentorsim.statistics.intervals import SMALL_CELL

if TYPE_CHECKING:
    from rich.console import Group, RenderableType

_MOST_FACTORS = 20
_MOST_COLUMNS = 8
_MOST_POINTS = 12
_MOST_LINES = 30
_MOST_OUTCOMES = 5
_MOST_ERRORS = 5
_FROM_WHOLE = 1000.0  # numbers of this size have no decimals


def design_page(design: Design, title: str) -> Iterator[RenderableType]:
    """Lay out a design: what is varied, and its first points."""
    kind = design.kind.replace("_", " ")
    factors = layout.table([layout.words("varied"), layout.words("over")])
    for factor in design.factors[:_MOST_FACTORS]:
        factors.add_row(factor.path, _shortened(_over(factor.written())))
    yield layout.titled(
        f"{title}: {kind}, {len(design.points)} design points, {len(design.samples)} samples", factors
    )
    more = len(design.factors) - _MOST_FACTORS
    if more > 0:
        yield layout.paragraph(f"and {more} more, over their values as the experiment says")
    yield ""
    if 0 < len(design.factors) <= _MOST_COLUMNS:
        table = layout.table([layout.numbers("point"), *(layout.words(f.path) for f in design.factors)])
        for number, point in enumerate(design.points[:_MOST_POINTS]):
            table.add_row(str(number), *map(_cell, point))
        yield table
        more = len(design.points) - _MOST_POINTS
        yield layout.paragraph(f"and {more} more design points") if more > 0 else ""


def results_page(results: SweepResults, width: int) -> Iterator[RenderableType]:
    """Lay out what a results folder holds: its design, how many runs, failures, and means."""
    yield from design_page(results.design, results.title)
    if results.question:
        yield layout.paragraph(results.question)
    yield ""
    if not ResultsPaths(results.folder).existing_parts():
        yield layout.paragraph("No run is there yet.")
        return
    outcomes = [name for name in results.outcomes if name in results.record["reported"]][:_MOST_OUTCOMES]
    if "over_budget" in results.outcomes:
        outcomes += [name for name in ("cost", "over_budget") if name not in outcomes]
    behind = {name: one for name, one in range_columns(results).items() if name in outcomes}
    further = [column for one in behind.values() for column in (*one.means, *one.sizes)]
    runs = results.runs([*outcomes, *dict.fromkeys(further)])
    failed = runs["error"].notna()
    select = results.record.get("select")
    replications = (
        len(results.design.points) * results.replications if select is None else select["replications_in_all"]
    )
    asked = len(results.policies) * replications
    most = "" if results.fixed else " at most"
    yield layout.paragraph(
        f"{len(runs):,} runs of{most} {asked:,}; {int(failed.sum()):,} failed. Seed "
        f"{results.record['seed']}, mentorsim {results.record['mentorsim']}."
    )
    for error, count in runs.loc[failed, "error"].value_counts().head(_MOST_ERRORS).items():
        yield layout.paragraph(f"{count} x {error}")
    yield ""
    if failed.all():
        yield layout.paragraph("There are no means, because every run failed.")
        return
    for table in _means(runs[~failed], outcomes, behind, width):
        yield table
        yield ""
    lines = len(results.design.points) * len(results.policies)
    yield layout.paragraph(f"and {lines - _MOST_LINES} more lines") if lines > _MOST_LINES else ""


def _means(runs: Any, outcomes: list[str], behind: dict[str, RangeColumns], width: int) -> list[Group]:
    grouped = runs.groupby(["point", "policy"], sort=False)
    means = grouped[outcomes].mean()
    for name, one in behind.items():
        # A gap over three or more groups is the range of the groups' means over replications.
        sizes = runs[list(one.sizes)].mean()
        large = [mean for mean, size in zip(one.means, one.sizes, strict=True) if sizes[size] >= SMALL_CELL]
        of_groups = grouped[large].mean()
        means[name] = of_groups.max(axis=1) - of_groups.min(axis=1) if len(large) > 1 else float("nan")
    lines = means.assign(runs=grouped.size()).reset_index()
    records = lines.head(_MOST_LINES).to_dict("records")
    last = len(str(max((record["point"] for record in records), default=0)))
    return side_by_side(
        "Means by design point and policy",
        [f"{record['point']:>{last}}  {record['policy']}" for record in records],
        ["runs", *(folded(name.replace("_", " ")) for name in outcomes)],
        [
            [Text(str(record["runs"])) for record in records],
            *([Text(_mean(record[name])) for record in records] for name in outcomes),
        ],
        width,
    )


def _mean(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= _FROM_WHOLE else f"{value:.4g}"


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
