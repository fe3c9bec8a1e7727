"""Make a roster: read all fields of the people, and part what was read by the two sides."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mentorsim.cohort import roster_columns as columns_of
from mentorsim.cohort.people import FIRST_YEAR, UPPER_YEAR, Category, Observed, Options
from mentorsim.cohort.roster import Roster
from mentorsim.cohort.roster_checks import Problems
from mentorsim.cohort.roster_fields import FieldReader
from mentorsim.cohort.roster_listings import people_listed
from mentorsim.cohort.roster_people import ROLE_COLUMN, People, people_counts
from mentorsim.cohort.roster_times import read_free_times
from mentorsim.cohort.traits import MOST_SKILL
from mentorsim.documents.table_file import Table
from mentorsim.numerics.randomness import roster_key
from mentorsim.roster.header import find_column, said_rows
from mentorsim.roster.reading import ReadingReport

if TYPE_CHECKING:
    from mentorsim.scenario.roster import RosterSettings


class RosterMaking:
    """Reads all fields of the people, and divides what was read between the two sides."""

    def __init__(self, settings: RosterSettings, table: Table, people: People, may_be_few: bool) -> None:
        self._settings = settings
        self._table = table
        self._people = people
        self._may_be_few = may_be_few
        self._notes = list(table.notes)
        self._problems = Problems(people.columns.path)
        self._reader = FieldReader(people, self._problems)
        self._n = people.size
        side = np.array([view.side == "mentor" for view in people.views], np.bool_)
        self._role = np.where(side, UPPER_YEAR, FIRST_YEAR).astype(np.uint8)

    def roster(self) -> Roster:
        """Return the roster; mistakes in any of its cells are refused together."""
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
        times = None if settings.slots is None else read_free_times(self._reader, settings.slots)
        names = self._names()
        lists = {
            name: people_listed(self._reader, name, named, names) for name, named in settings.lists.items()
        }
        self._problems.refuse()
        mentees = self._role == FIRST_YEAR
        path = people.columns.path
        if grade_column:
            grades = columns_of.standardize(
                grades, mentees, path, grade_column, may_be_equal=self._may_be_few
            )
            self._note_far_grades(grades, grade_column)
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
            grade_is_known=known[:n],
            is_both=is_both,
            slots=None if times is None else main.slots,
            shown=self._shown(),
            report=self._report(),
        )

    def _note_far_grades(self, grades: NDArray[np.float64], column: str) -> None:
        far = np.flatnonzero(np.abs(grades) > MOST_SKILL)
        if len(far):
            rows = self._people.row_numbers()
            where = said_rows([rows[place] for place in far])
            self._notes.append(
                f"{where.capitalize()}: {column!r} lies more than {MOST_SKILL:g} standard deviations from "
                "the mean of those to be mentored; check it. Pairing takes it as it is, a simulation keeps "
                f"skill within {MOST_SKILL:g}."
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
        columns, records = self._people.columns, self._settings.records
        # What became of the students is read by `calibrate` alone, so its columns count as used.
        told = () if records is None else records.columns
        used = columns.used | {find_column(columns.header, columns.aliases, name) for name in told}
        unused = [
            name
            for place, name in enumerate(columns.header)
            if name and place not in used and name != ROLE_COLUMN
        ]
        return ReadingReport(
            file=columns.path.name,
            notes=tuple(self._notes),
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
