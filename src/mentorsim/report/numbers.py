"""How numbers are written for readers: shares in percent, differences with a sign, no digit too many."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from statistics import median

#: Fewest and most decimals by unit; what is not listed here has 1 to 2.
_DECIMALS = {"share": (1, 2), "grade points": (2, 3), "0 to 1": (2, 3), "SD": (2, 3)}
_FROM_WHOLE = 100.0
_MOST_DECIMALS = 9
NOTHING = "–"


@dataclass(frozen=True)
class Scale:
    """How the numbers of one outcome are written.

    Parameters
    ----------
    factor
        What numbers are multiplied by: 100 for shares.
    decimals
        Digits after the point.
    unit
        The unit of a mean as written.
    change_unit
        The unit of a difference as written.
    """

    factor: float
    decimals: int
    unit: str
    change_unit: str

    def mean(self, value: float | None) -> str:
        """Write a mean."""
        return NOTHING if value is None else _plain(value * self.factor, self.decimals)

    def size(self, value: float) -> str:
        """Write a size without a sign, such as a half-width; one that is not zero never looks like it."""
        return _plain(max(abs(value) * self.factor, self._least(value)), self.decimals)

    def change(self, value: float | None) -> str:
        """Write a difference, with its sign."""
        if value is None:
            return NOTHING
        text = _plain(value * self.factor, self.decimals)
        return f"+{text}" if value > 0.0 and float(text.replace(",", "")) != 0.0 else text

    def showing(self, low: float | None, high: float | None) -> Scale:
        """Return a scale with enough digits that an interval without 0 does not read as if it held it."""
        if low is None or high is None or low <= 0.0 <= high:
            return self
        nearest = min(abs(low), abs(high)) * self.factor
        return replace(
            self, decimals=min(max(self.decimals, math.ceil(-math.log10(nearest))), _MOST_DECIMALS)
        )

    def between(self, low: float | None, high: float | None) -> str:
        """Write an interval of a difference."""
        if low is None or high is None:
            return NOTHING
        return f"{self.change(low)} to {self.change(high)}"

    def with_half_width(self, mean: float | None, low: float | None, high: float | None) -> str:
        """Write a mean with half the width of its interval; with both ends where they are not as far away."""
        if mean is None or low is None or high is None or low == high:
            return self.mean(mean)
        if not _symmetric(mean, low, high):
            return f"{self.mean(mean)} ({self.mean(low)} to {self.mean(high)})"
        return f"{self.mean(mean)} ± {self.size((high - low) / 2.0)}"

    def change_with_half_width(self, mean: float | None, low: float | None, high: float | None) -> str:
        """Write a difference with half the width of its interval; with both ends as for a mean."""
        if mean is None or low is None or high is None or low == high:
            return self.change(mean)
        if not _symmetric(mean, low, high):
            return f"{self.change(mean)} ({self.between(low, high)})"
        return f"{self.change(mean)} ± {self.size((high - low) / 2.0)}"

    def _least(self, value: float) -> float:
        return 10.0**-self.decimals if value else 0.0


def scale_of(
    unit: str,
    half_widths: Iterable[float | None],
    sizes: Iterable[float | None],
    *,
    is_difference: bool = False,
) -> Scale:
    """Choose how the numbers of an outcome are written.

    Parameters
    ----------
    unit
        The outcome's unit.
    half_widths
        Of the intervals that are shown: their first digit decides how many decimals make sense.
    sizes
        The means that are shown.
    is_difference
        Whether the outcome itself is a difference between groups, so that a share is in percentage points.
    """
    factor = 100.0 if unit == "share" else 1.0
    fewest, most = _DECIMALS.get(unit, (1, 2))
    if unit not in _DECIMALS and max((abs(size) for size in sizes if size is not None), default=0.0) >= (
        _FROM_WHOLE
    ):
        fewest, most = 0, 0
    widths = [width * factor for width in half_widths if width is not None and width > 0.0]
    wanted = math.ceil(-math.log10(median(widths))) if widths else fewest
    points = "percentage points"
    shown = {"share": points if is_difference else "%", "0 to 1": "0 to 1"}.get(unit, unit)
    change = {"share": points, "0 to 1": "on a scale of 0 to 1"}.get(unit, unit)
    return Scale(factor, min(max(wanted, fewest), most), shown, change)


def percent(probability: float | None) -> str:
    """Write a probability in whole percent; only what is certain is 0 or 100."""
    if probability is None:
        return NOTHING
    if 0.0 < probability < 0.005:
        return "<1"
    if 0.995 <= probability < 1.0:
        return ">99"
    return f"{100.0 * probability:.0f}"


def count_of(number: int, one: str, many: str | None = None) -> str:
    """Write a number with its noun: 1 replication, 2 replications."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _symmetric(mean: float, low: float, high: float) -> bool:
    return abs((high - mean) - (mean - low)) <= 0.02 * (high - low)


def _plain(value: float, decimals: int) -> str:
    text = f"{value:,.{decimals}f}"
    # Rounding must not leave a minus before nothing.
    return text.removeprefix("-") if not float(text.replace(",", "")) else text
