"""Dots with one range each, in rows: groups, means, effects of factors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mentorsim.report.web.charts.chart import SCALE_HEIGHT, Chart, horizontal_scale
from mentorsim.report.web.svg import Drawing, axis_over, shortened, text_width
from mentorsim.report.web.tables import HtmlTable

_ROW = 42.0
_HEADING = 28.0
_SIDE = 10.0
_HALF = 9.0  # of the mark of 0 beside a row's range


@dataclass(frozen=True)
class Dot:
    """One row: a number and from where to where it may lie.

    `mark` is ``better``, ``worse``, ``faint`` (too few to judge) or nothing; `heading` starts a new block of
    rows.
    """

    name: str
    shown: str
    mean: float
    between: tuple[float, float] | None = None
    mark: str = ""
    heading: str = ""


def ranges_chart(
    drawing: Drawing,
    rows: Sequence[Dot],
    unit: str,
    table: HtmlTable,
    *,
    zero: bool = True,
    note: str = "",
) -> Chart:
    """Draw dots with their ranges.

    Parameters
    ----------
    drawing
        Where to; its height is set.
    rows
        From the top.
    unit
        Of the numbers, under the axis.
    table
        The same numbers.
    zero
        Whether numbers are differences: the axis holds 0, marks it, and writes signs.
    note
        How to read it.
    """
    ends = [row.mean for row in rows]
    for row in rows:
        ends += row.between or ()
    axis = axis_over(ends, _SIDE, drawing.width - _SIDE, holds=(0.0,) if zero else ())
    bottom = 6.0 + _ROW * len(rows) + _HEADING * sum(bool(row.heading) for row in rows)
    horizontal_scale(drawing, axis, bottom, unit, signed=zero)
    middles, top = [], 6.0
    for row in rows:
        top += _HEADING if row.heading else 0.0
        middles.append(top + 26.0)
        top += _ROW
    if zero:
        at = axis.at(0.0)
        # Behind each row's range, never behind its words.
        drawing.segments((((at, middle - _HALF), (at, middle + _HALF)) for middle in middles), "zero")
    top = 6.0
    for row, middle in zip(rows, middles, strict=True):
        if row.heading:
            drawing.text(_SIDE, top + 18.0, shortened(row.heading, drawing.width - 2.0 * _SIDE), "name")
            top += _HEADING
        room = drawing.width - 2.0 * _SIDE - text_width(row.shown) - 10.0
        drawing.text(_SIDE, top + 12.0, shortened(row.name, room), "t")
        drawing.text(drawing.width - _SIDE, top + 12.0, row.shown, "t", "end")
        if row.between is not None:
            low, high = row.between
            drawing.bar(axis.at(low), axis.at(high), middle, 6.0, f"known {row.mark}".rstrip())
        drawing.dot(axis.at(row.mean), middle, 4.5, f"mean {row.mark}".rstrip())
        top += _ROW
    drawing.height = bottom + SCALE_HEIGHT
    return Chart(drawing, table, note)
