"""What a picture of one cohort shows of each week, collected while a model steps."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from itertools import count

import numpy as np

from mentorsim.animation.selection import MOST_STUDENTS, ShownPart, select_students
from mentorsim.dynamics.columns import NOBODY
from mentorsim.dynamics.endings import EndReason, EndSide
from mentorsim.model import MentoringModel
from mentorsim.scenario import Scenario
from mentorsim.world import World, make_world

PERCENT = 100
NEVER = 10**9
"""A week that never comes."""


@dataclass(frozen=True)
class ShownStudent:
    """One student of the picture.

    Weeks count from 1. ``number`` is the row in the model, from 1, and not an id: pictures are sent around.
    ``belonging`` is in percent of its scale, at the start and at each week's end; what follows a departure
    says nothing.
    """

    number: int
    is_mentor: bool
    left_week: int | None
    quit_week: int | None
    belonging: tuple[int, ...]

    def enrolled(self, week: int) -> bool:
        """Return whether the student is in school at the end of a week; 0 is the start."""
        return self.left_week is None or week < self.left_week


@dataclass(frozen=True)
class ShownTie:
    """One mentoring tie between two shown students, who are named by their places in the picture.

    Attributes
    ----------
    mentor, mentee
        Places in `CohortWeeks.students`.
    group
        Number of the mentoring group, from 1; None for a pair.
    first_week
        The week in which they were matched, from 1.
    rapport
        In percent, at the end of each week from ``first_week`` to the last in which the tie was there.
    reason, side
        Why it ended and for whose sake; None while it lasts.
    """

    mentor: int
    mentee: int
    group: int | None
    first_week: int
    rapport: tuple[int, ...]
    reason: EndReason | None
    side: EndSide | None

    @property
    def last_week(self) -> int:
        """The last week in which the tie was there, or of all."""
        return self.first_week + len(self.rapport) - 1

    @property
    def end_week(self) -> int | None:
        """The week in which it ended; None where it lasts."""
        return None if self.reason is None else self.last_week

    def shown(self, week: int) -> bool:
        """Return whether the tie was there in a week, that of its ending included."""
        return self.first_week <= week <= self.last_week

    def lasts(self, week: int) -> bool:
        """Return whether the tie is there when a week is over."""
        return self.shown(week) and week != self.end_week


@dataclass(frozen=True)
class Span:
    """Two students who were friends, or a student in a group without a mentor, over some weeks.

    ``first_week`` is 0 for what was there at the start; ``last_week`` is the last at whose end it was there.
    """

    first: int
    second: int
    first_week: int
    last_week: int

    def lasts(self, week: int) -> bool:
        """Return whether it is there when a week is over."""
        return self.first_week <= week <= self.last_week


@dataclass(frozen=True)
class CohortWeeks:
    """One policy in one replication, as a picture shows it; students are named by their places in it.

    Attributes
    ----------
    title, policy, seed, replication
        What was run.
    in_term
        For each week whether it is one of a term.
    selection
        Whom the picture shows.
    students, ties
        Those shown.
    friendships
        Pairs of shown students.
    groups
        Members of groups that have no mentor: ``first`` is the student, ``second`` the number of the group
        from 1.
    """

    title: str
    policy: str
    seed: int
    replication: int
    in_term: tuple[bool, ...]
    selection: ShownPart
    students: tuple[ShownStudent, ...]
    ties: tuple[ShownTie, ...]
    friendships: tuple[Span, ...]
    groups: tuple[Span, ...]

    @property
    def weeks(self) -> int:
        """Number of weeks; a picture has one more, the start."""
        return len(self.in_term)


def cohort_weeks(
    scenario: Scenario,
    policy: str,
    *,
    seed: int,
    replication: int = 0,
    most: int = MOST_STUDENTS,
    model: type[MentoringModel] = MentoringModel,
    world: World | None = None,
) -> CohortWeeks:
    """Run one policy in one replication twice: to see who takes part, and to collect its weeks.

    Parameters
    ----------
    scenario, policy
        What is run.
    seed, replication
        Which world.
    most
        How many students are shown at most.
    model
        The built-in model, or a subclass.
    world
        The world, if it has been made already.

    Raises
    ------
    UserError
        When the scenario has no such policy, or its world cannot be made.
    """
    world = world or make_world(scenario, seed, replication)
    finished = model(scenario, policy, world=world).run()
    return collect_weeks(model(scenario, policy, world=world), select_students(finished, most))


def collect_weeks(model: MentoringModel, selection: ShownPart) -> CohortWeeks:
    """Step a model to its end and collect what a picture shows. Nothing of the model is changed by it.

    Parameters
    ----------
    model
        A model in which no week is done.
    selection
        Whom to collect.

    Raises
    ------
    ValueError
        When a week is done already.
    """
    if model.week:
        raise ValueError("weeks are collected from the start, and this model has done some")
    place_of = {row: place for place, row in enumerate(selection.rows)}
    rows = np.array(selection.rows, np.int64)
    belonging = [_percent(model.students.belonging[rows])]
    quit_week = np.full(len(rows), NEVER)
    ties = _TieWeeks(place_of)
    friendships, groups = _Spans(), _Spans()
    friendships.see(0, _friends(model, place_of))
    while model.week < model.weeks:
        model.step()
        week = model.week
        belonging.append(_percent(model.students.belonging[rows]))
        quit_week[(model.participation.quit[rows] != 0) & (quit_week == NEVER)] = week
        ties.see(model)
        friendships.see(week, _friends(model, place_of))
        groups.see(week, _unmentored(model, selection.rows))
    shown = ties.found(model)
    mentors = {tie.mentor for tie in shown} | set(np.flatnonzero(np.isin(rows, model.ties.mentor)).tolist())
    left = model.students.left_week[rows].tolist()
    return CohortWeeks(
        title=model.study.title,
        policy=model.policy,
        seed=int(model.world.replication_key.seed),
        replication=model.replication,
        in_term=tuple(model.in_term(week) for week in range(model.weeks)),
        selection=selection,
        students=tuple(
            ShownStudent(
                number=row + 1,
                is_mentor=place in mentors,
                left_week=None if left[place] == NOBODY else left[place] + 1,
                quit_week=None if quit_week[place] == NEVER else int(quit_week[place]),
                belonging=tuple(values[place] for values in belonging),
            )
            for place, row in enumerate(selection.rows)
        ),
        ties=shown,
        friendships=friendships.found(model.weeks),
        groups=groups.found(model.weeks),
    )


class _TieWeeks:
    """The rapport of every shown tie, week by week."""

    def __init__(self, place_of: dict[int, int]) -> None:
        self._place_of = place_of
        self._rapport: dict[int, list[int]] = {}

    def see(self, model: MentoringModel) -> None:
        ties, week = model.ties, model.week - 1  # the model counts weeks from 0
        there = (ties.start <= week) & ((ties.end_week < 0) | (ties.end_week >= week))
        for number in np.flatnonzero(there).tolist():
            if int(ties.mentor[number]) in self._place_of and int(ties.mentee[number]) in self._place_of:
                (percent,) = _percent(ties.rapport[number : number + 1])
                self._rapport.setdefault(number, []).append(percent)

    def found(self, model: MentoringModel) -> tuple[ShownTie, ...]:
        ties = model.ties
        return tuple(
            ShownTie(
                mentor=self._place_of[int(ties.mentor[number])],
                mentee=self._place_of[int(ties.mentee[number])],
                group=None if ties.group[number] == NOBODY else int(ties.group[number]) + 1,
                first_week=int(ties.start[number]) + 1,
                rapport=tuple(rapport),
                reason=EndReason(int(ties.end_reason[number])) if ties.end_week[number] >= 0 else None,
                side=EndSide(int(ties.end_side[number])) if ties.end_week[number] >= 0 else None,
            )
            for number, rapport in sorted(self._rapport.items())
        )


class _Spans:
    """From when until when each of some pairs was there; one that comes back has two spans."""

    def __init__(self) -> None:
        self._since: dict[tuple[int, int], int] = {}
        self._over: list[Span] = []

    def see(self, week: int, pairs: Collection[tuple[int, int]]) -> None:
        for pair in [pair for pair in self._since if pair not in pairs]:
            self._over.append(Span(*pair, self._since.pop(pair), week - 1))
        for pair in pairs:
            self._since.setdefault(pair, week)

    def found(self, last_week: int) -> tuple[Span, ...]:
        lasting = (Span(*pair, since, last_week) for pair, since in self._since.items())
        return tuple(
            sorted([*self._over, *lasting], key=lambda span: (span.first, span.second, span.first_week))
        )


def _friends(model: MentoringModel, place_of: dict[int, int]) -> set[tuple[int, int]]:
    rows = np.array(list(place_of), np.int64)
    both = np.isin(model.friendships.first, rows) & np.isin(model.friendships.second, rows)
    pairs = zip(model.friendships.first[both].tolist(), model.friendships.second[both].tolist(), strict=True)
    return {(place_of[first], place_of[second]) for first, second in pairs}


def _unmentored(model: MentoringModel, rows: tuple[int, ...]) -> set[tuple[int, int]]:
    """Return which shown student is in which group that has no mentor."""
    groups = model.students.group[list(rows)].tolist()
    return {
        (place, group + 1)
        for place, group in zip(count(), groups)
        if group != NOBODY and not model.groups.mentored[group]
    }


def _percent(values: np.ndarray) -> list[int]:
    return [round(PERCENT * value) for value in values.tolist()]
