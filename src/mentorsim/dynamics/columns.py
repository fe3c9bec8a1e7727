"""The state of a run in columns.

One block of rows per kind of number, one row per variable, one column per student: copying a world is copying
a few blocks, and a compiled week takes a handful of arrays instead of a hundred. Inside the package a row is
named by a constant (``state[SKILL]``); users see the same memory as `Students`, one array per name.
"""

from __future__ import annotations

from itertools import accumulate
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mentorsim.numerics.prefetch import LINE_BYTES

Floats = NDArray[np.float64]
Integers = NDArray[np.int32]
Keys = NDArray[np.uint64]
Records = Any
"""A NumPy record array: one record per tie or group, fields by name."""

NOBODY = -1
NO_WEEK = 1_000_000
"""A week that never comes."""

# What a student is; shared by all policies of a world, never written.
KINDS = ("role", "major")
ROLE, MAJOR = range(len(KINDS))

TRAITS = (
    "sociability", "prosociality", "study_habits", "skill_at_entry", "belonging_at_entry",
    "motivation_at_entry", "value_1", "value_2", "value_3", "prior_grade",
)  # fmt: skip
(
    SOCIABILITY, PROSOCIALITY, STUDY_HABITS, SKILL_AT_ENTRY, BELONGING_AT_ENTRY, MOTIVATION_AT_ENTRY,
    VALUE_1, VALUE_2, VALUE_3, PRIOR_GRADE,
) = range(len(TRAITS))  # fmt: skip

# The state; each policy of a world has its own copy.
STATE = (
    "skill", "belonging", "motivation", "communication", "strategy", "accountability", "performance",
    "strain", "mentor_hours", "mentoring_hours", "failed_ends", "attendance", "effort", "term_attendance",
    "term_effort", "attendance_sum", "grade_points",
)  # fmt: skip
(
    SKILL, BELONGING, MOTIVATION, COMMUNICATION, STRATEGY, ACCOUNTABILITY, PERFORMANCE, STRAIN,
    MENTOR_HOURS, MENTORING_HOURS, FAILED_ENDS, ATTENDANCE, EFFORT, TERM_ATTENDANCE, TERM_EFFORT,
    ATTENDANCE_SUM, GRADE_POINTS,
) = range(len(STATE))  # fmt: skip

WHOLE = (
    "enrolled", "left_week", "group", "term_weeks", "attendance_weeks", "registered", "courses_attempted",
    "credits", "meetings",
)  # fmt: skip
(
    ENROLLED, LEFT_WEEK, GROUP, TERM_WEEKS, ATTENDANCE_WEEKS, REGISTERED, COURSES_ATTEMPTED, CREDITS,
    MEETINGS,
) = range(len(WHOLE))  # fmt: skip

# What a week makes and forgets: sums over friends, ties and groups.
SUMS = (
    "friend_strength", "friend_motivation", "friend_performance", "friend_alike", "friends_left", "together",
    "load", "dilution", "rapport_sum", "contact", "contact_alike", "hours_as_mentor",
    "fellow_hours", "class_gain", "tutoring_gain", "guidance", "teaching_hours", "practice", "class_level",
)  # fmt: skip
(
    FRIEND_STRENGTH, FRIEND_MOTIVATION, FRIEND_PERFORMANCE, FRIEND_ALIKE, FRIENDS_LEFT, TOGETHER,
    LOAD, DILUTION, RAPPORT_SUM, CONTACT, CONTACT_ALIKE, HOURS_AS_MENTOR,
    FELLOW_HOURS, CLASS_GAIN, TUTORING_GAIN, GUIDANCE, TEACHING_HOURS, PRACTICE, CLASS_LEVEL,
) = range(len(SUMS))  # fmt: skip

PERSONS = ("companion", "met_mentor", "co_mentee", "last_mentee", "new_friend")
"""Whom somebody met or meets this week: row numbers, or `NOBODY`."""
COMPANION, MET_MENTOR, CO_MENTEE, LAST_MENTEE, NEW_FRIEND = range(len(PERSONS))

COUNTS = ("rapport_count", "sessions", "tie_role", "met", "reminded")
"""``sessions``: held sessions of the own group that were attended, one bit each; ``tie_role``: 1 in the
program as a mentee, 2 as a mentor, 3 both."""
RAPPORT_COUNT, SESSIONS, TIE_ROLE, MET, REMINDED = range(len(COUNTS))

# Who is in the program and how: kept apart from the students, whom a program that reaches nobody leaves as
# they are.
PARTICIPATION = ("recruited", "quit", "status", "active_ties", "first_week", "rematch_week")
"""``active_ties``: as a mentee; ``first_week``: of the first match, or -1; ``rematch_week``: the week from
which a new match is due, or -1."""
RECRUITED, QUIT, STATUS, ACTIVE_TIES, FIRST_WEEK, REMATCH_WEEK = range(len(PARTICIPATION))

# The horizon, one entry per week.
CALENDAR = ("in_term", "week_of_term", "assessment", "boundary")
"""``assessment``: 1 before the last week of a term, 2 in it; ``boundary``: 1 in the last week before a next
term, 2 in the last week of all."""
IN_TERM, WEEK_OF_TERM, ASSESSMENT, BOUNDARY = range(len(CALENDAR))

SERIES = ("enrolled", "belonging")
"""Of the first-years, by week: share enrolled at its end, and mean belonging of the enrolled."""
SERIES_ENROLLED, SERIES_BELONGING = range(len(SERIES))

_FACE_FIELDS = {
    "key": "u8", "enrolled": "i4", "companion": "i4", "skill": "f8", "motivation": "f8", "performance": "f8",
    "friend_strength": "f8", "friend_motivation": "f8", "friend_performance": "f8", "friend_alike": "f8",
    "friends_left": "f8", "together": "f8", "companion_weight": "f8",
}  # fmt: skip
_WIDTHS = [np.dtype(kind).itemsize for kind in _FACE_FIELDS.values()]
FACE: np.dtype[Any] = np.dtype(
    {
        "names": list(_FACE_FIELDS),
        "formats": list(_FACE_FIELDS.values()),
        "offsets": [0, *accumulate(_WIDTHS[:-1])],
        "itemsize": 2 * LINE_BYTES,
    }
)
"""What friends see of a student this week, and what friends add up to, in one record read at random: two
lines of memory."""


def no_faces(count: int = 0) -> Records:
    """Faces of ``count`` students, all zero, of whom each lies in two lines of memory and not in three."""
    memory = np.zeros(count * FACE.itemsize + LINE_BYTES, np.uint8)
    first = -memory.ctypes.data % LINE_BYTES
    return memory[first : first + count * FACE.itemsize].view(FACE).view(np.recarray)


TIE = np.dtype(
    [
        ("rapport", "f8"), ("compatibility", "f8"), ("difference", "f8"), ("alike", "f8"), ("share", "f8"),
        ("hours", "f8"), ("mentor_hours", "f8"), ("mentor", "i4"), ("mentee", "i4"), ("group", "i4"),
        ("start", "i4"), ("end_week", "i4"), ("end_reason", "i4"), ("meetings", "i4"), ("missed", "i4"),
        ("coached", "i4"), ("can_meet", "i4"), ("occasions", "i4"), ("met", "i4"),
    ]
)  # fmt: skip
"""A mentoring tie; ``end_week`` is -1 while active, ``occasions``, ``met``, ``hours`` are this week's."""

GROUP_RECORD = np.dtype(
    [
        ("key", "u8"), ("mean_skill", "f8"), ("first_seat", "i4"), ("last_seat", "i4"), ("start", "i4"),
        ("members", "i4"), ("mentor_sessions", "i4"), ("fellow_sessions", "i4"), ("mentored", "i4"),
    ]
)  # fmt: skip
"""A mentoring group; its seats are ``seats[first_seat:last_seat]``. ``members``: how many now;
``mentor_sessions`` and ``fellow_sessions``: occasions of this week with a mentor, with two members or more
present, one bit each."""


class Friendships(NamedTuple):
    """Friendships as the upper triangle of a sparse matrix: row ``i`` lists friends with larger row numbers.

    The entries of row ``i`` are ``friend[row_start[i]:row_start[i + 1]]``, ascending. Arrays have room to
    spare: ``row_start[-1]`` is the number in use.
    """

    row_start: Integers
    friend: Integers
    strength: Floats
    affinity: NDArray[np.float32]
    alike: NDArray[np.float32]


class Run(NamedTuple):
    """All columns of one run: what every stage is given."""

    key: Keys
    kinds: Integers
    traits: Floats
    attributes: Integers
    """Category codes, shape (attributes, students); -1 is unknown."""
    rarity: Floats
    """One minus the share of the own category, shape (attributes, students); 0 where unknown."""
    major_start: Integers
    """Where each major's members begin in ``major_members``; shape (majors + 1,)."""
    major_members: Integers
    section: Integers
    """Each student's section from 1 on; 0 for none."""
    section_start: Integers
    """Where each section's members begin in ``section_members``; shape (sections + 2,)."""
    section_members: Integers
    state: Floats
    whole: Integers
    sums: Floats
    persons: Integers
    counts: Integers
    faces: Records
    participation: Integers
    ties: Records
    groups: Records
    seats: Integers
    friendships: Friendships
    calendar: Integers
    series: Floats


class Students(NamedTuple):
    """The student columns as a user sees them: one array per variable, one entry per student.

    The arrays are views: writing the state in place changes the run. Traits are shared by all policies of a
    world and read-only.
    """

    key: Keys
    role: Integers
    major: Integers
    sociability: Floats
    prosociality: Floats
    study_habits: Floats
    skill_at_entry: Floats
    belonging_at_entry: Floats
    motivation_at_entry: Floats
    values: Floats
    """Shape (3, students)."""
    slots: NDArray[np.uint32]
    attributes: Integers
    rarity: Floats
    skill: Floats
    belonging: Floats
    motivation: Floats
    communication: Floats
    strategy: Floats
    accountability: Floats
    performance: Floats
    strain: Floats
    mentor_hours: Floats
    mentoring_hours: Floats
    failed_ends: Floats
    attendance: Floats
    effort: Floats
    term_attendance: Floats
    term_effort: Floats
    attendance_sum: Floats
    grade_points: Floats
    enrolled: Integers
    """1 while in school, else 0."""
    left_week: Integers
    group: Integers
    term_weeks: Integers
    attendance_weeks: Integers
    registered: Integers
    courses_attempted: Integers
    credits: Integers
    meetings: Integers


def view_students(run: Run, slots: NDArray[np.uint32]) -> Students:
    """Show the columns of a run under their names."""
    columns: list[Any] = [
        run.key,
        *run.kinds,
        *run.traits[:VALUE_1],
        run.traits[VALUE_1 : VALUE_3 + 1],
        slots,
        run.attributes,
        run.rarity,
        *run.state,
        *run.whole,
    ]
    return Students(*columns)


class Participation(NamedTuple):
    """Who is in the program and how, one array per variable; see `PARTICIPATION`."""

    recruited: Integers
    quit: Integers
    status: Integers
    active_ties: Integers
    first_week: Integers
    rematch_week: Integers


class WeeklySeries(NamedTuple):
    """What is recorded of the first-years in every week; NaN for weeks to come."""

    enrolled: Floats
    """Share enrolled at the week's end."""
    belonging: Floats
    """Mean belonging of the enrolled."""


class WeekSums(NamedTuple):
    """What this week's stages have summed up so far, one array per variable."""

    friend_strength: Floats
    friend_motivation: Floats
    friend_performance: Floats
    friend_alike: Floats
    friends_left: Floats
    together: Floats
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
    class_level: Floats
