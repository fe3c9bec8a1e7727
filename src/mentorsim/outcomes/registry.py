"""What an outcome is, and the register in which every outcome can be found by its name."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from mentorsim.outcomes.run_view import RunView

Floats = NDArray[np.float64]
Direction = Literal["higher", "lower", "neither"]
Function = Callable[["RunView"], Any]

#: Stands in a unit for the currency of the scenario's costs.
CURRENCY = "{currency}"


@dataclass(frozen=True)
class Outcome:
    """One thing that is measured of a run.

    Attributes
    ----------
    name
        As in a scenario's list of outcomes, and as the column in results.
    unit
        As shown to the reader.
    direction
        Which way is better.
    description
        What exactly is measured, over whom.
    function
        Takes a `RunView`. With `per_student` it gives one number per first-year (NaN: the student does not
        count), of which the outcome is the mean; else the outcome itself (NaN: undefined).
    per_student
        Whether it is a mean over first-years, and so exists for subgroups.
    toward_zero
        Whether the value is a signed difference, of which a smaller size is better; `direction` then holds
        for positive values.
    """

    name: str
    unit: str
    direction: Direction
    description: str
    function: Function
    per_student: bool = False
    toward_zero: bool = False


@dataclass(frozen=True)
class Ratio:
    """A cost per amount of effect: a ratio of mean differences between two policies, never of one run.

    Attributes
    ----------
    name, unit, description
        As for `Outcome`.
    cost, effect
        Names of the two outcomes.
    per
        The amount of effect that is paid for, in the effect's unit.
    """

    name: str
    unit: str
    description: str
    cost: str
    effect: str
    per: float

    @property
    def direction(self) -> Direction:
        """A low cost is better."""
        return "lower"


Measure = Outcome | Ratio

_REGISTER: dict[str, Measure] = {}


def register_so_far() -> Mapping[str, Measure]:
    """Return what is in the register by now; see `mentorsim.outcomes.registered_outcomes` for all of it."""
    return MappingProxyType(_REGISTER)


def register(measure: Measure) -> None:
    """Add an outcome to the register.

    Raises
    ------
    ValueError
        When there is one of that name already, it has no description, or the direction is none.
    """
    if measure.direction not in get_args(Direction):
        raise ValueError(
            f"the outcome {measure.name!r}: the direction is {', '.join(get_args(Direction))}, not "
            f"{measure.direction!r}"
        )
    if measure.name in _REGISTER:
        raise ValueError(f"there is already an outcome {measure.name!r}")
    if not measure.description:
        raise ValueError(f"the outcome {measure.name!r} needs a description: the docstring of its function")
    _REGISTER[measure.name] = measure


def student_outcome(name: str, unit: str, direction: Direction) -> Callable[[Function], Function]:
    """Register a function that returns one number per first-year; the outcome is their mean.

    The function takes a `RunView` and returns an array with an entry per first-year, NaN where the student
    does not count. Its docstring is the outcome's description.

    Examples
    --------
    >>> from mentorsim.outcomes import student_outcome
    >>> @student_outcome("motivated", "share", "higher")
    ... def motivated(run):
    ...     "Share of first-years with a motivation of 0.7 or more."
    ...     return run.of_first_years("motivation") >= 0.7
    """
    return _registering(name, unit, direction, per_student=True)


def run_outcome(name: str, unit: str, direction: Direction) -> Callable[[Function], Function]:
    """Register a function that takes a `RunView` and returns one number, NaN where it is undefined.

    Examples
    --------
    >>> import mentorsim as ms
    >>> @ms.run_outcome("still_here", "students", "higher")
    ... def still_here(run):
    ...     "First-years who are enrolled at the end."
    ...     return float(run.enrolled.sum())
    >>> model = ms.MentoringModel("first_year_university", rng=7).run()
    >>> 0 < ms.measure(model, ["still_here"])["still_here"] <= 400
    True
    """
    return _registering(name, unit, direction, per_student=False)


def described(function: Function) -> str:
    """Return a function's docstring as one paragraph."""
    return " ".join((inspect.getdoc(function) or "").split())


def _registering(
    name: str, unit: str, direction: Direction, *, per_student: bool
) -> Callable[[Function], Function]:
    def add(function: Function) -> Function:
        register(Outcome(name, unit, direction, described(function), function, per_student))
        return function

    return add
