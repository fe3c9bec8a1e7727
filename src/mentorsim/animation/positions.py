"""Where each student of a picture is drawn: the same places in every week, near mentors and friends.

The forces are those of Fruchterman and Reingold (1991, *Software: Practice and Experience* 21 (11),
1129-1164), with a pull to the middle for those who are on their own. NetworkX has them as well, but sums with
routines whose last bits depend on the processor; here every operation is rounded as IEEE 754 says, and sums
are made one after the other, so that a picture is the same bytes everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mentorsim.animation.cohort_weeks import CohortWeeks

WIDTH, HEIGHT = 1000, 700
"""Size of the picture, in its own units."""

_MARGIN = 28
_STEPS = 220
_APART_STEPS = 60
_LEAST_DISTANCE = 26.0
_MENTORING, _FRIENDSHIP = 3.0, 0.35
"""How strongly a tie, and a friendship that lasts all weeks, pull."""
_TO_THE_MIDDLE = 0.9
# The golden ratio of two dimensions: multiples of its powers fill a square evenly, without chance.
_PLASTIC = 1.32471795724474602596

Floats = NDArray[np.float64]


class Point(NamedTuple):
    """A place in the picture, in whole units from the upper left corner."""

    x: int
    y: int


class PictureLayout(NamedTuple):
    """Where students are, in their order, and the groups that have no mentor, by number."""

    students: tuple[Point, ...]
    groups: dict[int, Point]


class Pull(NamedTuple):
    """Two that pull one another, and how strongly."""

    first: int
    second: int
    strength: float


def positions(cohort: CohortWeeks) -> PictureLayout:
    """Place the students of a picture, and the middles of groups that have no mentor.

    Parameters
    ----------
    cohort
        The picture's weeks.
    """
    groups = sorted({span.second for span in cohort.groups})
    hub_of = {group: len(cohort.students) + number for number, group in enumerate(groups)}
    pulls = [Pull(tie.mentor, tie.mentee, _MENTORING) for tie in cohort.ties]
    pulls += [Pull(span.first, hub_of[span.second], _MENTORING) for span in cohort.groups]
    for span in cohort.friendships:
        share = (span.last_week - span.first_week + 1) / (cohort.weeks + 1)
        pulls.append(Pull(span.first, span.second, _FRIENDSHIP * share))
    found = laid_out(len(cohort.students) + len(groups), pulls)
    return PictureLayout(found[: len(cohort.students)], {group: found[hub] for group, hub in hub_of.items()})


def laid_out(count: int, pulls: Sequence[Pull]) -> tuple[Point, ...]:
    """Place points so that those who pull one another are near, and no two cover one another.

    Parameters
    ----------
    count
        Number of points.
    pulls
        Between them; both ends of each are different.
    """
    if not count:
        return ()
    numbers = np.arange(1, count + 1, dtype=np.float64)
    x = (numbers / _PLASTIC % 1.0 - 0.5) * WIDTH
    y = (numbers / (_PLASTIC * _PLASTIC) % 1.0 - 0.5) * HEIGHT
    strengths = np.zeros((count, count))
    for pull in pulls:
        strengths[pull.first, pull.second] += pull.strength
        strengths[pull.second, pull.first] += pull.strength
    usual = float(np.sqrt(WIDTH * HEIGHT / count)) * 0.75
    for step in range(_STEPS):
        longest = usual * (1.0 - step / _STEPS) + 1.0
        x, y = _moved(x, y, strengths, usual, longest)
    x, y = _filling(x, WIDTH), _filling(y, HEIGHT)
    for _ in range(_APART_STEPS):
        x, y = _apart(x, y)
    return tuple(Point(round(one), round(other)) for one, other in zip(x.tolist(), y.tolist(), strict=True))


def _moved(x: Floats, y: Floats, strengths: Floats, usual: float, longest: float) -> tuple[Floats, Floats]:
    """Move every point along the forces on it, by ``longest`` at most."""
    across, down = x[:, None] - x, y[:, None] - y
    distance = np.maximum(np.sqrt(across * across + down * down), 1e-3)
    # Apart with usual^2 / distance, together with distance^2 / usual; both times the unit vector.
    force = usual * usual / (distance * distance) - strengths * distance / usual
    # The picture is wider than high, so that the pull to the middle is stronger up and down.
    push_x = _summed(force * across) - _TO_THE_MIDDLE * x
    push_y = _summed(force * down) - _TO_THE_MIDDLE * (WIDTH / HEIGHT) * y
    size = np.maximum(np.sqrt(push_x * push_x + push_y * push_y), 1e-3)
    far = np.minimum(size, longest) / size
    return x + push_x * far, y + push_y * far


def _filling(values: Floats, size: int) -> Floats:
    low, high = float(values.min()), float(values.max())
    if low == high:
        return np.full_like(values, size / 2.0)
    return _MARGIN + (values - low) / (high - low) * (size - 2 * _MARGIN)


def _apart(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Move points that are too near to one another half of what is missing, and keep all in the picture."""
    across, down = x[:, None] - x, y[:, None] - y
    distance = np.sqrt(across * across + down * down)
    same = distance < 1e-6
    # Two in one place go apart sideways, the later one to the right.
    order = np.sign(np.arange(len(x))[:, None] - np.arange(len(x)))
    across = np.where(same, order * 1e-3, across)
    missing = np.maximum(_LEAST_DISTANCE - distance, 0.0) / np.maximum(distance, 1e-3) * 0.5
    x, y = x + _summed(missing * across), y + _summed(missing * down)
    return (
        np.minimum(np.maximum(x, _MARGIN), WIDTH - _MARGIN),
        np.minimum(np.maximum(y, _MARGIN), HEIGHT - _MARGIN),
    )


def _summed(values: Floats) -> Floats:
    """Sum each row from left to right: the order is part of the result."""
    total: Floats = np.cumsum(values, axis=1)[:, -1]
    return total
