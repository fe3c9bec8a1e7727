"""From plain values to a validated scenario, and from a scenario to a changed one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path as FilePath
from typing import Any

from pydantic import ValidationError

from mentorsim.documents.places import Places
from mentorsim.errors import ScenarioError
from mentorsim.scenario.overrides import Override, applied, path_from_text
from mentorsim.scenario.problems import scenario_error
from mentorsim.scenario.settings import plain
from mentorsim.scenario.study import Scenario


def build_scenario(value: Any, places: Places, folder: FilePath) -> Scenario:
    """Validate plain values.

    Parameters
    ----------
    value
        What the file and the options say.
    places
        Where each value was written.
    folder
        Where files are that the scenario names.

    Raises
    ------
    ScenarioError
        With up to five mistakes, each with its line or option.
    """
    if not isinstance(value, Mapping):
        raise ScenarioError(
            "must be a mapping of keys to values, beginning with title:", file=places.name, line=1
        )
    try:
        scenario = Scenario.model_validate(value)
    except ValidationError as error:
        raise scenario_error(error, places, Scenario) from None
    scenario._places = places
    scenario._folder = folder
    return scenario


def changed_scenario(scenario: Scenario, changes: Mapping[str, object]) -> Scenario:
    """Give a validated copy with other values.

    Parameters
    ----------
    scenario
        The scenario to start from.
    changes
        New values by their paths, written as for ``--set``.

    Raises
    ------
    ScenarioError
        When the copy would not be valid.
    """
    return overridden_scenario(
        scenario,
        [
            Override(path_from_text(text, option := f"{text}={value!s:.80}"), plain(value), option)
            for text, value in changes.items()
        ],
    )


def overridden_scenario(scenario: Scenario, overrides: Iterable[Override]) -> Scenario:
    """Give a validated copy with other values, each of which says where it was written.

    Raises
    ------
    ScenarioError
        When the copy would not be valid.
    """
    value, places = applied(overrides, scenario.to_mapping(), scenario.places)
    return build_scenario(value, places, scenario.folder)
