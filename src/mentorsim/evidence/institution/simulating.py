"""What the control policy makes of the same students: the simulated counterpart of the records."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from mentorsim.evidence.institution.records import BOUNDARY, STAYED, Floats, StudentRecords
from mentorsim.model import MentoringModel
from mentorsim.outcomes.run_view import shares_of
from mentorsim.world import make_world

if TYPE_CHECKING:
    from mentorsim.scenario import Scenario


#: A study with all that is fitted, and the number of a replication.
RecordsTask: TypeAlias = "tuple[Scenario, int]"


def simulated_task(shared: tuple[StudentRecords, int], task: RecordsTask) -> tuple[int, StudentRecords]:
    """Simulate one replication; return its number, and what is known of as much as in the records observed.

    Parameters
    ----------
    shared
        The records observed, and the seed.
    task
        The study, and the number of the replication.
    """
    (observed, seed), (scenario, replication) = shared, task
    terms = len(observed.results) > 0
    found = simulated_records(scenario, seed, replication, observed.prior_grade, terms=terms)
    return replication, found.known_as_in(observed)


def simulated_records(
    scenario: Scenario, seed: int, replication: int, prior_grade: Floats, *, terms: bool
) -> StudentRecords:
    """Run the control in one replication and record what becomes of the first-years of the roster.

    Parameters
    ----------
    scenario
        With a roster; its first-years stand first, in the file's order.
    seed, replication
        Seed and number of the replication.
    prior_grade
        Of the first-years, as observed.
    terms
        Whether the results of single terms are wanted.
    """
    model = MentoringModel(
        scenario, policy=scenario.control_name, world=make_world(scenario, seed, replication)
    )
    rows = np.flatnonzero(model.students.role == 0)
    results = []
    if terms:
        points, courses = np.zeros(len(rows)), np.zeros(len(rows))
        calendar = scenario.calendar
        period = calendar.weeks_per_term + calendar.break_weeks
        for term in range(calendar.terms):
            while model.week < period * term + calendar.weeks_per_term:
                model.step()
            now = model.students.grade_points[rows].astype(np.float64)
            taken = model.students.courses_attempted[rows].astype(np.float64)
            results.append(shares_of(now - points, taken - courses))
            points, courses = now, taken
    while model.week < model.weeks:
        model.step()
    students = model.students
    stayed = students.enrolled[rows] != 0
    return StudentRecords(
        retained=stayed.astype(np.float64),
        gpa=shares_of(students.grade_points[rows], students.courses_attempted[rows]),
        results=np.array(results).reshape(-1, len(rows)),
        left_week=np.where(stayed, STAYED, _week_of_leaving(model, rows)),
        prior_grade=prior_grade,
        passed=shares_of(students.credits[rows], students.courses_attempted[rows]),
    )


def _week_of_leaving(model: MentoringModel, rows: NDArray[np.int64]) -> Floats:
    """Weeks from 1; where nobody leaves but by not coming back, it is after the week."""
    week = model.students.left_week[rows]
    ends = np.array([model.is_boundary(number) for number in range(model.weeks)])
    return week + 1.0 + BOUNDARY * ends[np.maximum(week, 0)]
