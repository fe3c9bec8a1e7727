"""Outcomes of the mentors.

They are means over one set of students, which is the same in every policy of a comparison: all who have a
mentee in any of the compared policies of that replication. Under a policy in which some of them do not mentor
they live ordinary weeks and count all the same; so a difference shows what mentoring does to those who do it,
diluted where the policies recruit different students, and which policies are compared belongs to the result.
"""

from __future__ import annotations

import numpy as np

from mentorsim.outcomes.registry import run_outcome
from mentorsim.outcomes.run_view import RunView, mean_of, shares_of


@run_outcome("mentor_gpa", "grade points", "higher")
def mentor_gpa(run: RunView) -> float:
    """Mean grade points per attempted course of the students who mentor in any compared policy."""
    rows = run.mentors
    return mean_of(shares_of(run.students.grade_points[rows], run.students.courses_attempted[rows]))


@run_outcome("mentor_retention", "share", "higher")
def mentor_retention(run: RunView) -> float:
    """Share still enrolled at the horizon, of the students who mentor in any compared policy."""
    return mean_of(run.students.enrolled[run.mentors])


@run_outcome("mentor_belonging", "0 to 1", "higher")
def mentor_belonging(run: RunView) -> float:
    """Mean belonging at the horizon of the students who mentor in any compared policy."""
    return _mean(run, "belonging")


@run_outcome("mentor_motivation", "0 to 1", "higher")
def mentor_motivation(run: RunView) -> float:
    """Mean motivation at the horizon of the students who mentor in any compared policy."""
    return _mean(run, "motivation")


@run_outcome("mentor_skill", "SD", "higher")
def mentor_skill(run: RunView) -> float:
    """Mean skill at the horizon of the students who mentor in any compared policy, in SD at entry."""
    return _mean(run, "skill")


@run_outcome("mentor_strain", "0 to 1", "lower")
def mentor_strain(run: RunView) -> float:
    """Mean strain at the horizon of the students who mentor in any compared policy."""
    return _mean(run, "strain")


@run_outcome("mentors", "students", "neither")
def mentors(run: RunView) -> float:
    """Number of mentors that the policy recruited."""
    return float(len(run.model.mentors))


@run_outcome("mentors_quit", "share", "lower")
def mentors_quit(run: RunView) -> float:
    """Of the mentors that the policy recruited, the share who quit; undefined without any."""
    return mean_of(run.participation.quit[run.model.mentors])


def _mean(run: RunView, column: str) -> float:
    values: np.ndarray[tuple[int], np.dtype[np.float64]] = getattr(run.students, column)
    return mean_of(values[run.mentors])
