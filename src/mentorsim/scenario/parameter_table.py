"""The parameter table: every number that the model rests on, by its name."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from types import MappingProxyType

from mentorsim.mechanisms.built_in import MECHANISM
from mentorsim.mechanisms.parameter import Parameter
from mentorsim.mechanisms.registry import own_parameters
from mentorsim.scenario.population import POPULATION


def parameter_table() -> Mapping[str, Parameter]:
    """Return every parameter by its name: the population's, the mechanisms', those of a user's mechanisms.

    Raises
    ------
    ValueError
        When two rows have the same name.
    """
    own = own_parameters()
    if not own:
        return built_in_parameters()
    return MappingProxyType({**built_in_parameters(), **{name: row for name, (row, _) in own.items()}})


@functools.cache
def built_in_parameters() -> Mapping[str, Parameter]:
    """Return the parameters of the package by their names."""
    return MappingProxyType(table_of((*POPULATION, *MECHANISM)))


def table_of(rows: tuple[Parameter, ...]) -> dict[str, Parameter]:
    """Return the rows by their names.

    Raises
    ------
    ValueError
        When two rows have the same name.
    """
    table: dict[str, Parameter] = {}
    for row in rows:
        if row.name in table:
            raise ValueError(f"parameter {row.name} stands twice in the parameter table")
        table[row.name] = row
    return table
