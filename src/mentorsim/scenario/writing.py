"""From a scenario back to YAML: what the user wrote, or every value that a result rests on."""

from __future__ import annotations

from typing import Any

from mentorsim.documents.yaml_text import yaml_text
from mentorsim.scenario.merging import NO_PROGRAM
from mentorsim.scenario.program import GROUP_SETTINGS, Program
from mentorsim.scenario.study import Scenario


def scenario_yaml(scenario: Scenario, *, every_value: bool = False) -> str:
    """Write a scenario as YAML.

    Parameters
    ----------
    scenario
        The scenario.
    every_value
        False: only what the user wrote, options included; reading it gives an equal scenario. True: also all
        defaults and all mechanism parameters, so that it means the same whatever later defaults are.
    """
    return yaml_text(full_mapping(scenario) if every_value else scenario.to_mapping())


def full_mapping(scenario: Scenario) -> dict[str, Any]:
    """Return every value as plain mappings and lists: defaults and mechanism parameters included."""
    programs = [scenario.program, *scenario.policies.values()]
    some_groups = any(program is not None and program.format == "group" for program in programs)
    full = scenario.model_dump(mode="json", by_alias=True, exclude={"program", "policies", "parameters"})
    budget = full.pop("budget")
    if scenario.cohort.roster is not None:
        del full["cohort"]["first_years"]
    return {
        "title": full.pop("title"),
        "description": full.pop("description"),
        **{section: full.pop(section) for section in ("calendar", "institution", "cohort", "friendships")},
        **({} if budget is None else {"budget": budget}),
        "program": _program_mapping(scenario.program, some_groups=some_groups),
        "policies": {
            name: NO_PROGRAM if program is None else _program_mapping(program, some_groups=some_groups)
            for name, program in scenario.policies.items()
        },
        **full,
        "parameters": scenario.mechanism_values(),
    }


def _program_mapping(program: Program, *, some_groups: bool) -> dict[str, Any]:
    mapping = program.model_dump(mode="json", by_alias=True)
    if program.eligibility.everyone:
        mapping["eligibility"] = "everyone"
    for key in ("check_ins", "reward"):
        mapping[key] = mapping[key] or "none"
    if not some_groups:
        for key in GROUP_SETTINGS:
            del mapping[key]
    return mapping
