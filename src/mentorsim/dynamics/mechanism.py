"""Mechanisms of a user's own: functions over the columns that join the week at a named stage."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mentorsim.documents.nearest import nearest
from mentorsim.dynamics.columns import Floats, Run
from mentorsim.dynamics.rows import ProgramSettings, Students, WeeklySums
from mentorsim.dynamics.supplies import needs_of, supplied
from mentorsim.dynamics.tie_table import TieTable
from mentorsim.mechanisms.built_in import STAGE_NAMES
from mentorsim.mechanisms.column import Column
from mentorsim.mechanisms.declaration import Declaration
from mentorsim.mechanisms.parameter import Parameter
from mentorsim.mechanisms.registry import find_mechanism, own_mechanisms, register
from mentorsim.numerics.decision import Decision
from mentorsim.numerics.randomness import each_noise, each_uniform, named_decision, stage_key

if TYPE_CHECKING:
    from mentorsim.model import MentoringModel


@dataclass(frozen=True)
class WeekContext:
    """The data that a mechanism receives: the model, the current week, and random draws of its own.

    Examples
    --------
    >>> import mentorsim as ms
    >>> @ms.mechanism(after="study")
    ... def bad_weather(context):
    ...     "Bad weather keeps some students at home: the same ones under every policy."
    ...     context.students.attendance[context.uniform("bad weather") < 0.1] *= 0.5
    >>> scenario = ms.load_scenario("first_year_university").with_changes({"mechanisms": ["bad_weather"]})
    >>> ms.MentoringModel(scenario, rng=7).run().week
    34
    """

    model: MentoringModel
    week: int

    @property
    def students(self) -> Students:
        """The student columns; write the state in place: ``context.students.motivation[rows] += 0.01``."""
        return self.model.students

    @property
    def ties(self) -> TieTable:
        """The mentoring ties; write columns in place: ``context.ties.rapport[rows] = 0.5``."""
        return self.model.ties

    @property
    def sums(self) -> WeeklySums:
        """What this week's stages have summed up so far: friends' strength, contact, hours."""
        return self.model.weekly_sums

    @property
    def run(self) -> Run:
        """All columns of the run in their blocks."""
        return self.model._run

    @property
    def in_term(self) -> bool:
        """Whether this is a week of a term."""
        return bool(self.model.in_term(self.week))

    @property
    def settings(self) -> ProgramSettings:
        """The program as numbers, by name."""
        return self.model.settings

    @property
    def parameters(self) -> Any:
        """All parameters, by name: the package's, and those of the mechanisms that take part."""
        return self.model.parameters

    def uniform(self, decision: str) -> Floats:
        """Draw a number in [0, 1) per student, keyed by the decision's name and the week, not the policy."""
        return each_uniform(self.key(decision), self.students.key)

    def noise(self, decision: str) -> Floats:
        """Draw bounded noise with mean 0 and variance 1 per student, keyed like `uniform`."""
        return each_noise(self.key(decision), self.students.key)

    def key(self, decision: str) -> np.uint64:
        """Return what the draws of a decision are keyed by in this week, for `bits` in a compiled kernel."""
        own, keyed = named_decision(Decision.USER, decision), self.model.world.replication_key
        return stage_key(keyed.seed, keyed.replication, own, self.week)


@dataclass(frozen=True, eq=False)
class Mechanism:
    """A user's own mechanism: a function, and what it owns.

    Attributes
    ----------
    function
        Plain or compiled; it changes the columns in place.
    declaration
        Its name, its place in the week, its columns and its parameters.
    needs
        What the function asks for, in order.
    module
        The module that defines it.
    """

    function: Callable[..., object]
    declaration: Declaration
    needs: tuple[str, ...]
    module: str

    def __call__(self, context: WeekContext) -> None:
        """Run it in a week.

        Raises
        ------
        ValueError
            When the function returns something, which would change nothing.
        """
        if self.function(*(supplied(context, need) for need in self.needs)) is not None:
            raise ValueError(
                f"the mechanism {self.name} returns something, which changes no student: write columns in "
                "place, such as motivation[:] = ..., and return nothing"
            )

    def __repr__(self) -> str:
        """Say its name and its place."""
        own = self.declaration
        return f"<mechanism {own.name}, {'after' if own.after else 'before'} {own.after or own.before}>"

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle by name: another process imports the module that defines it."""
        return _by_name, (self.module, self.declaration.name)

    @property
    def name(self) -> str:
        """Its name."""
        return self.declaration.name


def _by_name(module: str, name: str) -> Mechanism:
    if name not in own_mechanisms():
        import_module(module)
    return named_mechanism(name)


def named_mechanism(name: str) -> Mechanism:
    """Find a mechanism by the name under which scenarios list it.

    Raises
    ------
    ValueError
        When there is none.
    """
    found = find_mechanism(name)
    if not isinstance(found, Mechanism):
        raise ValueError(f"there is no mechanism {name!r}: import the module that defines it")
    return found


def mechanism(
    without_a_place: None = None,
    /,
    *,
    after: str | None = None,
    before: str | None = None,
    name: str | None = None,
    columns: Sequence[Column] = (),
    parameters: Sequence[Parameter] = (),
) -> Callable[[Callable[..., object]], Mechanism]:
    """Make a function a mechanism that runs every week, after or before a named stage.

    The definition registers it under its name. It is used in runs of a scenario that lists it under
    ``mechanisms``, and of a model that names it.

    The function, plain or compiled with `mentorsim.kernel`, asks for what it needs by the names of its
    parameters: columns (its own too), parameters, ``week``, ``in_term``, ``settings``, ``parameters``,
    ``ties``, ``groups``, ``friendships``, ``rain_key`` for the key of draws that decide ``rain``, or
    ``context``. A function of one parameter of any other name is given the `WeekContext`. A name that is a
    column and a parameter means the parameter where it is annotated ``float``.

    Parameters
    ----------
    after, before
        The stage, or another of your mechanisms, directly after or before which it runs; give one of the two.
    name
        The name; by default that of the function.
    columns
        The state columns that it adds; in ``state``, or in ``discrete_state`` for whole numbers.
    parameters
        Its parameters.

    Raises
    ------
    ValueError
        When there is no such stage, or a name belongs to another mechanism.
    WiringError
        When the function asks for something that does not exist.

    Examples
    --------
    >>> import mentorsim as ms
    >>> @ms.mechanism(after="motivation")
    ... def exam_nerves(motivation, in_term):
    ...     "Exams cost motivation in term weeks."
    ...     if in_term:
    ...         motivation *= 0.999
    >>> scenario = ms.load_scenario("first_year_university").with_changes({"mechanisms": ["exam_nerves"]})
    >>> "exam_nerves" in str(ms.MentoringModel(scenario, rng=7).run().stages)
    True
    """
    if without_a_place is not None or (after is None) == (before is None):
        raise ValueError(
            "a mechanism needs a place in the week: give after or before, and not both, such as "
            '@mechanism(after="motivation")'
        )
    place = after or before
    if place not in STAGE_NAMES and place not in own_mechanisms():
        guess = nearest(str(place), [*STAGE_NAMES, *own_mechanisms()])
        hint = f"did you mean {guess!r}? The" if guess else "the"
        raise ValueError(f"there is no stage {place!r}; {hint} stages are {', '.join(STAGE_NAMES)}")

    def decorate(function: Callable[..., object]) -> Mechanism:
        plain = getattr(function, "py_func", function)
        meaning = " ".join((plain.__doc__ or "").split()) or plain.__name__
        own = Declaration(name or plain.__name__, meaning, after, before, tuple(columns), tuple(parameters))
        made = Mechanism(function, own, needs_of(function, own), plain.__module__)
        register(made)
        return made

    return decorate


def initial_values(column: Column, context: WeekContext) -> NDArray[Any]:
    """Make a column of a user's own mechanism as a run begins.

    Raises
    ------
    ValueError
        When a function gives something else than a number per student.
    """
    count = len(context.students.key)
    if not callable(column.initial):
        return np.full(count, column.initial, column.dtype)
    found = np.asarray(column.initial(context))
    if found.shape != (count,) or found.dtype.kind not in "fiub":
        raise ValueError(
            f"column {column.name}: the initial values must be a number for each of the {count} students, "
            f"not an array of shape {found.shape}"
        )
    return found.astype(column.dtype)
