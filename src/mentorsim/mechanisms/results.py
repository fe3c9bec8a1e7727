"""What registration and assessment own."""

from __future__ import annotations

from mentorsim.mechanisms.declaration import Declaration
from mentorsim.mechanisms.rows import (
    CALIBRATED,
    amount,
    count,
    parameter,
    share,
)

REGISTRATION = Declaration(
    name="registration",
    meaning="courses of the term, in its first week",
    before="peer_influence",
    columns=(
        count("registered", "courses", "courses registered this term"),
        count("courses_attempted", "courses", "courses registered since the start"),
    ),
    parameters=(
        parameter("register_motivation", 0.2, "share per unit", 0.0, 0.6, "courses registered on motivation"),
        parameter(
            "register_strategy", 0.05, "share per unit", 0.0, 0.2, "courses registered on study strategy"
        ),
        parameter(
            "drop_motivation", 3.0, "log-odds per unit", 0.0, 6.0, "courses dropped with less motivation"
        ),
        parameter("register_noise", 0.4, "courses SD", 0.1, 1.0, "noise of course registration"),
    ),
)

ASSESSMENT = Declaration(
    name="assessment",
    meaning="midterm results and grades, in assessment weeks",
    after="mentor_strain",
    columns=(
        share("performance", "last results, as a share of the grade scale"),
        amount("grade_points", "grade points", "sum of course grades"),
        count("credits", "courses", "courses passed"),
    ),
    parameters=(
        parameter(
            "grade_effort", 0.2, "share of the scale", 0.0, 0.3, "grades on effort", CALIBRATED, center=0.15
        ),
        parameter("grade_attendance", 0.3, "share of the scale", 0.0, 0.8, "grades on attendance"),
        parameter(
            "unfinished_motivation", 3.0, "log-odds per unit", 0.0, 6.0, "courses not completed on motivation"
        ),
        parameter(
            "unfinished_attendance", 4.0, "log-odds per unit", 0.0, 8.0, "courses not completed on attendance"
        ),
        parameter(
            "unfinished_skill",
            0.6,
            "log-odds per SD",
            0.0,
            1.5,
            "courses not completed on skill",
            CALIBRATED,
            center=0.5,
        ),
    ),
)
