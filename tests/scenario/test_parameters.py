from __future__ import annotations

import re
from typing import Any

import pytest

from mentorsim.mechanisms.parameter import Parameter
from mentorsim.scenario import Scenario, parameter_table
from mentorsim.scenario.parameter_table import table_of
from mentorsim.scenario.population import POPULATION

_GOOD: dict[str, Any] = {
    "name": "a", "value": 1.0, "unit": "x", "low": 0.0, "high": 2.0,
    "source": "s", "status": "assumed", "tag": "mechanism", "meaning": "m",
}  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [
        {"value": 3.0}, {"low": float("nan")}, {"status": "known"}, {"status": ""}, {"tag": "other"},
        {"unit": ""}, {"source": " "}, {"meaning": ""}, {"low": 1.0, "high": 1.0}, {"center": 3.0},
    ],
)  # fmt: skip
def test_a_row_that_is_bare_or_contradicts_itself_is_refused(wrong: dict[str, Any]) -> None:
    Parameter(**_GOOD)
    with pytest.raises(ValueError, match="parameter a: "):
        Parameter(**{**_GOOD, **wrong})


def test_a_name_may_stand_once_in_the_table() -> None:
    with pytest.raises(ValueError, match="parameter a stands twice"):
        table_of((Parameter(**_GOOD), Parameter(**_GOOD)))


def test_every_row_is_complete() -> None:
    for row in parameter_table().values():
        assert all(text.strip() for text in (row.name, row.unit, row.source, row.meaning)), row
        assert row.name.isidentifier(), row
        assert row.low < row.high, row
        assert "to be calibrated" not in row.source, row


def test_what_is_calibrated_says_to_which_facts() -> None:
    for row in parameter_table().values():
        told = re.search(r"set to C\d\d", row.source) or "facts in docs/evidence/facts.md" in row.source
        assert (row.status == "calibrated") == bool(told), row


def test_every_population_row_is_the_default_of_a_setting_and_no_other_is() -> None:
    used = set(_parameter_names(Scenario.model_json_schema()))
    assert used == {row.name for row in POPULATION}


def test_the_defaults_of_settings_are_the_values_of_the_table() -> None:
    schema = Scenario.model_json_schema()
    table = parameter_table()
    for definition in schema["$defs"].values():
        for setting in definition["properties"].values():
            if "x-parameter" in setting:
                assert setting["default"] == table[setting["x-parameter"]].value


def test_the_table_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        parameter_table()["eta"] = Parameter(**_GOOD)  # type: ignore[index]


def _parameter_names(schema: Any) -> list[str]:
    if isinstance(schema, dict):
        own = [schema["x-parameter"]] if "x-parameter" in schema else []
        return own + [name for value in schema.values() for name in _parameter_names(value)]
    if isinstance(schema, list):
        return [name for value in schema for name in _parameter_names(value)]
    return []
