"""A scenario in whatever form people have it: the object, a path, a shipped name, or a mapping."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from numbers import Integral
from os import PathLike, fspath
from pathlib import Path
from typing import Any

from mentorsim.documents.places import Places
from mentorsim.errors import ScenarioError, UserError
from mentorsim.scenario.loading import load_scenario
from mentorsim.scenario.settings import plain
from mentorsim.scenario.study import Scenario, build_scenario

ScenarioLike = Scenario | str | PathLike[str] | Mapping[str, Any]
"""A scenario, a YAML file, the name of a shipped scenario, or a mapping of a scenario's keys to values."""


def as_scenario(given: object) -> Scenario:
    """Return a scenario, whatever it is given as.

    Parameters
    ----------
    given
        A `Scenario`; the path of a YAML file, or the name of a shipped scenario; or a mapping of a scenario's
        keys and values, with NumPy numbers and arrays, tuples and ranges as people have them. Files that a
        mapping names are looked for in the working folder.

    Raises
    ------
    ScenarioError
        When it is none of these, there is no such file, or it is not a valid scenario.
    """
    if isinstance(given, Scenario):
        return given
    if isinstance(given, str | PathLike):
        return load_scenario(Path(fspath(given)))
    if isinstance(given, Mapping):
        return build_scenario(plain(given), Places("the mapping"), Path())
    raise ScenarioError(
        "a scenario is given as a Scenario, a path, the name of a shipped scenario, or a mapping, not as "
        f"{type(given).__name__}"
    )


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
