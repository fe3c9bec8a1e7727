"""Mechanisms of a user's own: functions over the columns that join the week after a named stage."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mentorsim.dynamics.columns import Floats
from mentorsim.dynamics.rows import Students, WeeklySums
from mentorsim.mechanisms.built_in import STAGE_NAMES
from mentorsim.numerics.decision import Decision
from mentorsim.numerics.randomness import each_noise, each_uniform, named_decision, stage_key

if TYPE_CHECKING:
    from mentorsim.model import MentoringModel


@dataclass(frozen=True)
class WeekContext:
    """What a mechanism is given: the model, the week that is running, and random draws of its own."""

    model: MentoringModel
    week: int

    @property
    def students(self) -> Students:
        """The student columns; write the state in place: ``context.students.motivation[rows] += 0.01``."""
        return self.model.students

    @property
    def ties(self) -> Any:
        """The mentoring ties, as a record array."""
        return self.model.ties

    @property
    def sums(self) -> WeeklySums:
        """What this week's stages have summed up so far: friends' strength, contact, hours."""
        return self.model.weekly_sums

    @property
    def in_term(self) -> bool:
        """Whether this is a week of a term."""
        return bool(self.model.in_term(self.week))

    @property
    def parameters(self) -> Any:
        """All parameters, by name."""
        return self.model.parameters

    def uniform(self, decision: str) -> Floats:
        """Draw a number in [0, 1) per student, keyed by the decision's name and the week, not the policy."""
        return each_uniform(self._key(decision), self.students.key)

    def noise(self, decision: str) -> Floats:
        """Draw bounded noise with mean 0 and variance 1 per student, keyed like `uniform`."""
        return each_noise(self._key(decision), self.students.key)

    def _key(self, decision: str) -> Any:
        own, keyed = named_decision(Decision.USER, decision), self.model.world.replication_key
        return stage_key(keyed.seed, keyed.replication, own, self.week)


@dataclass(frozen=True)
class Mechanism:
    """A function of a `WeekContext` and the stage that it comes after."""

    function: Callable[[WeekContext], None]
    after: str

    def __call__(self, context: WeekContext) -> None:
        """Run it."""
        self.function(context)


def mechanism(*, after: str) -> Callable[[Callable[[WeekContext], None]], Mechanism]:
    """Make a function a mechanism that runs every week, after the named stage.

    Raises
    ------
    ValueError
        When there is no such stage.
    """
    if after not in STAGE_NAMES:
        raise ValueError(f"there is no stage {after!r}; the stages are {', '.join(STAGE_NAMES)}")

    def decorate(function: Callable[[WeekContext], None]) -> Mechanism:
        return Mechanism(function, after)

    return decorate
