"""The small formulas of section 7, in the plain numbers of Python's `math`."""

from __future__ import annotations

import math
import struct
from collections.abc import Sequence

_MEAN_DISTANCE = 4.0 / math.sqrt(math.pi)
_SD_OF_DISTANCE = math.sqrt(6.0 - 16.0 / math.pi)


def clip(x: float, low: float, high: float) -> float:
    return low if x < low else high if x > high else x


def logistic(x: float) -> float:
    # Below -700 the result is 0 to 300 digits, and `math.exp` would overflow.
    return 1.0 / (1.0 + math.exp(-x)) if x > -700.0 else 0.0


def log(x: float) -> float:
    return math.log(x) if x > 0.0 else -math.inf


def logit(p: float) -> float:
    return log(p / (1.0 - p))


def saturating(x: float, half: float) -> float:
    """Rise from 0 towards 1, through one half at `half`."""
    return x / (x + half)


def overload(load: float, bearable: float) -> float:
    """Return the share of a load that is more than can be borne."""
    return 1.0 - bearable / load if load > bearable else 0.0


def zone(distance: float, delta: float) -> float:
    """Return the zone of proximal development: 0 from equals down, 1 at `delta`."""
    return (distance / delta) * math.exp(1.0 - distance / delta) if distance > 0.0 else 0.0


def fit(skill: float, level: float, weight: float, width: float) -> float:
    """Return what is left of learning for a student who is taught at a level."""
    return 1.0 - weight * min(1.0, abs(skill - level) / width)


def deep_similarity(one: Sequence[float], other: Sequence[float]) -> float:
    squares = 0.0
    for a, b in zip(one, other, strict=True):
        squares += (a - b) * (a - b)
    return (_MEAN_DISTANCE - math.sqrt(squares)) / _SD_OF_DISTANCE


def likeness(one: Sequence[int], other: Sequence[int], weights: Sequence[float], *, without: float) -> float:
    """Return the share of the attributes' weights on which two have the same known category.

    `without` is the answer where no attribute counts.
    """
    total = sum(weights)
    if total == 0.0:
        return without
    same = 0.0
    for a, b, weight in zip(one, other, weights, strict=True):
        if a == b and a >= 0:
            same += weight
    return same / total


def closeness(rapport: float, shape: float, half: float) -> float:
    """Return how far what a mentor gives reaches the mentee: 0 without rapport, 1 at rapport 1."""
    r, h = rapport**shape, half**shape
    return (1.0 + h) * r / (h + r)


def on_the_scale(result: float, top: float) -> float:
    """Return the grade of a result on the scale of 0 to 1, with the top grade given from `top` on."""
    if top <= 1.0:
        return 1.0 if result >= top else clip(result, 0.0, 1.0)
    knee = 2.0 - top
    return clip(result if result <= knee else knee + (result - knee) / 2.0, 0.0, 1.0)


def single(x: float) -> float:
    """Round to single precision."""
    return float(struct.unpack("f", struct.pack("f", x))[0])
