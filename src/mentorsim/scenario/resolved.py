"""Every value of a scenario and where it comes from: a line, an option, or a default with its source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from mentorsim.documents.places import Path, path_text
from mentorsim.documents.yaml_text import inline
from mentorsim.mechanisms.parameter import Parameter
from mentorsim.scenario.merging import NO_PROGRAM
from mentorsim.scenario.parameter_table import parameter_table
from mentorsim.scenario.participants import Eligibility
from mentorsim.scenario.settings import plain
from mentorsim.scenario.shorthand import Shorthand
from mentorsim.scenario.study import Scenario

_APART = ("policies", "parameters")


@dataclass(frozen=True)
class ResolvedValue:
    """One value of a scenario.

    Parameters
    ----------
    key
        Its path, written as for ``--set``.
    value
        The value as it would stand in YAML.
    meaning
        What it says, with its unit and range.
    source
        ``line 12``, the option that set it, or the source of the default.
    status
        ``given``, ``default``, or the status in the parameter table: ``seen``, ``recalled``,
        ``calibrated``, ``assumed``.
    """

    key: str
    value: str
    meaning: str
    source: str
    status: str


def resolved_values(scenario: Scenario) -> tuple[ResolvedValue, ...]:
    """Return every value of a scenario with its source: sections, policies, mechanism parameters."""
    return (*_section_values(scenario), *_policy_values(scenario), *_mechanism_values(scenario))


def _section_values(scenario: Scenario) -> Iterator[ResolvedValue]:
    table = parameter_table()
    raw = scenario.to_mapping()
    for path, value, field in _leaves(scenario, ()):
        given = _given_source(scenario, raw, path)
        row = _row_of(field, table)
        yield ResolvedValue(
            path_text(path), inline(value), field.description or "", *(given or _default_source(value, row))
        )


def _leaves(section: BaseModel, path: Path) -> Iterator[tuple[Path, Any, FieldInfo]]:
    for name, field in type(section).model_fields.items():
        if not path and name in _APART:
            continue
        value = getattr(section, name)
        own = (*path, field.alias or name)
        if isinstance(value, Eligibility) and value.everyone:
            yield own, "everyone", field
        elif isinstance(value, BaseModel):
            yield from _leaves(value, own)
        elif (
            isinstance(value, Mapping)
            and value
            and all(isinstance(item, BaseModel) for item in value.values())
        ):
            for key, item in value.items():
                yield from _leaves(item, (*own, key))
        else:
            yield own, _shown(value, field), field


def _shown(value: Any, field: FieldInfo) -> Any:
    """Return the short form where there is one for nothing, such as `none`."""
    marks = [mark for mark in field.metadata if isinstance(mark, Shorthand)]
    short = [schema["const"] for mark in marks for schema in mark.schemas if "const" in schema]
    return short[0] if value is None and short else plain(value)


def _given_source(scenario: Scenario, raw: Any, path: Path) -> tuple[str, str] | None:
    """Find who wrote a value: itself, or the shorthand that it is part of."""
    for length, step in enumerate(path):
        if not isinstance(raw, Mapping):
            break
        if step not in raw:
            return None
        raw = raw[step]
        if length + 1 < len(path) and not isinstance(raw, Mapping):
            path = path[: length + 1]
            break
    place = scenario.places.given(path)
    return ("given" if place is None else str(place), "given")


def _default_source(value: Any, row: Parameter | None) -> tuple[str, str]:
    if row is None:
        return ("default", "default")
    if value != row.value:
        return (f"{row.source}; moved to this grade_scale", row.status)
    return (row.source, row.status)


def _row_of(field: FieldInfo, table: Mapping[str, Parameter]) -> Parameter | None:
    extra = field.json_schema_extra
    name = extra.get("x-parameter") if isinstance(extra, dict) else None
    return None if name is None else table[str(name)]


def _policy_values(scenario: Scenario) -> Iterator[ResolvedValue]:
    written = scenario.to_mapping().get("policies") or {}
    for name, program in scenario.policies.items():
        path = ("policies", name)
        override = written.get(name, NO_PROGRAM if program is None else {})
        place = scenario.places.given(path)
        source, status = ("default", "default") if place is None else (str(place), "given")
        meaning = "no program: the control" if program is None else "what differs from program"
        yield ResolvedValue(path_text(path), inline(override), meaning, source, status)


def _mechanism_values(scenario: Scenario) -> Iterator[ResolvedValue]:
    values = scenario.mechanism_values()
    for row in parameter_table().values():
        if row.tag != "mechanism" or row.name not in values:
            continue
        place = scenario.places.given(("parameters", row.name))
        given = row.name in scenario.parameters
        source = row.source if not given else "given" if place is None else str(place)
        meaning = f"{row.meaning} ({row.unit}, {row.low:g} to {row.high:g})"
        status = "given" if given else row.status
        yield ResolvedValue(f"parameters.{row.name}", inline(values[row.name]), meaning, source, status)
