"""The population parameters: who the students are and where they study; scenarios may differ in them.

Grades, departure and the worth of prior grades are set so that the control facts C01 to C06 of
``evidence/facts.csv`` are met without a program; for what no control fact tells, the source says so. A value
stands only here: scenarios take their defaults from it.
"""

from __future__ import annotations

from mentorsim.mechanisms.parameter import Parameter

_US = "US convention"
_GPA = "set to C02 and C03: mean GPA 2.6, 38.7 percent with 3.0 or more (NCES HSLS:09)"
_LEAVING = "set to C01 and C06: 18.3 percent not retained (NCES Digest 2024), half gone by term 2 (NSC 2025)"
_NETWORKS = "studies of student networks: 3 to 8 friends, clustering 0.2 to 0.4"
_MOTIVATION = "GPA and achievement motivation 0.30 (Robbins 2004)"
_RELIABILITY = "set to C04: a correlation of 0.53 with first-year GPA (College Board 2010, 2013)"
_UNKNOWN = "assumed; no control fact tells"
_CLASSES = "a choice of scale: classes suit the typical student"
_RECALLED = (_US, _NETWORKS, _MOTIVATION)
_SCALE = "on a scale of 0 to 1"


def _row(
    name: str, value: float, unit: str, low: float, high: float, meaning: str, source: str = _UNKNOWN
) -> Parameter:
    calibrated = source in (_GPA, _LEAVING, _RELIABILITY)
    status = "calibrated" if calibrated else "recalled" if source in _RECALLED else "assumed"
    return Parameter(name, value, unit, low, high, source, status, "population", meaning)


_GRADES = (
    _row("grade_scale", 4.0, "grade points", 1.0, 100.0, "top of the grade scale", _US),
    _row("pass_grade", 1.0, "grade points", 0.0, 2.5, "lowest grade that passes a course", _US),
    _row("good_grade", 3.0, "grade points", 2.0, 3.7, "gpa that counts as good", _US),
    _row("courses_per_term", 5.0, "courses", 1.0, 12.0, "courses that a typical student takes", _US),
    _row(
        "typical_grade", 2.98, "grade points", 2.3, 3.3, "typical student's grade in a completed course", _GPA
    ),
    _row("grade_slope", 0.42, "points of 4 per SD", 0.3, 0.9, "how much grades rise with skill", _GPA),
    _row("grade_spread", 0.65, "points of 4 (SD)", 0.2, 0.9, "noise of a single course", _GPA),
    _row(
        "grade_width", 1.0, "times", 0.1, 1.5, "how widely grades are spread, whatever it is that moves them"
    ),
    _row(
        "unfinished_share", 0.07, "share", 0.02, 0.2, "courses that a typical student does not complete", _GPA
    ),
    _row(
        "unfinished_marks",
        0.0,
        "share",
        0.0,
        0.8,
        "marks for a course not completed, as a share of what it would have been; 0: a zero",
    ),
    _row(
        "failed_marks",
        1.0,
        "share",
        0.0,
        1.0,
        "how much a failed course counts in the gpa, as a share of its grade; 0: a zero",
    ),
    _row(
        "top_grade_at",
        1.0,
        "share of the scale",
        0.8,
        1.3,
        "result from which on the top grade is given; above 1, grades near the top are harder to get",
    ),
    _row(
        "dropped_at_midterm",
        0.0,
        "share",
        0.0,
        0.3,
        "courses that a typical student drops at each midterm, without a grade",
    ),
    _row(
        "dropped_before_exams",
        0.0,
        "share",
        0.0,
        0.3,
        "courses whose exam a typical student does not register for, without a grade",
    ),
    _row("teaching_level", 0.0, "SD of skill", -1.0, 1.0, "level that classes are taught at", _CLASSES),
    _row("attendance", 0.85, "share", 0.6, 0.95, "classes that a typical student attends"),
)

_DEPARTURE = (
    _row(
        "weekly_departure", 0.0009, "probability a week", 0.0005, 0.01, "leaving in a typical week", _LEAVING
    ),
    _row("term_departure", 0.0185, "probability", 0.005, 0.12, "not re-enrolling between terms", _LEAVING),
    _row(
        "summer_departure", 0.022, "probability", 0.01, 0.25, "not re-enrolling after the last term", _LEAVING
    ),
    _row(
        "upper_year_departure", 0.35, "odds ratio", 0.15, 0.8, "departure of upper-years against first-years"
    ),
    _row(
        "departure_timing",
        0.5,
        "log-odds",
        -1.5,
        1.5,
        "how much departure rises toward term ends; below 0 it falls",
    ),
    _row(
        "departure_trend",
        0.0,
        "log-odds",
        -1.5,
        1.5,
        "how much departure in term weeks rises over the whole calendar; below 0 it falls",
    ),
    _row(
        "staying_on_prior_grade",
        0.0,
        "log-odds per SD",
        -0.5,
        2.0,
        "staying with prior grades, beside what skill and results do: what goes with them unseen",
    ),
)

_TRAITS = (
    _row("skill_motivation", 0.25, "correlation", 0.1, 0.45, "skill and motivation at entry", _MOTIVATION),
    _row("skill_belonging", 0.1, "correlation", 0.0, 0.25, "skill and belonging at entry"),
    _row("motivation_belonging", 0.35, "correlation", 0.15, 0.55, "motivation and belonging at entry"),
    _row("communication_belonging", 0.3, "correlation", 0.1, 0.5, "communication and belonging at entry"),
    _row("belonging_mean", 0.6, _SCALE, 0.45, 0.75, "mean belonging at entry"),
    _row("belonging_sd", 0.15, _SCALE, 0.08, 0.25, "spread (SD) of belonging at entry"),
    _row("motivation_mean", 0.6, _SCALE, 0.45, 0.75, "mean motivation at entry"),
    _row("motivation_sd", 0.15, _SCALE, 0.08, 0.25, "spread (SD) of motivation at entry"),
    _row("communication_mean", 0.5, _SCALE, 0.35, 0.65, "mean communication at entry"),
    _row("communication_sd", 0.15, _SCALE, 0.08, 0.25, "spread (SD) of communication at entry"),
    _row("upper_year_skill", 0.3, "SD", 0.0, 1.0, "skill that upper-years are ahead of first-years"),
    _row("prior_grade_reliability", 0.65, "reliability", 0.5, 0.95, "how truly it shows skill", _RELIABILITY),
    _row("values_background", 0.1, "share of variance", 0.0, 0.4, "values that go with attributes and field"),
    _row("survey_noise", 0.5, "SD", 0.2, 1.0, "error of survey answers"),
    _row("survey_non_response", 0.15, "share", 0.0, 0.5, "survey answers that are missing"),
)

_FRIENDSHIPS = (
    _row("mean_degree", 5.0, "friends", 3.0, 8.0, "friends of a typical student", _NETWORKS),
    _row("clustering", 0.3, "share", 0.2, 0.4, "friends of a student who are friends themselves", _NETWORKS),
)

POPULATION: tuple[Parameter, ...] = (*_GRADES, *_DEPARTURE, *_TRAITS, *_FRIENDSHIPS)

#: The population's rows by name.
POPULATION_ROWS: dict[str, Parameter] = {row.name: row for row in POPULATION}
