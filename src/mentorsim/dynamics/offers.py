"""The weeks in which a program offers its places: its start, its waves, and when late joiners come."""

from __future__ import annotations

from mentorsim.dynamics.columns import NO_WEEK
from mentorsim.scenario import Program


class Offers:
    """The offers of one program: which were made, and when the next is due; weeks count from 0.

    Parameters
    ----------
    program
        The program design.

    Attributes
    ----------
    late_week
        The week from which late joiners are asked.
    last_week
        The week before which matching ends; `NO_WEEK` where it never does.
    made
        How many offers were made.
    """

    def __init__(self, program: Program) -> None:
        start = program.starts_week - 1
        weeks = {start + wave * program.weeks_between_waves for wave in range(program.waves)}
        self.late_week = start + program.late_joiners.weeks_late
        if program.late_joiners.share > 0.0:
            weeks.add(self.late_week)
        self._weeks = sorted(weeks)
        self.last_week = program.stop_week - 1 if program.stop_week else NO_WEEK
        self.made = 0

    def next(self) -> int:
        """Return the week from which the next offer is due; `NO_WEEK` when all were made."""
        due = self._weeks[self.made] if self.made < len(self._weeks) else NO_WEEK
        return due if due < self.last_week else NO_WEEK
