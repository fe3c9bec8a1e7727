"""SVG as text: shapes that are styled by classes, words that can be selected and read aloud."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape

WIDTH = 420.0
"""Width of every chart in its own units: shown at 480 pixels, and readable on a phone of 320."""
TEXT_SIZE = 14.0
_CHARACTER = 0.55  # mean width of a character in units of the text's size


@dataclass
class Drawing:
    """Shapes of one chart.

    Every shape has a class (`kind`) that the style sheet knows; nothing has a style of its own, so that a
    content policy without inline styles shows it.

    Parameters
    ----------
    name
        A word that makes the chart's ids unique on its page.
    title
        What the chart says, in a sentence; read aloud first.
    description
        What is drawn, for those who cannot see it.
    height
        In the units of `WIDTH`.
    width
        Of the drawing.
    """

    name: str
    title: str
    description: str
    height: float = 0.0
    width: float = WIDTH
    shapes: list[str] = field(default_factory=list)

    def line(self, x1: float, y1: float, x2: float, y2: float, kind: str) -> None:
        """Draw a line."""
        self._add("line", kind, x1=x1, y1=y1, x2=x2, y2=y2)

    def bar(self, x1: float, x2: float, y: float, thickness: float, kind: str) -> None:
        """Draw a horizontal bar around a height, never narrower than one unit."""
        low, high = min(x1, x2), max(x1, x2)
        self._add("rect", kind, x=low, y=y - thickness / 2.0, width=max(high - low, 1.0), height=thickness)

    def area(self, x: float, y: float, width: float, height: float, kind: str) -> None:
        """Fill a rectangle."""
        self._add("rect", kind, x=x, y=y, width=max(width, 0.0), height=max(height, 0.0))

    def dot(self, x: float, y: float, radius: float, kind: str, hint: str = "") -> None:
        """Draw a dot; a hint is shown where a pointer rests on it."""
        inside = f"<title>{escape(hint)}</title>" if hint else ""
        self.shapes.append(
            f'<circle class="{kind}" cx="{digits(x)}" cy="{digits(y)}" r="{digits(radius)}">{inside}</circle>'
        )

    def path(self, points: Sequence[tuple[float, float]], kind: str) -> None:
        """Draw a line through points; those on the way between two others at the same height are left out."""
        heights = [digits(y) for _, y in points]
        kept = [
            (digits(x), heights[place])
            for place, (x, _) in enumerate(points)
            if heights[max(place - 1, 0) : place + 2] != [heights[place]] * 3
        ]
        steps = " ".join(f"{x},{y}" for x, y in kept)
        self.shapes.append(f'<polyline class="{kind}" points="{steps}"/>')

    def segments(self, pairs: Iterable[tuple[tuple[float, float], tuple[float, float]]], kind: str) -> None:
        """Draw many separate lines of one kind as one shape."""
        steps = "".join(
            f"M{digits(x1)} {digits(y1)}L{digits(x2)} {digits(y2)}" for (x1, y1), (x2, y2) in pairs
        )
        if steps:
            self.shapes.append(f'<path class="{kind}" d="{steps}"/>')

    def points(self, places: Iterable[tuple[float, float]], kind: str) -> None:
        """Draw many dots of one kind as one shape: lines of no length whose round ends show."""
        steps = "".join(f"M{digits(x)} {digits(y)}h0" for x, y in places)
        if steps:
            self.shapes.append(f'<path class="{kind}" d="{steps}"/>')

    def text(self, x: float, y: float, words: str, kind: str = "t", anchor: str = "start") -> None:
        """Write words; the anchor is `start`, `middle` or `end`; the kind `tick` is how text looks anyway."""
        style = "" if kind == "tick" else f' class="{kind}"'
        at = "" if anchor == "start" else f' text-anchor="{anchor}"'
        self.shapes.append(f'<text{style} x="{digits(x)}" y="{digits(y)}"{at}>{escape(words)}</text>')

    def markup(self) -> str:
        """Return the chart as one element that a screen reader takes for an image with words."""
        title, description = f"{self.name}-title", f"{self.name}-description"
        return (
            f'<svg class="chart" role="img" viewBox="0 0 {digits(self.width)} {digits(self.height)}" '
            f'aria-labelledby="{title} {description}">'
            f'<title id="{title}">{escape(self.title)}</title>'
            f'<desc id="{description}">{escape(self.description)}</desc>'
            f"{''.join(self.shapes)}</svg>"
        )

    def _add(self, shape: str, kind: str, **numbers: float) -> None:
        places = " ".join(f'{name}="{digits(value)}"' for name, value in numbers.items())
        self.shapes.append(f'<{shape} class="{kind}" {places}/>')


@dataclass(frozen=True)
class ChartAxis:
    """A straight scale from values to places.

    Parameters
    ----------
    low, high
        The values at its ends.
    start, end
        The places of these.
    """

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Return the place of a value; what lies beyond an end is put there."""
        share = (value - self.low) / (self.high - self.low)
        return self.start + min(max(share, 0.0), 1.0) * (self.end - self.start)

    def ticks(self, most: int = 6) -> list[float]:
        """Return round values for marks, at most so many."""
        step = _round_step((self.high - self.low) / max(most - 1, 1))
        first = math.ceil(self.low / step - 1e-9)
        last = math.floor(self.high / step + 1e-9)
        return [number * step + 0.0 for number in range(first, last + 1)]

    def tick_text(self, value: float, most: int = 6, *, signed: bool = False) -> str:
        """Write a tick with as many decimals as its neighbors need."""
        step = _round_step((self.high - self.low) / max(most - 1, 1))
        decimals = max(0, -math.floor(math.log10(step) + 1e-9))
        text = f"{value:,.{decimals}f}"
        return f"+{text}" if signed and value > 0.0 else text.replace("-", "−")


def axis_over(
    values: Iterable[float], start: float, end: float, *, holds: Sequence[float] = (0.0,)
) -> ChartAxis:
    """Return an axis that holds values with a little room, and always some others (0)."""
    finite = [value for value in (*values, *holds) if math.isfinite(value)] or [0.0]
    low, high = min(finite), max(finite)
    if high - low < 1e-12:
        low, high = low - 1.0, high + 1.0
    room = 0.04 * (high - low)
    return ChartAxis(
        low - (0.0 if low in holds else room), high + (0.0 if high in holds else room), start, end
    )


def text_width(words: str, size: float = TEXT_SIZE) -> float:
    """Return about how wide words are."""
    return len(words) * size * _CHARACTER


def shortened(words: str, width: float, size: float = TEXT_SIZE) -> str:
    """Cut words that are wider than a width."""
    most = max(int(width / (size * _CHARACTER)), 4)
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def digits(value: float) -> str:
    """Write a place with one decimal at most: the same text for the same number everywhere."""
    text = f"{value:.1f}"
    text = text.removesuffix(".0")
    return "0" if text == "-0" else text


def _round_step(step: float) -> float:
    power = 10.0 ** math.floor(math.log10(step))
    return next(power * factor for factor in (1.0, 2.0, 5.0, 10.0) if power * factor >= step * (1.0 - 1e-9))
