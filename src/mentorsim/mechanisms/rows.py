"""How the package's own mechanisms write their parameters and columns down: short, a row each.

A parameter with a ``center`` was moved from there by calibration to published effects; about the others the
facts say too little, and they stand at their prior's centers. A value whose sign is unsettled has a range
that spans zero. What the parameters mean is defined by the equations in ``docs/evidence/odd.md``.
"""

from __future__ import annotations

import math

from mentorsim.mechanisms.column import Block, Column
from mentorsim.mechanisms.parameter import Parameter

ASSUMED = "assumed; the prior's center"
SETTLED_SIGN = "sign unsettled; prior center"
CONVENTION = "convention of the model"
CALIBRATED = "near the posterior's center: calibrated to the facts in docs/evidence/facts.md"

NOBODY = -1
"""In a column of rows, groups or weeks: none."""


def parameter(
    name: str,
    value: float,
    unit: str,
    low: float,
    high: float,
    meaning: str,
    source: str = ASSUMED,
    center: float | None = None,
) -> Parameter:
    """Write down a mechanism parameter; its status follows from its source and center."""
    status = "calibrated" if center is not None else "recalled" if "(" in source else "assumed"
    return Parameter(
        name=name,
        value=value,
        unit=unit,
        low=low,
        high=high,
        source=source,
        status=status,
        tag="mechanism",
        meaning=meaning,
        center=center,
        is_convention=source == CONVENTION,
    )


def share(name: str, meaning: str, block: Block = "state", initial: float = 0.0) -> Column:
    """Write down a column on a scale of 0 to 1."""
    return Column(name, "share", meaning, 0.0, 1.0, initial, block)


def amount(name: str, unit: str, meaning: str, block: Block = "state") -> Column:
    """Write down a column of 0 or more."""
    return Column(name, unit, meaning, 0.0, block=block)


def weekly_sum(name: str, unit: str, meaning: str) -> Column:
    """Write down what a week sums up and forgets."""
    return Column(name, unit, meaning, block="weekly_sums")


def count(name: str, unit: str, meaning: str, initial: int = 0) -> Column:
    """Write down a whole number of 0 or more; an initial value of `NOBODY` allows that as well."""
    return Column(name, unit, meaning, min(0.0, initial), math.inf, initial, "discrete_state")


def weekly_count(name: str, unit: str, meaning: str) -> Column:
    """Write down a whole number that a week counts and forgets."""
    return Column(name, unit, meaning, 0.0, block="weekly_counts")


def partner(name: str, meaning: str) -> Column:
    """Write down whom somebody met or meets this week."""
    return Column(name, "row", f"{meaning}; -1: nobody", -1.0, math.inf, NOBODY, "partners")


def participation(name: str, unit: str, meaning: str, initial: int = 0) -> Column:
    """Write down a whole number about who is in the program and how."""
    return Column(name, unit, meaning, min(0.0, initial), math.inf, initial, "participation")
