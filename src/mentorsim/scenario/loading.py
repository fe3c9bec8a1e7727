"""How a scenario is read from a file or a text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from os import PathLike
from pathlib import Path
from typing import Any

from mentorsim.documents.places import Places
from mentorsim.documents.reading import read_file, read_text
from mentorsim.errors import ScenarioError
from mentorsim.scenario.overrides import applied, parse_override
from mentorsim.scenario.settings import plain
from mentorsim.scenario.shipped import find_scenario
from mentorsim.scenario.study import Scenario, build_scenario
from mentorsim.scenario.unheard import refuse_unheard


def load_scenario(path: str | PathLike[str] | Mapping[str, Any], overrides: Iterable[str] = ()) -> Scenario:
    """Read a scenario from a file, or make one of a mapping.

    Parameters
    ----------
    path
        A YAML file, or the bare name of a shipped scenario such as ``first_year_university``; or a mapping of
        a scenario's keys and values, with NumPy numbers and arrays, tuples and ranges as people have them.
        Files that a mapping names are looked for in the working folder.
    overrides
        Values to set, such as ``program.mentees_per_mentor=2``.

    Raises
    ------
    ScenarioError
        When it is neither, there is no such file, it is not plain YAML, or it is not a valid scenario; with
        the line. When a value that is set changes nothing.

    Examples
    --------
    >>> import mentorsim as ms
    >>> scenario = ms.load_scenario("first_year_university", ["program.mentees_per_mentor=2"])
    >>> scenario.program.mentees_per_mentor
    2
    """
    if isinstance(path, Mapping):
        return _built(plain(path), Places("the mapping"), overrides, Path())
    if not isinstance(path, str | PathLike):
        raise ScenarioError(
            "a scenario is given as a Scenario, a path, the name of a shipped scenario, or a mapping, not as "
            f"{type(path).__name__}"
        )
    file = find_scenario(Path(path))
    document = read_file(file)
    return _built(document.value, document.places, overrides, file.resolve().parent)


def _built(value: Any, places: Places, overrides: Iterable[str], folder: Path) -> Scenario:
    set_values = [parse_override(text) for text in overrides]
    refuse_unheard(set_values, value, places)
    return build_scenario(*applied(set_values, value, places), folder)


def parse_scenario(
    text: str, name: str = "<text>", overrides: Iterable[str] = (), folder: Path | None = None
) -> Scenario:
    """Read a scenario from YAML text.

    Parameters
    ----------
    text
        The YAML text.
    name
        How messages call it.
    overrides
        Values to set, such as ``program.mentees_per_mentor=2``.
    folder
        Where files are that the scenario names; the working folder, where not given.

    Raises
    ------
    ScenarioError
        When it is not plain YAML, or not a valid scenario; with the line.

    Examples
    --------
    >>> import mentorsim as ms
    >>> scenario = ms.parse_scenario('''
    ... title: A small college
    ... cohort: {first_years: 80, upper_years: 40}
    ... program: {mentors: 10}
    ... ''')
    >>> scenario.cohort.first_years
    80
    """
    document = read_text(text, name)
    return _built(document.value, document.places, overrides, folder or Path())
