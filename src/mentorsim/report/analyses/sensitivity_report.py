"""Sensitivity indices: their page and figures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from mentorsim.report import layout
from mentorsim.report.analyses.analysis_numbers import (
    MOST_TABLES,
    AnalysisSection,
    by_influence,
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

_MOST_PAIRS = 5


def page(findings: Findings, subject: Subject, width: int) -> Iterator[RenderableType]:
    """Lay out the indices of each outcome and policy, the factors that matter most first."""
    is_sobol = "sobol" in findings.tables
    found = list(sections(findings.tables["sobol" if is_sobol else "morris"], subject))
    for section in found[:MOST_TABLES]:
        yield ""
        if not is_sobol:
            yield layout.titled(f"{section.title}, change over a factor's whole range", _morris(section))
            continue
        title = f"{section.label}: {section.policy}, shares of the variance between points, %"
        yield layout.titled(title, _sobol(section))
        pairs = section.rows[section.rows["order"] == "second"]
        if not pairs.empty:
            yield layout.paragraph(_pairs_sentence(pairs))
    yield layout.paragraph(more_tables(len(found[MOST_TABLES:])))


def figures(findings: Findings, subject: Subject) -> dict[str, Picture]:
    """Draw a figure for each outcome."""
    from mentorsim.report.analyses.sensitivity_figures import sensitivity_figures

    return sensitivity_figures(findings, subject)


def _sobol(section: AnalysisSection) -> Table:
    table = layout.table(
        [
            layout.words("factor"),
            layout.numbers("by itself\n(first order)"),
            layout.numbers("with all others\n(total order)"),
            layout.numbers("total without\nthe noise"),
        ]
    )
    rows = section.rows[section.rows["order"] != "second"]
    by_key = {(row["order"], row["factor"]): row for row in rows.to_dict("records")}
    for factor in by_influence(rows, "order", "total"):
        first, total = by_key["first", factor], by_key["total", factor]
        table.add_row(factor, _share(first), _share(total), _percent(total["without_noise"]))
    return table


def _pairs_sentence(pairs: pd.DataFrame) -> str:
    sure = pairs[pairs["low"] > 0.0].sort_values("estimate", ascending=False)
    if sure.empty:
        return f"None of the {len(pairs)} pairs of factors is known to work together (second order)."
    named = [
        f"{row['factor']} with {row['factor_2']} {_share(row)} %"
        for row in sure.head(_MOST_PAIRS).to_dict("records")
    ]
    return f"Pairs that work together (second order): {'; '.join(named)}."


def _morris(section: AnalysisSection) -> Table:
    table = layout.table(
        [
            layout.words("factor"),
            layout.numbers("mean effect\n(mu)"),
            layout.numbers("mean size\n(mu_star)"),
            layout.numbers("spread\n(sigma)"),
            layout.numbers("size by\nnoise alone"),
        ]
    )
    by_key = {(row["statistic"], row["factor"]): row for row in section.rows.to_dict("records")}
    scale = section.scale
    for factor in by_influence(section.rows, "statistic", "mu_star"):
        mu, size, sigma = (by_key[name, factor] for name in ("mu", "mu_star", "sigma"))
        noise = size["noise"]
        table.add_row(
            factor,
            scale.change_with_half_width(mu["estimate"], mu["low"], mu["high"]),
            scale.with_half_width(size["estimate"], size["low"], size["high"]),
            scale.with_half_width(sigma["estimate"], sigma["low"], sigma["high"]),
            NOTHING if noise != noise else scale.size(noise),
        )
    return table


def _share(row: dict[Any, Any]) -> str:
    return f"{100 * row['estimate']:.1f} ± {50 * (row['high'] - row['low']):.1f}"


def _percent(share: float) -> str:
    return NOTHING if share != share else f"{100 * share:.1f}"
