"""How a policy's override is laid over the program: mappings merge, everything else is replaced."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mentorsim.documents.places import Path
from mentorsim.scenario.participants import expand_mentors
from mentorsim.scenario.settings import problems_error

#: The word for a policy without any program.
NO_PROGRAM = "none"

_LONGEST_NAME = 80

# Some settings are one choice in the form of a mapping: two choices cannot be merged.
_ELIGIBILITY_CHOICES = ("at_risk", "attribute")


def merged_policies(program: object, policies: Mapping[str, Any]) -> dict[str, dict[str, Any] | None]:
    """Return every policy as a whole program, or None for the control.

    Parameters
    ----------
    program
        The raw ``program`` section.
    policies
        The raw ``policies`` section; each entry is a mapping or ``none``.
    """
    base = program if isinstance(program, Mapping) else {}
    return {
        name: None if override == NO_PROGRAM else merged_program(base, override)
        for name, override in policies.items()
    }


def merged_program(program: Mapping[str, Any], override: Mapping[str, Any]) -> dict[str, Any]:
    """Lay one override over the program."""
    merged = dict(program)
    for key, value in override.items():
        merged[key] = _merged_setting(key, merged[key], value) if key in merged else value
    return merged


def _merged_setting(key: str, old: object, new: object) -> object:
    if key == "mentors":
        return _merged(expand_mentors(old), expand_mentors(new))
    if key == "focus" or (key == "eligibility" and not _same_choice(old, new)):
        return new
    return _merged(old, new)


def _merged(old: object, new: object) -> object:
    if not (isinstance(old, Mapping) and isinstance(new, Mapping)):
        return new
    merged = dict(old)
    for key, value in new.items():
        merged[key] = _merged(merged[key], value) if key in merged else value
    return merged


def _same_choice(old: object, new: object) -> bool:
    return _choices(old) == _choices(new)


def _choices(eligibility: object) -> list[str]:
    if not isinstance(eligibility, Mapping):
        return []
    return [choice for choice in _ELIGIBILITY_CHOICES if eligibility.get(choice) is not None]


def refuse_unclear(policies: Mapping[str, object]) -> None:
    """Refuse an empty entry: it would look like the control and like the unchanged program.

    Raises
    ------
    ValueError
        With every such entry.
    """
    sentence = "must be none (the control), or what differs from program; {} where nothing does"
    problems: list[tuple[Path, str]] = [
        (("policies", name), sentence)
        for name, override in policies.items()
        if override != NO_PROGRAM and not isinstance(override, Mapping)
    ]
    if problems:
        raise problems_error(problems)


def policy_name_problems(policies: Mapping[str, object]) -> list[tuple[Path, str]]:
    """Find names that policies must not have, and a second control; None is the control."""
    problems: list[tuple[Path, str]] = []
    controls = [name for name, program in policies.items() if program is None]
    if len(controls) > 1:
        problems.append(
            (("policies", controls[1]), f"is none, as is {controls[0]!r}: there can be one control")
        )
    for name, program in policies.items():
        if name == NO_PROGRAM and program is not None:
            problems.append((("policies", name), "is the name of the control: give this policy another one"))
        if name != name.strip() or not 1 <= len(name) <= _LONGEST_NAME or not name.isprintable():
            problems.append(
                (
                    ("policies", name),
                    f"must have a name of one line, 1 to {_LONGEST_NAME} characters, no blank ends",
                )
            )
    return problems
