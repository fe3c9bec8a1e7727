"""Figures of scenario discovery: the designs with the box, and what peeling trades."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from mentorsim.report import style
from mentorsim.report.analyses.analysis_numbers import in_words
from mentorsim.report.analyses.analysis_words import box_sentence, rows_of
from mentorsim.report.analyses.effect_figures import file_name
from mentorsim.report.words.sweep_titles import discovery_title

if TYPE_CHECKING:
    import pandas as pd

    from mentorsim.analysis.findings import Findings

_HEIGHT, _LEFT, _PANEL, _BETWEEN = 3.1, 0.75, 3.4, 0.9
_MOST_WHOLE = 12
_SPREAD = 0.28  # of categories and whole numbers, so that designs do not cover each other
_NOTE = (
    "{first}: each dot is a design point; blue where the condition holds, pale where more replications might "
    "turn that around. The frame is box 1 in two of its factors. {second}: density and coverage while the "
    "box is peeled (from the right to the left); the orange dot is the box after pasting and dropping what "
    "may be chance."
)


def discovery_figures(findings: Findings, source: str = "") -> dict[str, style.Picture]:
    """Draw a figure for each condition that has a box, by the names of the files."""
    if "boxes" not in findings.tables:
        return {}
    conditions = dict.fromkeys(findings.tables["boxes"]["when"])
    return {f"discovery_{file_name(when)}": _figure(findings, when, source) for when in conditions}


def _figure(findings: Findings, when: str, source: str) -> style.Picture:
    box = rows_of(findings, "boxes", when)[0]
    across = style.beside(2, 2)
    down = 2 // across
    margin = max(_LEFT, 0.5 + 0.075 * _longest_name(findings, when))
    width = margin + across * _PANEL + (across - 1) * _BETWEEN + 0.15
    title = discovery_title(when, str(box["limits"]), float(box["density"]), float(box["share_of_all"]))
    head = style.figure_head(title, width, box_sentence(box))
    first, second = ("Above", "Below") if style.is_column() else ("Left", "Right")
    words = _NOTE.format(first=first, second=second)
    note = style.lines_of(f"{source} {words}".strip(), int(width * 15.2))
    below = 0.62 + 0.14 * len(note)
    height = head.height + 0.1 + down * _HEIGHT + (down - 1) * _BETWEEN + below
    with style.styled():
        picture = style.new_picture(width, height)
        head.draw(picture)
        for place, draw in enumerate((_draw_designs, _draw_peeling)):
            row, column = divmod(place, across)
            left = margin + column * (_PANEL + _BETWEEN)
            bottom = below + (down - 1 - row) * (_HEIGHT + _BETWEEN)
            axes = picture.add_axes((left / width, bottom / height, _PANEL / width, _HEIGHT / height))
            draw(axes, findings, when)
            style.tidy(axes)
        picture.text(0.1 / width, 0.08 / height, "\n".join(note), size=7.5, color=style.MIDDLE, va="bottom")
    return picture


def _longest_name(findings: Findings, when: str) -> int:
    """Return how long the longest name along the vertical axis is."""
    table = findings.tables["discovery_points"]
    rows = table[table["when"] == when]
    factors = _two_factors(rows, [row for row in rows_of(findings, "box_limits", when) if row["box"] == 1])
    return max(map(len, _along(rows[factors[1]])[1] if len(factors) > 1 else []), default=0)


def _draw_designs(axes: Axes, findings: Findings, when: str) -> None:
    table = findings.tables["discovery_points"]
    rows = table[table["when"] == when]
    limits = [row for row in rows_of(findings, "box_limits", when) if row["box"] == 1]
    factors = _two_factors(rows, limits)
    places, ends = [], []
    for number, factor in enumerate(factors):
        values, names = _along(rows[factor])
        places.append(values + _shaken(values, names, number))
        ends.append(_box_ends(limits, factor, values, names))
        label, ticks = (
            (axes.set_xlabel, axes.set_xticks) if number == 0 else (axes.set_ylabel, axes.set_yticks)
        )
        label(in_words(factor), size=8.5)
        if names:
            ticks(range(len(names)), [name.replace("_", " ") for name in names])
    if len(factors) == 1:
        places.append(np.random.default_rng(0).uniform(-0.4, 0.4, len(rows)))
        ends.append([(-0.5, 0.5)])
        axes.set_yticks([])
    holds, certain = rows["holds"].to_numpy(), rows["certain"].to_numpy()
    for which, color in ((~holds, style.MIDDLE), (holds, style.PALETTE[0])):
        for sure, alpha in ((False, 0.35), (True, 0.95)):
            here = which & (certain == sure)
            axes.plot(
                places[0][here],
                places[1][here],
                "o",
                color=color,
                alpha=alpha,
                markersize=3.6,
                markeredgewidth=0,
            )
    for left, right in ends[0]:
        for low, high in ends[1]:
            frame = Rectangle(
                (left, low), right - left, high - low, fill=False, edgecolor=style.PALETTE[1], linewidth=1.6
            )
            axes.add_patch(frame)


def _draw_peeling(axes: Axes, findings: Findings, when: str) -> None:
    rows = rows_of(findings, "box_peeling", when)
    box = rows_of(findings, "boxes", when)[0]
    axes.plot(
        [100.0 * row["coverage"] for row in rows],
        [100.0 * row["density"] for row in rows],
        "o-",
        color=style.MIDDLE,
        markersize=3.0,
        linewidth=0.8,
    )
    axes.plot(100.0 * box["coverage"], 100.0 * box["density"], "o", color=style.PALETTE[1], markersize=7.0)
    axes.set_xlim(0.0, 103.0)
    axes.set_ylim(0.0, 103.0)
    axes.set_xlabel("coverage, % of the design points where it holds", size=8.5)
    axes.set_ylabel("density, % of the design points in the box", size=8.5)


def _two_factors(rows: pd.DataFrame, limits: list[dict[str, Any]]) -> list[str]:
    """Return the limited factors with the smallest quasi-p, and another one where only one is limited."""
    ordered = [row["factor"] for row in sorted(limits, key=lambda row: row["quasi_p"])]
    names = list(rows.columns)
    varied = names[names.index("point") + 1 : names.index("holds")]
    return list(dict.fromkeys([*ordered, *varied]))[:2]


def _along(values: pd.Series) -> tuple[np.ndarray, list[str]]:
    """Return numbers as they are, and categories as places with their names."""
    from pandas.api.types import is_bool_dtype, is_numeric_dtype

    if is_numeric_dtype(values) and not is_bool_dtype(values):
        return values.to_numpy(dtype=np.float64), []
    names = list(dict.fromkeys("as it is" if value is None else str(value) for value in values))
    places = {name: float(place) for place, name in enumerate(names)}
    return np.array([places["as it is" if value is None else str(value)] for value in values]), names


def _shaken(values: np.ndarray, names: list[str], number: int) -> np.ndarray:
    if not (names or _few_whole(values)):
        return np.zeros(len(values))
    return np.random.default_rng(number + 1).uniform(-_SPREAD, _SPREAD, len(values))


def _few_whole(values: np.ndarray) -> bool:
    return bool((values == np.round(values)).all() and np.ptp(values) <= _MOST_WHOLE)


def _box_ends(
    limits: list[dict[str, Any]], factor: str, values: np.ndarray, names: list[str]
) -> list[tuple[float, float]]:
    margin = 0.5 if names or _few_whole(values) else 0.04 * max(float(np.ptp(values)), 1e-9)
    low, high = float(values.min()) - margin, float(values.max()) + margin
    mine = [row for row in limits if row["factor"] == factor]
    if names:
        gone = {name for row in mine for name in str(row["without"]).split("; ")}
        kept = [place for place, name in enumerate(names) if name not in gone]
        return _runs(kept)
    for row in mine:
        if row["side"] == "above":
            low = row["at"]
        else:
            high = row["at"]
    return [(low, high)]


def _runs(places: list[int]) -> list[tuple[float, float]]:
    """Put neighboring categories into one frame."""
    found: list[tuple[float, float]] = []
    for place in places:
        if found and found[-1][1] == place - 0.5:
            found[-1] = (found[-1][0], place + 0.5)
        else:
            found.append((place - 0.5, place + 0.5))
    return found
