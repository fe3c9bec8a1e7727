"""The choice by the value of a student retained: the page and the figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from mentorsim.report import layout
from mentorsim.report.analyses.analysis_words import records
from mentorsim.report.words.phrases import rounded

if TYPE_CHECKING:
    from rich.console import RenderableType

    from mentorsim.analysis.findings import Findings
    from mentorsim.analysis.subject import Subject
    from mentorsim.report.style import Picture

_MOST_ROWS = 24


def page(findings: Findings, subject: Subject, width: int) -> Iterator[RenderableType]:
    """Lay out from which value of a student retained on each policy is the best choice, by design point."""
    rows = records(findings.tables["frontier"])
    table = layout.table(
        [
            layout.numbers("design\npoint"),
            layout.words("best by the means"),
            layout.numbers("from a value of"),
        ]
    )
    for row in rows[:_MOST_ROWS]:
        table.add_row(str(row["point"]), str(row["policy"]), f"{rounded(row['from']):,.0f}")
    yield layout.titled("By the value of one more student retained", table)
    more = len(rows) - _MOST_ROWS
    yield layout.paragraph(f"{more:,} more rows are in the table." if more > 0 else "")
    yield layout.paragraph(
        "The net benefit of a policy is the value of a student times the students retained, less the "
        "cost. How "
        "likely each policy has the highest one, for each value, is in the table acceptability."
    )


def figures(findings: Findings, subject: Subject) -> Mapping[str, Picture]:
    """Return no figure: the report draws the curves."""
    return {}
