"""Figures of sensitivity indices: Sobol's as dots with intervals, Morris's as size against spread."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from mentorsim.report import style
from mentorsim.report.analysis_numbers import Section, in_words, sections
from mentorsim.report.effect_figures import file_name
from mentorsim.report.sensitivity_report import by_influence

if TYPE_CHECKING:
    from mentorsim.analysis.findings import Findings
    from mentorsim.analysis.subject import Subject

_ACROSS, _PANEL, _ROW = 2, 3.0, 0.3
_MOST_FACTORS = 30

_SOBOL_NOTE = (
    "Filled: what a factor does by itself (first order); open: with all others (total order). Shares of the "
    "variance between points; 95 % intervals hold the luck of the design and of the worlds."
)
_MORRIS_NOTE = (
    "Right: factors that matter (mean size of the change over the factor's range). Up: factors whose effect "
    "depends on where they and others are. Gray line: what luck alone would give. Bars: 95 % intervals."
)


def sensitivity_figures(findings: Findings, subject: Subject) -> dict[str, style.Picture]:
    """Draw the tables ``sobol`` or ``morris``, by the names of the files."""
    kind = "sobol" if "sobol" in findings.tables else "morris"
    found = list(sections(findings.tables[kind], subject))
    pictures = {}
    for outcome in dict.fromkeys(section.outcome.name for section in found):
        of_outcome = [section for section in found if section.outcome.name == outcome]
        draw = _sobol_figure if kind == "sobol" else _morris_figure
        pictures[f"{kind}_{file_name(outcome)}"] = draw(of_outcome, subject)
    return pictures


def _sobol_figure(found: Sequence[Section], subject: Subject) -> style.Picture:
    order = by_influence(found[0].rows, "order", "total")[:_MOST_FACTORS]
    names = ["\n".join(textwrap.wrap(in_words(factor), 30)) for factor in order]
    left = 0.3 + 0.072 * max(len(line) for name in names for line in name.splitlines())
    inside = max(_ROW * len(order), 0.8)
    picture, panels = _panels(found, subject, _SOBOL_NOTE, left, inside, "Sobol indices")
    with style.styled():
        for axes, section in zip(panels, found, strict=True):
            _sobol(axes, section, order)
            first = axes is panels[0] or panels.index(axes) % _ACROSS == 0
            axes.set_yticks(range(len(order)), names if first else [""] * len(order))
    return picture


def _sobol(axes: Axes, section: Section, order: Sequence[str]) -> None:
    for kind, offset, filled in (("first", -0.13, True), ("total", 0.13, False)):
        rows = section.rows[section.rows["order"] == kind].set_index("factor").loc[list(order)]
        places = np.arange(len(order)) + offset
        values = 100.0 * rows["estimate"].to_numpy()
        half = 50.0 * (rows["high"] - rows["low"]).to_numpy()
        color = style.PALETTE[0 if filled else 1]
        axes.errorbar(
            values, places, xerr=half, fmt="o", ms=4.2, color=color, lw=1.2, mfc=color if filled else "white"
        )
    axes.axvline(0.0, color=style.DARK, lw=0.8)
    axes.set_ylim(len(order) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]))
    axes.set_xlabel("% of the variance between points")


def _morris_figure(found: Sequence[Section], subject: Subject) -> style.Picture:
    picture, panels = _panels(found, subject, _MORRIS_NOTE, 0.75, 2.4, "Morris's screening")
    with style.styled():
        for axes, section in zip(panels, found, strict=True):
            _morris(axes, section)
    return picture


def _morris(axes: Axes, section: Section) -> None:
    tables = {str(kind): rows.set_index("factor") for kind, rows in section.rows.groupby("statistic")}
    size, sigma, factor = (
        tables["mu_star"],
        tables["sigma"].loc[tables["mu_star"].index],
        section.scale.factor,
    )
    across, up = size["estimate"].to_numpy() * factor, sigma["estimate"].to_numpy() * factor
    axes.errorbar(
        across,
        up,
        xerr=(size["high"] - size["low"]).to_numpy() / 2 * factor,
        yerr=(sigma["high"] - sigma["low"]).to_numpy() / 2 * factor,
        fmt="o",
        ms=4.2,
        lw=1.0,
        color=style.PALETTE[0],
    )
    noise = size["noise"].to_numpy() * factor
    if np.isfinite(noise).all():
        axes.axvline(float(noise.max()), color=style.MIDDLE, lw=0.9, ls="--")
    axes.set_xlim(left=min(0.0, axes.get_xlim()[0]), right=axes.get_xlim()[1] * 1.35)
    axes.set_ylim(bottom=min(0.0, axes.get_ylim()[0]))
    low, high = axes.get_ylim()
    places = style.spread(up.tolist(), (high - low) * 0.075, low, high)
    for name, x, y in zip(size.index, across, places, strict=True):
        axes.annotate(
            in_words(str(name)), (x, y), xytext=(6, 0), textcoords="offset points", size=7.5, va="center"
        )
    unit = section.scale.change_unit
    axes.set_xlabel(f"mean size of the effect, {unit}")
    axes.set_ylabel(f"spread, {unit}")


def _panels(
    found: Sequence[Section], subject: Subject, note: str, left: float, inside: float, what: str
) -> tuple[style.Picture, list[Axes]]:
    """Make a figure with a panel for each policy."""
    across = min(len(found), _ACROSS)
    down = -(-len(found) // across)
    gap = 0.75
    width = left + across * _PANEL + (across - 1) * gap + 0.3
    text = "\n".join(textwrap.wrap(note, int(width * 17)))
    foot = 0.2 + 0.14 * (text.count("\n") + 1)
    height = 0.4 + down * (inside + 0.85) + foot
    with style.styled():
        picture = style.new_picture(width, height)
        against = f", difference to {subject.baseline}" if found[0].is_difference else ""
        label = found[0].label
        heading = "\n".join(textwrap.wrap(f"{what}: {label}{against}", int(width * 10)))
        picture.text(0.1 / width, 1 - 0.1 / height, heading, weight="bold", size=11, va="top")
        panels = []
        for number, section in enumerate(found):
            row, column = divmod(number, across)
            x = left + column * (_PANEL + gap)
            y = height - 0.4 - (row + 1) * (inside + 0.85) + 0.5
            axes = picture.add_axes((x / width, y / height, _PANEL / width, inside / height))
            axes.set_title(section.policy, size=9, weight="normal")
            style.tidy(axes)
            panels.append(axes)
        picture.text(0.1 / width, 0.08 / height, text, size=7.5, color=style.MIDDLE, va="bottom")
    return picture, panels
