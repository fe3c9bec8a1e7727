"""Numbered dots in a plane with their ranges: additional cost against additional effect."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from mentorsim.report.web.charts.chart import SCALE_HEIGHT, Chart, horizontal_scale, vertical_scale
from mentorsim.report.web.svg import Drawing, axis_over, shortened
from mentorsim.report.web.tables import HtmlTable

_LEFT, _RIGHT, _TOP, _HIGH = 74.0, 16.0, 28.0, 250.0
_KEY_ROW = 22.0
_RADIUS = 10.0
_STEPS = 200


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
    true = [(x.at(one.across), y.at(one.up)) for one in places]
    shown = apart(true, (_LEFT + _RADIUS, right - _RADIUS), (_TOP + _RADIUS, bottom - _RADIUS))
    moved = [pair for pair in zip(true, shown, strict=True) if math.dist(*pair) > 1.0]
    drawing.segments(moved, "leader")
    for number, (one, (at_x, at_y)) in enumerate(zip(places, shown, strict=True), 1):
        if math.dist(true[number - 1], (at_x, at_y)) > 1.0:
            drawing.dot(*true[number - 1], 3.5, f"numbered {one.mark}".rstrip())
        drawing.dot(at_x, at_y, _RADIUS, f"numbered {one.mark}".rstrip())
        drawing.text(at_x, at_y + 4.5, str(number), "number", "middle")
        key = bottom + SCALE_HEIGHT + 12.0 + _KEY_ROW * (number - 1)
        drawing.dot(_LEFT + 10.0, key, _RADIUS, f"numbered {one.mark}".rstrip())
        drawing.text(_LEFT + 10.0, key + 4.5, str(number), "number", "middle")
        drawing.text(_LEFT + 28.0, key + 4.5, shortened(one.name, right - _LEFT - 28.0), "tick")
    drawing.height = bottom + SCALE_HEIGHT + _KEY_ROW * len(places) + 4.0
    return Chart(drawing, table, note)


def apart(
    places: Sequence[tuple[float, float]], across: tuple[float, float], up: tuple[float, float]
) -> list[tuple[float, float]]:
    """Return places near others, so far apart that no numbered dot covers another.

    Parameters
    ----------
    places
        Where dots belong.
    across, up
        Between which places they have to stay.
    """
    found = [(x, y) for x, y in places]
    for _ in range(_STEPS):
        is_still = True
        for second in range(len(found)):
            for first in range(second):
                gap = math.dist(found[first], found[second])
                lacking = 2.0 * _RADIUS + 1.0 - gap
                if lacking <= 0.01:
                    continue
                is_still = False
                # Dots at the same place go to different sides, each pair at an angle of its own.
                angle = 2.4 * second
                along = (
                    (math.cos(angle), math.sin(angle))
                    if gap < 0.01
                    else tuple((b - a) / gap for a, b in zip(found[first], found[second], strict=True))
                )
                for number, way in ((first, -0.5), (second, 0.5)):
                    x, y = (
                        place + way * lacking * part for place, part in zip(found[number], along, strict=True)
                    )
                    found[number] = (min(max(x, across[0]), across[1]), min(max(y, up[0]), up[1]))
        if is_still:
            break
    return found
