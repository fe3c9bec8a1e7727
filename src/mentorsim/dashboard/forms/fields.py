"""One field of a form, as its setting says: kind, unit, limits, help, choices."""

from __future__ import annotations

import types
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from mentorsim.scenario.keys import fields_at

Kind = Literal["number", "whole", "choice", "yes_no", "several", "text"]
Value = float | int | bool | str | tuple[str, ...] | None


@dataclass(frozen=True)
class FormField:
    """A field with a label.

    Attributes
    ----------
    path
        Keys from the section that the form is of.
    label
        What it is called; in messages, too.
    kind
        What is typed or chosen.
    help
        What it means, without unit and limits.
    unit
        Its unit; empty where it has none.
    low, high
        Limits; None where there is none. `above` says that the lower end itself is not allowed.
    choices
        Values to choose from.
    optional
        Whether it may be left empty.
    """

    path: tuple[str, ...]
    label: str
    kind: Kind
    help: str
    unit: str = ""
    low: float | None = None
    high: float | None = None
    above: bool = False
    choices: tuple[str, ...] = ()
    optional: bool = False

    @property
    def name(self) -> str:
        """The field's name in what is sent."""
        return ".".join(self.path)

    @property
    def id(self) -> str:
        """The field's id in the page."""
        return "f-" + "-".join(self.path)

    @property
    def limits(self) -> str:
        """Unit and limits in words; empty without any."""
        low, high = (None if end is None else f"{end:,.10g}" for end in (self.low, self.high))
        if low is not None and high is not None:
            extent = f"more than {low}, at most {high}" if self.above else f"{low} to {high}"
        elif low is not None:
            extent = f"more than {low}" if self.above else f"{low} or more"
        else:
            extent = "" if high is None else f"at most {high}"
        return ", ".join(text for text in (self.unit, extent) if text)

    def with_choices(self, choices: tuple[str, ...]) -> FormField:
        """Return the same field as a choice."""
        return FormField(self.path, self.label, "choice", self.help, choices=choices, optional=self.optional)


def field_of(section: type[BaseModel], path: tuple[str, ...], label: str = "", help_: str = "") -> FormField:
    """Return the field of a setting.

    Parameters
    ----------
    section
        The model that the path starts from.
    path
        Keys as they are written in YAML.
    label, help_
        In place of the setting's own words.

    Raises
    ------
    KeyError
        When there is no such setting.
    """
    setting = fields_at(section, path[:-1])[path[-1]]
    kind, choices, optional = _kind_of(setting.annotation)
    extra = setting.json_schema_extra
    unit = str(extra.get("x-unit", "")) if isinstance(extra, dict) else ""
    low, high, above = _limits_of(setting)
    words = path[-1].replace("_", " ").capitalize()
    return FormField(
        path, label or words, kind, help_ or _meaning(setting), unit, low, high, above, choices, optional
    )


def _kind_of(annotation: Any) -> tuple[Kind, tuple[str, ...], bool]:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _kind_of(arguments[0])
    if origin in (Union, types.UnionType):
        rest = [one for one in arguments if one is not type(None)]
        kind, choices, _ = _kind_of(rest[0])
        return kind, choices, len(rest) < len(arguments)
    if origin is Literal:
        return "choice", tuple(map(str, arguments)), False
    if origin is tuple:
        return "several", _kind_of(arguments[0])[1], True
    kinds: dict[object, Kind] = {bool: "yes_no", int: "whole", float: "number"}
    return kinds.get(annotation, "text"), (), False


def _limits_of(setting: FieldInfo) -> tuple[float | None, float | None, bool]:
    low = high = None
    above = False
    for one in setting.metadata:
        if isinstance(one, Ge | Gt):
            end = one.ge if isinstance(one, Ge) else one.gt
            low, above = float(end), isinstance(one, Gt)  # type: ignore[arg-type]
        elif isinstance(one, Le):
            high = float(one.le)  # type: ignore[arg-type]
    return low, high, above


def _meaning(setting: FieldInfo) -> str:
    """Return what a setting means: its description without the unit and limits behind it."""
    text = setting.description or ""
    return text[: text.rindex(" (")] if text.endswith(")") and " (" in text else text
