"""The figure of differences, with simulation error, parameter uncertainty and single years told apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mentorsim.report.document.changes import Changes
from mentorsim.report.document.findings import finding_of, standing_of
from mentorsim.report.document.options import MARKS, SIGNS
from mentorsim.report.document.source import ComparisonSource
from mentorsim.report.numbers import NOTHING
from mentorsim.report.web.charts.chart import Chart
from mentorsim.report.web.charts.differences import Difference, differences_chart
from mentorsim.report.web.parts import Figures, Folded, PageSection, Part, Sentences, Tabled
from mentorsim.report.web.svg import Drawing
from mentorsim.report.web.tables import HtmlCell, HtmlColumn, HtmlTable
from mentorsim.report.words.answer import answer_in_short
from mentorsim.report.words.effects import between, than
from mentorsim.report.words.phrases import a_count, capital

_ROUNDING = 1e-9


def differences_section(source: ComparisonSource) -> PageSection | None:
    """Build the section with the figure of the main outcome, and all outcomes folded; None without any."""
    if not source.others:
        return None
    parts: list[Part] = []
    chart = main_chart(source)
    if chart is not None:
        parts.append(Figures([chart]))
    else:
        reasons = {source.difference(source.main, policy).get("reason") for policy in source.others}
        parts.append(
            Sentences([f"No difference is shown: {reason}." for reason in sorted(filter(None, reasons))])
        )
    tables: list[Part] = [
        Tabled(differences_table(source, name), f"differences-{name}")
        for name in source.outcomes
        if source.is_effect(name) and (chart is None or name != source.main) and not is_of_losers(name)
    ]
    if tables:
        parts.append(Folded("Other outcomes, with their intervals", tables))
    return PageSection("differences", "How large the differences are, and how sure", parts, new_page=True)


def is_of_losers(outcome: str) -> bool:
    """Whether an outcome's table stands in the section on winners and losers: mentors, and gaps of groups."""
    return outcome.startswith(("mentor_", "equity_gap"))


def main_chart(source: ComparisonSource) -> Chart | None:
    """Draw the differences of the main outcome, in students where it is counted in them."""
    finding, writer = finding_of(source), Changes.of(source, source.main)
    sampled = source.found["samples"] is not None
    rows = []
    for option in finding.known:
        if option.effect is None:
            continue
        row = source.difference(source.main, option.name)
        effect = (option.effect.low, option.effect.high)
        error = None
        if is_error_known(row):
            error = _ends(row, "simultaneous_low", "simultaneous_high", writer.factor)
        rows.append(
            Difference(
                name=option.name,
                shown=f"{writer.showing(row).change(row['mean'])} {SIGNS[option.standing]}".rstrip(),
                mean=option.effect.mean,
                error=error if sampled else effect,
                known=effect if sampled else None,
                year=option.year,
                mark={"better": "better", "worse": "worse"}.get(MARKS[option.standing], ""),
            )
        )
    if not rows:
        return None
    unit = f"{writer.unit}: more {than(finding)}"
    drawing = Drawing(
        "differences-figure",
        answer_in_short(finding),
        "A row for each option, with a dot at its mean difference and bars for how far it may be off: "
        + "; ".join(
            f"{option.name} {between(finding, option.effect.low, option.effect.high)}"
            for option in finding.known
            if option.effect is not None
        ),
    )
    smallest = float(source.about(source.main)["smallest_worthwhile"] or 0.0) * writer.factor
    return differences_chart(
        drawing,
        rows,
        unit,
        differences_table(source, source.main),
        smallest=smallest,
        note=f"All intervals are of 95 %; those of means hold for all options together. "
        f"{source.found['replications']:,} simulated years, seed {source.found['seed']}."
        + (f" {_unknown_error(source)}" if sampled and any(row.error is None for row in rows) else ""),
    )


def differences_table(source: ComparisonSource, outcome: str) -> HtmlTable:
    """Return the differences of an outcome with every layer of what is not known."""
    sampled = source.found["samples"] is not None
    writer = Changes.of(source, outcome)
    columns = [HtmlColumn("option", numeric=False), HtmlColumn("difference", writer.unit)]
    columns.append(HtmlColumn("95 % interval", "all that is not known" if sampled else "simulation error"))
    if sampled:
        columns += [HtmlColumn("simulation error", "alone"), HtmlColumn("parameters", "alone")]
    columns += [HtmlColumn("single years", "95 of 100"), HtmlColumn("verdict", numeric=False)]
    rows = []
    for policy in source.others:
        row = source.difference(outcome, policy)
        own = writer.showing(row)
        standing = standing_of(source, outcome, policy)
        cells: list[HtmlCell | str] = [policy, own.change(row.get("mean"))]
        cells.append(own.between(row, "interval_low", "interval_high"))
        if sampled:
            error = own.between(row, "simultaneous_low", "simultaneous_high")
            cells.append(error if is_error_known(row) else "not known")
            cells.append(own.between(row, "parameters_low", "parameters_high"))
        cells.append(own.between(row, "year_low", "year_high"))
        verdict = SIGNS[standing] or str(row.get("reason") or row.get("verdict") or NOTHING)
        cells.append(HtmlCell(verdict, MARKS[standing]))
        rows.append(cells)
    caption = capital(f"{source.label(outcome)}: differences from {source.baseline}")
    return HtmlTable(caption, columns, rows)


def is_error_known(row: Mapping[str, Any]) -> bool:
    """Whether the runs tell the error of the simulation from what the parameters do.

    With two or three replications of each posterior sample, what a replication has in common under all
    samples is estimated from one or two numbers. An interval for that alone may be far wider than the one of
    all that is not known, which cannot be: then nothing can be said of it alone.
    """
    ends = [
        row.get(name) for name in ("simultaneous_low", "simultaneous_high", "interval_low", "interval_high")
    ]
    if any(end is None for end in ends):
        return False
    low, high, all_low, all_high = (float(end) for end in ends if end is not None)
    return high - low <= (all_high - all_low) * (1.0 + _ROUNDING)


def _unknown_error(source: ComparisonSource) -> str:
    each = a_count(int(source.found["replications_per_sample"]), "replication")
    return (
        f"Where no line shows the error of the simulation alone, {each} of each set of assumptions are too "
        "few to tell it; the bar holds it."
    )


def _ends(row: Mapping[str, Any], low: str, high: str, factor: float) -> tuple[float, float] | None:
    if row.get(low) is None or row.get(high) is None:
        return None
    return row[low] * factor, row[high] * factor
