"""Who may be a mentee, by what a coordinator sees: the same for a simulation and for a real roster."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mentorsim.cohort.people import FIRST_YEAR, Observed
from mentorsim.errors import ScenarioError

if TYPE_CHECKING:
    from mentorsim.scenario import Program


def eligible_students(program: Program, observed: Observed) -> NDArray[np.bool_]:
    """Which first-years may be mentees, by observed fields alone.

    Raises
    ------
    ScenarioError
        When the program names a field or category that the cohort does not have.
    """
    eligible: NDArray[np.bool_] = observed.role == FIRST_YEAR
    rule = program.eligibility
    if rule.at_risk is not None:
        values = observed_number(observed, rule.at_risk.by)
        rows = np.flatnonzero(eligible)
        order = rows[np.lexsort((observed.key[rows], values[rows]))]
        eligible = np.zeros_like(eligible)
        eligible[order[: int(rule.at_risk.lowest_share * len(rows) + 0.5)]] = True
    elif rule.attribute is not None:
        category = observed.attributes[rule.attribute]
        if rule.is_ not in category.categories:
            known = ", ".join(category.categories)
            raise ScenarioError(
                f"eligibility: {rule.attribute} is never {rule.is_!r} in this cohort; it has {known}"
            )
        eligible = eligible & (category.codes == category.categories.index(rule.is_))
    return eligible


def observed_number(observed: Observed, name: str) -> NDArray[np.float64]:
    """A numeric field of the coordinator's table.

    Raises
    ------
    ScenarioError
        When there is no such field.
    """
    if name == "prior_grade":
        return observed.prior_grade
    if name not in observed.numbers:
        known = ", ".join(["prior_grade", *observed.numbers])
        raise ScenarioError(
            f"eligibility: at_risk by {name!r} is not a numeric field of the roster; it has {known}"
        )
    return observed.numbers[name]
