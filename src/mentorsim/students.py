"""Students as Mesa agents: each a view of one row of the columns."""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import mesa
import numpy as np

from mentorsim.dynamics.rows import DISCRETE_STATE, STATE, Students
from mentorsim.dynamics.state_check import checked_value
from mentorsim.mechanisms.built_in import COLUMNS
from mentorsim.mechanisms.column import Column

if TYPE_CHECKING:
    from mentorsim.model import MentoringModel

_NOT_PER_STUDENT = ("values", "attributes", "major", "role")


class StudentField:
    """A student's entry in one column: read from it, and written to it where the column is state."""

    def __init__(self, name: str, column: Column | None) -> None:
        self.name = name
        self.column = column
        self.__doc__ = f"The column ``{name}``: {column.meaning}." if column else f"The column ``{name}``."

    def __get__(self, student: Student | None, owner: type | None = None) -> Any:
        """Read the entry."""
        if student is None:
            return self
        return getattr(student.model.students, self.name)[student.row].item()

    def __set__(self, student: Student, value: float) -> None:
        """Write the entry.

        Raises
        ------
        AttributeError
            When the column is a trait, which policies share.
        ValueError
            When the number is not finite or not in the column's range.
        """
        if self.column is None:
            raise AttributeError(
                f"{self.name} is a trait: it is shared by all policies of a world and never changes"
            )
        entries = getattr(student.model.students, self.name)
        entries[student.row] = checked_value(self.column, value)
        student.model.columns_changed()


class Student(mesa.Agent):
    """One student: a real Mesa agent whose state lives in the model's columns.

    Subclass it with a ``step`` of your own and name the subclass as a model's ``student_class``: the steps
    are taken at the end of every week, in ascending row order, and each at most once a week (see
    `MentoringModel`). Those who left school stay, with ``enrolled`` 0. A student that is removed from the
    model (``remove``) takes no more steps; the row of the columns stays and goes through the weeks as before.

    ``row`` is the place in every column, from 0, and the node in the network. Mesa's ``unique_id`` counts all
    agents of a model from 1 in the order in which they are made: it is ``row + 1`` unless agents of another
    kind were made first, so use ``row`` to look into columns.

    Examples
    --------
    >>> import mentorsim as ms
    >>> model = ms.MentoringModel("first_year_university", policy="as planned", rng=7).run()
    >>> student = model.student(0)
    >>> student.row, bool(student.belonging == model.students.belonging[0])
    (0, True)
    """

    model: MentoringModel
    _stepped_in: int = -1
    _is_stepping: bool = False

    def __init__(self, model: MentoringModel, row: int) -> None:
        super().__init__(model)
        self.row = row

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Let a ``step`` of the subclass's own be taken at most once a week."""
        super().__init_subclass__(**kwargs)
        if "step" in cls.__dict__:
            cls.step = _once_a_week(cls.__dict__["step"])

    def __repr__(self) -> str:
        """Say who it is: the row and the role."""
        return f"<{type(self).__name__} {self.row}, {self.role}>"

    @property
    def role(self) -> str:
        """``first-year`` or ``upper-year``."""
        return "upper-year" if self.model.students.role[self.row] else "first-year"

    @property
    def major(self) -> str | None:
        """The field of study, or None where it is unknown."""
        return self.attribute("major") if "major" in self.model.world.cohort.attributes else None

    def attribute(self, name: str) -> str | None:
        """The category of a named attribute, or None where it is unknown."""
        category = self.model.world.cohort.attributes[name]
        code = int(category.codes[self.row])
        return category.categories[code] if code >= 0 else None

    @property
    def gpa(self) -> float | None:
        """Mean grade over attempted courses, of which those in progress count 0; None before any."""
        attempted = int(self.model.students.courses_attempted[self.row])
        return float(self.model.students.grade_points[self.row]) / attempted if attempted else None

    @property
    def mentors(self) -> list[Student]:
        """Who mentors this student now."""
        ties = self.model.ties
        active = (ties.mentee == self.row) & (ties.end_week < 0)
        return [self.model.student(row) for row in ties.mentor[active].tolist()]

    @property
    def mentees(self) -> list[Student]:
        """Whom this student mentors now."""
        ties = self.model.ties
        active = (ties.mentor == self.row) & (ties.end_week < 0)
        return [self.model.student(row) for row in ties.mentee[active].tolist()]

    @property
    def friends(self) -> list[Student]:
        """The student's friends, in ascending row order."""
        edges = self.model.friendships
        rows = np.concatenate([edges.first[edges.second == self.row], edges.second[edges.first == self.row]])
        return [self.model.student(row) for row in np.sort(rows).tolist()]


def _once_a_week(step: Callable[[Any], None]) -> Callable[[Any], None]:
    @functools.wraps(step)
    def stepped(student: Student) -> None:
        if student._is_stepping:  # a call of super().step()
            step(student)
            return
        if student._stepped_in == student.model.week:
            warnings.warn(
                "students have taken their step of this week already, and take no second one; to step them "
                "yourself set steps_students = False in the model's class",
                stacklevel=2,
            )
            return
        student._stepped_in, student._is_stepping = student.model.week, True
        try:
            step(student)
        finally:
            student._is_stepping = False

    return stepped


for _name in Students._fields:
    if _name not in _NOT_PER_STUDENT:
        setattr(
            Student, _name, StudentField(_name, COLUMNS[_name] if _name in STATE + DISCRETE_STATE else None)
        )


def show_columns(columns: Iterable[Column]) -> None:
    """Let students have the columns of a user's own mechanisms as attributes.

    Raises
    ------
    ValueError
        When a student has something else of that name.
    """
    for column in columns:
        present = getattr(Student, column.name, None)
        if present is not None and not isinstance(present, StudentField):
            raise ValueError(
                f"a student has something else named {column.name}: choose another name for the column"
            )
        setattr(Student, column.name, StudentField(column.name, column))
