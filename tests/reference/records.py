"""What the twin keeps beside its students: ties, groups and friendships."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.reference.student import TwinStudent


class Ended(IntEnum):
    """Why a tie ended, with the codes of the package."""

    ACTIVE = 0
    PLANNED = 1
    MISMATCH = 2
    NO_SHOW = 3
    MENTOR_LEFT = 4
    MENTEE_LEFT = 5
    REMATCHED = 6
    STOPPED = 7
    CLOSED = 8


class Side(IntEnum):
    """For whose sake a tie ended, with the codes of the package."""

    NEITHER = 0
    MENTOR = 1
    MENTEE = 2


UNANNOUNCED = (Ended.MISMATCH, Ended.NO_SHOW, Ended.MENTOR_LEFT, Ended.STOPPED)


@dataclass(eq=False)
class Tie:
    """A mentoring relationship, and what this week brought it."""

    mentor: TwinStudent
    mentee: TwinStudent
    group: Group | None
    start: int
    share: float
    compatibility: float
    difference: float
    alike: float
    show_likeness: float
    end_likeness: float
    lower: bool
    """Whether the mentee has the lower prior grade."""
    rapport: float
    closeness: float = 0.0
    meetings: int = 0
    missed: int = 0
    coached: int = 0
    end_week: int = -1
    end_reason: Ended = Ended.ACTIVE
    end_side: Side = Side.NEITHER

    occasions: int = 0
    met: int = 0
    hours: float = 0.0
    mentor_hours: float = 0.0

    @property
    def active(self) -> bool:
        return self.end_week < 0


@dataclass(eq=False)
class Group:
    """Mentees who meet together, their mentors, and the sessions of this week."""

    number: int
    key: int
    start: int
    seats: list[TwinStudent]
    mentors: list[TwinStudent]
    ties: list[Tie] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)

    @property
    def active_ties(self) -> list[Tie]:
        return [tie for tie in self.ties if tie.active]

    @property
    def members(self) -> list[TwinStudent]:
        """Who still has his or her seat, in ascending row order."""
        return sorted((s for s in self.seats if s.group is self), key=lambda student: student.row)


@dataclass(eq=False)
class Session:
    """A meeting of a group that was held."""

    members: list[TwinStudent]
    mentors: list[TwinStudent]


@dataclass(eq=False)
class Friendship:
    """Two friends, the one with the lower row first."""

    first: TwinStudent
    second: TwinStudent
    strength: float
    affinity: float
    alike: float
