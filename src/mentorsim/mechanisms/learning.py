"""What studying, help and learning own."""

from __future__ import annotations

from mentorsim.mechanisms.column import Column
from mentorsim.mechanisms.declaration import Declaration
from mentorsim.mechanisms.rows import (
    CALIBRATED,
    SETTLED_SIGN,
    amount,
    count,
    parameter,
    share,
    weekly_sum,
)

STUDY = Declaration(
    name="study",
    meaning="attendance, effort and classes",
    after="meetings",
    columns=(
        share("attendance", "classes attended last week of a term"),
        Column("effort", "times the usual", "effort in the last week of a term", 0.0, 2.5),
        amount("term_attendance", "weeks", "attendance summed over the term"),
        amount("term_effort", "weeks", "effort summed over the term"),
        amount("attendance_sum", "weeks", "attendance summed since the start"),
        count("term_weeks", "weeks", "weeks in school of the term"),
        count("attendance_weeks", "weeks", "weeks in school since the start"),
        weekly_sum("class_gain", "SD", "skill from classes"),
        weekly_sum("class_level", "SD", "level that classes are taught at"),
    ),
    parameters=(
        parameter("attendance_motivation", 3.0, "log-odds per unit", 0.0, 6.0, "attendance on motivation"),
        parameter("attendance_belonging", 1.5, "log-odds per unit", 0.0, 4.0, "attendance on belonging"),
        parameter(
            "attendance_accountability", 0.4, "log-odds per unit", 0.0, 1.5, "attendance on accountability"
        ),
        parameter(
            "attendance_strategy",
            0.8,
            "log-odds per unit",
            0.0,
            2.0,
            "attendance on study strategy",
            CALIBRATED,
            center=0.6,
        ),
        parameter("attendance_noise", 0.5, "log-odds SD", 0.1, 1.0, "week-to-week noise in attendance"),
        parameter("effort_motivation", 0.8, "share per unit", 0.0, 2.0, "effort on motivation"),
        parameter("effort_belonging", 0.3, "share per unit", 0.0, 1.0, "effort on belonging"),
        parameter("effort_accountability", 0.1, "share per unit", 0.0, 0.4, "effort on accountability"),
        parameter(
            "effort_strategy",
            0.8,
            "share per unit",
            0.0,
            1.0,
            "effort on study strategy",
            CALIBRATED,
            center=0.5,
        ),
        parameter(
            "mentor_time", 0.02, "share per hour", 0.0, 0.08, "study time that an hour of mentoring takes"
        ),
        parameter("effort_noise", 0.2, "share SD", 0.05, 0.4, "week-to-week noise in effort"),
        parameter(
            "class_rate",
            0.012,
            "SD a week",
            0.0,
            0.03,
            "skill learned in a week of full attendance and usual effort",
        ),
        parameter(
            "teacher_adjusts",
            0.3,
            "share",
            0.0,
            1.0,
            "how far a section is taught at its own mean level, where there are sections",
        ),
        parameter(
            "distance_weight", 0.3, "share", 0.0, 1.0, "learning lost when taught far from one's level"
        ),
        parameter("distance_width", 2.0, "SD", 1.0, 4.0, "distance at which that loss is complete"),
        parameter(
            "break_decay", 0.02, "share a week", 0.0, 0.06, "skill gained since entry that a break week takes"
        ),
    ),
)

HELP_AND_LEARNING = Declaration(
    name="help_and_learning",
    meaning="help, learning by teaching, and the skill that comes of all",
    after="study",
    columns=(
        Column("skill", "SD", "academic skill; first-years have mean 0 and SD 1 at entry", -6.0, 6.0),
        share("strategy", "knowing how to study"),
        weekly_sum("tutoring_gain", "SD", "skill from tutoring"),
        weekly_sum("guidance", "hours", "guidance, weighted by its quality"),
        weekly_sum("teaching_hours", "hours", "hours of teaching others"),
    ),
    parameters=(
        parameter(
            "eta",
            0.017,
            "SD an hour",
            0.002,
            0.04,
            "skill from an hour of tutoring at the best distance and quality 1",
            "tutoring 0.29 to 0.40 SD (Cohen 1982, Rohrbeck 2003, Nickow 2023); set to C09",
            center=0.011,
        ),
        parameter("delta", 1.0, "SD", 0.4, 2.5, "distance in skill at which help teaches most"),
        parameter("quality_base", 0.7, "quality", 0.3, 1.2, "help by an untrained mentor"),
        parameter(
            "quality_training",
            0.6,
            "quality per full training",
            0.0,
            1.5,
            "trained mentors help better, in what they were trained for",
        ),
        parameter(
            "quality_preparation",
            0.2,
            "quality per full preparation",
            0.0,
            0.8,
            "prepared mentors help better",
        ),
        parameter(
            "quality_communication",
            0.5,
            "quality per unit",
            0.0,
            1.5,
            "help is better from who communicates well",
        ),
        parameter(
            "quality_stake",
            0.2,
            "quality per unit",
            0.0,
            0.8,
            "help is better from who cares for the mentee's progress",
        ),
        parameter(
            "reward_stake",
            0.4,
            "stake per unit of reward",
            -0.5,
            1.5,
            "a reward for progress gives the mentor a stake",
            SETTLED_SIGN,
        ),
        parameter(
            "guidance_rate",
            0.2,
            "share of the way to 1 an hour",
            0.0,
            0.4,
            "study strategy learned from an hour of guidance",
            CALIBRATED,
            center=0.1,
        ),
        parameter("strategy_fade", 0.02, "share a week", 0.0, 0.1, "study strategy forgotten"),
        parameter(
            "together_rate", 0.006, "SD a week", 0.0, 0.02, "most that studying together gives in a week"
        ),
        parameter("together_half", 1.0, "partners", 0.3, 4.0, "partners that give half of it"),
        parameter(
            "fellow_help",
            0.03,
            "share of a mentor's",
            0.0,
            0.1,
            "help by a fellow member who has no reason to give it",
        ),
        parameter(
            "fellow_friend",
            0.2,
            "share of a mentor's per unit of strength",
            0.0,
            0.8,
            "help by a fellow member who is a friend",
        ),
        parameter(
            "fellow_stake",
            0.4,
            "share of a mentor's per unit of joint reward",
            0.0,
            1.0,
            "help by a fellow member who is rewarded for one's progress",
        ),
        parameter(
            "phi",
            1.6,
            "relative to eta",
            0.0,
            2.0,
            "what an hour of prepared teaching gives the teacher",
            "learning by teaching 0.35 to 0.56 (Kobayashi); set to C10",
            center=1.0,
        ),
        parameter(
            "teaching_half",
            4.0,
            "hours a week",
            1.0,
            10.0,
            "teaching hours at which the gain has halved its slope",
        ),
    ),
)
