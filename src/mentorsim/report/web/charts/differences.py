"""Differences to the baseline with three layers of uncertainty that look different."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mentorsim.report.web.charts.chart import SCALE_HEIGHT, Chart, horizontal_scale
from mentorsim.report.web.svg import Drawing, axis_over, shortened, text_width
from mentorsim.report.web.tables import HtmlTable

_ROW = 52.0
_MIDDLE, _HALF = 32.0, 13.0  # of a row's bars, below its top
_SIDE = 10.0
_KEY_ROW = 22.0


@dataclass(frozen=True)
class Difference:
    """One row: a policy's difference to the baseline, in the units of the chart.

    Parameters
    ----------
    name
        Of the policy.
    shown
        The difference in words, at the right of its row.
    mean
        The dot.
    error
        Simulation error alone: a thin line with ends. None: not known.
    known
        All that is not known, simulation error and the uncertainty of parameters: a bar. None: the same as
        `error`, because parameters were not varied.
    year
        Single years that one school may meet: a pale band with a dashed edge. None: not known.
    mark
        How it stands: ``better``, ``worse`` or nothing; the words in `shown` say so, too.
    """

    name: str
    shown: str
    mean: float
    error: tuple[float, float] | None = None
    known: tuple[float, float] | None = None
    year: tuple[float, float] | None = None
    mark: str = ""


def differences_chart(
    drawing: Drawing,
    rows: Sequence[Difference],
    unit: str,
    table: HtmlTable,
    *,
    smallest: float = 0.0,
    note: str = "",
) -> Chart:
    """Draw differences, one row each, with a key of the layers that occur.

    Parameters
    ----------
    drawing
        Where to; its height is set.
    rows
        In the order of the table.
    unit
        Of the numbers, under the axis.
    table
        The same numbers.
    smallest
        Differences smaller than this do not matter: a shaded strip about 0.
    note
        How to read it.
    """
    ends = [row.mean for row in rows]
    for row in rows:
        for layer in (row.error, row.known, row.year):
            ends += layer or ()
    axis = axis_over([*ends, smallest, -smallest] if smallest else ends, _SIDE, drawing.width - _SIDE)
    bottom = 6.0 + _ROW * len(rows)
    # What all rows share is drawn behind each row's bars, and never behind its words.
    middles = [6.0 + _ROW * number + _MIDDLE for number in range(len(rows))]
    if smallest > 0.0:
        left, right = axis.at(-smallest), axis.at(smallest)
        for middle in middles:
            drawing.area(left, middle - _HALF, right - left, 2.0 * _HALF, "small")
    horizontal_scale(drawing, axis, bottom, unit, signed=True)
    zero = axis.at(0.0)
    drawing.segments((((zero, middle - _HALF), (zero, middle + _HALF)) for middle in middles), "zero")
    bars: list[tuple[tuple[float, float], tuple[float, float]]] = []
    dots: list[tuple[float, float, str]] = []
    for number, row in enumerate(rows):
        top = 6.0 + _ROW * number
        room = drawing.width - 2.0 * _SIDE - text_width(row.shown) - 10.0
        drawing.text(_SIDE, top + 13.0, shortened(row.name, 0.92 * room), "name")
        drawing.text(drawing.width - _SIDE, top + 13.0, row.shown, "t", "end")
        middle = middles[number]
        if row.year is not None:
            drawing.bar(axis.at(row.year[0]), axis.at(row.year[1]), middle, 18.0, "year")
        if row.known is not None:
            drawing.bar(
                axis.at(row.known[0]), axis.at(row.known[1]), middle, 9.0, f"known {row.mark}".rstrip()
            )
        if row.error is not None:
            bars += _with_ends(axis.at(row.error[0]), axis.at(row.error[1]), middle)
        dots.append((axis.at(row.mean), middle, f"mean {row.mark}".rstrip()))
    drawing.segments(bars, "error")
    for x, y, kind in dots:
        drawing.dot(x, y, 4.5, kind)
    drawing.height = bottom + SCALE_HEIGHT + _key(drawing, rows, bottom + SCALE_HEIGHT, smallest)
    return Chart(drawing, table, note)


def _with_ends(low: float, high: float, y: float) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    ends = [((end, y - 5.0), (end, y + 5.0)) for end in (low, high)]
    return [((low, y), (high, y)), *ends]


def _key(drawing: Drawing, rows: Sequence[Difference], top: float, smallest: float) -> float:
    """Draw which layer is which, and return the height that this takes."""
    lines: list[tuple[str, str]] = []
    if any(row.error for row in rows):
        lines.append(("error", "error of the simulation"))
    if any(row.known for row in rows):
        lines.append(("known", "with what research leaves open"))
    if any(row.year for row in rows):
        lines.append(("year", "single years: 95 of 100 fall in here"))
    if smallest > 0.0:
        lines.append(("small", "too little to matter"))
    for number, (kind, words) in enumerate(lines):
        y = top + 14.0 + _KEY_ROW * number
        if kind == "error":
            drawing.segments(_with_ends(_SIDE, _SIDE + 34.0, y), "error")
        else:
            thickness = {"known": 9.0, "year": 18.0, "small": 18.0}[kind]
            drawing.bar(_SIDE, _SIDE + 34.0, y, thickness, kind)
        drawing.text(_SIDE + 44.0, y + 4.5, words, "tick")
    return 8.0 + _KEY_ROW * len(lines)
