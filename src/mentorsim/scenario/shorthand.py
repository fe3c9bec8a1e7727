"""Short forms of a setting, such as `everyone` or `mentors: 100`: expanded before validation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema


@dataclass(frozen=True, eq=False)
class Shorthand:
    """Marks a setting that may also be written in a short form.

    Parameters
    ----------
    expand
        Gives the long form of a short one, and anything else unchanged.
    schemas
        What the short forms look like, as JSON Schemas.
    """

    expand: Callable[[object], object]
    schemas: tuple[Mapping[str, object], ...]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Expand before the setting itself is validated."""
        return core_schema.no_info_before_validator_function(self.expand, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Allow the short forms beside the long one."""
        long_form = handler(schema)
        alternatives = long_form["anyOf"] if set(long_form) == {"anyOf"} else [long_form]
        return {"anyOf": [*(dict(short) for short in self.schemas), *alternatives]}


def word(text: str, meaning: object, description: str = "") -> Shorthand:
    """Let a single word stand for ``meaning``."""
    schema: dict[str, object] = {"const": text}
    if description:
        schema["description"] = description
    return Shorthand(lambda value: meaning if value == text else value, (schema,))


def _truth(value: object) -> object:
    return {"yes": True, "no": False}.get(value, value) if isinstance(value, str) else value


#: Lets `yes` and `no` stand for `true` and `false`: in YAML 1.2 they are text.
YES_OR_NO = Shorthand(_truth, ({"enum": ["yes", "no"]},))


def _as_text(value: object) -> object:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if isinstance(value, int | float) else value


#: Lets numbers and truths stand for text, as in a list of values that a column may have.
ANY_SCALAR = Shorthand(_as_text, ({"type": ["number", "boolean"]},))
