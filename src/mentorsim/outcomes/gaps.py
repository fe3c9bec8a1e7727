"""Equity gaps: differences between the groups of an attribute in any mean over first-years."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mentorsim.outcomes.registry import Outcome
from mentorsim.outcomes.run_view import RunView
from mentorsim.statistics.intervals import SMALL_CELL


@dataclass(frozen=True)
class Gap:
    """The function of one equity gap.

    Attributes
    ----------
    of
        The outcome.
    attribute
        The attribute.
    """

    of: Outcome
    attribute: str

    def __call__(self, run: RunView) -> float:
        """Return the first category's mean minus the second's, or the largest difference of three or more."""
        grouping = run.first_years.groupings[self.attribute]
        means = grouping.means(self.of.function(run))
        if len(means) == 2:
            return float(means[0] - means[1])
        means = means[(grouping.sizes >= SMALL_CELL) & (means == means)]
        return float(means.max() - means.min()) if len(means) >= 2 else np.nan


def equity_gap(of: Outcome, attribute: str, categories: tuple[str, ...] | None) -> Outcome:
    """Make the outcome that is the gap in another one.

    Parameters
    ----------
    of
        An outcome that is a mean over first-years.
    attribute
        Name of the attribute.
    categories
        Its categories where they are known before the roster is read.

    Returns
    -------
    Outcome
        With two categories the signed difference of their means, the first minus the second (for a yes/no
        attribute: students without it minus students with it), of which a smaller size is better. With more,
        the largest difference between any two with 10 first-years or more.
    """
    if categories is not None and len(categories) == 2:
        first, second = categories
        description = f"{of.name}: mean where {attribute} is {first} minus mean where it is {second}."
    else:
        description = (
            f"{of.name}: largest difference between the means of any two groups by {attribute} with "
            f"{SMALL_CELL} first-years or more (two groups: the first minus the second)."
        )
    name = f"equity_gap_{of.name}_{attribute}"
    return Outcome(name, of.unit, "lower", description, Gap(of, attribute), toward_zero=True)
