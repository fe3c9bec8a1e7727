"""Figures of effects: a panel per factor with a line per policy, and interactions as heat maps."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from mentorsim.report import style
from mentorsim.report.analyses.analysis_numbers import AnalysisSection, in_words, sections
from mentorsim.report.analyses.heat_map import HeatMap, heat_map_figure
from mentorsim.report.words.sweep_titles import FactorEffect, effects_title, interactions_title

if TYPE_CHECKING:
    import pandas as pd

    from mentorsim.analysis.findings import Findings
    from mentorsim.analysis.subject import Subject

_ACROSS, _PANEL, _HEIGHT, _BETWEEN = 3, 2.5, 1.9, 0.55
_NARROWEST = 6.25  # so that the legend and the note fit under a single panel
_MOST_PAIRS = 6
_LEGEND_COLUMNS = 3
_MOST_TICKS = 6


def effect_figures(findings: Findings, subject: Subject) -> dict[str, style.Picture]:
    """Draw the figures of the tables ``effects`` and ``interactions``, by the names of their files."""
    pictures = {}
    found = list(sections(findings.tables["effects"], subject))
    for outcome in dict.fromkeys(section.outcome.name for section in found):
        of_outcome = [section for section in found if section.outcome.name == outcome]
        pictures[f"effects_{file_name(outcome)}"] = _effects(of_outcome, subject)
    interactions = findings.tables.get("interactions")
    for number, section in enumerate([] if interactions is None else sections(interactions, subject)):
        if not section.rows["estimate"].abs().max() > 0.0:
            continue
        name = f"interactions_{file_name(section.outcome.name)}"
        if len(subject.policies) > 1:
            name += f"_{file_name(section.policy)}"
        pictures[name if name not in pictures else f"{name}_{number}"] = _interactions(section, subject)
    return pictures


def file_name(text: str) -> str:
    """Return letters, digits and underscores for any text."""
    return "".join(letter if letter.isalnum() else "_" for letter in text).strip("_").lower() or "other"


def _effects(found: Sequence[AnalysisSection], subject: Subject) -> style.Picture:
    factors = list(dict.fromkeys(factor for section in found for factor in section.rows["factor"]))
    across = style.beside(len(factors), _ACROSS)
    down = -(-len(factors) // across)
    is_column = style.is_column()
    narrowest, columns = (4.6, 2) if is_column else (_NARROWEST, _LEGEND_COLUMNS)
    panel = 3.6 if is_column else _PANEL
    width = max(0.75 + across * (panel + 0.25), narrowest)
    first = found[0]
    against = f", difference to {subject.baseline}" if first.is_difference else ""
    under = f"{first.label[0].upper()}{first.label[1:]}{against}"
    head = style.figure_head(effects_title(first.label, first.scale, _moved(found)), width, under)
    note = "\n".join(style.lines_of(f"{subject.source} {_NOTE}".strip(), int(width * 16)))
    note_height = 0.14 * (note.count("\n") + 1)
    foot = 0.31 + note_height + 0.2 * -(-len(found) // columns)
    height = head.height + down * (_HEIGHT + _BETWEEN) + foot
    with style.styled():
        picture = style.new_picture(width, height)
        unit = first.scale.change_unit if first.is_difference else first.scale.unit
        head.draw(picture)
        shared: Axes | None = None
        for number, factor in enumerate(factors):
            row, column = divmod(number, across)
            bottom = height - head.height - (row + 1) * (_HEIGHT + _BETWEEN) + _BETWEEN
            left = 0.75 + column * (panel + 0.25)
            axes = picture.add_axes(
                (left / width, bottom / height, panel / width, _HEIGHT / height), sharey=shared
            )
            shared = shared or axes
            for line, section in enumerate(found):
                _draw(axes, section, factor, line)
            if first.is_difference:
                axes.axhline(0.0, color=style.DARK, linewidth=0.8, zorder=1)
            axes.set_xlabel("\n".join(textwrap.wrap(in_words(factor), 32)))
            axes.tick_params(labelleft=column == 0)
            if column == 0:
                axes.set_ylabel(unit)
            style.tidy(axes)
        handles, labels = picture.axes[0].get_legend_handles_labels()
        picture.legend(
            handles,
            labels,
            loc="lower left",
            bbox_to_anchor=(0.02 / width, (0.1 + note_height) / height),
            frameon=False,
            ncols=columns,
        )
        picture.text(0.1 / width, 0.08 / height, note, size=7.5, color=style.MIDDLE, va="bottom")
    return picture


_NOTE = (
    "Lines: means at each level; bands and bars: 95 % intervals of simulation error (of a grid: for all "
    "levels together)."
)


def _moved(found: Sequence[AnalysisSection]) -> list[FactorEffect]:
    """Say how far each factor moves the outcome, and whether that is sure."""
    effects = []
    for section in found:
        for factor, rows in section.rows.groupby("factor", sort=False):
            levels = rows[rows["contrast"] == "level"].reset_index(drop=True)
            if levels.empty or levels["estimate"].isna().all():
                continue
            estimates = levels["estimate"]
            lowest, highest = int(estimates.argmin()), int(estimates.argmax())
            effects.append(
                FactorEffect(
                    in_words(str(factor)),
                    section.policy,
                    str(levels.loc[lowest, "level"]),
                    str(levels.loc[highest, "level"]),
                    float(levels["estimate"].max() - levels["estimate"].min()),
                    _is_sure(rows, str(levels.loc[lowest, "level"]), str(levels.loc[highest, "level"])),
                )
            )
    return effects


def _is_sure(rows: pd.DataFrame, lowest: str, highest: str) -> bool:
    """Whether the lowest level is surely below the others, and the highest above them.

    Where levels are compared with the scenario's own, which may be one of the two, one of them suffices.
    """
    low, high = bounds(rows)
    of_mean, of_scenario = (rows["contrast"] == name for name in ("from_mean", "from_scenario"))
    below = (rows["level"] == lowest) & (high < 0.0)
    above = (rows["level"] == highest) & (low > 0.0)
    if of_scenario.any():
        return bool((of_scenario & (below | above)).any())
    return bool((of_mean & below).any() and (of_mean & above).any())


def _draw(axes: Axes, section: AnalysisSection, factor: str, number: int) -> None:
    rows = section.rows[(section.rows["factor"] == factor) & (section.rows["contrast"] == "level")]
    if rows.empty:
        return
    low, high = bounds(rows)
    numeric = bool(np.isfinite(rows["level_value"]).all())
    places = rows["level_value"].to_numpy() if numeric else np.arange(len(rows), dtype=float)
    color, dashes = style.line_style(number)
    values = rows["estimate"].to_numpy() * section.scale.factor
    if numeric:
        axes.fill_between(
            places, low * section.scale.factor, high * section.scale.factor, color=color, alpha=0.2, lw=0
        )
        marker = "o" if len(rows) <= 12 else ""
        axes.plot(places, values, color=color, ls=dashes, lw=1.4, marker=marker, ms=3.5, label=section.policy)
        if len(rows) <= _MOST_TICKS:
            axes.set_xticks(places, [f"{place:.3g}" for place in places])
        else:
            axes.xaxis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 2.5, 5, 10]))
    else:
        places = places + 0.12 * number
        errors = np.abs(np.stack([values - low * section.scale.factor, high * section.scale.factor - values]))
        axes.errorbar(places, values, errors, color=color, fmt="o", ms=4, lw=1.4, label=section.policy)
        texts = ["\n".join(textwrap.wrap(level, 14)) for level in rows["level"]]
        axes.set_xticks(range(len(rows)), texts)
        axes.margins(x=0.2)


def bounds(rows: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return the widest intervals that rows have: simultaneous ones where there are such."""
    names = ("simultaneous_low", "simultaneous_high") if "simultaneous_low" in rows else ("low", "high")
    return rows[names[0]].to_numpy(), rows[names[1]].to_numpy()


def _largest(rows: pd.DataFrame) -> tuple[str, str, str, str, float] | None:
    """Find the pair of levels that is surely farthest from the sum of its effects."""
    sure = rows[(rows["simultaneous_low"] > 0.0) | (rows["simultaneous_high"] < 0.0)]
    if sure.empty:
        return None
    row = sure.iloc[int(sure["estimate"].abs().argmax())]
    words = in_words(str(row["factor"])), in_words(str(row["factor_2"]))
    return (*words, str(row["level"]), str(row["level_2"]), float(row["estimate"]))


def _interactions(section: AnalysisSection, subject: Subject) -> style.Picture:
    maps = []
    pairs = list(section.rows.groupby(["factor", "factor_2"], sort=False))
    for (one, other), rows in pairs[:_MOST_PAIRS]:
        maps.append(
            HeatMap.of_rows(
                rows,
                str(one),
                str(other),
                section.scale.factor,
                low="simultaneous_low",
                high="simultaneous_high",
            )
        )
    left = f" The first {_MOST_PAIRS} of {len(pairs)} pairs." if len(pairs) > _MOST_PAIRS else ""
    return heat_map_figure(
        interactions_title(section.label, section.scale, _largest(section.rows)),
        maps,
        section.scale,
        under=f"Interactions in {section.label}: {section.policy}",
        note=f"{subject.source} Color and number: how far a pair of levels is from the sum of their effects. "
        f"Hatched: the 95 % interval, for all pairs of levels together, includes 0.{left}",
    )
