"""Distributions that an experiment may draw values from."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

_CUT = 3.0  # standard deviations at which a normal distribution is cut off

#: Names of the distributions with what they are given.
DISTRIBUTIONS: Mapping[str, tuple[str, ...]] = {
    "uniform": ("low", "high"),
    "log_uniform": ("low", "high"),
    "integers": ("low", "high"),
    "triangular": ("low", "peak", "high"),
    "halves": ("low", "middle", "high"),
    "normal": ("mean", "sd"),
}


@dataclass(frozen=True)
class Distribution:
    """A distribution of values.

    Parameters
    ----------
    name
        ``uniform`` or ``log_uniform`` between two ends; ``integers``, equally likely, both ends included;
        ``triangular`` from ``low`` over its ``peak`` to ``high``; ``halves``, half of the values evenly
        between ``low`` and ``middle``, half evenly between ``middle`` and ``high``; ``normal`` of a mean and
        a standard deviation, cut off three standard deviations from its mean.
    numbers
        As in `DISTRIBUTIONS`.
    """

    name: str
    numbers: tuple[float, ...]

    @property
    def bounds(self) -> tuple[float, float]:
        """The lowest and the highest value."""
        if self.name == "normal":
            mean, sd = self.numbers
            return mean - _CUT * sd, mean + _CUT * sd
        return self.numbers[0], self.numbers[-1]

    def quantile(self, unit: float) -> float | int:
        """Return the value below which a share `unit` (0 to 1) of the distribution lies."""
        low, high = self.bounds
        if self.name == "integers":
            return min(int(low) + math.floor(unit * (int(high) - int(low) + 1)), int(high))
        if self.name == "log_uniform":
            value = math.exp(math.log(low) + unit * (math.log(high) - math.log(low)))
        elif self.name == "triangular":
            value = _triangular(low, self.numbers[1], high, unit)
        elif self.name == "halves":
            value = _halves(low, self.numbers[1], high, unit)
        elif self.name == "normal":
            from scipy.stats import truncnorm

            mean, sd = self.numbers
            value = float(truncnorm.ppf(unit, -_CUT, _CUT, mean, sd))
        else:
            value = low + unit * (high - low)
        return min(max(value, low), high)

    def __str__(self) -> str:
        """Write it as on the command line: ``uniform(0, 1)``."""
        return f"{self.name}({', '.join(f'{number:g}' for number in self.numbers)})"


def _triangular(low: float, peak: float, high: float, unit: float) -> float:
    if unit * (high - low) <= peak - low:
        return low + math.sqrt(unit * (high - low) * (peak - low))
    return high - math.sqrt((1.0 - unit) * (high - low) * (high - peak))


def _halves(low: float, middle: float, high: float, unit: float) -> float:
    if unit < 0.5:
        return low + 2.0 * unit * (middle - low)
    return middle + (2.0 * unit - 1.0) * (high - middle)
