"""Figures of sensitivity indices: Sobol's as dots with intervals, Morris's as size against spread."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from mentorsim.report import style
from mentorsim.report.analyses.analysis_numbers import AnalysisSection, by_influence, in_words, sections
from mentorsim.report.analyses.analysis_words import records
from mentorsim.report.analyses.effect_figures import file_name
from mentorsim.report.words.sweep_titles import FactorShare, morris_title, sobol_title

if TYPE_CHECKING:
    from mentorsim.analysis.findings import Findings
    from mentorsim.analysis.subject import Subject

_ACROSS, _PANEL, _ROW = 2, 3.0, 0.3
_MOST_FACTORS = 30

_SOBOL_NOTE = (
    "Filled: what a factor does by itself (first order); open: with all others (total order). Shares of the "
    "variance between points; 95 % intervals hold the randomness of the design and of the replications."
)
_MORRIS_NOTE = (
    "Filled: mean size of what a factor changes over its whole range (mu_star); open: how much that depends "
    "on where it and others are (sigma). Gray: mean size by chance alone. Bars: 95 % intervals, which hold "
    "the noise of the design and of the replications."
)


def sensitivity_figures(findings: Findings, subject: Subject) -> dict[str, style.Picture]:
    """Draw the tables ``sobol`` or ``morris``, by the names of the files."""
    kind = "sobol" if "sobol" in findings.tables else "morris"
    found = list(sections(findings.tables[kind], subject))
    pictures = {}
    for outcome in dict.fromkeys(section.outcome.name for section in found):
        of_outcome = [section for section in found if section.outcome.name == outcome]
        pictures[f"{kind}_{file_name(outcome)}"] = _figure(of_outcome, subject, kind)
    return pictures


def _figure(found: Sequence[AnalysisSection], subject: Subject, kind: str) -> style.Picture:
    is_sobol = kind == "sobol"
    column, first = ("order", "total") if is_sobol else ("statistic", "mu_star")
    order = by_influence(found[0].rows, column, first)[:_MOST_FACTORS]
    names = ["\n".join(textwrap.wrap(in_words(factor), 30)) for factor in order]
    left = 0.3 + 0.072 * max(len(line) for name in names for line in name.splitlines())
    inside = max(_ROW * len(order), 0.8)
    note, what = (_SOBOL_NOTE, "Sobol indices") if is_sobol else (_MORRIS_NOTE, "Morris's screening")
    picture, panels = _panels(found, subject, note, left, inside, what)
    with style.styled():
        for number, (axes, section) in enumerate(zip(panels, found, strict=True)):
            if is_sobol:
                _dots(axes, section, order, "order", ("first", "total"), 100.0)
                axes.set_xlabel("% of the variance between points")
            else:
                _noise(axes, section, order)
                _dots(axes, section, order, "statistic", ("mu_star", "sigma"), section.scale.factor)
                axes.set_xlabel(section.scale.change_unit)
            axes.set_yticks(
                range(len(order)),
                names if number % style.beside(len(found), _ACROSS) == 0 else [""] * len(order),
            )
    return picture


def _title(found: Sequence[AnalysisSection]) -> str:
    """Say which factor explains or moves the outcome most."""
    is_sobol = "order" in found[0].rows
    column, kind = ("order", "first") if is_sobol else ("statistic", "mu_star")
    shares = [
        FactorShare(
            in_words(str(row["factor"])),
            section.policy,
            float(row["estimate"]),
            float(row["low"]),
            0.0 if is_sobol else float(np.nan_to_num(row["noise"])),
        )
        for section in found
        for row in records(section.rows[section.rows[column] == kind])
    ]
    label = found[0].label
    return sobol_title(label, shares) if is_sobol else morris_title(label, found[0].scale, shares)


def _dots(
    axes: Axes,
    section: AnalysisSection,
    order: Sequence[str],
    column: str,
    kinds: tuple[str, str],
    factor: float,
) -> None:
    """Draw two indices of each factor, the first filled and the second open."""
    for kind, offset, filled in zip(kinds, (-0.13, 0.13), (True, False), strict=True):
        rows = section.rows[section.rows[column] == kind].set_index("factor").loc[list(order)]
        places = np.arange(len(order)) + offset
        values = factor * rows["estimate"].to_numpy()
        half = factor / 2.0 * (rows["high"] - rows["low"]).to_numpy()
        color = style.PALETTE[0 if filled else 1]
        axes.errorbar(
            values, places, xerr=half, fmt="o", ms=4.2, color=color, lw=1.2, mfc=color if filled else "white"
        )
    axes.axvline(0.0, color=style.DARK, lw=0.8)
    axes.set_ylim(len(order) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]))


def _noise(axes: Axes, section: AnalysisSection, order: Sequence[str]) -> None:
    """Shade the mean size that noise alone would give."""
    rows = section.rows[section.rows["statistic"] == "mu_star"].set_index("factor").loc[list(order)]
    noise = rows["noise"].fillna(0.0).to_numpy() * section.scale.factor
    axes.barh(np.arange(len(order)), noise, height=0.62, color=style.FAINT, zorder=0)


def _panels(
    found: Sequence[AnalysisSection], subject: Subject, note: str, left: float, inside: float, what: str
) -> tuple[style.Picture, list[Axes]]:
    """Make a figure with a panel for each policy."""
    across = style.beside(len(found), _ACROSS)
    down = -(-len(found) // across)
    gap = 0.75
    width = left + across * _PANEL + (across - 1) * gap + 0.3
    text = "\n".join(style.lines_of(f"{subject.source} {note}".strip(), int(width * 17)))
    foot = 0.2 + 0.14 * (text.count("\n") + 1)
    against = f", difference to {subject.baseline}" if found[0].is_difference else ""
    label = found[0].label
    head = style.figure_head(_title(found), width, f"{what}: {label}{against}")
    top = head.height
    height = top + down * (inside + 0.85) + foot
    with style.styled():
        picture = style.new_picture(width, height)
        head.draw(picture)
        panels = []
        for number, section in enumerate(found):
            row, column = divmod(number, across)
            x = left + column * (_PANEL + gap)
            y = height - top - (row + 1) * (inside + 0.85) + 0.5
            axes = picture.add_axes((x / width, y / height, _PANEL / width, inside / height))
            axes.set_title(section.policy, size=9, weight="normal")
            style.tidy(axes)
            panels.append(axes)
        picture.text(0.1 / width, 0.08 / height, text, size=7.5, color=style.MIDDLE, va="bottom")
    return picture, panels
