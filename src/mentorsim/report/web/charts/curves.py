"""Lines over a common axis: chances over the value of a retained student, means by week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mentorsim.report.web.charts.chart import SCALE_HEIGHT, Chart, horizontal_scale, vertical_scale
from mentorsim.report.web.svg import ChartAxis, Drawing, shortened
from mentorsim.report.web.tables import HtmlTable

_DASHES = ("solid", "dashed", "dotted", "dash-dotted")
MOST_LINES = 8
"""More lines than this are not distinguishable in one chart."""
_LEFT, _RIGHT, _TOP, _HIGH = 50.0, 14.0, 26.0, 200.0
_KEY_ROW = 22.0


@dataclass(frozen=True)
class Curve:
    """A line through values, with its name; `faint` draws it thin and gray, for what is only context."""

    name: str
    values: Sequence[float]
    faint: bool = False


def curves_chart(
    drawing: Drawing,
    across: Sequence[float],
    curves: Sequence[Curve],
    x_unit: str,
    y_unit: str,
    table: HtmlTable,
    *,
    between: tuple[float, float] = (0.0, 1.0),
    marks: Sequence[float] = (),
    note: str = "",
) -> Chart:
    """Draw lines over a common axis, each named in a key below.

    Parameters
    ----------
    drawing
        Where to; its height is set.
    across
        The values along the axis, ascending, of at least two different.
    curves
        At most `MOST_LINES`; every line's values are those at the places of `across`.
    x_unit, y_unit
        What the axes show.
    table
        The same numbers, at some of the places.
    between
        The values at the bottom and at the top.
    marks
        Where a vertical line is drawn, such as where the choice turns.
    note
        How to read it.

    Raises
    ------
    ValueError
        For too many curves.
    """
    if len(curves) > MOST_LINES:
        raise ValueError(f"{len(curves)} lines in one chart; at most {MOST_LINES}")
    bottom = _TOP + _HIGH
    right = drawing.width - _RIGHT
    x = ChartAxis(min(across), max(across), _LEFT, right)
    y = ChartAxis(*between, bottom, _TOP)
    vertical_scale(drawing, y, _LEFT, right, y_unit)
    horizontal_scale(drawing, x, bottom, x_unit)
    for mark in marks:
        drawing.line(x.at(mark), _TOP, x.at(mark), bottom, "turn")
    for number, curve in enumerate(curves):
        kind = (
            "curve faint" if curve.faint else f"curve c{number % MOST_LINES} {_DASHES[number % len(_DASHES)]}"
        )
        drawing.path([(x.at(at), y.at(value)) for at, value in zip(across, curve.values, strict=True)], kind)
        key = bottom + SCALE_HEIGHT + 8.0 + _KEY_ROW * number
        drawing.line(_LEFT, key, _LEFT + 34.0, key, kind)
        drawing.text(_LEFT + 44.0, key + 4.5, shortened(curve.name, right - _LEFT - 44.0), "tick")
    drawing.height = bottom + SCALE_HEIGHT + _KEY_ROW * len(curves) + 2.0
    return Chart(drawing, table, note)
