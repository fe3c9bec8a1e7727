"""Which keys each section of a scenario has, found from the settings themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from mentorsim.documents.places import Path


def fields_at(model: type[BaseModel], path: Path) -> dict[str, FieldInfo]:
    """Return the settings of a section by their keys; none where names are free or there is no such section.

    Parameters
    ----------
    model
        The model that paths start from.
    path
        The way to a section.
    """
    types: list[Any] = [model]
    for step in path:
        types = [inner for outer in types for inner in _types_inside(outer, step)]
    fields: dict[str, FieldInfo] = {}
    for found in types:
        for one in _alternatives(found):
            if isinstance(one, type) and issubclass(one, BaseModel):
                fields.update(_fields(one))
    return fields


def places_of_key(model: type[BaseModel], key: str) -> list[Path]:
    """Return the sections, outside of lists and named entries, that have a certain key."""
    return [path for path, fields in _sections(model, ()) if key in fields]


def path_of_parameter(model: type[BaseModel], name: str) -> tuple[str, ...]:
    """Return the path of the setting whose default is a parameter of the table.

    Raises
    ------
    KeyError
        When there is no such setting.
    """
    for path, fields in _sections(model, ()):
        for key, field in fields.items():
            extra = field.json_schema_extra
            if isinstance(extra, dict) and extra.get("x-parameter") == name:
                return (*map(str, path), key)
    raise KeyError(name)


def _sections(model: type[BaseModel], path: Path) -> Iterator[tuple[Path, dict[str, FieldInfo]]]:
    fields = _fields(model)
    yield path, fields
    for key, field in fields.items():
        for one in _alternatives(field.annotation):
            if isinstance(one, type) and issubclass(one, BaseModel):
                yield from _sections(one, (*path, key))


def _fields(model: type[BaseModel]) -> dict[str, FieldInfo]:
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _types_inside(annotation: Any, step: str | int) -> Iterator[Any]:
    for one in _alternatives(annotation):
        origin, arguments = get_origin(one), get_args(one)
        if isinstance(one, type) and issubclass(one, BaseModel):
            field = _fields(one).get(str(step))
            if field is not None:
                yield field.annotation
        elif origin in (dict, Mapping):
            yield arguments[1]
        elif origin is tuple:
            yield arguments[0]


def _alternatives(annotation: Any) -> Iterator[Any]:
    """Yield the parts of a union, and what an annotated type annotates."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _alternatives(get_args(annotation)[0])
    elif origin in (dict, tuple, Mapping) or origin is None:
        yield annotation
    else:
        for part in get_args(annotation):
            yield from _alternatives(part)
