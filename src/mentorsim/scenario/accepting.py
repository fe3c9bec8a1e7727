"""A scenario in whatever form people have it: the object, a path, a shipped name, or a mapping."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from numbers import Integral
from os import PathLike
from typing import Any

from mentorsim.errors import UserError
from mentorsim.scenario.loading import load_scenario
from mentorsim.scenario.study import Scenario

ScenarioLike = Scenario | str | PathLike[str] | Mapping[str, Any]
"""A scenario, a YAML file, the name of a shipped scenario, or a mapping of a scenario's keys to values."""


def as_scenario(given: Any) -> Scenario:
    """Return a scenario, whatever it is given as.

    Parameters
    ----------
    given
        A `Scenario`, or what `load_scenario` takes.

    Raises
    ------
    ScenarioError
        When it is neither, there is no such file, or it is not a valid scenario.
    """
    return given if isinstance(given, Scenario) else load_scenario(given)


def names_of(given: Iterable[str] | None) -> tuple[str, ...] | None:
    """Return names, each once; a single text is one name, None stays None."""
    if given is None:
        return None
    return (given,) if isinstance(given, str) else tuple(dict.fromkeys(map(str, given)))


def whole_number(what: str, given: object, *, low: int) -> int:
    """Return a whole number, Python's or NumPy's.

    Raises
    ------
    UserError
        When it is not one, or less than ``low``.
    """
    if not isinstance(given, Integral) or isinstance(given, bool):
        raise UserError(f"{what} must be a whole number, not {given!r:.40}")
    if int(given) < low:
        raise UserError(f"{what} must be {low} or more, not {given}")
    return int(given)
