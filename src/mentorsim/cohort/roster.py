"""Read a roster: the students of a table, mapped to columns as the scenario says and standardized."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mentorsim.cohort import roster_columns as columns_of
from mentorsim.cohort.people import FIRST_YEAR, UPPER_YEAR, VALUE_DIMENSIONS, Category, Observed
from mentorsim.cohort.roster_checks import Columns, check_identifiers, is_missing, refuse_missing
from mentorsim.documents.table_file import RowNumber, Table, file_version, read_table
from mentorsim.errors import RosterError
from mentorsim.numerics.randomness import roster_key

if TYPE_CHECKING:
    from mentorsim.scenario.roster import AttributeColumn, PriorGradeColumn, RosterSettings

_KEPT_FILES = 4


@dataclass(frozen=True, eq=False)
class Roster:
    """The students of a file, one entry per kept row and in the file's order.

    ``rows`` are the rows of the file as a spreadsheet counts them. ``prior_grade`` is standardized over the
    first-years of the file; ``grade_is_known`` is False where a missing grade was replaced by the middle one.
    Where the file has no such column, all are NaN. ``values`` has shape ``(3, n)``, standardized, NaN where a
    survey question was not answered or not asked; ``slots`` is None where the file has no such column.
    ``lists`` are columns of names, each of shape ``(longest, n)``: entries of this roster, then -1.
    """

    identifiers: tuple[str, ...]
    rows: tuple[RowNumber, ...]
    key: NDArray[np.uint64]
    role: NDArray[np.uint8]
    has_roles: bool
    prior_grade: NDArray[np.float64]
    grade_is_known: NDArray[np.bool_]
    attributes: dict[str, Category]
    values: NDArray[np.float64]
    slots: NDArray[np.uint32] | None
    numbers: dict[str, NDArray[np.float64]]
    lists: dict[str, NDArray[np.int32]]

    @property
    def size(self) -> int:
        """Number of students in the file that are kept."""
        return len(self.identifiers)


def read_roster(settings: RosterSettings, path: Path) -> Roster:
    """Read a roster once per process: again only after the file, or its description, has changed.

    Parameters
    ----------
    settings
        The scenario's ``cohort.roster``: which column is what.
    path
        The file.

    Raises
    ------
    ScenarioError
        When the file cannot be read, lacks a column, or holds an impossible value; rows are counted as a
        spreadsheet does (the column names are row 1), and no cell is quoted.
    """
    return _read_version(_Settings(settings), path, file_version(path))


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
def _read_version(wrapped: _Settings, path: Path, version: tuple[int, int]) -> Roster:
    settings = wrapped.settings
    return roster_of(settings, read_table(path, settings.delimiter, settings.encoding))


def roster_of(settings: RosterSettings, table: Table, *, may_be_few: bool = False) -> Roster:
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

    Raises
    ------
    ScenarioError
        As in `read_roster`.
    """
    path = table.path
    columns = Columns(table)
    identifiers = _identifiers(settings, columns)
    role = _roles(settings, columns)
    grade_column, grades = "", np.full(len(columns.rows), np.nan)
    if settings.prior_grade is not None:
        grade_column = settings.prior_grade.column.strip()
        grades = _grades(settings.prior_grade, columns)
    attributes = {
        name: _attribute(mapping, columns, f"cohort.roster.attributes.{name}")
        for name, mapping in settings.attributes.items()
    }
    kept = _kept(settings, columns, grade_column, grades, attributes)
    role = role[kept]
    if not np.any(role == FIRST_YEAR):
        raise RosterError(
            "the roster has no first-year; see cohort.roster.role and cohort.roster.missing", file=path
        )
    rows = np.flatnonzero(kept)
    grades = grades[kept]
    if grade_column:
        grades = columns_of.standardize(
            grades, role == FIRST_YEAR, path, grade_column, may_be_equal=may_be_few
        )
    known = ~np.isnan(grades)
    return Roster(
        identifiers=tuple(identifiers[row] for row in rows),
        rows=tuple(columns.rows[row] for row in rows),
        key=np.array([roster_key(identifiers[row]) for row in rows], dtype=np.uint64),
        role=role,
        has_roles=settings.role is not None,
        prior_grade=np.where(known, grades, columns_of.middle(grades)) if known.any() else grades,
        grade_is_known=known,
        attributes={name: _present(category, kept) for name, category in attributes.items()},
        values=_survey(settings, columns, kept, role == FIRST_YEAR, may_be_few=may_be_few),
        slots=_slots(settings, columns, kept),
        numbers=_numbers(settings, columns, kept),
        lists={
            name: columns_of.listed_students(
                columns.text(column, f"cohort.roster.lists.{name}"),
                columns.rows,
                identifiers,
                kept,
                columns.path,
                column,
            )
            for name, column in settings.lists.items()
        },
    )


def _grades(named: PriorGradeColumn, columns: Columns) -> NDArray[np.float64]:
    column, key = named.column.strip(), "cohort.roster.prior_grade"
    if named.values is None:
        return np.array(columns.numbers(column, key))
    numbers = {name.strip(): number for name, number in named.values.items()}
    found = []
    for row, cell in zip(columns.rows, columns.text(column, key), strict=True):
        if not is_missing(cell) and cell not in numbers:
            raise RosterError(
                f"row {row}, column {column!r}: the cell is not among {key}.values; write them as in the "
                "file",
                file=columns.path,
            )
        found.append(np.nan if is_missing(cell) else numbers[cell])
    return np.array(found)


def _identifiers(settings: RosterSettings, columns: Columns) -> list[str]:
    if settings.id is None:
        return [str(row) for row in columns.rows]
    identifiers = columns.text(settings.id, "cohort.roster.id")
    check_identifiers(columns.path, columns.rows, identifiers, settings.id)
    return identifiers


def _roles(settings: RosterSettings, columns: Columns) -> NDArray[np.uint8]:
    if settings.role is None:
        return np.zeros(len(columns.rows), dtype=np.uint8)
    cells = columns.text(settings.role.column, "cohort.roster.role")
    upper_years = {value.strip() for value in settings.role.upper_years}
    if not any(cell in upper_years for cell in cells):
        raise RosterError(
            f"column {settings.role.column!r} holds none of the values listed under "
            "cohort.roster.role.upper_years; they must be written as in the file",
            file=columns.path,
        )
    return np.array([UPPER_YEAR if cell in upper_years else FIRST_YEAR for cell in cells], dtype=np.uint8)


def _attribute(mapping: AttributeColumn, columns: Columns, key: str) -> Category:
    column = mapping.column.strip()
    if mapping.at_least is not None:
        return columns_of.yes_by_threshold(columns.numbers(column, key), mapping.at_least)
    cells = columns.text(column, key)
    if mapping.yes is not None:
        return columns_of.yes_by_value(cells, mapping.yes, columns.path, column)
    return columns_of.named_groups(cells, mapping.values or {}, columns.path, column)


def _kept(
    settings: RosterSettings,
    columns: Columns,
    grade_column: str,
    grades: NDArray[np.float64],
    attributes: dict[str, Category],
) -> NDArray[np.bool_]:
    gaps = {grade_column: np.isnan(grades)} if grade_column else {}
    for name, category in attributes.items():
        if columns_of.UNKNOWN in category.categories:
            unknown = category.categories.index(columns_of.UNKNOWN)
            gaps[settings.attributes[name].column] = category.codes == unknown
    kept = np.ones(len(columns.rows), dtype=np.bool_)
    for column, gap in gaps.items():
        if settings.missing == "refuse":
            refuse_missing(columns.path, columns.rows, gap.tolist(), column)
        elif settings.missing == "drop":
            kept &= ~gap
    return kept


def _present(category: Category, kept: NDArray[np.bool_]) -> Category:
    # The kept rows' codes; a yes/no attribute keeps both names, others only those that still occur.
    codes = category.codes[kept]
    used = np.unique(codes)
    if category.categories[:2] == ("no", "yes"):
        used = np.union1d(used, np.array([0, 1]))
    place = np.full(len(category.categories), -1, dtype=np.int32)
    place[used] = np.arange(len(used), dtype=np.int32)
    return Category(place[codes], tuple(category.categories[code] for code in used))


def observe(roster: Roster) -> Observed:
    """Give what a coordinator sees of a roster's students, and nothing that is synthesized.

    It is what a simulation's matching sees of them, apart from what the file lacks: free times are then 0 and
    answers NaN, as of students of whom nothing is known.
    """
    return Observed(
        key=roster.key,
        role=roster.role,
        prior_grade=roster.prior_grade,
        values=roster.values,
        slots=np.zeros(roster.size, np.uint32) if roster.slots is None else roster.slots,
        attributes=roster.attributes,
        numbers=roster.numbers,
        identifiers=roster.identifiers,
        lists=roster.lists,
    )


def _survey(
    settings: RosterSettings,
    columns: Columns,
    kept: NDArray[np.bool_],
    first_years: NDArray[np.bool_],
    *,
    may_be_few: bool,
) -> NDArray[np.float64]:
    answers = np.full((VALUE_DIMENSIONS, int(np.count_nonzero(kept))), np.nan)
    for dimension, column in enumerate(settings.values or ()):
        numbers = np.array(columns.numbers(column, "cohort.roster.values"))[kept]
        answers[dimension] = columns_of.standardize(
            numbers, first_years, columns.path, column, may_be_equal=may_be_few
        )
    return answers


def _slots(settings: RosterSettings, columns: Columns, kept: NDArray[np.bool_]) -> NDArray[np.uint32] | None:
    if settings.slots is None:
        return None
    cells = columns.text(settings.slots, "cohort.roster.slots")
    cells = ["" if is_missing(cell) else cell for cell in cells]
    return columns_of.weekly_slots(cells, columns.rows, columns.path, settings.slots)[kept]


def _numbers(
    settings: RosterSettings, columns: Columns, kept: NDArray[np.bool_]
) -> dict[str, NDArray[np.float64]]:
    return {
        name: np.array(columns.numbers(column, f"cohort.roster.numbers.{name}"))[kept]
        for name, column in settings.numbers.items()
    }
