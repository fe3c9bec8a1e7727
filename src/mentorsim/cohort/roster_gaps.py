"""Missing grades and attributes: refused, or the people without them left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mentorsim.cohort.people import Category
from mentorsim.cohort.roster_checks import Problems, refuse_missing
from mentorsim.cohort.roster_fields import FieldReader
from mentorsim.cohort.roster_people import People
from mentorsim.errors import RosterError
from mentorsim.roster.words import is_empty
from mentorsim.scenario.roster_columns import said_columns

if TYPE_CHECKING:
    from mentorsim.scenario.roster import RosterSettings


def with_cells(settings: RosterSettings, people: People) -> People:
    """Refuse missing grades and attributes, or drop those people.

    What nobody of a side has answered was not asked of that side, and is not missing.
    """
    problems = Problems(people.columns.path)
    reader = FieldReader(people, problems)
    gaps: dict[str, list[bool]] = {}
    if settings.prior_grade is not None:
        numbers, column = reader.grades(settings.prior_grade)
        gaps[column] = np.isnan(numbers).tolist()
    for name, named in settings.attributes.items():
        read = reader.attribute(name, named)
        if isinstance(read, Category):
            # Who would rather not say has answered: that is unknown, but not missing.
            cells = people.column(named.column, f"cohort.roster.attributes.{name}")
            gaps[said_columns(named.column)] = [is_empty(cell) for cell in cells]
    problems.refuse()
    asked = {column: _asked(people, gap) for column, gap in gaps.items()}
    if settings.missing == "refuse":
        for column, gap in asked.items():
            refuse_missing(problems, people.row_numbers(), gap, column)
        problems.refuse()
        return people
    keep = np.ones(people.size, np.bool_)
    for gap in asked.values():
        flags = np.array(gap, np.bool_)
        keep &= ~flags[: people.size]
        for number, place in enumerate(people.both):
            keep[place] &= not flags[people.size + number]
    kept = people.only(keep.tolist())
    if not any(view.side == "mentee" for view in kept.views):
        raise RosterError(
            "the roster has no mentee; see cohort.roster.role and cohort.roster.missing",
            file=people.columns.path,
        )
    return kept


def _asked(people: People, gap: list[bool]) -> list[bool]:
    answered = {view.side for view, missing in zip(people.views, gap, strict=True) if not missing}
    if not answered:  # a column without any answer at all is missing everywhere
        return gap
    return [missing and view.side in answered for view, missing in zip(people.views, gap, strict=True)]
