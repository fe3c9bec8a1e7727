"""The state of a run in columns: one NumPy array per variable, gathered in named tuples that kernels can take."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int32]
Keys = NDArray[np.uint64]
Flags = NDArray[np.uint8]

NOBODY = -1


class Students(NamedTuple):
    """One row per student. Traits and the state at entry are shared by all policies of a world and never written."""

    key: Keys
    role: Flags
    major: Integers
    sociability: Floats
    prosociality: Floats
    study_habits: Floats
    values: Floats
    """Shape (3, students)."""
    slots: NDArray[np.uint32]
    attributes: Integers
    """Category codes, shape (attributes, students); -1 is unknown."""
    rarity: Floats
    """One minus the share of the own category, shape (attributes, students); 0 where unknown."""
    skill_at_entry: Floats
    belonging_at_entry: Floats
    motivation_at_entry: Floats
    major_start: Integers
    """Where each major's members begin in ``major_members``; shape (majors + 1,)."""
    major_members: Integers

    skill: Floats
    belonging: Floats
    motivation: Floats
    communication: Floats
    strategy: Floats
    accountability: Floats
    performance: Floats
    strain: Floats
    mentor_hours: Floats
    failed_ends: Floats
    attendance: Floats
    effort: Floats
    term_attendance: Floats
    term_effort: Floats
    attendance_sum: Floats
    grade_points: Floats

    term_weeks: Integers
    attendance_weeks: Integers
    registered: Integers
    courses_attempted: Integers
    credits: Integers
    meetings: Integers
    left_week: Integers
    group: Integers
    enrolled: Integers
    """1 while in school, else 0."""


SHARED_COLUMNS = Students._fields[: Students._fields.index("skill")]
FLOAT_STATE = Students._fields[Students._fields.index("skill") : Students._fields.index("term_weeks")]
INTEGER_STATE = Students._fields[Students._fields.index("term_weeks") :]


class Week(NamedTuple):
    """What one week makes and forgets: sums over friends, ties and groups, one row per student."""

    friend_strength: Floats
    friend_motivation: Floats
    friend_performance: Floats
    friend_alike: Floats
    friends_left: Floats
    together: Floats
    companion_weight: Floats
    load: Floats
    dilution: Floats
    rapport_sum: Floats
    contact: Floats
    contact_alike: Floats
    hours_as_mentor: Floats
    fellow_hours: Floats
    class_gain: Floats
    tutoring_gain: Floats
    guidance: Floats
    teaching_hours: Floats
    practice: Floats

    companion: Integers
    met_mentor: Integers
    co_mentee: Integers
    last_mentee: Integers
    acceptance: Integers
    """Whom an encounter of this week leads to, or -1."""

    rapport_count: Integers
    sessions: Integers
    """The held sessions of the own group that were attended, one bit each."""
    tie_role: Integers
    """1 with an active tie or group as a mentee, 2 as a mentor, 3 both."""
    met: Integers
    reminded: Integers


WEEK_FLOATS = Week._fields[: Week._fields.index("companion")]
WEEK_NOBODY = Week._fields[Week._fields.index("companion") : Week._fields.index("rapport_count")]
WEEK_COUNTS = Week._fields[Week._fields.index("rapport_count") :]


class Ties(NamedTuple):
    """One row per mentoring tie ever made; ``end_week`` is -1 while it is active."""

    mentor: Integers
    mentee: Integers
    group: Integers
    start: Integers
    end_week: Integers
    end_reason: Integers
    meetings: Integers
    missed: Integers
    coached: Integers
    can_meet: Integers
    rapport: Floats
    compatibility: Floats
    difference: Floats
    alike: Floats
    share: Floats
    occasions: Integers
    """Planned this week."""
    met: Integers
    """Held this week."""
    hours: Floats
    """Of this week."""


class Groups(NamedTuple):
    """Mentoring groups: the seats of group ``g`` are ``seat_student[seat_start[g]:seat_start[g + 1]]``."""

    key: Keys
    seat_start: Integers
    seat_student: Integers
    start: Integers
    size: Integers
    """Members now."""
    mentor_sessions: Integers
    """Occasions of this week with a mentor present, one bit each."""
    fellow_sessions: Integers
    """Occasions of this week with two members or more present, one bit each."""
    mentored: Integers
    """1 with an active mentor."""
    mean_skill: Floats


class Friendships(NamedTuple):
    """Friendships as the upper triangle of a sparse matrix: row ``i`` lists the friends with a larger row number.

    The entries of row ``i`` are ``friend[row_start[i]:row_start[i + 1]]``, ascending. Arrays have room to spare:
    ``row_start[-1]`` is the number in use.
    """

    row_start: Integers
    friend: Integers
    strength: Floats
    affinity: NDArray[np.float32]
    alike: NDArray[np.float32]


class Participation(NamedTuple):
    """Who is in the program and how, one row per student: kept apart from the student columns, which a program
    that reaches nobody must leave untouched."""

    recruited: Flags
    quit: Flags
    status: Flags
    first_week: Integers
    """The week of the first match, or -1."""
    rematch_week: Integers
    """The week from which a new match is due, or -1."""


class WeeklySeries(NamedTuple):
    """What is recorded of the first-years in every week, shape (weeks,)."""

    enrolled: Floats
    """Share enrolled at the week's end."""
    belonging: Floats
    """Mean belonging of the enrolled."""


class Calendar(NamedTuple):
    """One entry per week of the horizon."""

    in_term: Integers
    week_of_term: Integers
    assessment: Integers
    """1 before the last week of a term, 2 in it, else 0."""
    boundary: Integers
    """1 in the last week before a next term, 2 in the last week of all, else 0."""
