"""What endings and check-ins own."""

from __future__ import annotations

from mentorsim.mechanisms.column import Column
from mentorsim.mechanisms.declaration import Declaration
from mentorsim.mechanisms.rows import (
    CALIBRATED,
    NOBODY,
    SETTLED_SIGN,
    count,
    parameter,
    participation,
)

ENDINGS = Declaration(
    name="endings",
    meaning="pairs that end, mentors who quit, students who leave",
    after="assessment",
    columns=(
        Column("enrolled", "flag", "1 while in school, else 0", 0.0, 1.0, 1, "discrete_state"),
        count("left_week", "week", "week of departure; -1: still here", NOBODY),
        participation("quit", "flag", "mentors: has quit"),
    ),
    parameters=(
        parameter(
            "end_mentor",
            -6.1,
            "log-odds a week",
            -8.0,
            -4.0,
            "a mentor ending a pair",
            "matches closed within a year 0.30 to 0.38 (STAR; Kupersmidt 2017); set to C12 and C21",
            center=-6.0,
        ),
        parameter(
            "end_mentee",
            -8.5,
            "log-odds a week",
            -10.0,
            -5.0,
            "a mentee ending a pair",
            "matches closed within a year 0.30 to 0.38 (STAR; Kupersmidt 2017); set to C12 and C21",
            center=-7.0,
        ),
        parameter(
            "end_surface",
            0.1,
            "log-odds",
            -0.6,
            0.8,
            "surface similarity",
            "likeness in race or ethnicity: longer matches, or not (Raposa 2019; sign unsettled)",
        ),
        parameter("end_rapport", 3.0, "log-odds per unit", 0.0, 6.0, "pairs with rapport last"),
        parameter(
            "end_support",
            0.8,
            "log-odds per full support",
            0.0,
            2.0,
            "pairs whose mentor is supported last",
            "ongoing support predicts match closure (study of 170 programs)",
        ),
        parameter("end_check_ins", 0.3, "log-odds", 0.0, 1.0, "pairs that are checked in on last"),
        parameter("end_missed", 0.4, "log-odds per missed week", 0.0, 1.0, "missed meetings end pairs"),
        parameter(
            "quit", -7.0, "log-odds a week", -9.0, -4.0, "a typical mentor quitting", CALIBRATED, center=-6.5
        ),
        parameter("quit_strain", 4.0, "log-odds per unit", 0.0, 8.0, "strained mentors quit"),
        parameter("quit_motivation", 2.0, "log-odds per unit", 0.0, 5.0, "motivated mentors stay"),
        parameter(
            "quit_performance",
            1.0,
            "log-odds per unit of results",
            -1.0,
            4.0,
            "mentors whose own studies go badly quit",
            SETTLED_SIGN,
        ),
        parameter("quit_support", 0.8, "log-odds per full support", 0.0, 2.0, "supported mentors stay"),
        parameter(
            "depart_belonging",
            3.0,
            "log-odds per unit",
            0.0,
            6.0,
            "leaving on belonging",
            "belonging predicts persistence (Gopalan and Brady 2020); set to C19",
            center=2.8,
        ),
        parameter(
            "depart_motivation",
            2.5,
            "log-odds per unit",
            0.0,
            6.0,
            "leaving on motivation",
            "retention and academic goals .34 (Robbins 2004)",
        ),
        parameter(
            "depart_performance",
            3.6,
            "log-odds per unit",
            0.0,
            10.0,
            "leaving on results",
            CALIBRATED,
            center=4.0,
        ),
        parameter("depart_friends", 0.15, "log-odds per unit of strength", 0.0, 0.6, "friends who left"),
    ),
)

CHECK_INS = Declaration(
    name="check_ins",
    meaning="surveys of pairs, and what is done about a low answer",
    after="endings",
    parameters=(
        parameter("check_in_non_response", 0.25, "share", 0.0, 0.7, "check-in surveys not answered"),
        parameter("check_in_noise", 0.15, "rapport SD", 0.03, 0.3, "error of a check-in survey"),
    ),
)
