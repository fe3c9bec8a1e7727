"""The parameter table: every number that the model rests on, by its name."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from types import MappingProxyType

from mentorsim.mechanisms.built_in import MECHANISM
from mentorsim.mechanisms.parameter import Parameter
from mentorsim.scenario.population import POPULATION


@functools.cache
def parameter_table() -> Mapping[str, Parameter]:
    """Give every parameter by its name: the population's first, then the mechanisms'.

    Raises
    ------
    ValueError
        When two rows have the same name.
    """
    return MappingProxyType(table_of((*POPULATION, *MECHANISM)))


def table_of(rows: tuple[Parameter, ...]) -> dict[str, Parameter]:
    """Give the rows by their names.

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
