"""The smallest difference that would matter, for each outcome, where a scenario does not say."""

from __future__ import annotations

from types import MappingProxyType

from mentorsim.outcomes.registry import Measure

#: By unit; assumed, as round numbers below which hardly anybody would act. Money and numbers of students have
#: none: they depend on the size of a school.
BY_UNIT = MappingProxyType(
    {
        "share": 0.01,  # one student in a hundred
        "grade points": 0.05,  # on a scale up to 4: half of what counts as a clearly higher grade
        "0 to 1": 0.02,
        "SD": 0.05,
        "weeks": 0.5,
        "courses": 0.1,
        "friends": 0.1,
    }
)


def default_worthwhile(measure: Measure, grade_scale: float = 4.0) -> float | None:
    """Return the default of an outcome, in its unit; None: it has none.

    Parameters
    ----------
    measure
        The outcome. A gap has that of the outcome whose gap it is.
    grade_scale
        Highest grade of the institution.
    """
    found = BY_UNIT.get(measure.unit)
    return found * grade_scale / 4.0 if found is not None and measure.unit == "grade points" else found
