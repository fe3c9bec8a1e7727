"""Free times of a roster: said in a cell or ticked in columns, all in one time zone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mentorsim.cohort import roster_columns as columns_of
from mentorsim.cohort.field_notes import FieldNotes
from mentorsim.errors import RosterError
from mentorsim.roster.time_zones import read_zone
from mentorsim.roster.times import NotUnderstoodError, is_parts, read_times, said_times, shifted
from mentorsim.roster.words import is_no_answer, is_yes
from mentorsim.scenario.roster_columns import said_columns

if TYPE_CHECKING:
    from mentorsim.scenario.roster_columns import SlotsColumn

#: What the scenario says of times that are all of one zone.
NO_ZONES = "none"
_NO_TIME = "a time is not understood; write such as Mon am; Tue pm, or Tue 14:00-16:00"


def read_free_times(notes: FieldNotes, named: SlotsColumn) -> columns_of.ReadTimes:
    """Return free times."""
    column = said_columns(named.column)
    rows = notes.people.cells(named.column, "cohort.roster.slots")
    if rows and len(rows[0]) > 1:
        half_hours = _ticked_times(notes, named, rows)
        said: dict[str, str] = {}
        cells = [""] * len(rows)
    else:
        cells = [row[0] if row else "" for row in rows]
        half_hours, said = _said_times(notes, cells, column)
    has_zones = named.time_zone not in (None, NO_ZONES)
    if named.time_zone is None and any(bits is not None and not is_parts(bits) for bits in half_hours):
        _refuse_forgotten_zones(notes)
    if named.time_zone is not None and has_zones:
        half_hours = _in_one_zone(notes, named.time_zone, half_hours)
    missing = [bits is None for bits in half_hours]
    why = "weekly times" + ("" if not has_zones else ", moved to one time zone")
    notes.note(column, "slots", "times", why, cells, said, missing)
    return columns_of.week_times(half_hours, has_zones=has_zones)


def _refuse_forgotten_zones(notes: FieldNotes) -> None:
    """Refuse hours of several time zones that would be compared as if they were of one."""
    columns = notes.people.columns
    for place, name in enumerate(columns.header):
        cells = {columns.cells[view.row][place] for view in notes.people.views}
        zones = set()
        for cell in cells:
            try:
                zones.add(read_zone(cell))
            except ValueError:
                zones = set()
                break
        if len(zones - {None}) > 1:
            raise RosterError(
                f"column {name!r} holds several time zones, but cohort.roster.slots does not say whose hours "
                f"they are: write slots: {{column: ..., time_zone: {name}}}, or time_zone: {NO_ZONES} if all "
                "hours are of one zone",
                file=columns.path,
            )


def _said_times(
    notes: FieldNotes, cells: Sequence[str], column: str
) -> tuple[list[int | None], dict[str, str]]:
    read: dict[str, int | None] = {}
    bad: set[str] = set()
    for cell in dict.fromkeys(cells):
        try:
            read[cell] = read_times(cell)
        except NotUnderstoodError:
            read[cell] = None
            bad.add(cell)
    for row, cell in zip(notes.people.row_numbers(), cells, strict=True):
        if cell in bad:
            notes.problems.add(column, _NO_TIME, row)
    said = {cell: "no answer" if bits is None else said_times(bits) for cell, bits in read.items()}
    return [read[cell] for cell in cells], said


def _ticked_times(notes: FieldNotes, named: SlotsColumn, rows: Sequence[Sequence[str]]) -> list[int | None]:
    names = notes.names_of(named.column)
    bits = []
    for name in names:
        try:
            read = read_times(name)
        except NotUnderstoodError:
            read = None
        if read is None:
            raise RosterError(
                f"column {name!r} is one of the times (cohort.roster.slots), but its name is not understood "
                "as a day and time; name it such as Mon 9:00 or Mon am",
                file=notes.people.columns.path,
            )
        bits.append(read)
    found: list[int | None] = []
    for cells in rows:
        answered = any(not is_no_answer(cell) for cell in cells)
        total = 0
        for cell, own in zip(cells, bits, strict=True):
            total |= own if is_yes(cell) else 0
        found.append(total if answered else None)
    return found


def _in_one_zone(notes: FieldNotes, column: str, half_hours: Sequence[int | None]) -> list[int | None]:
    cells = notes.people.column(column, "cohort.roster.slots.time_zone")
    zones: dict[str, int | None] = {}
    bad: set[str] = set()
    for cell in dict.fromkeys(cells):
        try:
            zones[cell] = read_zone(cell)
        except ValueError:
            zones[cell] = None
            bad.add(cell)
    for row, cell in zip(notes.people.row_numbers(), cells, strict=True):
        if cell in bad:
            notes.problems.add(column, "the time zone is not understood; write such as UTC+5:30", row)
    said = {cell: "no answer" if zone is None else f"UTC{zone / 2:+g}" for cell, zone in zones.items()}
    missing = [zones[cell] is None for cell in cells]
    notes.note(column, "slots.time_zone", "time zones", "hours ahead of UTC", cells, said, missing)
    return [
        None if bits is None or (zone := zones[cell]) is None else shifted(bits, -zone)
        for bits, cell in zip(half_hours, cells, strict=True)
    ]
