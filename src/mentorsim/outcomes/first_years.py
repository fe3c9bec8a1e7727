"""Outcomes of the first-years themselves: staying, achievement, attendance, belonging, friends.

Unless an outcome says otherwise it is about all first-years, also those who left, with the values that they
left with: leaving must not make a policy look better, and both sides of a difference must be the same people.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mentorsim.outcomes.registry import run_outcome, student_outcome
from mentorsim.outcomes.run_view import Floats, RunView, where

LOW_ATTENDANCE = 0.9


@student_outcome("retention", "share", "higher")
def retention(run: RunView) -> NDArray[Any]:
    """Share of first-years who are enrolled at the horizon, after the last decision to re-enroll."""
    return run.enrolled


@run_outcome("retained", "students", "higher")
def retained(run: RunView) -> float:
    """Number of first-years who are enrolled at the horizon."""
    return float(np.count_nonzero(run.enrolled))


def retention_of_term(run: RunView, term: int) -> NDArray[Any]:
    """Share of first-years who are enrolled when the term and the break after it are over."""
    return run.enrolled | (run.of_first_years("left_week") >= week_after_term(run, term))


@student_outcome("departed_by_term_2", "share", "neither")
def departed_by_term_2(run: RunView) -> Floats:
    """Of the first-years who are not enrolled at the horizon, the share who left before term 2 began."""
    early = run.of_first_years("left_week") < week_after_term(run, 1)
    return where(~run.enrolled & (run.scenario.calendar.terms > 1), early)


@student_outcome("courses_attempted", "courses", "higher")
def courses_attempted(run: RunView) -> NDArray[Any]:
    """Courses that a first-year registered for at the start of a term, over all terms; 0 after leaving."""
    return run.of_first_years("courses_attempted")


@student_outcome("gpa", "grade points", "higher")
def gpa(run: RunView) -> Floats:
    """Mean over first-years of grade points per attempted course.

    Leavers count with the courses that they attempted: one in progress when they left gives 0, and later
    terms are not imputed.
    """
    return run.gpa


@student_outcome("gpa_stayers", "grade points", "higher")
def gpa_stayers(run: RunView) -> Floats:
    """As gpa, for first-years who are enrolled at the horizon: not the same students in every policy."""
    return where(run.enrolled, run.gpa)


@student_outcome("good_grades", "share", "higher")
def good_grades(run: RunView) -> Floats:
    """Share of first-years whose gpa is at least the institution's good grade."""
    return where(run.gpa == run.gpa, run.gpa >= run.scenario.institution.good_grade)


@student_outcome("credits", "courses", "higher")
def earned_credits(run: RunView) -> NDArray[Any]:
    """Passed courses per first-year; none after leaving."""
    return run.of_first_years("credits")


@student_outcome("attendance", "share", "higher")
def attendance(run: RunView) -> Floats:
    """Mean over first-years of the share of classes attended in the term weeks while they were enrolled."""
    return run.attendance


@student_outcome("low_attendance", "share", "lower")
def low_attendance(run: RunView) -> Floats:
    """Share of first-years who attended less than 90 % of their classes while they were enrolled."""
    return where(run.attendance == run.attendance, run.attendance < LOW_ATTENDANCE)


@student_outcome("belonging", "0 to 1", "higher")
def belonging(run: RunView) -> NDArray[Any]:
    """Mean belonging of all first-years at the horizon; leavers with the value that they left with."""
    return run.of_first_years("belonging")


@student_outcome("motivation", "0 to 1", "higher")
def motivation(run: RunView) -> NDArray[Any]:
    """Mean motivation of all first-years at the horizon; leavers with the value that they left with."""
    return run.of_first_years("motivation")


@student_outcome("communication", "0 to 1", "higher")
def communication(run: RunView) -> NDArray[Any]:
    """Mean communication of all first-years at the horizon; leavers with the value that they left with."""
    return run.of_first_years("communication")


@student_outcome("skill", "SD", "higher")
def skill(run: RunView) -> NDArray[Any]:
    """Mean skill of all first-years at the horizon, in SD at entry; leavers with the value they left with."""
    return run.of_first_years("skill")


@student_outcome("friends", "friends", "higher")
def friends(run: RunView) -> Floats:
    """Mean number of enrolled friends of the first-years who are enrolled at the horizon."""
    return where(run.enrolled, run.degree[run.first_years.rows])


@student_outcome("isolates", "share", "lower")
def isolates(run: RunView) -> Floats:
    """Share without an enrolled friend, of the first-years who are enrolled at the horizon."""
    return where(run.enrolled, run.degree[run.first_years.rows] == 0)


def week_after_term(run: RunView, term: int) -> int:
    """Return the first week after a term (1, 2, ...) and its break, counted from 0."""
    calendar = run.scenario.calendar
    if term >= calendar.terms:
        return run.weeks
    return term * (calendar.weeks_per_term + calendar.break_weeks)
