"""How a scenario is read from a file or a text."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from mentorsim.documents.reading import read_file, read_text
from mentorsim.scenario.overrides import applied, parse_override
from mentorsim.scenario.shipped import find_scenario
from mentorsim.scenario.study import Scenario, build_scenario
from mentorsim.scenario.unheard import refuse_unheard


def load_scenario(path: str | Path, overrides: Iterable[str] = ()) -> Scenario:
    """Read a scenario from a file.

    Parameters
    ----------
    path
        A YAML file, or the bare name of a shipped scenario such as ``first_year_university``.
    overrides
        Values to set, such as ``program.mentees_per_mentor=2``.

    Raises
    ------
    ScenarioError
        When there is no such file, it is not plain YAML, or it is not a valid scenario; with the line. When
        a value that is set changes nothing.

    Examples
    --------
    >>> import mentorsim as ms
    >>> scenario = ms.load_scenario("first_year_university", ["program.mentees_per_mentor=2"])
    >>> scenario.program.mentees_per_mentor
    2
    """
    file = find_scenario(path)
    document = read_file(file)
    set_values = [parse_override(text) for text in overrides]
    refuse_unheard(set_values, document.value, document.places)
    value, places = applied(set_values, document.value, document.places)
    return build_scenario(value, places, file.resolve().parent)


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
    set_values = [parse_override(override) for override in overrides]
    refuse_unheard(set_values, document.value, document.places)
    value, places = applied(set_values, document.value, document.places)
    return build_scenario(value, places, folder or Path())
