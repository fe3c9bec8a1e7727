"""Numbered dots in a plane with their ranges: additional cost against additional effect."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mentorsim.report.web.charts.chart import SCALE_HEIGHT, Chart, horizontal_scale, vertical_scale
from mentorsim.report.web.svg import Drawing, axis_over, shortened
from mentorsim.report.web.tables import HtmlTable

_LEFT, _RIGHT, _TOP, _HIGH = 74.0, 16.0, 28.0, 250.0
_KEY_ROW = 22.0


@dataclass(frozen=True)
class PlaneDot:
    """One dot: across and up, each with from where to where it may lie."""

    name: str
    across: float
    up: float
    across_between: tuple[float, float] | None = None
    up_between: tuple[float, float] | None = None
    mark: str = ""


def plane_chart(
    drawing: Drawing, places: Sequence[PlaneDot], across: str, up: str, table: HtmlTable, *, note: str = ""
) -> Chart:
    """Draw a plane of differences with 0 marked on both axes; dots have numbers, and a key below says whose.

    Parameters
    ----------
    drawing
        Where to; its height is set.
    places
        The dots.
    across, up
        What the axes show.
    table
        The same numbers.
    note
        How to read it.
    """
    bottom = _TOP + _HIGH
    right = drawing.width - _RIGHT
    x = axis_over([v for one in places for v in (one.across, *(one.across_between or ()))], _LEFT, right)
    y = axis_over([v for one in places for v in (one.up, *(one.up_between or ()))], bottom, _TOP)
    vertical_scale(drawing, y, _LEFT, right, up)
    horizontal_scale(drawing, x, bottom, across, signed=True)
    drawing.line(x.at(0.0), _TOP, x.at(0.0), bottom, "zero")
    drawing.line(_LEFT, y.at(0.0), right, y.at(0.0), "zero")
    crosses = []
    for one in places:
        at_x, at_y = x.at(one.across), y.at(one.up)
        if one.across_between is not None:
            low, high = one.across_between
            crosses.append(((x.at(low), at_y), (x.at(high), at_y)))
        if one.up_between is not None:
            low, high = one.up_between
            crosses.append(((at_x, y.at(low)), (at_x, y.at(high))))
    drawing.segments(crosses, "cross")
    for number, one in enumerate(places, 1):
        at_x, at_y = x.at(one.across), y.at(one.up)
        drawing.dot(at_x, at_y, 10.0, f"numbered {one.mark}".rstrip())
        drawing.text(at_x, at_y + 4.5, str(number), "number", "middle")
        key = bottom + SCALE_HEIGHT + 12.0 + _KEY_ROW * (number - 1)
        drawing.dot(_LEFT + 10.0, key, 10.0, f"numbered {one.mark}".rstrip())
        drawing.text(_LEFT + 10.0, key + 4.5, str(number), "number", "middle")
        drawing.text(_LEFT + 28.0, key + 4.5, shortened(one.name, right - _LEFT - 28.0), "tick")
    drawing.height = bottom + SCALE_HEIGHT + _KEY_ROW * len(places) + 4.0
    return Chart(drawing, table, note)
