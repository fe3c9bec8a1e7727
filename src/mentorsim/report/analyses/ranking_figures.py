"""Figures of rankings: how far each alternative is behind the best, and what that is worth."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import MaxNLocator

from mentorsim.analysis.ranking import AS_GOOD, BEST, POSSIBLE
from mentorsim.report import style
from mentorsim.report.analyses.analysis_words import (
    alternative_in_words,
    ranking_scale,
    records,
    varied_columns,
)
from mentorsim.report.analyses.effect_figures import file_name
from mentorsim.report.numbers import percent
from mentorsim.report.shown import DIRECTIONS, label_of
from mentorsim.report.words.sweep_titles import ranking_title

if TYPE_CHECKING:
    import pandas as pd

    from mentorsim.analysis.findings import Findings
    from mentorsim.analysis.subject import Subject
    from mentorsim.outcomes import Outcome

_MOST_ROWS, _ROW, _LINE, _INSIDE = 20, 0.3, 0.15, 3.6
_COLORS = {BEST: style.BETTER, AS_GOOD: style.BETTER, POSSIBLE: style.BETTER}
_NOTE = (
    "Dot: mean difference to the one ahead, over the replications that both have; line: 95 % interval for "
    "all together (simulation error). Blue: not distinguishable from the best, or as good; gray: worse. Pale "
    "band: within the smallest worthwhile difference. On the right: probability of being best."
)


def ranking_figures(findings: Findings, subject: Subject) -> dict[str, style.Picture]:
    """Draw the table ``ranking``, by the names of the files."""
    table = findings.tables["ranking"]
    found = {}
    for outcome in subject.outcomes:
        rows = table[table["outcome"] == outcome.name]
        if len(rows) > 1:
            found[f"ranking_{file_name(outcome.name)}"] = _figure(outcome, rows, subject.source)
    return found


def _figure(outcome: Outcome, rows: pd.DataFrame, source: str) -> style.Picture:
    scale, varied = ranking_scale(outcome, rows), varied_columns(rows)
    shown = records(rows.head(_MOST_ROWS))
    wide = 26 if style.is_column() else 44
    names = ["\n".join(textwrap.wrap(alternative_in_words(row, varied), wide)) for row in shown]
    lines = [line for name in names for line in name.splitlines()]
    left = 0.3 + 0.072 * max(map(len, lines))
    heights = np.array([_ROW + _LINE * name.count("\n") for name in names])
    places, inside = np.cumsum(heights) - heights / 2.0, max(float(heights.sum()), 3 * _ROW)
    across = 2.2 if style.is_column() else _INSIDE
    width = left + across + 0.7
    head = style.figure_head(
        _title(outcome, rows, varied),
        width,
        f"{label_of(outcome)[0].upper()}{label_of(outcome)[1:]}: difference to the best",
    )
    note = style.lines_of(f"{source} {_NOTE}".strip(), int(width * 15.0))
    below = 0.62 + 0.14 * len(note)
    height = head.height + 0.05 + inside + below
    with style.styled():
        picture = style.new_picture(width, height)
        head.draw(picture)
        axes = picture.add_axes((left / width, below / height, across / width, inside / height))
        axes.axvline(0.0, color=style.DARK, linewidth=0.9, zorder=2)
        worthwhile = float(rows["worthwhile"].iloc[0]) * scale.factor
        if worthwhile > 0.0:
            axes.axvspan(-worthwhile, worthwhile, color=style.FAINT, linewidth=0, zorder=0)
        for place, row in zip(places, shown, strict=True):
            color = _COLORS.get(row["standing"], style.MIDDLE)
            middle = 0.0 if np.isnan(row["difference"]) else row["difference"] * scale.factor
            if not np.isnan(row["difference_low"]):
                ends = [row["difference_low"] * scale.factor, row["difference_high"] * scale.factor]
                axes.plot(ends, [place, place], color=color, linewidth=1.6, solid_capstyle="butt", zorder=3)
            axes.plot(middle, place, "o", color=color, markersize=4.6, markeredgewidth=0, zorder=4)
            axes.text(
                1.03,
                place,
                f"{percent(row['probability_best'])} %",
                transform=axes.get_yaxis_transform(),
                va="center",
                color=color,
            )
        axes.set_ylim(inside, 0.0)
        axes.set_yticks(places, names)
        axes.tick_params(axis="y", length=0, pad=6)
        axes.spines["left"].set_visible(False)
        axes.xaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]))
        axes.tick_params(axis="x", length=3, labelsize=8.5)
        axes.set_xlabel(f"{scale.change_unit}; {DIRECTIONS[outcome.direction]}", size=8.5, color=style.MIDDLE)
        picture.text(0.1 / width, 0.08 / height, "\n".join(note), size=7.5, color=style.MIDDLE, va="bottom")
    return picture


def _title(outcome: Outcome, rows: pd.DataFrame, varied: list[str]) -> str:
    first = records(rows.head(1))[0]
    chance = float(first["probability_best"])
    possible = int(rows["standing"].isin([BEST, AS_GOOD, POSSIBLE]).sum())
    return ranking_title(
        label_of(outcome),
        alternative_in_words(first, varied),
        None if np.isnan(chance) else chance,
        possible,
        len(rows),
    )
