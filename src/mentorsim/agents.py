"""Students as Mesa agents of a model: made when somebody asks for them, in row order."""

from __future__ import annotations

from numbers import Integral
from typing import Any

import mesa

from mentorsim.dynamics.rows import Students
from mentorsim.students import Student


class StudentAgents(mesa.Model):
    """The part of a model that has its students as agents."""

    student_class: type[Student] = Student
    steps_students: bool = True
    """Whether `step` makes students step at the end of the week, in row order; False where the model does."""

    students: Students
    _students_made = False
    _by_row: list[Student]
    _still_to_step: list[Student]

    def student(self, row: int) -> Student:
        """Return the student of one row, as an agent.

        Raises
        ------
        IndexError
            When there is no such row; -1, which stands for nobody in columns, is none.
        """
        if not isinstance(row, Integral) or not 0 <= row < len(self.students.key):
            raise IndexError(f"there is no student {row!r}: rows are 0 to {len(self.students.key) - 1}")
        self._make_students()
        return self._by_row[row]

    @property
    def _students_step(self) -> bool:
        return self.student_class.step is not mesa.Agent.step

    def _step_students(self) -> bool:
        """Let those step who have not yet done so in this week, and say whether there were any."""
        waiting = bool(self._still_to_step)
        while self._still_to_step:
            student = self._still_to_step.pop()
            if student in super().agents:  # one that another has just removed takes no step
                student.step()
        return waiting

    def _make_students(self) -> None:
        if not self._students_made:
            self._students_made = True
            self._by_row = [self.student_class(self, row) for row in range(len(self.students.key))]

    @property
    def agents(self) -> Any:
        """All students, as a Mesa ``AgentSet`` in row order; made when first asked for."""
        self._make_students()
        return super().agents

    @agents.setter
    def agents(self, agents: Any) -> None:
        raise AttributeError("agents belong to Mesa; they cannot be set")

    @property
    def agents_by_type(self) -> Any:
        """Mesa's agents by type."""
        self._make_students()
        return super().agents_by_type

    @property
    def agent_types(self) -> Any:
        """Mesa's agent types."""
        self._make_students()
        return super().agent_types

    def remove_all_agents(self) -> None:
        """Remove the agents; the columns stay."""
        self._make_students()
        super().remove_all_agents()
