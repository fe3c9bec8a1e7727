"""The Pareto front: the page and the figure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mentorsim.analysis.pareto import DOMINATED, ON_FRONT, UNDECIDED
from mentorsim.report import layout
from mentorsim.report.analyses.analysis_numbers import none_of
from mentorsim.report.analyses.analysis_words import (
    alternative_in_words,
    as_they_are,
    by_alternative,
    records,
    varied_columns,
    weighed_outcomes,
)
from mentorsim.report.numbers import NOTHING, Scale, percent
from mentorsim.report.shown import label_of

if TYPE_CHECKING:
    from rich.console import RenderableType

    from mentorsim.analysis.findings import Findings
    from mentorsim.analysis.subject import Subject
    from mentorsim.report.style import Picture

_MOST_ROWS = 20
_ORDER = {ON_FRONT: 0, UNDECIDED: 1, DOMINATED: 2}


def page(findings: Findings, subject: Subject, width: int) -> Iterator[RenderableType]:
    """Lay out the front: those on it, those that may be, and the first of those that are dominated."""
    rows, varied = findings.tables["pareto"], varied_columns(findings.tables["pareto"])
    weighed = weighed_outcomes(findings, subject)
    table = layout.table(
        [
            layout.words("alternative"),
            *(layout.numbers(f"{label_of(outcome)},\n{scale.unit}") for outcome, scale in weighed),
            layout.words("standing"),
            layout.numbers("on front,\n% of\nresamples"),
        ]
    )
    estimates = by_alternative(findings)
    first = weighed[0][0]
    ordered = rows.assign(
        order=rows["standing"].map(_ORDER),
        size=[estimates[row["policy"], row["point"], first.name]["estimate"] for row in records(rows)],
    ).sort_values(["order", "size"], ascending=[True, first.direction == "lower"], kind="stable")
    for row in records(ordered.head(_MOST_ROWS)):
        cells = [estimates[row["policy"], row["point"], outcome.name] for outcome, _ in weighed]
        table.add_row(
            alternative_in_words(row, varied),
            *(_cell(scale, cell) for (_, scale), cell in zip(weighed, cells, strict=True)),
            _standing(row, several=rows["point"].nunique() > 1),
            percent(row["share_on_front"]),
        )
    counts = rows["standing"].value_counts()
    yield layout.paragraph(as_they_are(subject))
    yield ""
    yield layout.titled("Nothing is better in one without being worse in another", table)
    if len(rows) > _MOST_ROWS:
        yield layout.paragraph(f"and {len(rows) - _MOST_ROWS} more")
    yield layout.paragraph(
        f"{counts.get(ON_FRONT, 0)} of {len(rows)} are on the front, {counts.get(DOMINATED, 0)} are "
        f"dominated; of {counts.get(UNDECIDED, 0)} these replications cannot tell. All of that together is "
        "right with 95 % confidence. ± is a mean's 95 % interval, without the noise of the replications, "
        "which all share, where that makes it narrower. Both are simulation error."
    )
    limits = [
        f"{scale.size(subject.worthwhile[outcome.name])} {scale.change_unit} of {label_of(outcome)}"
        for outcome, scale in weighed
        if outcome.name in subject.worthwhile
    ]
    if limits:
        yield layout.paragraph(
            f"A difference of {' or '.join(limits)} or less counts for nothing here; another may be set with "
            "--worthwhile OUTCOME=NUMBER."
        )


def figures(findings: Findings, subject: Subject) -> dict[str, Picture]:
    """Draw the front."""
    from mentorsim.report.analyses.pareto_figure import pareto_figure

    return {"pareto": pareto_figure(findings, subject)}


def _standing(row: dict[str, object], *, several: bool) -> str:
    if row["standing"] != DOMINATED:
        return str(row["standing"])
    by = f"dominated by {row['dominated_by_policy']}"
    return f"{by}, point {row['dominated_by_point']:.0f}" if several else by


def _cell(scale: Scale, cell: dict[str, float]) -> str:
    mean = none_of(cell["estimate"])
    if mean is None:
        return NOTHING
    return scale.with_half_width(mean, none_of(cell["own_low"]), none_of(cell["own_high"]))
