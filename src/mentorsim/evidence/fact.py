"""One published figure, and how it is measured in a simulation."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from mentorsim.errors import UserError

Quantity = Literal[
    "mean", "correlation", "gap", "change_sd", "offered", "offered_sd", "treated",
    "treated_sd", "mentors_sd", "distant_sd", "close_sd", "closed", "mentors_closed", "foretold",
    "meetings_rapport", "values_rapport", "friends_alike", "friends_prior", "friends_pull",
]  # fmt: skip
#: Quantities that are about all first-years of one run and need no program.
WITHOUT_PROGRAM = frozenset(
    {"mean", "correlation", "gap", "change_sd", "friends_alike", "friends_prior", "friends_pull"}
)
#: Quantities about ties or networks, which name no outcome.
WITHOUT_OUTCOME = frozenset(
    {"closed", "mentors_closed", "foretold", "meetings_rapport", "values_rapport", "friends_prior"}
)
#: Quantities that compare who was offered a place with who was not.
BY_OFFER = frozenset({"offered", "offered_sd", "treated", "treated_sd"})
_IN_PERCENT = ("percent", "percentage points")


@dataclass(frozen=True)
class Limit:
    """A band that belongs to a fact.

    Attributes
    ----------
    low, high
        The band, in the fact's unit.
    """

    low: float
    high: float


@dataclass(frozen=True)
class Fact:
    """One published figure, and how it is measured in a simulation.

    Attributes
    ----------
    id, statement, unit, source, status, population, basis
        As published, and how sure it is.
    published, low, high
        The figure and the band that counts as reproducing it, in `unit`. A number that belongs to another
        fact may have no figure (NaN) and no end of its band (infinite).
    n_treated, n_control
        The study's own size; 0 where unknown.
    horizon_weeks
        Length of the study.
    scenario, policy
        Name of the preset and of its policy; an empty policy is the control.
    quantity
        What is measured: see `mentorsim.evidence.measures`.
    outcome
        The outcome that it is measured on.
    attribute, upper_group, lower_group
        For a gap: the attribute, and whose mean is subtracted from whose.
    among
        Of whom it is measured: everyone where empty, ``lower half`` or ``upper half`` of the observed prior
        grade, or a category of an attribute, such as ``gender: woman``.
    further
        Numbers that belong to this fact and are measured in the same study, such as what the same program
        does to others.
    base
        For a comparison by offer: the band in which the mean of those who are not offered a place must be; or
        None.
    file, line
        The table and the line in it, for messages.
    """

    id: str
    statement: str
    published: float
    low: float
    high: float
    unit: str
    source: str
    status: str
    population: str
    basis: str
    n_treated: int
    n_control: int
    horizon_weeks: int
    scenario: str
    policy: str
    quantity: Quantity
    outcome: str
    attribute: str
    upper_group: str
    lower_group: str
    among: str
    further: tuple[Fact, ...]
    base: Limit | None
    file: Path
    line: int

    @property
    def scale(self) -> float:
        """How many of the fact's units make 1: 100 for percent."""
        return 100.0 if self.unit in _IN_PERCENT else 1.0

    @property
    def has_band(self) -> bool:
        """Whether both ends of its band are known, so that a calibration can aim at it."""
        return math.isfinite(self.low) and math.isfinite(self.high)

    @property
    def whole(self) -> tuple[Fact, ...]:
        """The fact itself, and the numbers that belong to it."""
        return (self, *self.further)

    def wrong(self, sentence: str) -> UserError:
        """Return an error that names the fact's line."""
        return UserError(f"fact {self.id}: {sentence}", file=self.file, line=self.line)
