"""The population's measures at entry: group offsets, correlations within groups, means and spreads."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mentorsim.cohort.groups import MEASURES, GroupDifferences, group_differences
from mentorsim.cohort.shares import AttributeShares, asked_gaps
from mentorsim.errors import ScenarioError

if TYPE_CHECKING:
    from mentorsim.scenario.cohort import CohortSettings

# Less variance than this within groups is none: students of a group would all be alike.
_LEAST_VARIANCE = 1e-6


@dataclass(frozen=True, eq=False)
class Entry:
    """Population constants of the four measures (skill, belonging, motivation, communication), in total SD.

    A student has ``offsets[attribute, code] - center`` summed over attributes, plus ``loadings @ normals``;
    over all first-years the result has mean 0, SD 1 and the correlations of the scenario. ``scale`` (2, 3)
    are means and SDs of the last three measures on their scale of 0 to 1; ``upper_year_skill`` is in SD.
    """

    offsets: NDArray[np.float64]
    center: NDArray[np.float64]
    loadings: NDArray[np.float64]
    scale: NDArray[np.float64]
    upper_year_skill: float


def entry_population(settings: CohortSettings, attributes: AttributeShares) -> Entry:
    """Work out the constants from which every student is drawn; none depends on who else is drawn.

    With a roster, a gap in skill is one among students with the same prior grade: the file itself tells who
    brought better grades, but not who does better in spite of them.

    Raises
    ------
    ScenarioError
        When gaps leave no variance within groups, or contradict each other or the correlations.
    """
    gaps = asked_gaps(settings, attributes, MEASURES)
    groups = group_differences(attributes, gaps)
    spreads = (settings.belonging, settings.motivation, settings.communication)
    return Entry(
        offsets=groups.offsets,
        center=groups.mean,
        loadings=_loadings(settings, groups),
        scale=np.array([[spread.mean for spread in spreads], [spread.sd for spread in spreads]]),
        upper_year_skill=settings.upper_year_skill,
    )


def _loadings(settings: CohortSettings, groups: GroupDifferences) -> NDArray[np.float64]:
    total = _correlations(settings)
    if lower_triangle(total) is None:
        raise ScenarioError(
            "the correlations in cohort.correlations cannot all hold together; bring at least one closer to 0"
        )
    for measure, name in enumerate(MEASURES):
        between = groups.covariance[measure, measure]
        if 1.0 - between < _LEAST_VARIANCE:
            keys = ", ".join(_keys_with_gap(settings, name))
            raise ScenarioError(
                f"the gaps {keys} explain {between:.0%} of the variance of {name} and leave none within "
                "groups; make them smaller"
            )
    within = lower_triangle(total - groups.covariance)
    if within is None:
        raise ScenarioError(
            "the gaps in cohort.attributes and the values of cohort.correlations contradict each other; make "
            "the largest gaps smaller"
        )
    return within


def _correlations(settings: CohortSettings) -> NDArray[np.float64]:
    matrix = np.eye(len(MEASURES))
    for one, first in enumerate(MEASURES):
        for other, second in enumerate(MEASURES):
            correlation = getattr(settings.correlations, f"{first}_{second}", None)
            if correlation is not None:
                matrix[one, other] = matrix[other, one] = correlation
    return matrix


def lower_triangle(matrix: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """Return the lower triangle whose product with its transpose is ``matrix`` (Cholesky), or None.

    None means that the matrix is not positive definite. Plain sums, so that no library's order of additions
    reaches the bits.
    """
    size = len(matrix)
    lower = np.zeros_like(matrix)
    for row in range(size):
        for column in range(row + 1):
            left = float(matrix[row, column])
            for place in range(column):
                left -= float(lower[row, place]) * float(lower[column, place])
            if row == column:
                if not left >= _LEAST_VARIANCE:
                    return None
                lower[row, row] = sqrt(left)
            else:
                lower[row, column] = left / float(lower[column, column])
    return lower


def _keys_with_gap(settings: CohortSettings, measure: str) -> list[str]:
    keys = []
    for name, attribute in settings.attributes.items():
        groups = attribute.gaps.items() if isinstance(attribute.gaps, dict) else [("", attribute.gaps)]
        for category, gap in groups:
            if getattr(gap, measure) != 0.0:
                place = f"{name}.gaps.{category}" if category else f"{name}.gaps"
                keys.append(f"cohort.attributes.{place}.{measure}")
    return keys
