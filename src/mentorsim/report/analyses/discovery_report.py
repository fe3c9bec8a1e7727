"""Scenario discovery: the page and the figures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from mentorsim.report import layout
from mentorsim.report.analyses.analysis_words import box_sentence, rows_of
from mentorsim.report.numbers import NOTHING, percent

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

    from mentorsim.analysis.findings import Findings
    from mentorsim.analysis.subject import Subject
    from mentorsim.report.style import Picture


def page(findings: Findings, subject: Subject, width: int) -> Iterator[RenderableType]:
    """Say for each condition in which designs it mostly holds, and how far that can be believed."""
    points = findings.tables["discovery_points"]
    for when in dict.fromkeys(points["when"]):
        answers = points.loc[points["when"] == when, "holds"]
        yield ""
        yield layout.paragraph(
            f"{when}: in {int(answers.sum()):,} of {len(answers):,} designs ({percent(answers.mean())} %).",
            style="bold",
        )
        boxes = rows_of(findings, "boxes", when)
        if not boxes:
            yield layout.paragraph("No box holds it much more often than the whole design.")
        for box in boxes:
            yield layout.paragraph(box_sentence(box))
            if box["box"] == 1:
                yield layout.paragraph(_held_out(box))
            limits = [row for row in rows_of(findings, "box_limits", when) if row["box"] == box["box"]]
            yield _limits(limits)
    yield ""
    yield layout.paragraph(
        "Quasi-p: probability of so many hits had the limit no meaning; the limits were chosen because they "
        "look good, so take only small values seriously. Comes back: share of resamples of the designs in "
        "which the factor is limited on that side again, and where 90 % of these limits lie."
    )


def figures(findings: Findings, subject: Subject) -> dict[str, Picture]:
    """Draw a figure for each condition with a box."""
    from mentorsim.report.analyses.discovery_figures import discovery_figures

    return discovery_figures(findings, subject.source)


def _held_out(box: dict[str, Any]) -> str:
    return (
        f"In designs that were held out, boxes so found have {percent(box['held_out_density'])} % (coverage "
        f"{percent(box['held_out_coverage'])} %), beside {percent(box['share_of_all'])} % in all."
    )


def _limits(limits: list[dict[str, Any]]) -> Table:
    table = layout.table(
        [
            layout.words("limit"),
            layout.numbers("quasi-p"),
            layout.numbers("comes back, %"),
            layout.numbers("between"),
        ]
    )
    for row in limits:
        missing = row["reappears"] != row["reappears"]
        table.add_row(
            limit_text(row),
            "<0.001" if row["quasi_p"] < 0.001 else f"{row['quasi_p']:.3f}",
            NOTHING if missing else percent(row["reappears"]),
            NOTHING if row["at_low"] != row["at_low"] else f"{row['at_low']:.3g} and {row['at_high']:.3g}",
        )
    return table


def limit_text(row: dict[str, Any]) -> str:
    """Write one limit."""
    if row["side"] == "without":
        return f"{row['factor']} without {row['without']}"
    return f"{row['factor']} {row['side']} {row['at']:.6g}"
