"""Read a roster together with what became of its students."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mentorsim.cohort.people import FIRST_YEAR, Category
from mentorsim.cohort.roster import Roster
from mentorsim.cohort.roster_checks import Columns, Problems, is_missing
from mentorsim.cohort.roster_files import read_roster
from mentorsim.cohort.roster_sorting import row_identifiers
from mentorsim.cohort.shares import attribute_shares
from mentorsim.errors import ScenarioError, UserError
from mentorsim.evidence.institution.leaving import left_weeks
from mentorsim.evidence.institution.records import (
    STAYED,
    Flags,
    Floats,
    Institution,
    RowsRead,
    StudentRecords,
)
from mentorsim.roster.header import read_people
from mentorsim.roster.words import folded

if TYPE_CHECKING:
    from mentorsim.scenario import Scenario
    from mentorsim.scenario.records import RecordColumns, RetainedColumn, TermResult


def read_institution(scenario: Scenario) -> Institution:
    """Read a roster with what became of its students.

    Parameters
    ----------
    scenario
        With ``cohort.roster.records``.

    Raises
    ------
    ScenarioError
        When the scenario names no such columns, or a cell cannot be read; with its row.
    """
    settings = scenario.cohort.roster
    if settings is None:
        raise ScenarioError(
            "has no cohort.roster: say in the scenario what the columns of the records mean",
            file=scenario.name,
        )
    if settings.records is None:
        raise ScenarioError(
            "has no cohort.roster.records: say which columns tell who was retained and the results of terms",
            file=scenario.name,
        )
    path = scenario.file(settings.file)
    roster = read_roster(settings, path)
    columns = Columns(read_people(path, settings.delimiter, settings.encoding, settings.header_row))
    identifiers = row_identifiers(settings, columns)
    # A student may have several rows, of which one counts: never that of another term or start.
    nobodys = {row for left in roster.report.left_out for row in left.rows}
    place = {
        identifier: number
        for number, (identifier, row) in enumerate(zip(identifiers, columns.rows, strict=True))
        if row not in nobodys
    }
    first_years = roster.role == FIRST_YEAR
    rows = np.array([place[identifier] for identifier in roster.identifiers])[first_years]
    observed = _records(scenario, settings.records, columns, rows, _prior_grades(roster)[first_years])
    groups = {
        name: Category(category.codes[first_years], category.categories)
        for name, category in roster.attributes.items()
    }
    results = settings.records.results
    stated = "failed_marks" in scenario.institution.model_fields_set
    if results and all(one.passed is not None for one in results) and not stated:
        # So the records count: failed courses are zeros in the GPA.
        scenario = scenario.with_changes({"institution.failed_marks": 0})
    half = (roster.key[first_years] >> np.uint64(17)).astype(np.int64) & 1
    reading = RowsRead(
        rows=len(columns.rows),
        left_out={left.why: len(left.rows) for left in roster.report.left_out},
        own_rows=settings.id is None,
        starts=_students_by_start(settings.records, columns, rows),
    )
    shares = attribute_shares(scenario.cohort, roster.attributes)
    return Institution(scenario, observed, groups, half, shares, reading)


def _students_by_start(named: RecordColumns, columns: Columns, rows: NDArray[np.int64]) -> dict[str, int]:
    starts = None if named.left_on is None else named.left_on.starts
    if starts is None:
        return {}
    own = columns.text(starts.column, "cohort.roster.records.left_on.starts")
    counts = Counter(own[row] for row in rows.tolist())
    return {name.strip(): counts[name.strip()] for name in starts.first_days}


def _prior_grades(roster: Roster) -> Floats:
    return np.where(roster.grade_is_known, roster.prior_grade, np.nan)


def _records(
    scenario: Scenario, named: RecordColumns, columns: Columns, rows: NDArray[np.int64], prior: Floats
) -> StudentRecords:
    left = left_weeks(named, columns)
    retained = _retained(named.retained, columns) if named.retained is not None else _from_weeks(left)
    results, gpa = _results(named.results, columns, scenario.institution.grade_scale)
    passed = _passed(named.results, columns)
    # Who left before the first day never started: nothing of them is known here.
    never = left < 1.0
    left, retained = np.where(never, np.nan, left), np.where(never, np.nan, retained)
    gpa, passed = np.where(never, np.nan, gpa), np.where(never, np.nan, passed)
    results = np.where(never, np.nan, results)
    both = (retained == 1.0) & np.isfinite(left)
    left = np.where(both, STAYED, left)
    records = StudentRecords(
        retained[rows],
        gpa[rows],
        results[:, rows],
        left[rows],
        prior,
        passed[rows],
        never_started=int(never[rows].sum()),
        stayed_and_left=int(both[rows].sum()),
    )
    if named.knows_who_stayed and not np.isfinite(records.retained).any():
        raise ScenarioError("the records tell of no student whether he or she stayed", file=columns.path)
    if named.results and np.isfinite(records.gpa).sum() < 2:
        raise ScenarioError("the records hold results of fewer than two students", file=columns.path)
    return records


def _retained(named: RetainedColumn, columns: Columns) -> Floats:
    cells = columns.text(named.column, "cohort.roster.records.retained")
    key, values = ("yes", named.yes) if named.yes is not None else ("no", named.no)
    wanted = {value.strip() for value in values or ()}
    if not any(cell in wanted for cell in cells):
        raise ScenarioError(
            f"column {named.column!r} holds none of the values listed under retained.{key}; write them as in "
            "the file",
            file=columns.path,
        )
    found = [np.nan if is_missing(cell) else float((cell in wanted) == (key == "yes")) for cell in cells]
    return np.array(found)


def _from_weeks(left: Floats) -> Floats:
    return np.where(np.isnan(left), np.nan, (left == STAYED).astype(np.float64))


def _results(named: Sequence[TermResult], columns: Columns, scale: float) -> tuple[Floats, Floats]:
    """Results of the terms, and their mean weighted by courses."""
    count = len(columns.rows)
    results = np.full((len(named), count), np.nan)
    weights = np.ones((len(named), count))
    for term, result in enumerate(named):
        key = f"cohort.roster.records.results.{term + 1}"
        grades = _grades(result, columns, key)
        off = (grades < 0) | (grades > scale)
        _refuse(columns, result.grade, off, f"the grade is not on the scale of 0 to {scale:g}")
        if result.courses is not None:
            courses = np.array(columns.numbers(result.courses, key))
            _refuse(columns, result.courses, courses < 0, "the number of courses is below 0")
            weights[term] = courses
            if result.passed is not None:
                passed = np.array(columns.numbers(result.passed, key))
                wrong = (passed < 0) | (passed > courses)
                _refuse(columns, result.passed, wrong, "more courses are passed than taken, or fewer than 0")
                grades = np.where(passed == 0, 0.0, grades) * passed / np.where(courses > 0, courses, np.nan)
            grades = np.where(courses > 0, grades, np.nan)
        results[term] = grades
    known = np.isfinite(results) & (weights > 0)
    total = np.where(known, weights, 0.0).sum(axis=0)
    points = np.where(known, weights * np.nan_to_num(results), 0.0).sum(axis=0)
    return results, points / np.where(total > 0, total, np.nan)


def _grades(result: TermResult, columns: Columns, key: str) -> Floats:
    if result.values is None:
        return np.array(columns.numbers(result.grade, key))
    numbers = {folded(name): number for name, number in result.values.items()}
    problems = Problems(columns.path)
    found = []
    for row, cell in zip(columns.rows, columns.text(result.grade, key), strict=True):
        found.append(numbers.get(folded(cell), np.nan))
        if folded(cell) not in numbers and not is_missing(cell):
            problems.add(result.grade, f"the grade is not among {key}.values", row)
    problems.refuse()
    return np.array(found)


def _passed(named: Sequence[TermResult], columns: Columns) -> Floats:
    """Share of courses passed, over the terms that tell it."""
    taken, passed = np.zeros(len(columns.rows)), np.zeros(len(columns.rows))
    for term, result in enumerate(named):
        if result.passed is None or result.courses is None:
            return np.full(len(columns.rows), np.nan)
        key = f"cohort.roster.records.results.{term + 1}"
        taken += np.nan_to_num(columns.numbers(result.courses, key))
        passed += np.nan_to_num(columns.numbers(result.passed, key))
    return passed / np.where(taken > 0, taken, np.nan)


def _refuse(columns: Columns, column: str, wrong: Flags, sentence: str) -> None:
    if wrong.any():
        row = columns.rows[int(np.flatnonzero(wrong)[0])]
        raise ScenarioError(f"row {row}, column {column!r}: {sentence}", file=columns.path)


def enough_students(institution: Institution, fewest: int) -> None:
    """Refuse records of too few students.

    Raises
    ------
    UserError
        With how many are needed.
    """
    if institution.observed.size < fewest:
        raise UserError(
            f"the records hold {institution.observed.size} first-years; at least {fewest} are needed to fit"
        )
