"""The JSON Schema of scenarios, by which editors complete and check them."""

from __future__ import annotations

import copy
from typing import Any

from mentorsim.scenario.merging import NO_PROGRAM
from mentorsim.scenario.study import Scenario

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_REFERENCE = "#/$defs/"
_PARTIAL = "Override"


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a scenario file, short forms and partial policies included."""
    schema = Scenario.model_json_schema(by_alias=True, mode="validation")
    definitions: dict[str, Any] = schema["$defs"]
    partial = _partial(definitions, "Program")
    schema["properties"]["policies"]["additionalProperties"] = {
        "anyOf": [
            {"const": NO_PROGRAM, "description": "No program: the control"},
            {"$ref": f"{_REFERENCE}{partial}"},
        ]
    }
    return {"$schema": DIALECT, **schema, "title": "mentorsim scenario"}


def _partial(definitions: dict[str, Any], name: str) -> str:
    """Add a copy of a section in which nothing is required, for a policy states only what differs."""
    partial = f"{name}{_PARTIAL}"
    if partial not in definitions:
        definitions[partial] = {}  # reserved, should a section ever hold itself
        section = copy.deepcopy(definitions[name])
        section.pop("required", None)
        section["properties"] = {
            key: _with_partials(value, definitions) for key, value in section["properties"].items()
        }
        definitions[partial] = section
    return partial


def _with_partials(schema: Any, definitions: dict[str, Any]) -> Any:
    """Let a setting refer to partial sections; entries of lists stay whole, for lists are replaced."""
    if "anyOf" in schema:
        return {**schema, "anyOf": [_with_partials(one, definitions) for one in schema["anyOf"]]}
    name = schema.get("$ref", "").removeprefix(_REFERENCE)
    if name and "properties" in definitions[name]:
        return {**schema, "$ref": f"{_REFERENCE}{_partial(definitions, name)}"}
    return schema
