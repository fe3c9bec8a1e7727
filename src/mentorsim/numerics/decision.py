"""The decision points: every kind of random draw in the model has a fixed number of its own."""

from __future__ import annotations

import hashlib
from enum import IntEnum


class Decision(IntEnum):
    """What a draw decides. Add members at free numbers; never renumber, or every replication changes.

    In kernels a member serves as a compile-time constant.
    """

    # Cohort: who the students are (1-39)
    SKILL = 1
    BELONGING = 2
    MOTIVATION = 3
    COMMUNICATION = 4
    SOCIABILITY = 5
    STUDY_HABITS = 6
    PROSOCIALITY = 7
    VALUES_1 = 8
    VALUES_2 = 9
    VALUES_3 = 10
    SLOTS = 11
    ATTRIBUTE = 12  # by name: named_decision(Decision.ATTRIBUTE, "major")
    PRIOR_GRADE = 13
    SURVEY_1 = 14
    SURVEY_2 = 15
    SURVEY_3 = 16
    NON_RESPONSE = 17
    FRIENDSHIP_DEGREE = 18
    FRIENDSHIP_CHOICE = 19
    FRIENDSHIP_CLOSURE = 20
    FRIENDSHIP_STRENGTH = 21
    SHARED_FACTOR = 22
    MISSING_VALUE = 23
    VALUE_BACKGROUND = 24  # by name: named_decision(Decision.VALUE_BACKGROUND, "major: arts")
    SECTION = 25

    # Program: who is offered what, and who is matched with whom (40-69)
    ELIGIBLE_OFFER = 40
    ACCEPT = 41
    VOLUNTEER = 42
    LATE = 43
    TIE_BREAK = 44
    MATCH_RANDOM = 45
    GROUP_RANDOM = 46
    CHEMISTRY = 47
    PLACE = 48

    # Week: what happens (70-119)
    SHOW_UP = 70
    ATTENDANCE = 71
    EFFORT = 72
    ENCOUNTER = 73
    VENUE = 74
    CANDIDATE = 75
    ACCEPT_FRIEND = 76
    COMPANION = 77
    BELONGING_NOISE = 78
    MOTIVATION_NOISE = 79
    REGISTER = 80
    GRADE = 81
    UNFINISHED = 82
    END_TIE = 83
    QUIT = 84
    DEPART = 85
    RE_ENROLL = 86
    CHECK_IN_ANSWER = 87
    CHECK_IN_NOISE = 88
    AFFINITY = 89
    FELLOW = 90
    DROP = 91
    USER = 119  # a user's own mechanism, by name: named_decision(Decision.USER, "my mechanism")


def named_decision(decision: Decision, name: str) -> int:
    """Make a decision's number for one of any number of names, such as the attributes of a cohort.

    Returns
    -------
    int
        A whole number of 256 to 2**63 - 1, so that it never equals a plain member; the decision is its
        lowest byte, the rest the first 55 bits of the name's BLAKE2b hash (with one bit always set).
    """
    hashed = int.from_bytes(hashlib.blake2b(name.encode("utf-8"), digest_size=8).digest(), "little")
    return ((hashed >> 9 | 1) << 8) + int(decision)
