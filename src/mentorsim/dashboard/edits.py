"""What can be done to a scenario as a whole: set values; add, copy, rename and drop policies."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from typing import Any

from mentorsim.documents.places import Places
from mentorsim.errors import ScenarioError
from mentorsim.experiment.mistakes import refuse_mistakes
from mentorsim.scenario import Scenario
from mentorsim.scenario.merging import NO_PROGRAM
from mentorsim.scenario.overrides import Override
from mentorsim.scenario.study import build_scenario

_FILE = "scenario.yaml"


def with_values(scenario: Scenario, overrides: Iterable[Override]) -> Scenario:
    """Return the scenario with other values.

    Raises
    ------
    ScenarioError
        When it would not be valid; each line begins with the option of its override.
    """
    changed = with_policies_spelled_out(scenario).overridden(overrides)
    refuse_mistakes(changed, also_files=False)
    return changed


def with_policies_spelled_out(scenario: Scenario) -> Scenario:
    """Return the scenario with the policies in its text that it has without stating any."""
    mapping = scenario.to_mapping()
    if mapping.get("policies"):
        return scenario
    return _built(scenario, {**mapping, "policies": {NO_PROGRAM: NO_PROGRAM, "program": {}}})


def with_policy_added(scenario: Scenario, name: str, like: str | None) -> Scenario:
    """Return the scenario with one more policy, behind the others.

    Parameters
    ----------
    scenario
        The scenario.
    name
        What it is called.
    like
        The policy that it is a copy of; None: what all policies share.

    Raises
    ------
    ScenarioError
        When there is a policy of this name, or the name cannot be one.
    """
    policies = _policies(scenario)
    _refuse_name(name, policies)
    source = {} if like is None else policies.get(like, {})
    policies[name] = copy.deepcopy(source) if isinstance(source, Mapping) else {}
    return _with(scenario, policies)


def with_policy_renamed(scenario: Scenario, name: str, new: str) -> Scenario:
    """Return the scenario in which a policy has another name, in the same place.

    Raises
    ------
    ScenarioError
        When the new name is taken, or cannot be one.
    """
    policies = _policies(scenario)
    if new == name:
        return scenario
    _refuse_name(new, policies)
    return _with(scenario, {new if key == name else key: value for key, value in policies.items()})


def with_policy_dropped(scenario: Scenario, name: str) -> Scenario:
    """Return the scenario without a policy.

    Raises
    ------
    ScenarioError
        When nothing would be left to compare.
    """
    policies = {key: value for key, value in _policies(scenario).items() if key != name}
    if not any(isinstance(value, Mapping) for value in policies.values()):
        raise ScenarioError("One program must stay: without it there is nothing to compare.")
    return _with(scenario, policies)


def _policies(scenario: Scenario) -> dict[str, Any]:
    policies: dict[str, Any] = with_policies_spelled_out(scenario).to_mapping()["policies"]
    return policies


def _refuse_name(name: str, policies: Mapping[str, Any]) -> None:
    if not name:
        raise ScenarioError("Give the policy a name.")
    if name in policies:
        raise ScenarioError(f"There is a policy called {name} already; choose another name.")


def _with(scenario: Scenario, policies: Mapping[str, Any]) -> Scenario:
    return _built(scenario, {**scenario.to_mapping(), "policies": dict(policies)})


def _built(scenario: Scenario, mapping: dict[str, Any]) -> Scenario:
    return build_scenario(mapping, Places(_FILE), scenario.folder)
