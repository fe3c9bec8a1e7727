"""Plain values as YAML text that reads back to the same values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mentorsim.documents.scalars import scalar_value

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_./()-]*( [A-Za-z0-9_./()-]+)*")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}
_LONGEST_LINE = 100


def yaml_text(value: Mapping[str, Any]) -> str:
    """Write plain values as YAML.

    Parameters
    ----------
    value
        Mappings with text keys, lists, text, finite numbers, truths and None.
    """
    return "".join(f"{line}\n" for line in _mapping_lines(value, 0)) if value else "{}\n"


def inline(value: Any) -> str:
    """Write one value in a single line, as it would stand after a key."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{inline(str(key))}: {inline(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(inline(item) for item in value) + "]"
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    return _text(str(value))


def _mapping_lines(value: Mapping[str, Any], depth: int) -> list[str]:
    indent = "  " * depth
    lines: list[str] = []
    for key, item in value.items():
        start = f"{indent}{inline(str(key))}:"
        line = f"{start} {inline(item)}"
        if (
            not isinstance(item, Mapping | list | tuple)
            or not item
            or (depth > 0 and len(line) <= _LONGEST_LINE)
        ):
            lines.append(line)
        elif isinstance(item, Mapping):
            lines += [start, *_mapping_lines(item, depth + 1)]
        elif len(line) <= _LONGEST_LINE:
            lines.append(line)
        else:
            lines += [start, *(f"{indent}  - {inline(entry)}" for entry in item)]
    return lines


def _text(text: str) -> str:
    if _PLAIN.fullmatch(text) and isinstance(scalar_value(text), str):
        return text
    return '"' + "".join(_escaped(character) for character in text) + '"'


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    # Only what is plainly printable stays: YAML takes some other characters for line ends.
    return character if character.isprintable() else f"\\U{ord(character):08x}"
