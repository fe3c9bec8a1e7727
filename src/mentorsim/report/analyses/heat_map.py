"""Heat maps of two factors, with cells hatched where the sign is not known."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import ListedColormap, Normalize, TwoSlopeNorm
from matplotlib.patches import Rectangle

from mentorsim.report import style
from mentorsim.report.analyses.analysis_numbers import in_words
from mentorsim.report.numbers import Scale

if TYPE_CHECKING:
    import pandas as pd

    from mentorsim.statistics.intervals import BoolArray, FloatArray

_CELL, _FEWEST_WIDE, _MOST_NUMBERS = 0.52, 2.2, 12
_SMOOTH = (2.7, 2.1)
_ACROSS = 2
_NOTE_LINE = 0.14


@dataclass(frozen=True, eq=False)
class HeatMap:
    """The values of two factors' levels, shape (levels of `other`, levels of `one`); NaN where missing.

    Attributes
    ----------
    one, other
        Paths of the factors across and up.
    levels, other_levels
        As shown, in order.
    values
        What is colored.
    unsure
        Which cells are hatched.
    title
        Above the map; may be empty.
    """

    one: str
    other: str
    levels: Sequence[str]
    other_levels: Sequence[str]
    values: FloatArray
    unsure: BoolArray
    title: str = ""

    @classmethod
    def of_rows(
        cls,
        rows: pd.DataFrame,
        one: str,
        other: str,
        factor: float,
        *,
        low: str = "low",
        high: str = "high",
        title: str = "",
        hatched: bool = True,
    ) -> HeatMap:
        """Make it of rows with ``level``, ``level_2``, ``estimate`` and an interval.

        Parameters
        ----------
        rows
            A row per cell.
        one, other
            Paths of the factors.
        factor
            What values are multiplied by.
        low, high
            Columns of the interval that decides what is hatched.
        title
            Above the map.
        hatched
            Whether cells whose interval includes 0 are hatched at all.
        """
        levels, other_levels = _ordered(rows, ""), _ordered(rows, "_2")
        values = np.full((len(other_levels), len(levels)), np.nan)
        unsure = np.zeros(values.shape, dtype=np.bool_)
        for row in rows.to_dict("records"):
            place = other_levels.index(row["level_2"]), levels.index(row["level"])
            values[place] = row["estimate"] * factor
            unsure[place] = hatched and not (row[low] > 0.0 or row[high] < 0.0)
        return cls(one, other, levels, other_levels, values, unsure, title)


def heat_map_figure(
    title: str,
    maps: Sequence[HeatMap],
    scale: Scale,
    *,
    note: str,
    diverging: bool = True,
    under: str = "",
) -> style.Picture:
    """Draw heat maps on one scale of color.

    Parameters
    ----------
    title
        What the figure says.
    maps
        One or more.
    scale
        How numbers are written; the values are multiplied already.
    note
        Below: what color and hatching mean.
    diverging
        Whether 0 is the middle of the colors.
    under
        A smaller line below the title.
    """
    across = style.beside(len(maps), _ACROSS)
    down = -(-len(maps) // across)
    largest = max(max(each.values.shape) for each in maps)
    numbered = largest <= _MOST_NUMBERS
    inside, tall = _SMOOTH
    if numbered:
        inside = max(max(_CELL * len(each.levels) for each in maps), _FEWEST_WIDE)
        tall = max(max(0.62 * _CELL * len(each.other_levels) for each in maps), 0.9)
    left = 0.5 + 0.075 * max(len(text) for each in maps for text in _texts(each.other_levels))
    above = 0.14 + 0.16 * max(each.title.count("\n") + bool(each.title) for each in maps)
    width = max(across * (left + inside + 0.2) + 0.9, 4.6)
    text = "\n".join(style.lines_of(note, int(width * 17)))
    head = style.figure_head(title, width, under)
    foot = 0.25 + _NOTE_LINE * (text.count("\n") + 1)
    height = head.height + down * (above + tall + 0.62) + foot
    norm = _norm(maps, diverging)
    with style.styled():
        picture = style.new_picture(width, height)
        head.draw(picture)
        for number, each in enumerate(maps):
            row, column = divmod(number, across)
            x = left + column * (left + inside + 0.2)
            y = height - head.height - (row + 1) * (above + tall + 0.62) + 0.5
            axes = picture.add_axes((x / width, y / height, inside / width, tall / height))
            _draw(axes, each, norm, scale, diverging, numbered=numbered)
        top, long = height - head.height - above - 0.12, max(tall, 1.2)
        bar = picture.add_axes(((width - 0.78) / width, (top - long) / height, 0.12 / width, long / height))
        colors = picture.colorbar(_mappable(norm, diverging), cax=bar)
        colors.outline.set_visible(False)
        bar.tick_params(labelsize=8, length=2)
        bar.set_title(
            _short(scale.change_unit if diverging else scale.unit), size=8, weight="normal", loc="center"
        )
        picture.text(0.1 / width, 0.08 / height, text, size=7.5, color=style.MIDDLE, va="bottom")
    return picture


def _draw(
    axes: Axes, each: HeatMap, norm: Normalize, scale: Scale, diverging: bool, *, numbered: bool
) -> None:
    rows, columns = each.values.shape
    mappable = _mappable(norm, diverging)
    axes.set_facecolor(style.FAINT)
    axes.pcolormesh(
        np.arange(columns + 1) - 0.5, np.arange(rows + 1) - 0.5, each.values, cmap=mappable.cmap, norm=norm
    )
    for row, column in zip(*np.nonzero(each.unsure), strict=True):
        axes.add_patch(
            Rectangle((column - 0.5, row - 0.5), 1, 1, fill=False, hatch="////", edgecolor=style.MIDDLE, lw=0)
        )
    if numbered:
        _write(axes, each, mappable, scale.change if diverging else scale.mean, scale.factor)
    elif min(each.values.shape) > 1 and float(np.nanmax(each.values)) > float(np.nanmin(each.values)):
        ink = style.DARK if diverging else "white"
        lines = axes.contour(each.values, levels=6, colors=ink, linewidths=0.6)
        axes.clabel(lines, fontsize=7, fmt=lambda value: f"{value:g}".replace("-", "−"))
    _ticks(axes, each, 12 if numbered else 5)
    if each.title:
        axes.set_title(each.title, size=9, pad=4)
    axes.set_xlabel(in_words(each.one))
    axes.set_ylabel("\n".join(textwrap.wrap(in_words(each.other), 22)))
    for spine in axes.spines.values():
        spine.set_visible(False)


def _write(
    axes: Axes, each: HeatMap, mappable: ScalarMappable, write: Callable[[float], str], factor: float
) -> None:
    """Write the value into each cell, light on dark; over hatching on a patch of the cell's own color."""
    for (row, column), value in np.ndenumerate(each.values):
        if not np.isfinite(value):
            continue
        shade = mappable.to_rgba(np.array(value))
        dark = 0.299 * shade[0] + 0.587 * shade[1] + 0.114 * shade[2] < 0.5
        patch = {"facecolor": shade, "edgecolor": "none", "pad": 0.8} if each.unsure[row, column] else None
        axes.text(
            column,
            row,
            write(value / factor).replace("-", "−"),
            ha="center",
            va="center",
            size=7.5,
            color="white" if dark else style.DARK,
            bbox=patch,
        )


def _ticks(axes: Axes, each: HeatMap, most: int) -> None:
    across = max(1, -(-len(each.levels) // most))
    up = max(1, -(-len(each.other_levels) // most))
    axes.set_xticks(range(0, len(each.levels), across), _texts(each.levels)[::across])
    axes.set_yticks(range(0, len(each.other_levels), up), _texts(each.other_levels)[::up])
    axes.tick_params(length=0, labelsize=8.5)


def _norm(maps: Sequence[HeatMap], diverging: bool) -> Normalize:
    values = np.concatenate([each.values.ravel() for each in maps])
    values = values[np.isfinite(values)]
    low, high = (float(values.min()), float(values.max())) if values.size else (0.0, 1.0)
    if diverging:
        largest = max(abs(low), abs(high)) or 1.0
        return TwoSlopeNorm(0.0, -largest, largest)
    return Normalize(low, high if high > low else low + 1.0)


def _mappable(norm: Normalize, diverging: bool) -> ScalarMappable:
    """Return colors that can be told apart with any color vision."""
    if not diverging:
        return ScalarMappable(norm, "viridis")
    # Without its darkest ends, on which lines and numbers are hard to read.
    ends = mpl.colormaps["PuOr"](np.linspace(0.14, 0.86, 256))
    return ScalarMappable(norm, ListedColormap(ends))


def _ordered(rows: pd.DataFrame, suffix: str) -> list[str]:
    levels = rows[[f"level{suffix}", f"level_value{suffix}"]].drop_duplicates()
    if np.isfinite(levels[f"level_value{suffix}"]).all():
        levels = levels.sort_values(f"level_value{suffix}")
    return [str(level) for level in levels[f"level{suffix}"]]


def _texts(levels: Sequence[str]) -> list[str]:
    return [level if len(level) <= 16 else f"{level[:15]}…" for level in levels]


def _short(unit: str) -> str:
    return {"percentage points": "points", "on a scale of 0 to 1": "", "grade points": ""}.get(unit, unit)
