"""The tables of all columns and of all stages, for a terminal and for the documentation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from mentorsim.mechanisms.built_in import COLUMNS, OWNERS, STAGES
from mentorsim.mechanisms.registry import own_columns
from mentorsim.plugins import load_installed


class ColumnRow(NamedTuple):
    """What a reader is told of a column."""

    name: str
    owner: str
    block: str
    unit: str
    range: str
    initial: str
    meaning: str


class StageRow(NamedTuple):
    """What a reader is told of a stage."""

    number: int
    name: str
    meaning: str
    columns: str
    parameters: str


def column_rows(*, own: bool = True) -> list[ColumnRow]:
    """Return every column: the package's block by block, then those of a user's own mechanisms."""
    owned = [(column, OWNERS[column.name]) for column in COLUMNS.values()]
    if own:
        load_installed()
        owned += own_columns().values()
    return [
        ColumnRow(
            column.name,
            owner,
            column.block.replace("_", " "),
            column.unit,
            column.range_text,
            "a function" if callable(column.initial) else f"{column.initial:g}",
            column.meaning,
        )
        for column, owner in owned
    ]


def stage_rows(mechanisms: Sequence[str] = ()) -> list[StageRow]:
    """Return the stages of a week in order, with the named mechanisms of a user's own at their places."""
    declarations = list(STAGES)
    if mechanisms:
        from mentorsim.dynamics.mechanism import named_mechanism
        from mentorsim.dynamics.week_plan import week_plan

        plan = week_plan([named_mechanism(name) for name in mechanisms])
        declarations = [stage.declaration for stage in plan]
    return [
        StageRow(
            number,
            one.name,
            one.meaning,
            ", ".join(column.name for column in one.columns),
            ", ".join(row.name for row in one.parameters),
        )
        for number, one in enumerate(declarations, 1)
    ]
