"""For how long students who wanted a mentor have been left without one."""

from __future__ import annotations

import numpy as np

from mentorsim.dynamics.participation import Rows

_NEVER = -1


class WaitingList:
    """Since which week each student has been left out.

    Parameters
    ----------
    students
        Number of students; nobody has been left out yet.
    """

    def __init__(self, students: int) -> None:
        self._since = np.full(students, _NEVER, np.int64)

    def weeks(self, mentees: Rows, week: int) -> Rows:
        """Return the weeks for which mentees have waited; 0 for who was never left out."""
        since = self._since[mentees]
        waited: Rows = np.where(since == _NEVER, 0, week - since)
        return waited

    def remember(self, mentees: Rows, placed: Rows, week: int) -> None:
        """Note which of the mentees of a matching were placed; the others wait, from now if not yet."""
        self._since[mentees[self._since[mentees] == _NEVER]] = week
        self._since[placed] = _NEVER
