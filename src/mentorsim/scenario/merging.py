"""How a policy's override is laid over the program: mappings merge, everything else is replaced."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mentorsim.scenario.participants import expand_mentors

#: The word for a policy without any program.
NO_PROGRAM = "none"

# Some settings are one choice in the form of a mapping: two choices cannot be merged.
_ELIGIBILITY_CHOICES = ("at_risk", "attribute")


def merged_policies(program: object, policies: Mapping[str, Any]) -> dict[str, dict[str, Any] | None]:
    """Give every policy as a whole program, or None for the control.

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
    for lever, value in override.items():
        merged[lever] = _merged_lever(lever, merged[lever], value) if lever in merged else value
    return merged


def _merged_lever(lever: str, old: object, new: object) -> object:
    if lever == "mentors":
        return _merged(expand_mentors(old), expand_mentors(new))
    if lever == "focus" or (lever == "eligibility" and not _same_choice(old, new)):
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
