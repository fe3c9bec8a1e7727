"""What the roster itself says of a person, so that a coordinator can follow a score."""

from __future__ import annotations

from mentorsim.cohort.roster import Roster
from mentorsim.documents.table_file import Table
from mentorsim.roster.header import find_column
from mentorsim.scenario.roster import RosterSettings
from mentorsim.scenario.roster_columns import Side, columns_of


class RawCells:
    """The cells of a roster by field, person and side.

    Parameters
    ----------
    table
        The roster's file.
    settings
        What its columns mean.
    roster
        The roster that was read from it.
    """

    def __init__(self, table: Table, settings: RosterSettings, roster: Roster) -> None:
        cells = dict(zip(table.numbers[1:], table.rows[1:], strict=True))
        self._cells = {
            "mentor": [cells[number] for number in roster.rows],
            "mentee": [cells[number] for number in roster.rows_as_mentees],
        }
        named = {name: one.column for name, one in settings.numbers.items()}
        named |= {name: one.column for name, one in settings.lists.items()}
        named |= {name: one.column for name, one in settings.attributes.items()}
        if settings.prior_grade is not None:
            named["prior_grade"] = settings.prior_grade.column
        if settings.slots is not None:
            named["slots"] = settings.slots.column
        self._places: dict[tuple[str, Side], list[int]] = {}
        sides: tuple[Side, Side] = ("mentee", "mentor")
        for field, spec in named.items():
            for side in sides:
                found = [find_column(table.rows[0], table.aliases, name) for name in columns_of(spec, side)]
                self._places[field, side] = [place for place in found if place is not None]

    def of(self, field: str, row: int, side: Side) -> str:
        """Return what the roster says of a person's field; empty where it says nothing."""
        places = self._places.get((field, side), [])
        return "; ".join(filter(None, (self._cells[side][row][place] for place in places)))
