"""Rosters in files: read once a process, as one table, and made into people."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from mentorsim.cohort.roster import Roster
from mentorsim.cohort.roster_checks import Columns
from mentorsim.cohort.roster_gaps import with_cells
from mentorsim.cohort.roster_making import RosterMaking
from mentorsim.cohort.roster_sorting import people_of
from mentorsim.cohort.two_files import joined
from mentorsim.documents.table_file import Table, file_version
from mentorsim.roster.header import read_people

if TYPE_CHECKING:
    from mentorsim.scenario.roster import RosterSettings

_KEPT_FILES = 4


def read_roster(settings: RosterSettings, path: Path) -> Roster:
    """Read a roster once per process: again only after a file, or its description, has changed.

    Parameters
    ----------
    settings
        The scenario's ``cohort.roster``: which column is what.
    path
        The file; a second one with the mentors is looked for beside it.

    Raises
    ------
    RosterError
        When a file cannot be read, lacks a column, or holds an impossible value; rows are counted as a
        spreadsheet does, and no cell is quoted.
    """
    second = None if settings.mentors_file is None else path.parent / settings.mentors_file
    versions = file_version(path), (0, 0) if second is None else file_version(second)
    return _read_version(_Settings(settings), path, second, versions)


class _Settings:
    # Settings compared by what they say, so that two scenarios with one roster share it.
    def __init__(self, settings: RosterSettings) -> None:
        self.settings = settings
        self._text = settings.model_dump_json()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Settings) and self._text == other._text

    def __hash__(self) -> int:
        return hash(self._text)


@lru_cache(maxsize=_KEPT_FILES)
def _read_version(wrapped: _Settings, path: Path, second: Path | None, versions: object) -> Roster:
    return roster_of(wrapped.settings, roster_table(wrapped.settings, path, second))


def roster_table(settings: RosterSettings | None, path: Path, mentors: Path | None = None) -> Table:
    """Read a roster's file, or its two files as one table.

    Raises
    ------
    RosterError
        When a file cannot be read, or the two cannot be put together.
    """
    if settings is None:
        table = read_people(path)
        return table if mentors is None else joined(table, read_people(mentors))
    table = read_people(path, settings.delimiter, settings.encoding, settings.header_row)
    if mentors is None:
        return table
    return joined(table, read_people(mentors, settings.delimiter, settings.encoding))


def roster_of(
    settings: RosterSettings, table: Table, *, may_be_few: bool = False, without: Collection[str] = ()
) -> Roster:
    """Make a roster of a table that was read.

    Parameters
    ----------
    settings
        Which column is what.
    table
        The file's cells.
    may_be_few
        Whether students may be so few that their grades or answers do not differ; a simulation cannot be made
        of those, but pairs can.
    without
        Ids or rows of people who are left out.

    Raises
    ------
    RosterError
        As in `read_roster`.
    """
    columns = Columns(table)
    people = people_of(settings, columns, without)
    if settings.missing != "middle":
        people = with_cells(settings, people)
    return RosterMaking(settings, table, people, may_be_few).roster()
