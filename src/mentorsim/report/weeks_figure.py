"""The figure of a quantity over the weeks: every policy's line, and how far it is from the baseline's."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from mentorsim.report import style
from mentorsim.scenario.calendar import Calendar
from mentorsim.statistics.intervals import FloatArray

_WIDTH, _COLUMN, _HEIGHT = 7.2, 5.2, 4.55
_LEFT, _LABELS = 0.78, 1.6
_TOP_BOTTOM, _TOP_HEIGHT = 2.25, 2.1
_LOW_BOTTOM, _LOW_HEIGHT = 0.82, 1.2
_NOTE_LINE = 0.14
_BAND = 0.15  # how opaque intervals are
_STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True)
class WeeklyLines:
    """A quantity by week for every policy.

    Attributes
    ----------
    title
        What the figure says.
    unit, change_unit
        Of the quantity and of differences.
    factor
        What values are multiplied by: 100 for shares.
    policies
        Names, in order.
    baseline
        The policy that differences are taken to.
    mean
        Shape (policies, weeks).
    start
        The value of all policies before the first week; None where it is not known.
    remark
        What a reader has to know of this quantity.
    difference, low, high
        To the baseline, paired by replication, and its interval (simulation error): shape (policies, weeks);
        0 for the baseline itself.
    """

    title: str
    unit: str
    change_unit: str
    factor: float
    policies: Sequence[str]
    baseline: str
    mean: FloatArray
    start: float | None
    remark: str
    difference: FloatArray
    low: FloatArray
    high: FloatArray


def weeks_figure(
    lines: WeeklyLines, calendar: Calendar, *, replications: int, seed: int, confidence: float
) -> Figure:
    """Draw a quantity over the weeks; breaks are shaded and the baseline is the thick dark line.

    Parameters
    ----------
    lines
        What to draw.
    calendar
        Where terms and breaks are.
    replications, seed, confidence
        For the note.
    """
    width = _COLUMN if style.is_column() else _WIDTH
    head = style.figure_head(lines.title, width)
    note = (
        f"Means over {replications:,} replications (seed {seed}); the bands are {confidence:.0%} intervals "
        f"of simulation error. Breaks are shaded. {lines.remark}"
    )
    note = "\n".join(textwrap.wrap(note, int(width * 15.6)))
    below = _NOTE_LINE * max(note.count("\n") - 1, 0)
    height = _HEIGHT + head.height + below
    with style.styled():
        picture = style.new_picture(width, height)
        inside = (width - _LEFT - _LABELS) / width
        head.draw(picture)
        level = picture.add_axes(
            (_LEFT / width, (_TOP_BOTTOM + below) / height, inside, _TOP_HEIGHT / height)
        )
        change = picture.add_axes(
            (_LEFT / width, (_LOW_BOTTOM + below) / height, inside, _LOW_HEIGHT / height)
        )
        weeks = np.arange(1, lines.mean.shape[1] + 1)
        _draw_levels(level, lines, weeks)
        _draw_differences(change, lines, weeks)
        for axes in (level, change):
            _shade_breaks(axes, calendar)
            axes.set_xlim(0, weeks[-1])
            style.tidy(axes)
        _name_terms(level, calendar)
        level.tick_params(labelbottom=False)
        change.set_xlabel("week")
        picture.text(0.1 / width, 0.08 / height, note, size=7.5, color=style.MIDDLE, va="bottom")
    return picture


def _draw_levels(axes: Axes, lines: WeeklyLines, weeks: FloatArray) -> None:
    at, values = weeks, lines.mean * lines.factor
    if lines.start is not None:
        at = np.concatenate([[0], weeks])
        start = np.full((len(values), 1), lines.start * lines.factor)
        values = np.concatenate([start, values], axis=1)
    for policy, row in zip(lines.policies, values, strict=True):
        color, dashes, thickness, order = _look(lines, policy)
        axes.plot(at, row, color=color, linestyle=dashes, linewidth=thickness, zorder=order, clip_on=False)
    axes.set_ylabel(lines.unit)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5, steps=_STEPS))
    axes.margins(y=0.06)
    _label_ends(axes, lines, values[:, -1], lines.policies, _TOP_HEIGHT)


def _draw_differences(axes: Axes, lines: WeeklyLines, weeks: FloatArray) -> None:
    others = [policy for policy in lines.policies if policy != lines.baseline]
    strength = _BAND if len(others) <= len(style.PALETTE) else _BAND / 2.0
    axes.axhline(0.0, color=style.DARK, linewidth=2.2, zorder=4)
    ends = []
    for policy, row, low, high in zip(lines.policies, lines.difference, lines.low, lines.high, strict=True):
        if policy == lines.baseline:
            continue
        color, dashes, thickness, order = _look(lines, policy)
        axes.fill_between(
            weeks, low * lines.factor, high * lines.factor, color=color, alpha=strength, linewidth=0, zorder=1
        )
        axes.plot(
            weeks,
            row * lines.factor,
            color=color,
            linestyle=dashes,
            linewidth=thickness,
            zorder=order,
            clip_on=False,
        )
        ends.append(float(row[-1] * lines.factor))
    axes.set_ylabel(f"difference\n{lines.change_unit}".strip(), size=8.5)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=4, steps=_STEPS))
    axes.margins(y=0.1)
    _label_ends(axes, lines, ends, others, _LOW_HEIGHT)


def _label_ends(
    axes: Axes, lines: WeeklyLines, ends: Sequence[float] | FloatArray, names: Sequence[str], inches: float
) -> None:
    low, high = axes.get_ylim()
    gap = (high - low) * 0.135 / inches
    shown = [(name, float(end)) for name, end in zip(names, ends, strict=True) if np.isfinite(end)]
    places = style.spread([end for _, end in shown], gap, low, high)
    for (name, end), place in zip(shown, places, strict=True):
        color = _look(lines, name)[0]
        axes.annotate(
            textwrap.shorten(name, 24, placeholder="…"),
            xy=(1.0, end),
            xycoords=axes.get_yaxis_transform(),
            xytext=(1.035, place),
            textcoords=axes.get_yaxis_transform(),
            color=color,
            size=8,
            va="center",
            weight="bold" if name == lines.baseline else "normal",
            annotation_clip=False,
            arrowprops={
                "arrowstyle": "-",
                "color": color,
                "linewidth": 0.6,
                "shrinkA": 0,
                "shrinkB": 0,
                "relpos": (0, 0.5),
            },
        )
    axes.set_ylim(low, high)


def _look(lines: WeeklyLines, policy: str) -> tuple[str, object, float, int]:
    if policy == lines.baseline:
        return style.DARK, "-", 2.4, 4
    others = [name for name in lines.policies if name != lines.baseline]
    color, dashes = style.line_style(others.index(policy))
    return color, dashes, 1.5, 3


def _shade_breaks(axes: Axes, calendar: Calendar) -> None:
    for term in range(1, calendar.terms + 1):
        end = term * calendar.weeks_per_term + (term - 1) * calendar.break_weeks
        weeks = calendar.break_weeks if term < calendar.terms else calendar.summer_weeks
        if weeks:
            axes.axvspan(end, end + weeks, color=style.FAINT, linewidth=0, zorder=0)


def _name_terms(axes: Axes, calendar: Calendar) -> None:
    for term in range(calendar.terms):
        middle = term * (calendar.weeks_per_term + calendar.break_weeks) + calendar.weeks_per_term / 2.0
        axes.text(
            middle,
            1.02,
            f"term {term + 1}",
            transform=axes.get_xaxis_transform(),
            ha="center",
            va="bottom",
            size=8,
            color=style.MIDDLE,
        )
