"""What the roster itself says of a student, so that a coordinator can follow a score."""

from __future__ import annotations

from mentorsim.cohort.roster import Roster
from mentorsim.documents.table_file import Table
from mentorsim.scenario.roster import RosterSettings


class RawCells:
    """The cells of a roster by field and by student.

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
        self._cells = [cells[number] for number in roster.rows]
        columns = dict(settings.numbers)
        columns |= settings.lists
        columns |= {name: attribute.column for name, attribute in settings.attributes.items()}
        if settings.prior_grade is not None:
            columns["prior_grade"] = settings.prior_grade.column
        if settings.slots is not None:
            columns["slots"] = settings.slots
        header = table.rows[0]
        self._place = {field: header.index(column.strip()) for field, column in columns.items()}

    def of(self, field: str, row: int) -> str:
        """Give what the roster says of a student's field; empty where it says nothing."""
        place = self._place.get(field)
        return "" if place is None else self._cells[row][place]

    def pair(self, field: str, mentee: int, mentor: int) -> str:
        """Say what the roster says of both, such as `` (19, mentor 24)``; once where it is the same."""
        own, others = self.of(field, mentee), self.of(field, mentor)
        if not (own or others):
            return ""
        if own == others:
            return f" ({own})"
        return f" ({own or 'missing'}, mentor {others or 'missing'})"
