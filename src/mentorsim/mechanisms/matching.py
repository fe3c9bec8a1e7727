"""What matching owns: who takes part, what training gives, who has whom."""

from __future__ import annotations

from mentorsim.mechanisms.declaration import Declaration
from mentorsim.mechanisms.rows import (
    CALIBRATED,
    NOBODY,
    SETTLED_SIGN,
    count,
    parameter,
    participation,
)

MATCHING = Declaration(
    name="matching",
    meaning="asking who takes part, training, and matching; in Python, before a week",
    columns=(
        count("group", "group", "own mentoring group; -1: none", NOBODY),
        participation("recruited", "flag", "mentors: was recruited and trained"),
        participation("status", "code", "0: not offered, 1: declined, 2: accepted, 3: matched"),
        participation("active_ties", "ties", "active mentoring ties as a mentee"),
        participation("first_week", "week", "week of the first match; -1: none", NOBODY),
        participation("lower", "flag", "has a prior grade below the mean of the own group"),
        participation("rematch_week", "week", "week from which a new match is due; -1: none", NOBODY),
    ),
    parameters=(
        parameter(
            "take_up",
            -0.4,
            "log-odds",
            -3.0,
            2.0,
            "accepting an offered place, typical student",
            "take-up of an offer about 40 percent (program reports)",
        ),
        parameter(
            "take_up_proactive",
            1.6,
            "log-odds",
            0.0,
            3.0,
            "more when the place is assigned unless declined",
            CALIBRATED,
            center=1.4,
        ),
        parameter("take_up_need", 0.2, "log-odds per SD", -1.0, 1.0, "more with less skill", SETTLED_SIGN),
        parameter(
            "take_up_motivation", 1.5, "log-odds per unit", -4.0, 4.0, "more with motivation", SETTLED_SIGN
        ),
        parameter(
            "take_up_belonging", 0.5, "log-odds per unit", -3.0, 3.0, "more with less belonging", SETTLED_SIGN
        ),
        parameter(
            "volunteer_prosociality",
            3.0,
            "noise SD per unit",
            0.0,
            6.0,
            "prosocial upper-years volunteer first",
        ),
        parameter(
            "volunteer_grade",
            0.5,
            "noise SD per SD",
            0.0,
            2.0,
            "upper-years with better grades volunteer first",
        ),
        parameter(
            "training_half", 6.0, "hours", 1.0, 20.0, "hours on a topic that give half of its full effect"
        ),
        parameter(
            "training_communication",
            0.15,
            "share of the way to 1",
            0.0,
            0.4,
            "listening training on communication",
        ),
        parameter(
            "training_strategy",
            0.2,
            "share of the way to 1",
            0.0,
            0.5,
            "mentees' study-skills training on strategy",
        ),
        parameter(
            "preparation_half",
            0.5,
            "hours per meeting",
            0.1,
            2.0,
            "preparation that gives half of its full effect",
        ),
        parameter(
            "support_half",
            1.0,
            "hours per month",
            0.2,
            5.0,
            "mentor support that gives half of its full effect",
        ),
    ),
)
