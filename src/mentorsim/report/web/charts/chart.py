"""A chart with its data, and the axes that charts share."""

from __future__ import annotations

from dataclasses import dataclass

from mentorsim.report.web.svg import TEXT_SIZE, ChartAxis, Drawing, text_width
from mentorsim.report.web.tables import HtmlTable

TICK_SIZE = TEXT_SIZE - 1.0
SCALE_HEIGHT = 46.0
"""Room below a chart for the numbers of its axis and their unit."""


@dataclass(frozen=True)
class Chart:
    """A drawing, its data as a table, and a line that says how to read it.

    The macro ``figure`` of ``macros.html`` shows all three; the title of the drawing is the caption.
    """

    drawing: Drawing
    table: HtmlTable
    note: str = ""

    @property
    def title(self) -> str:
        """What the chart says."""
        return self.drawing.title

    def __html__(self) -> str:
        """Return the drawing; templates take it as safe."""
        return self.drawing.markup()


def horizontal_scale(
    drawing: Drawing, axis: ChartAxis, bottom: float, unit: str, *, signed: bool = False
) -> None:
    """Draw an axis with its numbers below a height, and the unit under them."""
    most = 6
    widest = max(text_width(axis.tick_text(value, signed=signed), TICK_SIZE) for value in axis.ticks(most))
    while most > 3 and widest * len(axis.ticks(most)) > 0.9 * abs(axis.end - axis.start):
        most -= 1
    for value in axis.ticks(most):
        drawing.line(axis.at(value), bottom, axis.at(value), bottom + 5.0, "grid")
        words = axis.tick_text(value, most, signed=signed)
        half = text_width(words, TICK_SIZE) / 2.0
        at = min(max(axis.at(value), half + 1.0), drawing.width - half - 1.0)
        drawing.text(at, bottom + 19.0, words, "tick", "middle")
    drawing.line(axis.start, bottom, axis.end, bottom, "axis")
    drawing.text(drawing.width / 2.0, bottom + 38.0, unit, "tick", "middle")


def vertical_scale(drawing: Drawing, axis: ChartAxis, left: float, right: float, unit: str) -> None:
    """Draw lines across at the numbers of an axis, these to the left, and the unit above."""
    for value in axis.ticks():
        drawing.line(left, axis.at(value), right, axis.at(value), "grid")
        drawing.text(left - 6.0, axis.at(value) + 4.5, axis.tick_text(value), "tick", "end")
    drawing.text(2.0, 14.0, unit, "tick")
