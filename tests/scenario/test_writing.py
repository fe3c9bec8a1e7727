from __future__ import annotations

import copy
import math
import pickle
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorsim.documents.places import Places
from mentorsim.documents.reading import read_text
from mentorsim.documents.yaml_text import inline, yaml_text
from mentorsim.errors import ScenarioError
from mentorsim.scenario import Scenario, parse_scenario
from mentorsim.scenario.schema import json_schema
from mentorsim.scenario.study import build_scenario
from mentorsim.scenario.writing import scenario_yaml
from tests.scenario.json_schema_check import conforms
from tests.scenario.strategies import scenarios
from tests.scenario.texts import LARGE, SMALL

_SCHEMA = json_schema()

_SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(10**18), 10**18)
    | st.floats(allow_nan=False, allow_infinity=False)
)
_TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]) | st.sampled_from("\n\t"))
_VALUES = st.recursive(
    _SCALARS | _TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXTS, inner, max_size=4),
    max_leaves=15,
)


@given(st.dictionaries(_TEXTS, _VALUES, max_size=5))
def test_plain_values_survive_writing_and_reading(value: dict[str, Any]) -> None:
    assert read_text(yaml_text(value), "x").value == value


@given(_TEXTS)
def test_any_text_in_one_line_survives(text: str) -> None:
    assert read_text(f"a: {inline(text)}\nb: [{inline(text)}]\n", "x").value == {"a": text, "b": [text]}


@given(scenarios())
def test_a_scenario_survives_writing_and_reading(raw: dict[str, Any]) -> None:
    scenario = Scenario.model_validate(raw)
    again = parse_scenario(scenario_yaml(scenario))
    assert again == scenario
    assert again.to_mapping() == scenario.to_mapping()


@settings(max_examples=25)
@given(scenarios())
def test_a_scenario_with_every_value_written_out_is_the_same_scenario(raw: dict[str, Any]) -> None:
    scenario = Scenario.model_validate(raw)
    again = parse_scenario(scenario_yaml(scenario, every_value=True))
    assert again.mechanism_values() == scenario.mechanism_values()
    assert again.with_changes({"parameters": dict(scenario.parameters)}) == scenario


@settings(max_examples=25)
@given(scenarios())
def test_a_scenario_survives_pickling(raw: dict[str, Any]) -> None:
    scenario = Scenario.model_validate(raw)
    again = pickle.loads(pickle.dumps(scenario))
    assert again == scenario
    assert again.to_mapping() == scenario.to_mapping()


@given(scenarios())
def test_every_valid_scenario_conforms_to_the_json_schema(raw: dict[str, Any]) -> None:
    Scenario.model_validate(raw)
    assert conforms(raw, _SCHEMA)


_ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["none", "yes", "score", "x"]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["count", "from", "x"]), inner, max_size=2)
    ),
    max_leaves=4,
)


@given(st.sampled_from([SMALL, LARGE]), st.data())
def test_any_value_in_any_place_is_valid_or_a_user_error(text: str, data: st.DataObject) -> None:
    raw = copy.deepcopy(read_text(text, "x").value)
    container: Any = raw
    while True:
        keys = list(container) if isinstance(container, dict) else list(range(len(container)))
        key = data.draw(st.sampled_from(keys))
        if isinstance(container[key], dict | list) and container[key] and data.draw(st.booleans()):
            container = container[key]
        else:
            break
    container[key] = data.draw(_ANY_JSON)
    try:
        scenario = build_scenario(raw, Places("x"), folder=None)  # type: ignore[arg-type]  # nothing is read
    except ScenarioError:
        return
    assert parse_scenario(scenario_yaml(scenario)) == scenario


def test_writing_keeps_what_was_written_and_nothing_else() -> None:
    assert scenario_yaml(parse_scenario(SMALL)) == (
        "title: Small\ncohort:\n  first_years: 40\n  upper_years: 20\nprogram:\n  mentors: 10\n"
    )


def test_options_are_written_as_if_they_had_stood_in_the_file() -> None:
    scenario = parse_scenario(SMALL, overrides=["program.mentees_per_mentor=2", "run={seed: 7}"])
    again = parse_scenario(scenario_yaml(scenario))
    assert again == scenario
    assert (again.program.mentees_per_mentor, again.run.seed) == (2, 7)


def test_every_value_written_out_names_every_mechanism_parameter() -> None:
    scenario = parse_scenario(SMALL + "parameters: {phi: 0.5}\n")
    written = read_text(scenario_yaml(scenario, every_value=True), "x").value
    assert set(written["parameters"]) == set(scenario.mechanism_values())
    assert written["parameters"]["phi"] == 0.5
    assert written["institution"]["weekly_departure"] == scenario.institution.weekly_departure


def test_scenarios_differ_by_their_values_and_not_by_where_they_were_written() -> None:
    scenario = parse_scenario(SMALL)
    assert scenario == parse_scenario(
        "# moved\n" + SMALL.replace("mentors: 10", "mentors: {count: 10}"), "other"
    )
    assert scenario != parse_scenario(SMALL.replace("10", "11"))
    assert scenario != SMALL


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_numbers_that_are_none_are_refused_from_python_too(value: float) -> None:
    with pytest.raises(ScenarioError, match="must be a finite number"):
        parse_scenario(SMALL).with_changes({"program.preparation": value})
