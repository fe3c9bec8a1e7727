"""Main effects and interactions: their page and figures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from mentorsim.report import layout
from mentorsim.report.analyses.analysis_numbers import (
    MOST_TABLES,
    AnalysisSection,
    in_words,
    more_tables,
    sections,
)
from mentorsim.report.numbers import NOTHING

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import RenderableType
    from rich.table import Table

    from mentorsim.analysis.findings import Findings
    from mentorsim.analysis.subject import Subject
    from mentorsim.report.style import Picture

_MOST_LEVELS = 9


def page(findings: Findings, subject: Subject, width: int) -> Iterator[RenderableType]:
    """Lay out the effects of each factor, how the variation divides, and the largest interactions."""
    found = list(sections(findings.tables["effects"], subject))
    for section in found[:MOST_TABLES]:
        yield ""
        yield layout.titled(section.title, _effects(section))
    yield layout.paragraph(more_tables(len(found[MOST_TABLES:])))
    if "variation" in findings.tables:
        yield layout.titled("Share of the variance between points, %", _variation(findings, subject))
        yield ""
    if "interactions" in findings.tables:
        yield layout.titled(
            "Interactions: how far a pair of levels is from the sum of their effects",
            _interactions(findings, subject),
        )


def figures(findings: Findings, subject: Subject) -> dict[str, Picture]:
    """Draw a figure of effects for each outcome, and one of interactions for each outcome and policy."""
    from mentorsim.report.analyses.effect_figures import effect_figures

    return effect_figures(findings, subject)


def _effects(section: AnalysisSection) -> Table:
    contrasts = set(section.rows["contrast"])
    if "from_scenario" in contrasts:
        second = "from the scenario\nas it is"
        key = "from_scenario"
    else:
        second, key = "from the mean\nof all levels", "from_mean"
    columns = [layout.words("factor"), layout.words("level"), layout.numbers("mean"), layout.numbers(second)]
    steps = "from_previous" in contrasts
    if steps:
        columns.append(layout.numbers("from the level\nbefore"))
    table = layout.table(columns)
    by_row = {(r.factor, r.level, r.contrast): r for r in section.rows.itertuples()}
    for factor, rows in section.rows[section.rows["contrast"] == "level"].groupby("factor", sort=False):
        levels = rows["level"].tolist()
        for place, level in enumerate(_some(levels)):
            cells = [
                section.with_half_width(by_row[factor, level, "level"]),
                _change(section, by_row.get((factor, level, key))),
            ]
            if steps:
                cells.append(_change(section, by_row.get((factor, level, "from_previous"))))
            table.add_row(str(factor) if place == 0 else "", level, *cells)
    return table


def _some(levels: list[str]) -> list[str]:
    """Return all levels, or some of many along a curve."""
    if len(levels) <= _MOST_LEVELS:
        return levels
    step = (len(levels) - 1) / 4
    return [levels[round(number * step)] for number in range(5)]


def _change(section: AnalysisSection, row: Any) -> str:
    """Write a change with its interval for all levels together, where there is one."""
    if row is None:
        return NOTHING
    if hasattr(row, "simultaneous_low"):
        return section.change_with_half_width(row.estimate, row.simultaneous_low, row.simultaneous_high)
    return section.change_with_half_width(row.estimate, row.low, row.high)


def _variation(findings: Findings, subject: Subject) -> Table:
    found = findings.tables["variation"]
    names = [name for name in subject.names if name in set(found["outcome"])]
    policies = found["policy"].unique().tolist()
    table = layout.table(
        [layout.words("what"), *([layout.words("policy")] if len(policies) > 1 else [])]
        + [layout.numbers(name) for name in names]
    )
    share = {(r.outcome, r.policy, r.factor, r.factor_2): r for r in found.itertuples()}
    terms = found[["factor", "factor_2"]].drop_duplicates().to_dict("records")
    for one, other in [(str(term["factor"]), str(term["factor_2"])) for term in terms]:
        for policy in policies:
            cells = [_percent(share.get((name, policy, one, other))) for name in names]
            what = f"{in_words(one)} x {in_words(other)}" if other else in_words(one)
            table.add_row(what, *([policy] if len(policies) > 1 else []), *cells)
    return table


def _percent(row: Any) -> str:
    if row is None:
        return NOTHING
    return f"{100 * row.estimate:.1f} ± {50 * (row.high - row.low):.1f}"


def _interactions(findings: Findings, subject: Subject) -> Table:
    table = layout.table(
        [
            layout.words("outcome, policy"),
            layout.words("factors"),
            layout.numbers("cells that\ndiffer from 0"),
            layout.words("largest at"),
            layout.numbers("by"),
        ]
    )
    for section in sections(findings.tables["interactions"], subject):
        for pair, rows in section.rows.groupby(["factor", "factor_2"], sort=False):
            if not rows["estimate"].abs().max() > 0.0:
                continue
            differ = excludes_zero(rows, "simultaneous_low", "simultaneous_high")
            largest = rows.to_dict("records")[int(rows["estimate"].abs().to_numpy().argmax())]
            table.add_row(
                f"{section.label}, {section.policy}",
                " x ".join(in_words(str(path)) for path in pair),
                f"{int(differ.sum())} of {len(rows)}",
                f"{largest['level']} x {largest['level_2']}",
                section.change_with_half_width(
                    largest["estimate"], largest["simultaneous_low"], largest["simultaneous_high"]
                ),
            )
    return table


def excludes_zero(rows: pd.DataFrame, low: str = "low", high: str = "high") -> pd.Series[bool]:
    """Say which intervals exclude 0."""
    return (rows[low] > 0.0) | (rows[high] < 0.0)
