"""Read a roster: the people of a table, mapped to columns as the scenario says and standardized."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mentorsim.cohort import roster_columns as columns_of
from mentorsim.cohort.people import FIRST_YEAR, UPPER_YEAR, Category, Observed, Options
from mentorsim.cohort.roster_checks import Columns, Problems, refuse_missing
from mentorsim.cohort.roster_fields import FieldReader
from mentorsim.cohort.roster_people import ROLE_COLUMN, People, people_counts
from mentorsim.cohort.roster_sorting import people_of
from mentorsim.cohort.two_files import joined
from mentorsim.documents.table_file import RowNumber, Table, file_version
from mentorsim.numerics.randomness import roster_key
from mentorsim.roster.header import read_people
from mentorsim.roster.reading import ReadingReport
from mentorsim.roster.words import is_empty
from mentorsim.scenario.roster_columns import said_columns

if TYPE_CHECKING:
    from mentorsim.scenario.roster import RosterSettings

_KEPT_FILES = 4


@dataclass(frozen=True, eq=False)
class Roster:
    """The people of a roster, one entry for each who counts and in the file's order.

    ``rows`` are the rows of the file as a spreadsheet counts them (of who is both, the row as a mentor;
    ``rows_as_mentees``: as a mentee);
    ``observed`` is what a coordinator sees. Prior grades are standardized over the mentees of the file, a
    high one the better; ``grade_is_known`` is False where a missing grade was replaced by the middle one.
    Where the file
    has no such column, all are NaN. Who is both has the role of an upper-year, and ``is_both`` is True;
    `Observed.as_mentees` has his or her answers as a mentee. ``slots`` is None where the file has no such
    column. ``shown`` are the cells of the columns that the list of pairs shows, by column.
    """

    observed: Observed
    identifiers: tuple[str, ...]
    rows: tuple[RowNumber, ...]
    rows_as_mentees: tuple[RowNumber, ...]
    has_roles: bool
    grade_is_known: NDArray[np.bool_]
    is_both: NDArray[np.bool_]
    slots: NDArray[np.uint32] | None
    shown: dict[str, tuple[str, ...]]
    report: ReadingReport

    @property
    def size(self) -> int:
        """Number of people who are kept."""
        return len(self.identifiers)

    @property
    def key(self) -> NDArray[np.uint64]:
        """The key of each person's id."""
        return self.observed.key

    @property
    def role(self) -> NDArray[np.uint8]:
        """First-year (mentee) or upper-year (mentor, or both)."""
        return self.observed.role

    @property
    def prior_grade(self) -> NDArray[np.float64]:
        """Prior grades in SD; NaN where the file has none."""
        return self.observed.prior_grade

    @property
    def attributes(self) -> dict[str, Category]:
        """Attributes of one value each."""
        return self.observed.attributes

    @property
    def values(self) -> NDArray[np.float64]:
        """Survey answers, shape (questions, n)."""
        return self.observed.values

    @property
    def numbers(self) -> dict[str, NDArray[np.float64]]:
        """Numbers in the file's units."""
        return self.observed.numbers

    @property
    def lists(self) -> dict[str, NDArray[np.int32]]:
        """Lists of people, each of shape (longest, n)."""
        return self.observed.lists


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
        people = _with_cells(settings, people)
    return _Reading(settings, table, people, may_be_few).roster()


def _with_cells(settings: RosterSettings, people: People) -> People:
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
        from mentorsim.errors import RosterError

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


class _Reading:
    """Reads all fields of the people, and divides what was read between the two sides."""

    def __init__(self, settings: RosterSettings, table: Table, people: People, may_be_few: bool) -> None:
        self._settings = settings
        self._table = table
        self._people = people
        self._may_be_few = may_be_few
        self._problems = Problems(people.columns.path)
        self._reader = FieldReader(people, self._problems)
        self._n = people.size
        side = np.array([view.side == "mentor" for view in people.views], np.bool_)
        self._role = np.where(side, UPPER_YEAR, FIRST_YEAR).astype(np.uint8)

    def roster(self) -> Roster:
        settings, people, n = self._settings, self._people, self._n
        grades, grade_column = np.full(len(people.views), np.nan), ""
        if settings.prior_grade is not None:
            grades, grade_column = self._reader.grades(settings.prior_grade)
        attributes: dict[str, Category] = {}
        options: dict[str, Options] = {}
        for name, named in settings.attributes.items():
            read = self._reader.attribute(name, named)
            if isinstance(read, Category):
                attributes[name] = read
            else:
                options[name] = read
        numbers = {name: self._reader.number(name, named) for name, named in settings.numbers.items()}
        answers = self._reader.answers(settings.values or ())
        times = None if settings.slots is None else self._reader.times(settings.slots)
        names = self._names()
        lists = {
            name: self._reader.people_listed(name, named, names) for name, named in settings.lists.items()
        }
        self._problems.refuse()
        mentees = self._role == FIRST_YEAR
        path = people.columns.path
        if grade_column:
            grades = columns_of.standardize(
                grades, mentees, path, grade_column, may_be_equal=self._may_be_few
            )
        known = ~np.isnan(grades)
        values = np.full((len(answers), len(people.views)), np.nan)
        for question, column in enumerate(settings.values or ()):
            values[question] = columns_of.standardize(
                answers[question], mentees, path, column, may_be_equal=self._may_be_few
            )
        key = np.array([roster_key(identifier) for identifier in people.identifiers], np.uint64)
        both = np.array(people.both, np.int64)
        whole = Observed(
            key=np.concatenate([key, key[both]]),
            role=self._role,
            prior_grade=np.where(known, grades, columns_of.middle(grades)) if known.any() else grades,
            values=values,
            slots=np.zeros(len(people.views), np.uint32) if times is None else times.slots,
            attributes={name: _present(category) for name, category in attributes.items()},
            numbers=numbers,
            identifiers=(*people.identifiers, *(people.identifiers[place] for place in people.both)),
            lists=lists,
            options=options,
            times=None if times is None else times.times,
            low_is_best=frozenset(name for name, named in settings.numbers.items() if named.best == "low"),
        )
        main = taken(whole, np.arange(n))
        if len(both):
            order = np.arange(n)
            order[both] = n + np.arange(len(both))
            main = replace(main, as_mentees=taken(whole, order))
        rows = people.row_numbers()
        rows_as_mentees = rows[:n]
        for number, place in enumerate(people.both):
            rows_as_mentees[place] = rows[n + number]
        is_both = np.zeros(n, np.bool_)
        is_both[both] = True
        return Roster(
            observed=main,
            identifiers=people.identifiers,
            rows=tuple(rows[:n]),
            rows_as_mentees=tuple(rows_as_mentees),
            has_roles=settings.role is not None or ROLE_COLUMN in people.columns.header,
            grade_is_known=known[:n],
            is_both=is_both,
            slots=None if times is None else main.slots,
            shown=self._shown(),
            report=self._report(),
        )

    def _names(self) -> list[str] | None:
        if self._settings.name is None:
            return None
        return self._people.column(self._settings.name, "cohort.roster.name")

    def _shown(self) -> dict[str, tuple[str, ...]]:
        return {
            name: tuple(self._people.column(name, "cohort.roster.show")[: self._n])
            for name in self._settings.show
        }

    def _report(self) -> ReadingReport:
        columns = self._people.columns
        unused = [
            name
            for place, name in enumerate(columns.header)
            if name and place not in columns.used and name != ROLE_COLUMN
        ]
        return ReadingReport(
            file=columns.path.name,
            notes=self._table.notes,
            columns=(*self._people.readings, *self._reader.readings),
            unused=tuple(unused),
            left_out=self._people.left_out,
            people=people_counts(self._people),
        )


def _present(category: Category) -> Category:
    # Only categories that occur; a yes/no attribute keeps both names.
    codes = category.codes
    used = np.unique(codes)
    if category.categories[:2] == ("no", "yes"):
        used = np.union1d(used, np.array([0, 1]))
    place = np.full(len(category.categories), -1, dtype=np.int32)
    place[used] = np.arange(len(used), dtype=np.int32)
    return Category(place[codes], tuple(category.categories[code] for code in used))


def taken(observed: Observed, rows: NDArray[np.int64]) -> Observed:
    """Return a table with only some rows, in their order; lists of people stay as they are."""
    times = observed.times
    return replace(
        observed,
        key=observed.key[rows],
        role=observed.role[rows],
        prior_grade=observed.prior_grade[rows],
        values=observed.values[:, rows],
        slots=observed.slots[rows],
        attributes={
            name: Category(category.codes[rows], category.categories)
            for name, category in observed.attributes.items()
        },
        numbers={name: column[rows] for name, column in observed.numbers.items()},
        identifiers=None
        if observed.identifiers is None
        else tuple(observed.identifiers[row] for row in rows.tolist()),
        lists={name: listed[:, rows] for name, listed in observed.lists.items()},
        options={
            name: replace(one, words=one.words[:, rows], is_known=one.is_known[rows])
            for name, one in observed.options.items()
        },
        times=None
        if times is None
        else replace(times, words=times.words[:, rows], is_known=times.is_known[rows]),
    )
