"""What a study looks at during a run: how things stood after some weeks, and after the first term.

A finished run holds the last state alone. Early closeness, the grades of one term and the friends of that
time are copied out of the run on the way.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mentorsim.network import FriendshipList
from mentorsim.scenario.calendar import Calendar

if TYPE_CHECKING:
    from mentorsim.model import MentoringModel

Floats = NDArray[np.float64]

#: The week after which early closeness is rated.
EARLY = 12


@dataclass(frozen=True, eq=False)
class Glance:
    """How a run stood when some weeks were over.

    Attributes
    ----------
    rapport
        Of every tie made so far, NaN where it had ended.
    grade_points, courses_attempted, credits
        Of every student, all terms so far.
    friendships
        The friendships then.
    """

    rapport: Floats
    grade_points: Floats
    courses_attempted: Floats
    credits: Floats
    friendships: FriendshipList


def run_watched(model: MentoringModel, weeks: Iterable[int]) -> dict[int, Glance]:
    """Run a model to its end and return how it stood after each of some numbers of weeks."""
    seen = {}
    for week in sorted({week for week in weeks if week < model.weeks}):
        while model.week < week:
            model.step()
        ties = model.ties
        students = model.students
        seen[week] = Glance(
            rapport=np.where(ties["end_week"] < 0, ties["rapport"], np.nan),
            grade_points=students.grade_points.copy(),
            courses_attempted=students.courses_attempted.astype(np.float64),
            credits=students.credits.astype(np.float64),
            friendships=model.friendships,
        )
    model.run()
    return seen


def first_term(calendar: Calendar) -> int:
    """Return the number of weeks after which the first term's grades are known."""
    return calendar.weeks_per_term
