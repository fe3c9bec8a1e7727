"""Selecting the best of many designs: replications are spent where the choice is close.

The procedure is KN of Kim and Nelson (2001), "A fully sequential procedure for indifference-zone selection in
simulation", ACM Transactions on Modeling and Computer Simulation 11(3), 251-273. All alternatives meet the
same replications, so the procedure works with the variances of paired differences, for which it was made. It
is exact for normally distributed outcomes: where the best alternative is ahead of every other by the smallest
worthwhile difference or more, it is the one that is left with at least the stated probability. Where
alternatives differ in few replications, the first replications say little of the variance: it is taken as
high as the number of replications that differ allows, again at every look
(`mentorsim.statistics.selection_pairs.needed_replications`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mentorsim.statistics.best import Better
from mentorsim.statistics.common_replications import RARELY_DEFINED
from mentorsim.statistics.intervals import BoolArray, FloatArray
from mentorsim.statistics.selection_pairs import needed_replications, paired_means
from mentorsim.statistics.stopping import GROWTH

FIRST = 20
BLOCK = 5
MOST_ALTERNATIVES = 2000
"""Every pair of alternatives is compared: more would need too much memory."""


@dataclass(frozen=True)
class SelectionRule:
    """How replications are given to alternatives until one is left.

    Attributes
    ----------
    replications_in_all
        The budget: most replications of all points together.
    worthwhile
        The smallest difference worth finding (the indifference zone), in the outcome's unit, more than 0.
    better
        Which way the outcome is better.
    first
        Replications that every point is given before anything is decided, at least 5.
    probability
        Of a correct selection, in (0, 1).
    grain
        What one student may change in the outcome; 0: unknown.

    Raises
    ------
    ValueError
        For a setting out of its range.
    """

    replications_in_all: int
    worthwhile: float
    better: Better
    first: int = FIRST
    probability: float = 0.95
    grain: float = 0.0

    def __post_init__(self) -> None:
        """Refuse impossible settings."""
        if not (math.isfinite(self.worthwhile) and self.worthwhile > 0.0):
            raise ValueError(f"worthwhile must be more than 0, not {self.worthwhile}")
        if self.first < 5:
            raise ValueError(f"first must be at least 5, not {self.first}")
        if not 0.0 < self.probability < 1.0:
            raise ValueError(f"probability must be between 0 and 1, not {self.probability}")

    def look_after(self, replications: int) -> int:
        """Return the look after one: a quarter further, rounded up to a whole block of 5."""
        return math.ceil(replications * GROWTH / BLOCK) * BLOCK


@dataclass(frozen=True)
class SelectionRound:
    """What a round of the selection did.

    Attributes
    ----------
    replications
        Replications that each point still in play has at its end.
    points
        Points that were given replications in it.
    spent
        Replications of all points together at its end.
    left
        Alternatives that are left after it.
    leader
        Number of the alternative that is ahead; None where none has the outcome.
    """

    replications: int
    points: int
    spent: int
    left: int
    leader: int | None


@dataclass(frozen=True)
class SelectionPlan:
    """A selection in a sweep: its rule, and the policies that are alternatives at every point.

    Attributes
    ----------
    rule
        The settings.
    outcome
        Name of the outcome.
    policies
        Positions of the policies among those of the sweep, ascending.
    """

    rule: SelectionRule
    outcome: str
    policies: tuple[int, ...]

    def begun(self, points: int) -> Selection:
        """Begin the selection among some points; alternatives are in the order of points, then policies."""
        return Selection(self.rule, np.repeat(np.arange(points), len(self.policies)))


class Selection:
    """Which points are given replications, and which alternatives are left: round after round.

    After every round, an alternative is out as soon as another one that is left is ahead of it by more than
    ``W = max(0, worthwhile / (2 n) (h2 S2 / worthwhile^2 - n))`` over the `n` replications that both have,
    where `S2` is the variance of their difference (see `needed_replications`), ``h2 = 2 eta f`` with
    ``eta = ((2 (1 - probability) / (k - 1))^(-2 / f) - 1) / 2``, `k` is the number of alternatives and `f`
    one less than their number of first replications. Looking only at the ends of rounds makes an error no
    likelier. What is decided depends on the values alone, not on the order in which they came.

    A replication without a value (its run failed, or lacks the outcome) counts for no pair that it belongs
    to. An alternative that has a value in fewer than half as many replications as the one with the most is
    set aside.

    Parameters
    ----------
    rule
        The settings.
    points
        The point of each alternative, shape (alternatives,).
    """

    def __init__(self, rule: SelectionRule, points: NDArray[np.int64]) -> None:
        self.rule = rule
        self.points = points
        self.left: BoolArray = np.ones(len(points), dtype=np.bool_)
        self.set_aside: BoolArray = np.zeros(len(points), dtype=np.bool_)
        self.look = rule.first
        self.spent = len(np.unique(points)) * rule.first
        self.rounds: list[SelectionRound] = []
        self.finished = False
        self.confident = False
        self.leader: int | None = None
        self.reason = ""
        self._alternatives = 0
        self._likely = float(rule.first)

    @property
    def points_in_play(self) -> NDArray[np.int64]:
        """The points that are given replications up to the next look, ascending."""
        return np.unique(self.points[self.left])

    @property
    def expected(self) -> int:
        """Replications of all points together at which it will probably end."""
        if self.finished:
            return self.spent
        more = max(0.0, self._likely - self.look) * len(self.points_in_play)
        return math.ceil(min(self.rule.replications_in_all, self.spent + more))

    def advance(self, values: FloatArray) -> None:
        """Look at the values of a finished round, and decide how it continues.

        Parameters
        ----------
        values
            Shape (alternatives, replications), with at least as many replications as `look`; NaN where
            missing. Rows of alternatives that are out are not looked at.

        Raises
        ------
        ValueError
            When there are fewer replications.
        """
        if values.shape[1] < self.look:
            raise ValueError(f"the round ends after {self.look} replications; there are {values.shape[1]}")
        sign = 1.0 if self.rule.better == "higher" else -1.0
        seen = sign * np.asarray(values[:, : self.look], dtype=np.float64)
        self._set_rare_aside(seen)
        played = len(self.points_in_play)
        self._alternatives = self._alternatives or int(np.isfinite(seen).any(axis=1).sum())
        numbers = np.flatnonzero(self.left)
        if not len(numbers):
            return self._end("No alternative has the outcome.", played)
        ahead, shared = paired_means(seen[numbers])
        needed = needed_replications(
            seen[numbers],
            self.rule.worthwhile,
            self.rule.probability,
            first=self.rule.first,
            grain=self.rule.grain,
            alternatives=self._alternatives,
        )
        room = np.maximum(0.0, self.rule.worthwhile / 2.0 * (needed / np.maximum(shared, 1) - 1.0))
        room[shared == 0] = np.inf
        beaten: BoolArray = np.any(-ahead > room, axis=1)
        # Paired over different replications, three could beat each other in a circle; somebody must be left.
        if beaten.all():
            beaten = np.zeros(len(numbers), dtype=np.bool_)
        first = int(np.argmax(np.where(beaten, -np.inf, (ahead >= 0.0).sum(axis=1))))
        self.leader = int(numbers[first])
        self.left[numbers[beaten]] = False
        kept = ~beaten
        if kept.sum() == 1:
            return self._end("One alternative is left.", played, confident=True)
        others = kept.copy()
        others[first] = False
        if (room[np.ix_(kept, kept)] == 0.0).all():
            same = bool((ahead[first, others] == 0.0).all())
            reason = (
                f"The alternatives that are left did not differ in {self.look} replications."
                if same
                else "The alternatives that are left are not to be told apart."
            )
            return self._end(reason, played)
        lead = np.maximum(ahead[first, others], 0.0)
        self._likely = float(
            np.max(needed[first, others] / (1.0 + 2.0 * lead / self.rule.worthwhile), initial=0.0)
        )
        return self._go_on(played, float(needed[np.ix_(kept, kept)].max()))

    def _set_rare_aside(self, seen: FloatArray) -> None:
        counts = np.isfinite(seen[self.left]).sum(axis=1)
        rare = (counts == 0) | (counts < RARELY_DEFINED * counts.max(initial=0))
        numbers = np.flatnonzero(self.left)[rare]
        self.left[numbers] = False
        self.set_aside[numbers] = True

    def _go_on(self, played: int, needed: float) -> None:
        left = int(self.left.sum())
        self._record(played, left)
        points = len(self.points_in_play)
        affordable = self.look + (self.rule.replications_in_all - self.spent) // points
        last = max(self.look, math.floor(min(needed, affordable))) + 1
        following = min(self.rule.look_after(self.look), last, affordable)
        if following <= self.look:
            self.finished = True
            self.reason = (
                f"The {self.rule.replications_in_all:,} replications are spent; {left} alternatives are left."
            )
            return
        self.reason = f"After {self.look} replications {left} alternatives are left."
        self.spent += points * (following - self.look)
        self.look = following

    def _end(self, reason: str, played: int, *, confident: bool = False) -> None:
        self._record(played, int(self.left.sum()))
        self.finished, self.confident, self.reason = True, confident, reason

    def _record(self, played: int, left: int) -> None:
        self.rounds.append(SelectionRound(self.look, played, self.spent, left, self.leader))
