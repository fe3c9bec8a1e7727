"""How far a box can be believed: found again in resamples of the designs, and tried on those left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from mentorsim.analysis.boxes import Dimension, Side, within
from mentorsim.analysis.prim import find_box
from mentorsim.statistics.intervals import BoolArray

RESAMPLES = 50
_FEWEST_RESAMPLES, _RESAMPLED_POINTS = 10, 100_000  # so that many designs do not take minutes
_KEY = 0x6D61726B6573  # any fixed number: the same data must give the same check


@dataclass(frozen=True)
class Again:
    """How a limit comes back.

    Attributes
    ----------
    share
        Share of resamples whose box has a limit on that side of the factor.
    low, high
        Between these lie 90 % of its numbers; NaN for categories.
    """

    share: float
    low: float
    high: float


@dataclass(frozen=True)
class Check:
    """What resampling says of a box.

    Attributes
    ----------
    again
        For each dimension and side that is limited in some resample.
    density, coverage
        Of the boxes that the resamples find, in the designs that each of them left out: mean over resamples.
        This is what the method achieves on new designs, without the advantage of having been fitted to them.
    """

    again: Mapping[tuple[int, Side], Again]
    density: float
    coverage: float


def checked(dimensions: Sequence[Dimension], hits: BoolArray, resamples: int = RESAMPLES) -> Check:
    """Look for a box in bootstrap resamples of the designs, each of which leaves about 37 % of them out.

    Parameters
    ----------
    dimensions
        What varies.
    hits
        Whether the condition holds, shape (points,).
    resamples
        How many; fewer from 2,000 designs on, at least 10.
    """
    resamples = min(resamples, max(_FEWEST_RESAMPLES, _RESAMPLED_POINTS // len(hits)))
    generator = np.random.Generator(np.random.Philox(key=_KEY))
    limits: dict[tuple[int, Side], list[float]] = {}
    inside_out, hits_out, covered = 0, 0, 0
    for _ in range(resamples):
        drawn = generator.integers(0, len(hits), len(hits))
        left_out = np.ones(len(hits), dtype=np.bool_)
        left_out[drawn] = False
        there = [Dimension(one.name, one.values[drawn], one.categories) for one in dimensions]
        found, _ = find_box(there, hits[drawn])
        for limit in found.limits:
            limits.setdefault((limit.dimension, limit.side), []).append(limit.at)
        inside = within(found.limits, dimensions, len(hits)) & left_out
        inside_out += int(inside.sum())
        covered += int(np.count_nonzero(inside & hits))
        hits_out += int(np.count_nonzero(left_out & hits))
    again = {
        key: Again(len(ats) / resamples, *np.nanquantile(ats, [0.05, 0.95]).tolist())
        if not np.isnan(ats).all()
        else Again(len(ats) / resamples, float("nan"), float("nan"))
        for key, ats in limits.items()
    }
    return Check(
        again,
        covered / inside_out if inside_out else float("nan"),
        covered / hits_out if hits_out else float("nan"),
    )
