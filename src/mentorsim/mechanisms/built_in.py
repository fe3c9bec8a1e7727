"""The mechanisms that come with the package."""

from __future__ import annotations

from collections.abc import Iterable

from mentorsim.mechanisms.attitudes import BELONGING, MENTOR_STRAIN, MOTIVATION
from mentorsim.mechanisms.column import DTYPES, Column
from mentorsim.mechanisms.contact import MEETINGS, PEER_INFLUENCE
from mentorsim.mechanisms.declaration import Declaration, week_order
from mentorsim.mechanisms.learning import HELP_AND_LEARNING, STUDY
from mentorsim.mechanisms.leaving import CHECK_INS, ENDINGS
from mentorsim.mechanisms.matching import MATCHING
from mentorsim.mechanisms.parameter import Parameter
from mentorsim.mechanisms.people import PEOPLE
from mentorsim.mechanisms.results import ASSESSMENT, REGISTRATION
from mentorsim.mechanisms.ties import COMMUNICATION_AND_RAPPORT, FRIENDSHIPS

BUILT_IN: tuple[Declaration, ...] = (
    PEOPLE,
    MATCHING,
    PEER_INFLUENCE,
    MEETINGS,
    STUDY,
    HELP_AND_LEARNING,
    COMMUNICATION_AND_RAPPORT,
    FRIENDSHIPS,
    BELONGING,
    MOTIVATION,
    MENTOR_STRAIN,
    REGISTRATION,
    ASSESSMENT,
    ENDINGS,
    CHECK_INS,
)
"""In the order of the parameter table, which random samples of parameters follow; a new one comes last.

The order of the week is another: `STAGES`, from what each declares.
"""

STAGES: tuple[Declaration, ...] = week_order(BUILT_IN)
"""The stages of a week in order."""

STAGE_NAMES: tuple[str, ...] = tuple(stage.name for stage in STAGES)

MECHANISM: tuple[Parameter, ...] = tuple(row for one in BUILT_IN for row in one.parameters)
"""The mechanism parameters: how people and help work, one value everywhere."""


def columns_of(declarations: Iterable[Declaration]) -> dict[str, Column]:
    """Return the columns of some mechanisms by their names, block by block.

    Raises
    ------
    ValueError
        When two mechanisms declare a column of the same name.
    """
    owners: dict[str, str] = {}
    found: list[Column] = []
    for one in declarations:
        for column in one.columns:
            if column.name in owners:
                raise ValueError(
                    f"mechanism {one.name}: the column {column.name} belongs to {owners[column.name]} already"
                )
            owners[column.name] = one.name
            found.append(column)
    return {column.name: column for block in DTYPES for column in found if column.block == block}


COLUMNS: dict[str, Column] = columns_of(BUILT_IN)
"""All columns of the package by name."""

OWNERS: dict[str, str] = {column.name: one.name for one in BUILT_IN for column in one.columns}
"""The mechanism that each column belongs to."""

CALENDAR = {
    "in_term": "1 in the weeks of a term",
    "week_of_term": "counted from 0; -1 in a break",
    "assessment": "1 before the last week of a term, 2 in it",
    "boundary": "1 in the last week before a next term, 2 in the last week of all",
}
"""What every week is: a row each, an entry per week."""

SERIES = {
    "enrolled": "share of the first-years enrolled at the week's end",
    "belonging": "mean belonging of the enrolled first-years",
}
"""What is recorded of the first-years in every week."""
