"""What is measured on friendships: how alike friends are in grades, and whether grades follow friends'."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mentorsim.evidence.closeness import correlation
from mentorsim.evidence.watching import Glance
from mentorsim.network import FriendshipList, list_friendships
from mentorsim.outcomes import RunView
from mentorsim.outcomes.run_view import shares_of

Floats = NDArray[np.float64]
_FEWEST = 30


def friends_correlation(run: RunView, values: Floats) -> float:
    """Return the correlation of friends' values at the end, among first-years who are still there.

    Parameters
    ----------
    run
        The run.
    values
        One per first-year.
    """
    own = of_everyone(run, np.where(run.enrolled, values, np.nan))
    return _alike(run.model.friendships, own)


def friends_at_entry(run: RunView) -> float:
    """Return the correlation of friends' prior grades before the first week."""
    cohort = run.model.world.cohort
    grades: Floats = cohort.observed.prior_grade
    own = of_everyone(run, grades[run.first_years.rows])
    return _alike(list_friendships(run.model.world.start.friendships), own)


def friends_pull(run: RunView, term: Glance) -> float:
    """Return the slope of a student's grades on what friends had the term before, own grades then held.

    All three in SD: least squares of the later GPA on the own GPA of the first term and the mean GPA of those
    who were friends at its end, over first-years who have all of them.
    """
    before = shares_of(term.grade_points, term.courses_attempted)
    points = run.students.grade_points - term.grade_points
    courses = run.students.courses_attempted - term.courses_attempted
    after = shares_of(points, courses)
    first_year = np.zeros(len(before), np.bool_)
    first_year[run.first_years.rows] = True
    before, after = np.where(first_year, before, np.nan), np.where(first_year, after, np.nan)
    one, other = term.friendships.first, term.friendships.second
    both = np.isfinite(before[one]) & np.isfinite(before[other])
    one, other = one[both], other[both]
    size = len(before)
    counts = np.bincount(one, minlength=size) + np.bincount(other, minlength=size)
    totals = np.bincount(one, before[other], size) + np.bincount(other, before[one], size)
    friends = shares_of(totals, counts)
    known = np.isfinite(before) & np.isfinite(after) & np.isfinite(friends)
    if np.count_nonzero(known) < _FEWEST:
        return np.nan
    columns = np.stack([friends[known], before[known], after[known]])
    spread = columns.std(axis=1, keepdims=True)
    if not spread.all():
        return np.nan
    pull, own, later = (columns - columns.mean(axis=1, keepdims=True)) / spread
    slopes = np.linalg.lstsq(np.stack([pull, own], axis=1), later, rcond=None)[0]
    return float(slopes[0])


def of_everyone(run: RunView, values: Floats) -> Floats:
    """Spread values of first-years over all students; NaN for the others."""
    whole = np.full(len(run.students.role), np.nan)
    whole[run.first_years.rows] = values
    return whole


def _alike(friendships: FriendshipList, values: Floats) -> float:
    """Correlate values over friendships, each of which counts once: neither of two friends comes first."""
    one, other = values[friendships.first], values[friendships.second]
    return correlation(np.concatenate([one, other]), np.concatenate([other, one]))
