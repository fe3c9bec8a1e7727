from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel

from mentorsim.documents.reading import read_text
from mentorsim.scenario import Scenario
from mentorsim.scenario.keys import fields_at, places_of_key
from mentorsim.scenario.schema import json_schema
from tests.scenario.json_schema_check import conforms
from tests.scenario.texts import LARGE, SMALL

_SCHEMA = json_schema()


@pytest.mark.parametrize(
    "program",
    [
        {"mentors": 100},
        {"mentors": {"count": 5, "from": "cohort"}},
        {"mentors": "none", "format": "group"},
        {"mentors": 5, "eligibility": "everyone"},
        {"mentors": 5, "eligibility": {"attribute": "first_generation", "is": True}},
        {"mentors": 5, "check_ins": "none", "reward": "none"},
        {"mentors": 5, "check_ins": {"every_weeks": 2}},
        {"mentors": 5, "focus": "mixed"},
        {"mentors": 5, "focus": {"social": 1}},
        {"mentors": 5, "meet_in_breaks": "yes"},
        {"mentors": 5, "match": {"criteria": [{"field": "a", "rule": "same", "importance": 3}]}},
    ],
)
def test_short_forms_conform(program: dict[str, Any]) -> None:
    assert conforms({**read_text(SMALL, "x").value, "program": program}, _SCHEMA)


@pytest.mark.parametrize(
    "program",
    [
        {},
        {"mentors": "many"},
        {"mentors": -1},
        {"mentors": 5, "mentess": 2},
        {"mentors": 5, "eligibility": "all"},
        {"mentors": 5, "check_ins": {"rematch_below": 0.5}},
        {"mentors": 5, "focus": "teaching"},
        {"mentors": 5, "match": {"criteria": [{"field": "a", "rule": "same", "importance": "highest"}]}},
        {"mentors": 5, "offer": {"share": 1.5}},
    ],
)
def test_what_is_wrong_in_itself_does_not_conform(program: dict[str, Any]) -> None:
    assert not conforms({**read_text(SMALL, "x").value, "program": program}, _SCHEMA)


def test_policies_are_none_or_partial_and_their_keys_are_checked() -> None:
    raw = read_text(LARGE, "x").value
    assert conforms(raw, _SCHEMA)
    for override, good in (
        ("none", True),
        ({}, True),
        ({"mentors": {"from": "cohort"}}, True),
        ({"check_ins": {"rematch_below": 0.5}}, True),
        ({"check_ins": {"rematch": 0.5}}, False),
        ({"mentess": 2}, False),
        ({"match": {"criteria": [{"field": "major"}]}}, False),  # lists replace, so their entries are whole
        ("all", False),
    ):
        assert conforms({**raw, "policies": {"p": override}}, _SCHEMA) is good, override


def test_every_setting_says_what_it_means() -> None:
    for name, definition in [("Scenario", _SCHEMA), *_SCHEMA["$defs"].items()]:
        assert definition["description"], name
        for key, setting in definition["properties"].items():
            assert setting.get("description"), f"{name}.{key} has no description"
            assert setting.get("title") or "$ref" in setting or "anyOf" in setting, (
                f"{name}.{key} has no title"
            )


def test_every_number_says_its_unit_or_range() -> None:
    for path, field in _fields(Scenario):
        annotation = str(field.annotation)
        if "float" in annotation or "int" in annotation:
            assert field.description is not None
            mapped = annotation.startswith("dict") and "(" not in field.description
            assert (
                mapped or "(" in field.description or "such as" in field.description or "importance" in path
            ), path


def test_examples_and_defaults_conform_to_their_own_settings() -> None:
    for name, definition in [("Scenario", _SCHEMA), *_SCHEMA["$defs"].items()]:
        for key, setting in definition["properties"].items():
            for example in setting.get("examples", []):
                assert conforms(example, setting, _SCHEMA), f"{name}.{key}: {example}"
            if "default" in setting:
                assert conforms(setting["default"], setting, _SCHEMA), f"{name}.{key}"


def test_keys_are_found_in_every_section() -> None:
    assert "rematch_below" in fields_at(Scenario, ("policies", "any name", "check_ins"))
    assert "importance" in fields_at(Scenario, ("program", "match", "criteria", 3))
    assert {"share", "shares"} <= set(fields_at(Scenario, ("cohort", "attributes", "any name")))
    assert fields_at(Scenario, ("nowhere", "at all")) == {}
    assert places_of_key(Scenario, "seed") == [("run",)]


def _fields(model: type[BaseModel]) -> Iterator[tuple[str, Any]]:
    for section in (
        (),
        ("program",),
        ("program", "check_ins"),
        ("cohort",),
        ("run",),
        ("calendar",),
        ("institution",),
    ):
        for key, field in fields_at(model, section).items():
            yield f"{section} {key}", field
