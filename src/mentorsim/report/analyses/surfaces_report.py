"""Response surfaces: their page and heat maps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from rich.text import Text

from mentorsim.report import layout
from mentorsim.report.analyses.analysis_numbers import (
    MOST_TABLES,
    AnalysisSection,
    in_words,
    more_tables,
    sections,
)
from mentorsim.report.numbers import NOTHING, percent

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import RenderableType
    from rich.table import Table

    from mentorsim.analysis.findings import Findings
    from mentorsim.analysis.subject import Subject
    from mentorsim.report.style import Picture

_MOST_COLUMNS = 8


def page(findings: Findings, subject: Subject, width: int) -> Iterator[RenderableType]:
    """Lay out measured surfaces as tables; of fitted ones, how well they predict and where they are high."""
    if "surface_fit" in findings.tables:
        yield layout.titled("Fitted surfaces", _fits(findings.tables["surface_fit"]))
        yield ""
        if "surface" in findings.tables:
            yield layout.titled(
                "Highest and lowest, over the two factors that matter most", _ends(findings, subject)
            )
        return
    tables = [
        (section, str(one), str(other), rows)
        for section in sections(findings.tables["surface"], subject)
        for (one, other), rows in section.rows.groupby(["factor", "factor_2"], sort=False)
    ]
    for section, one, other, rows in tables[:MOST_TABLES]:
        yield ""
        yield from _map(section, one, other, rows, subject)
    yield layout.paragraph(more_tables(len(tables[MOST_TABLES:])))


def figures(findings: Findings, subject: Subject) -> dict[str, Picture]:
    """Draw a figure of heat maps for each outcome and policy."""
    from mentorsim.report.analyses.surface_figures import surface_figures

    return surface_figures(findings, subject)


def _map(
    section: AnalysisSection, one: str, other: str, rows: pd.DataFrame, subject: Subject
) -> Iterator[RenderableType]:
    """Lay out two factors as rows and columns; the one with fewer levels goes across."""
    records = rows.to_dict("records")
    cells = {(str(row["level"]), str(row["level_2"])): row for row in records}
    down = list(dict.fromkeys(level for level, _ in cells))
    across = list(dict.fromkeys(level for _, level in cells))
    names = one, other
    if len(across) > len(down):
        cells = {(second, first): row for (first, second), row in cells.items()}
        down, across, names = across, down, (other, one)
    title = f"{section.title}, by {in_words(names[0])} (down) and {in_words(names[1])} (across)"
    if len(across) > _MOST_COLUMNS:
        yield layout.paragraph(f"{title}: {len(down)} x {len(across)} cells, see the figure", "bold")
        return
    table = layout.table([layout.numbers(""), *(layout.numbers(level) for level in across)])
    for level in down:
        table.add_row(level, *(_cell(section, cells.get((level, second)), subject) for second in across))
    yield layout.titled(title, table)
    if over := str(records[0]["averaged_over"]):
        yield layout.paragraph(f"Mean over all combinations of {over}.")
    if subject.of == "difference" and any(_unsure(row) for row in records):
        yield layout.paragraph("In brackets: the interval for all cells together includes 0.")


def _cell(section: AnalysisSection, row: Any, subject: Subject) -> Text:
    if row is None:
        return Text(NOTHING)
    text = section.value(row["estimate"])
    return Text(f"({text})" if subject.of == "difference" and _unsure(row) else text)


def _unsure(row: Any) -> bool:
    return not (row["simultaneous_low"] > 0.0 or row["simultaneous_high"] < 0.0)


def _fits(fits: pd.DataFrame) -> Table:
    table = layout.table(
        [
            layout.words("outcome"),
            layout.words("policy"),
            layout.words("model"),
            layout.numbers("terms"),
            layout.numbers("points"),
            layout.numbers("predicts,\n%"),
            layout.numbers("noise,\n%"),
            layout.words("drawn"),
        ]
    )
    for row in fits.to_dict("records"):
        noise = row["noise_share"]
        table.add_row(
            str(row["outcome"]),
            str(row["policy"]),
            str(row["model"]),
            str(row["terms"]),
            str(row["n"]),
            f"{100 * row['r_squared']:.1f}",
            NOTHING if noise != noise else percent(noise),
            "yes" if row["drawn"] else "no",
        )
    return table


def _ends(findings: Findings, subject: Subject) -> Table:
    table = layout.table(
        [
            layout.words("outcome, policy"),
            layout.words("factors"),
            layout.words("highest"),
            layout.words("lowest"),
        ]
    )
    for section in sections(findings.tables["surface"], subject):
        # The first pair of factors matters most; the others are in the table and the figure.
        (one, other), rows = next(iter(section.rows.groupby(["factor", "factor_2"], sort=False)))
        ordered = rows.sort_values("estimate", kind="stable").to_dict("records")
        ends = [
            f"{section.value(row['estimate'])} at {row['level']} x {row['level_2']}"
            for row in (ordered[-1], ordered[0])
        ]
        names = f"{in_words(str(one))} x {in_words(str(other))}"
        table.add_row(f"{section.label}, {section.policy}", names, *ends)
    return table
