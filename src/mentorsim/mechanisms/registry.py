"""The register of a user's own mechanisms: what they own is found here by name, without running anything."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Protocol

from mentorsim.mechanisms.built_in import BUILT_IN, COLUMNS, MECHANISM
from mentorsim.mechanisms.column import Column
from mentorsim.mechanisms.declaration import Declaration
from mentorsim.mechanisms.parameter import Parameter
from mentorsim.plugins import load_installed


class Registered(Protocol):
    """A mechanism of a user's own."""

    @property
    def declaration(self) -> Declaration:
        """What it owns."""

    @property
    def module(self) -> str:
        """The module that defines it."""


_register: dict[str, Registered] = {}
_BUILT_IN_NAMES = {one.name for one in BUILT_IN}
_PARAMETERS = {row.name for row in MECHANISM}


def register(mechanism: Registered) -> None:
    """Add a mechanism; one that its module defines anew takes the place of the old one.

    Raises
    ------
    ValueError
        When its name, or that of one of its columns or parameters, belongs to another mechanism.
    """
    own = mechanism.declaration
    other = _register.get(own.name)
    if own.name in _BUILT_IN_NAMES or (other is not None and other.module != mechanism.module):
        where = "a built-in one" if other is None else f"one of {other.module}"
        raise ValueError(f"mechanism {own.name}: there is already {where} of this name; choose another")
    for column in own.columns:
        if column.block not in ("state", "discrete_state"):
            raise ValueError(
                f"mechanism {own.name}: the column {column.name} must be in state or discrete_state"
            )
    taken = {
        **dict.fromkeys(COLUMNS, "the package"),
        **dict.fromkeys(_PARAMETERS, "the package"),
        **{name: one for one, listed in _others(own.name) for name in listed},
    }
    names = _names(own)
    for name in names:
        if name in taken or names.count(name) > 1:
            owner = taken.get(name, own.name)
            raise ValueError(f"mechanism {own.name}: {name} is already a column or parameter of {owner}")
    _register[own.name] = mechanism


def _names(declaration: Declaration) -> list[str]:
    columns, parameters = declaration.columns, declaration.parameters
    return [*(column.name for column in columns), *(row.name for row in parameters)]


def _others(name: str) -> list[tuple[str, list[str]]]:
    return [(one, _names(other.declaration)) for one, other in _register.items() if one != name]


def own_mechanisms() -> Mapping[str, Registered]:
    """Return the mechanisms that are registered by now, by their names."""
    return MappingProxyType(_register)


def find_mechanism(name: str) -> Registered | None:
    """Find a user's own mechanism by its name, in installed plugins as well; None where there is none."""
    if name not in _register:
        load_installed()
    return _register.get(name)


def own_parameters() -> dict[str, tuple[Parameter, str]]:
    """Return every parameter of a user's own mechanisms, and the mechanism that owns it."""
    return {row.name: (row, name) for name, one in _register.items() for row in one.declaration.parameters}


def own_columns() -> dict[str, tuple[Column, str]]:
    """Return every column of a user's own mechanisms, and the mechanism that owns it."""
    return {
        column.name: (column, name) for name, one in _register.items() for column in one.declaration.columns
    }
