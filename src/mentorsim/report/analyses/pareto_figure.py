"""The figure of a Pareto front: alternatives with their intervals, and the front as steps."""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from mentorsim.analysis.pareto import DOMINATED, ON_FRONT, UNDECIDED
from mentorsim.report import style
from mentorsim.report.analyses.analysis_words import (
    alternative_in_words,
    by_alternative,
    records,
    varied_columns,
    weighed_outcomes,
)
from mentorsim.report.shown import DIRECTIONS, label_of
from mentorsim.report.words.sweep_titles import pareto_title

if TYPE_CHECKING:
    import pandas as pd

    from mentorsim.analysis.findings import Findings
    from mentorsim.analysis.subject import Subject
    from mentorsim.outcomes import Outcome
    from mentorsim.report.numbers import Scale

_TALL, _BETWEEN = 3.1, 0.75
_PANEL, _LEFT, _GAP, _MOST_PANELS, _MOST_NAMES = 3.9, 0.95, 1.05, 3, 24
_NEAR = 0.03  # of a panel: numbers of points that are closer stand together


class _Look(NamedTuple):
    color: str
    inside: str


# Drawn in this order, so that the front lies on top.
_LOOKS = {
    DOMINATED: _Look(style.MIDDLE, "white"),
    UNDECIDED: _Look(style.PALETTE[1], "white"),
    ON_FRONT: _Look(style.PALETTE[0], style.PALETTE[0]),
}
_NOTE = (
    "Filled blue: on the front for sure; open orange: cannot be told; open gray: dominated (95 % confidence "
    "for all together). Bars: a mean's 95 % interval, without the noise of the replications, which all "
    "share, where that makes it narrower. Both are simulation error."
)


def pareto_figure(findings: Findings, subject: Subject) -> style.Picture:
    """Draw the front; with three outcomes or more, a panel for each pair of the first three."""
    weighed = weighed_outcomes(findings, subject)
    # The cost is what one looks along: it lies on the horizontal axis, as the last outcome.
    pairs = [(other, one) for one, other in combinations(weighed[:_MOST_PANELS], 2)]
    rows = findings.tables["pareto"]
    named = _named(rows)
    legend = [f"{number}: {name}" for number, name in named.values()]
    across = style.beside(len(pairs), _MOST_PANELS)
    down = -(-len(pairs) // across)
    width = _LEFT + across * (_PANEL + _GAP)
    head = style.figure_head(_title(findings, [label_of(outcome) for outcome, _ in weighed]), width)
    note = style.lines_of(f"{subject.source} {_NOTE}".strip(), int(width * 15.5))
    per_line = max(1, int(width * 14.5) // (max(map(len, legend), default=1) + 3))
    lines = ["    ".join(legend[start : start + per_line]) for start in range(0, len(legend), per_line)]
    steps = (
        "Steps: the front of the means." if len(weighed) == 2 else "No steps: they would need two outcomes."
    )
    text = [*lines, "", *style.lines_of(f"{' '.join(note)} {steps}", int(width * 15.5))]
    below = 0.62 + 0.145 * len(text)
    height = head.height + 0.05 + down * _TALL + (down - 1) * _BETWEEN + below
    with style.styled():
        picture = style.new_picture(width, height)
        head.draw(picture)
        for place, (one, other) in enumerate(pairs):
            row, column = divmod(place, across)
            left = _LEFT + column * (_PANEL + _GAP)
            bottom = below + (down - 1 - row) * (_TALL + _BETWEEN)
            axes = picture.add_axes((left / width, bottom / height, _PANEL / width, _TALL / height))
            _draw(axes, findings, one, other, named, steps=len(weighed) == 2)
        picture.text(0.1 / width, 0.08 / height, "\n".join(text), size=7.5, color=style.MIDDLE, va="bottom")
    return picture


def _title(findings: Findings, labels: list[str]) -> str:
    standings = findings.tables["pareto"]["standing"]
    sure, undecided = int((standings == ON_FRONT).sum()), int((standings == UNDECIDED).sum())
    return pareto_title(labels, sure, undecided, len(standings))


def _named(rows: pd.DataFrame) -> dict[tuple[str, int], tuple[int, str]]:
    """Number those that are not dominated, for the legend."""
    varied = varied_columns(rows)
    shown = [row for row in records(rows) if row["standing"] != DOMINATED][:_MOST_NAMES]
    return {
        (row["policy"], row["point"]): (number, alternative_in_words(row, varied))
        for number, row in enumerate(shown, start=1)
    }


def _draw(
    axes: Axes,
    findings: Findings,
    across: tuple[Outcome, Scale],
    up: tuple[Outcome, Scale],
    named: dict[tuple[str, int], tuple[int, str]],
    *,
    steps: bool,
) -> None:
    estimates = by_alternative(findings)
    rows = records(findings.tables["pareto"])
    front, numbers = [], []
    for row in sorted(rows, key=lambda row: list(_LOOKS).index(row["standing"])):
        key = row["policy"], row["point"]
        x, y = (estimates[(*key, outcome.name)] for outcome, _ in (across, up))
        (left, right), (low, high) = (
            (cell["estimate"] - cell["own_low"], cell["own_high"] - cell["estimate"]) for cell in (x, y)
        )
        place = x["estimate"] * across[1].factor, y["estimate"] * up[1].factor
        look = _LOOKS[row["standing"]]
        axes.errorbar(
            *place,
            xerr=np.nan_to_num([[left], [right]]) * across[1].factor,
            yerr=np.nan_to_num([[low], [high]]) * up[1].factor,
            ecolor=look.color,
            elinewidth=0.8,
            markersize=5.0,
            zorder=2 + list(_LOOKS).index(row["standing"]),
            color=look.color,
            marker="D" if row["standing"] == UNDECIDED else "o",
            markerfacecolor=look.inside,
        )
        if key in named:
            numbers.append((*place, named[key][0]))
        if row["on_front_of_means"]:
            front.append(place)
    if steps and front:
        _steps(axes, front, better_way(findings, across[0].name), better_way(findings, up[0].name))
    _number(axes, numbers)
    for (outcome, scale), label in ((across, axes.set_xlabel), (up, axes.set_ylabel)):
        label(f"{label_of(outcome)} ({scale.unit})\n{DIRECTIONS[outcome.direction]}", size=8.5)
    axes.margins(0.08)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=5))
    style.tidy(axes)


def _number(axes: Axes, numbers: list[tuple[float, float, int]]) -> None:
    """Write the numbers of the legend beside their points, those of neighbors together."""
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    groups: list[list[tuple[float, float, int]]] = []
    for x, y, number in sorted(numbers, key=lambda one: one[2]):
        for group in groups:
            across, up = (x - group[0][0]) / (right - left), (y - group[0][1]) / (high - low)
            if abs(across) < _NEAR and abs(up) < _NEAR:
                group.append((x, y, number))
                break
        else:
            groups.append([(x, y, number)])
    for group in groups:
        text = ", ".join(str(number) for _, _, number in group)
        axes.annotate(text, group[0][:2], xytext=(5, 4), textcoords="offset points", size=8, zorder=9)


def better_way(findings: Findings, outcome: str) -> str:
    """Say which way an outcome is better."""
    rows = findings.tables["pareto_outcomes"]
    return str(rows.loc[rows["outcome"] == outcome, "better"].iloc[0])


def _steps(axes: Axes, front: list[tuple[float, float]], across: str, up: str) -> None:
    """Join the front: what lies behind the steps is worse than something on them."""
    ordered = sorted(front)
    corners = [ordered[0]]
    for (left, before), (right, after) in pairwise(ordered):
        # The corner that both neighbors are at least as good as.
        worse = min(before, after) if up == "higher" else max(before, after)
        corners += [(right if across == "lower" else left, worse), (right, after)]
    axes.plot(*zip(*corners, strict=True), color=style.PALETTE[0], linewidth=1.0, zorder=1)
