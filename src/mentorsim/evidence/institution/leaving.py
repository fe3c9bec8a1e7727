"""When students left, in weeks of the calendar: from a column of weeks, of days, or of dates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from mentorsim.cohort.roster_checks import Columns, Problems, is_missing
from mentorsim.evidence.institution.records import STAYED, Floats

if TYPE_CHECKING:
    from mentorsim.scenario.records import LeftOn, RecordColumns

_DAYS_OF_WEEK = 7
_ISO = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ][\d:.]+(?:Z|[+-]\d{2}:?\d{2})?)?\Z")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})\Z")


def left_weeks(named: RecordColumns, columns: Columns) -> Floats:
    """Return the week of leaving of every row.

    Parameters
    ----------
    named
        Which column tells it, if any.
    columns
        The file.

    Returns
    -------
        Weeks of the calendar from 1, shape (rows,); infinite for who did not leave, 0 or less for who left
        before the first day, NaN where the records do not tell.

    Raises
    ------
    RosterError
        When a cell cannot be read; with its row and column, not what it holds.
    """
    if named.left_week is not None:
        return _of_weeks(named.left_week, columns)
    if named.left_day is not None:
        days = np.array(columns.numbers(named.left_day, "cohort.roster.records.left_day"))
        return np.where(np.isnan(days), STAYED, np.floor(days / _DAYS_OF_WEEK) + 1.0)
    if named.left_on is not None:
        return np.array(_of_dates(named.left_on, columns))
    return np.full(len(columns.rows), np.nan)


def _of_weeks(name: str, columns: Columns) -> Floats:
    weeks = np.array(columns.numbers(name, "cohort.roster.records.left_week"))
    problems = Problems(columns.path)
    for row, week in zip(columns.rows, weeks.tolist(), strict=True):
        if 0 <= week < 1:
            problems.add(
                name,
                "the week must be 1 or later; negative for who left before the first day, empty for who "
                "stayed; a column of days is named by left_day instead",
                row,
            )
    problems.refuse()
    return np.where(np.isnan(weeks), STAYED, np.floor(weeks))


def _of_dates(named: LeftOn, columns: Columns) -> Sequence[float]:
    cells = columns.text(named.column, "cohort.roster.records.left_on")
    problems = Problems(columns.path)
    weeks = []
    for row, cell, start in zip(columns.rows, cells, _first_days(named, columns), strict=True):
        day = None if is_missing(cell) else _date_of(cell)
        if day is not None:
            weeks.append(float((day - start).days // _DAYS_OF_WEEK + 1))
            continue
        weeks.append(STAYED)
        if not is_missing(cell):
            problems.add(named.column, "the date is not understood; write such as 2025-11-30", row)
    problems.refuse()
    return weeks


def _first_days(named: LeftOn, columns: Columns) -> Sequence[date]:
    """The first day of week 1 of every row."""
    if named.starts is None:
        return [date.fromisoformat(named.first_day or "0001-01-01")] * len(columns.rows)
    key = "cohort.roster.records.left_on.starts"
    days = {name.strip(): date.fromisoformat(day) for name, day in named.starts.first_days.items()}
    own = columns.text(named.starts.column, key)
    problems = Problems(columns.path)
    for row, name in zip(columns.rows, own, strict=True):
        if name not in days:
            problems.add(named.starts.column, f"the value is not among {key}.first_days", row)
    problems.refuse()
    return [days[name] for name in own]


def _date_of(cell: str) -> date | None:
    """Read a date such as 2025-11-30, with or without a time of day, or 30.11.2025."""
    iso, dotted = _ISO.match(cell), _DOTTED.match(cell)
    try:
        if iso is not None:
            return date.fromisoformat(iso.group(1))
        if dotted is not None:
            day, month, year = (int(part) for part in dotted.groups())
            return date(year, month, day)
    except ValueError:  # such as the 31st of June
        return None
    return None
