"""One published figure, and how it is measured in a simulation."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from mentorsim.errors import UserError

Quantity = Literal[
    "mean", "correlation", "gap", "offered", "offered_sd", "treated_sd", "mentors_sd", "closed"
]
_IN_PERCENT = ("percent", "percentage points")


@dataclass(frozen=True)
class Limit:
    """A further band that belongs to a fact.

    Attributes
    ----------
    low, high
        The band, in the fact's unit.
    policy
        For `Fact.also`: the policy that it holds for.
    """

    low: float
    high: float
    policy: str = ""


@dataclass(frozen=True)
class Fact:
    """One published figure, and how it is measured in a simulation.

    Attributes
    ----------
    id, statement, unit, source, status, population, basis
        As published, and how sure it is.
    published, low, high
        The figure and the band that counts as reproducing it, in `unit`.
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
    also
        A band of the same quantity for another policy, such as untrained mentors; or None.
    base
        For a difference by offer: the band in which the mean of those who are not offered a place must be; or
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
    also: Limit | None
    base: Limit | None
    file: Path
    line: int

    @property
    def scale(self) -> float:
        """How many of the fact's units make 1: 100 for percent."""
        return 100.0 if self.unit in _IN_PERCENT else 1.0

    def wrong(self, sentence: str) -> UserError:
        """Give an error that names the fact's line."""
        return UserError(f"fact {self.id}: {sentence}", file=self.file, line=self.line)
