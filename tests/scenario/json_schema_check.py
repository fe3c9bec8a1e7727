"""The part of JSON Schema that the scenario's schema uses, so that no library is needed to test it."""

from __future__ import annotations

from typing import Any

_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "boolean": (bool,),
    "null": (type(None),),
    "integer": (int,),
    "number": (int, float),
}
_ANNOTATIONS = {"title", "description", "examples", "default", "$schema", "$defs", "x-parameter"}


def conforms(value: Any, schema: dict[str, Any], root: dict[str, Any] | None = None) -> bool:
    """Say whether a value conforms to a schema; a keyword that is not known here is an error."""
    root = root or schema
    return all(_holds(keyword, value, schema, root) for keyword in schema if keyword not in _ANNOTATIONS)


def _holds(keyword: str, value: Any, schema: dict[str, Any], root: dict[str, Any]) -> bool:
    rule = schema[keyword]
    if keyword.startswith("x-"):
        return True  # a note, such as a unit
    if keyword == "$ref":
        return conforms(value, root["$defs"][rule.removeprefix("#/$defs/")], root)
    if keyword in ("anyOf", "oneOf"):
        fitting = sum(conforms(value, one, root) for one in rule)
        return fitting >= 1 if keyword == "anyOf" else fitting == 1
    if keyword == "type":
        names = rule if isinstance(rule, list) else [rule]
        return any(isinstance(value, _TYPES[name]) and _is_no_truth(value, name) for name in names)
    if keyword in ("const", "enum"):
        return value in ([rule] if keyword == "const" else rule)
    if keyword in _FOR_MAPPINGS:
        return not isinstance(value, dict) or _mapping_holds(keyword, value, schema, root)
    if keyword in _FOR_LISTS:
        return not isinstance(value, list) or _list_holds(keyword, value, rule, root)
    if keyword in _FOR_TEXT:
        return not isinstance(value, str) or _FOR_TEXT[keyword](len(value), rule)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return not is_number or _FOR_NUMBERS[keyword](value, rule)


_FOR_MAPPINGS = {"properties", "required", "additionalProperties", "minProperties"}
_FOR_LISTS = {"items", "minItems", "maxItems"}
_FOR_TEXT = {"minLength": int.__ge__, "maxLength": int.__le__}
_FOR_NUMBERS = {
    "minimum": lambda value, bound: value >= bound,
    "maximum": lambda value, bound: value <= bound,
    "exclusiveMinimum": lambda value, bound: value > bound,
}


def _is_no_truth(value: Any, name: str) -> bool:
    return name == "boolean" or not isinstance(value, bool)


def _mapping_holds(keyword: str, value: dict[str, Any], schema: dict[str, Any], root: dict[str, Any]) -> bool:
    rule = schema[keyword]
    if keyword == "required":
        return set(rule) <= set(value)
    if keyword == "minProperties":
        return bool(len(value) >= rule)
    if keyword == "properties":
        return all(conforms(value[key], one, root) for key, one in rule.items() if key in value)
    others = [item for key, item in value.items() if key not in schema.get("properties", {})]
    if isinstance(rule, bool):
        return rule or not others
    return all(conforms(item, rule, root) for item in others)


def _list_holds(keyword: str, value: list[Any], rule: Any, root: dict[str, Any]) -> bool:
    if keyword == "items":
        return all(conforms(item, rule, root) for item in value)
    return bool(len(value) >= rule if keyword == "minItems" else len(value) <= rule)
