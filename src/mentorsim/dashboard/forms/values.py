"""Between values and what stands in a field: shown, typed, read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mentorsim.dashboard.forms.fields import FormField, Value
from mentorsim.dashboard.uploads import Posted

#: More digits than anybody types: a third is shown as 0.333, and stays a third if nobody touches it.
_DIGITS = 6


class FieldMistakeError(ValueError):
    """What is in a field cannot be read; the message goes under it."""


def shown_text(value: object) -> str:
    """Return a value as it stands in a field."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.{_DIGITS}g}" if abs(value) < 1e6 else f"{value:.0f}"
    return str(value)


def value_at(mapping: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    """Return what is at a path; None where nothing is."""
    found: Any = mapping
    for step in path:
        if not isinstance(found, Mapping):
            return None
        found = found.get(step)
    return found


def typed_texts(field: FormField, posted: Posted, before: tuple[str, ...]) -> tuple[str, ...]:
    """Return what was sent for a field: one text, or those of all boxes that are ticked.

    Boxes come in the order of the page; those that were ticked `before` keep the order that they had.
    """
    if field.kind == "several":
        ticked = posted.texts(field.name)
        return (*(one for one in before if one in ticked), *(one for one in ticked if one not in before))
    return (posted.text(field.name).strip(),)


def shown_texts(field: FormField, value: object) -> tuple[str, ...]:
    """Return what would be sent for a field that shows a value and that nobody has touched."""
    if field.kind == "several":
        return tuple(value) if isinstance(value, list | tuple) else ()
    return (shown_text(value),)


def read_value(field: FormField, texts: tuple[str, ...]) -> Value:
    """Return the value that texts of a field stand for.

    Raises
    ------
    FieldMistakeError
        When they stand for none; limits are left to the scenario's own checks.
    """
    if field.kind == "several":
        unknown = [text for text in texts if text not in field.choices]
        if unknown:
            raise FieldMistakeError(f"must be among {', '.join(field.choices)}")
        return texts
    text = texts[0] if texts else ""
    if not text:
        if field.optional:
            return None
        raise FieldMistakeError("must not be empty")
    if field.kind == "yes_no":
        return text == "yes"
    if field.kind in ("number", "whole"):
        return _number(text, whole=field.kind == "whole")
    if field.kind == "choice" and text not in field.choices:
        raise FieldMistakeError(f"must be one of {', '.join(field.choices)}")
    return text


def _number(text: str, *, whole: bool) -> float | int:
    try:
        value = float(text)
    except ValueError:
        raise FieldMistakeError(f"must be a number such as {'12' if whole else '0.5'}") from None
    if not abs(value) < 1e15:
        raise FieldMistakeError("must be a number that is not so large")
    if value.is_integer():
        return int(value)
    if whole:
        raise FieldMistakeError("must be a whole number")
    return value
