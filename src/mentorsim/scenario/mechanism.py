"""The mechanism parameters: how people and help work, one value everywhere.

Their meaning is defined by the equations in ``docs/odd.md``. A row with a ``center`` was moved from there by
calibration to published effects; about the others the facts say too little, and they stand at their prior's
centers. A value whose sign is unsettled has a range that spans zero.
"""

from __future__ import annotations

from mentorsim.scenario.parameter import Parameter

_ASSUMED = "assumed; the prior's center"
_SETTLED_SIGN = "sign unsettled; prior center"
_CONVENTION = "convention of the model"
_CALIBRATED = "near the posterior's center: calibrated to the facts in docs/evidence.md"


def _row(
    name: str,
    value: float,
    unit: str,
    low: float,
    high: float,
    meaning: str,
    source: str = _ASSUMED,
    center: float | None = None,
) -> Parameter:
    status = "calibrated" if center is not None else "recalled" if "(" in source else "assumed"
    return Parameter(
        name=name,
        value=value,
        unit=unit,
        low=low,
        high=high,
        source=source,
        status=status,
        tag="mechanism",
        meaning=meaning,
        center=center,
        is_convention=source == _CONVENTION,
    )


# fmt: off
_TAKE_UP = (
    _row("take_up", -0.4, "log-odds", -3.0, 2.0, "accepting an offered place, typical student",
        "take-up of an offer about 40 percent (program reports)"),
    _row("take_up_proactive", 1.2, "log-odds", 0.0, 3.0, "more when the place is assigned unless declined"),
    _row("take_up_need", 0.2, "log-odds per SD", -1.0, 1.0, "more with less skill", _SETTLED_SIGN),
    _row("take_up_motivation", 1.5, "log-odds per unit", -4.0, 4.0, "more with motivation", _SETTLED_SIGN),
    _row("take_up_belonging", 0.5, "log-odds per unit", -3.0, 3.0, "more with less belonging", _SETTLED_SIGN),
    _row("volunteer_prosociality", 3.0, "noise SD per unit", 0.0, 6.0,
        "prosocial upper-years volunteer first"),
    _row("volunteer_grade", 0.5, "noise SD per SD", 0.0, 2.0,
        "upper-years with better grades volunteer first"),
)

_TRAINING = (
    _row("training_half", 6.0, "hours", 1.0, 20.0, "hours on a topic that give half of its full effect"),
    _row("training_communication", 0.15, "share of the way to 1", 0.0, 0.4,
        "listening training on communication"),
    _row("training_strategy", 0.2, "share of the way to 1", 0.0, 0.5,
        "mentees' study-skills training on strategy"),
    _row("preparation_half", 0.5, "hours per meeting", 0.1, 2.0,
        "preparation that gives half of its full effect"),
    _row("support_half", 1.0, "hours per month", 0.2, 5.0,
        "mentor support that gives half of its full effect"),
)

_SHOWING_UP = (
    _row("show_mentee", 1.6, "log-odds", -1.0, 3.0, "a mentee coming to a planned meeting",
        _CALIBRATED, center=1.2),
    _row("show_mentor", 2.5, "log-odds", 0.0, 4.0, "a mentor coming to a planned meeting",
        _CALIBRATED, center=2.2),
    _row("show_motivation", 3.0, "log-odds per unit", 0.0, 6.0, "more with motivation"),
    _row("show_rapport", 2.0, "log-odds per unit", 0.0, 5.0, "more with rapport",
        "interaction frequency and support 0.25 (Eby 2013)"),
    _row("show_check_ins", 1.5, "log-odds per check-in a week", 0.0, 4.0, "more when somebody checks in"),
    _row("show_reward", 0.5, "log-odds per unit of reward", -0.5, 1.5, "more when meetings are rewarded"),
    _row("show_asking", 0.6, "log-odds per full training", 0.0, 1.5,
        "more when mentees are trained to ask for help"),
    _row("show_load", 0.8, "log-odds, if all is overload", 0.0, 3.0, "mentors come less when overloaded"),
    _row("show_strain", 1.5, "log-odds per unit", 0.0, 4.0, "strained mentors come less"),
    _row("capacity", 4.0, "meetings a week", 2.0, 10.0, "what a mentor carries without dilution",
        "loads of 5 to 30 mentees seen (program reports)"),
    _row("gamma", 0.5, "exponent", 0.0, 1.5, "how fast help is diluted beyond capacity"),
    _row("group_load_share", 0.4, "share", 0.0, 1.0,
        "what each further member of a group adds to the load of one"),
    _row("contact_any", 0.4, "share", 0.0, 1.0,
        "what an hour that is not social gives to belonging, relative to a social one"),
    _row("fellow_contact", 0.15, "hours per hour", 0.0, 0.5,
        "contact with fellow members in a group session"),
    _row("accountability_keep", 0.7, "share per week", 0.3, 0.95, "how long being expected lasts"),
    _row("accountability_meeting", 0.8, "share", 0.2, 1.0, "being expected after a meeting"),
    _row("accountability_check_ins", 0.8, "share per check-in a week", 0.0, 2.0,
        "being expected because of check-ins"),
    _row("accountability_reward", 0.2, "share per unit of reward", -0.2, 0.6,
        "being expected because of a reward"),
)

_STUDY = (
    _row("attendance_motivation", 3.0, "log-odds per unit", 0.0, 6.0, "attendance on motivation"),
    _row("attendance_belonging", 1.5, "log-odds per unit", 0.0, 4.0, "attendance on belonging"),
    _row("attendance_accountability", 0.4, "log-odds per unit", 0.0, 1.5, "attendance on accountability"),
    _row("attendance_strategy", 0.5, "log-odds per unit", 0.0, 2.0, "attendance on study strategy"),
    _row("attendance_noise", 0.5, "log-odds SD", 0.1, 1.0, "week-to-week luck of attendance"),
    _row("effort_motivation", 0.8, "share per unit", 0.0, 2.0, "effort on motivation"),
    _row("effort_belonging", 0.3, "share per unit", 0.0, 1.0, "effort on belonging"),
    _row("effort_accountability", 0.1, "share per unit", 0.0, 0.4, "effort on accountability"),
    _row("effort_strategy", 0.3, "share per unit", 0.0, 1.0, "effort on study strategy"),
    _row("mentor_time", 0.02, "share per hour", 0.0, 0.08, "study time that an hour of mentoring takes"),
    _row("effort_noise", 0.2, "share SD", 0.05, 0.4, "week-to-week luck of effort"),
    _row("class_rate", 0.012, "SD a week", 0.0, 0.03,
        "skill learned in a week of full attendance and usual effort"),
    _row("teacher_adjusts", 0.3, "share", 0.0, 1.0,
        "how far a section is taught at its own mean level, where there are sections"),
    _row("distance_weight", 0.3, "share", 0.0, 1.0, "learning lost when taught far from one's level"),
    _row("distance_width", 2.0, "SD", 1.0, 4.0, "distance at which that loss is complete"),
    _row("break_decay", 0.02, "share a week", 0.0, 0.06, "skill gained since entry that a break week takes"),
)

_HELP = (
    _row("eta", 0.012, "SD an hour", 0.002, 0.04,
        "skill from an hour of tutoring at the best distance and quality 1",
        "tutoring 0.29 to 0.40 SD (Cohen 1982, Rohrbeck 2003, Nickow 2023); set to C09", center=0.011),
    _row("delta", 1.0, "SD", 0.4, 2.5, "distance in skill at which help teaches most"),
    _row("quality_base", 0.7, "quality", 0.3, 1.2, "help by an untrained mentor"),
    _row("quality_training", 0.6, "quality per full training", 0.0, 1.5,
        "trained mentors help better, in what they were trained for"),
    _row("quality_preparation", 0.2, "quality per full preparation", 0.0, 0.8,
        "prepared mentors help better"),
    _row("quality_rapport", 0.5, "quality per unit", 0.0, 1.5, "help is better with rapport"),
    _row("quality_communication", 0.5, "quality per unit", 0.0, 1.5,
        "help is better from who communicates well"),
    _row("quality_stake", 0.2, "quality per unit", 0.0, 0.8,
        "help is better from who cares for the mentee's progress"),
    _row("reward_stake", 0.4, "stake per unit of reward", -0.5, 1.5,
        "a reward for progress gives the mentor a stake", _SETTLED_SIGN),
    _row("guidance_rate", 0.05, "share of the way to 1 an hour", 0.0, 0.15,
        "study strategy learned from an hour of guidance"),
    _row("strategy_fade", 0.02, "share a week", 0.0, 0.1, "study strategy forgotten"),
    _row("together_rate", 0.006, "SD a week", 0.0, 0.02, "most that studying together gives in a week"),
    _row("together_half", 1.0, "partners", 0.3, 4.0, "partners that give half of it"),
    _row("fellow_weight", 0.5, "partners per hour", 0.0, 2.0, "a fellow group member as a study partner"),
    _row("phi", 1.6, "relative to eta", 0.0, 2.0, "what an hour of prepared teaching gives the teacher",
        "learning by teaching 0.35 to 0.56 (Kobayashi); set to C10", center=1.0),
    _row("teaching_half", 4.0, "hours a week", 1.0, 10.0,
        "teaching hours at which the gain has halved its slope"),
)

_COMMUNICATION_AND_RAPPORT = (
    _row("communication_rate", 0.01, "share of the way to 1 an hour", 0.0, 0.04,
        "communication learned in contact"),
    _row("rapport_start", 0.4, "rapport", 0.2, 0.6, "rapport of a new pair"),
    _row("rapport_base", 0.4, "log-odds", -1.0, 1.5, "rapport that a typical pair tends to"),
    _row("rapport_deep", 0.5, "log-odds per SD", 0.2, 0.9, "deep-level similarity",
        "correlation with relationship quality 0.38 to 0.59 (Eby 2013)"),
    _row("rapport_surface", 0.0, "log-odds", -0.6, 0.6, "surface similarity", _SETTLED_SIGN),
    _row("rapport_chemistry", 0.8, "log-odds SD", 0.3, 1.5, "what nobody can foresee in a pair"),
    _row("rapport_rate", 0.15, "share an hour", 0.03, 0.4, "how fast rapport comes"),
    _row("rapport_communication", 0.8, "log-odds per unit", 0.0, 2.0, "two who communicate well"),
    _row("rapport_training", 0.5, "log-odds per full training", 0.0, 1.5,
        "mentors trained in relationship building"),
    _row("rapport_fade", 0.04, "share a missed week", 0.0, 0.15, "rapport lost by a missed meeting"),
    _row("coaching_effect", 0.5, "log-odds", 0.0, 1.5, "a pair coached after a check-in"),
)

_FRIENDSHIPS = (
    _row("affinity_base", 0.45, "strength", 0.3, 0.7, "strength that a typical friendship tends to"),
    _row("affinity_surface", 0.1, "strength", -0.2, 0.4, "surface similarity", _SETTLED_SIGN),
    _row("affinity_deep", 0.08, "strength per SD", 0.0, 0.2, "deep-level similarity"),
    _row("affinity_noise", 0.2, "strength SD", 0.05, 0.35, "what nobody can foresee in a friendship"),
    _row("friendship_rate", 0.1, "share a week", 0.02, 0.3, "how fast a friendship grows or fades"),
    _row("break_contact", 0.6, "share", 0.2, 1.0, "contact of friends in a break"),
    _row("friendship_floor", 0.1, "strength", 0.05, 0.2, "below this it is over", _CONVENTION),
    _row("friendship_start", 0.3, "strength", 0.15, 0.5, "strength of a new friendship", _CONVENTION),
    _row("encounter_rate", 0.25, "encounters a week", 0.05, 0.8, "how often somebody new is met"),
    _row("entry_burst", 3.0, "times", 0.0, 10.0, "more encounters at entry",
        "ties burst at entry (network studies)"),
    _row("burst_weeks", 4.0, "weeks", 1.0, 12.0, "how long that lasts"),
    _row("venue_mentor", 0.25, "share", 0.0, 0.3, "encounters through the mentor"),
    _row("venue_group", 0.2, "share", 0.0, 0.3, "encounters in the group"),
    _row("venue_friend", 0.25, "share", 0.0, 0.3, "encounters through a friend",
        "clustering 0.2 to 0.4 (friendship networks)"),
    _row("venue_section", 0.3, "share", 0.0, 0.6, "encounters in the own section, where there are sections"),
    _row("venue_major", 0.1, "share", 0.0, 0.1, "encounters within the major"),
    _row("befriend", -0.3, "log-odds", -3.0, 2.0, "becoming friends with whom one meets"),
    _row("befriend_surface", 1.0, "log-odds", -0.5, 2.5, "surface similarity", _SETTLED_SIGN),
    _row("befriend_deep", 0.4, "log-odds per SD", 0.0, 1.0, "deep-level similarity"),
    _row("befriend_role", 1.0, "log-odds", 0.0, 3.0, "first-years and upper-years less"),
    _row("befriend_communication", 1.0, "log-odds per unit", 0.0, 3.0, "two who communicate well"),
    _row("befriend_crowded", 0.25, "log-odds per unit of strength", 0.0, 0.6,
        "who has friends looks for fewer"),
)

_BELONGING_AND_MOTIVATION = (
    _row("belonging_rate", 0.08, "share a week", 0.02, 0.25, "how fast belonging moves"),
    _row("belonging_drift", 0.05, "belonging", 0.0, 0.2, "decline without ties",
        "belonging declines over the first year (Gopalan and Brady 2020)"),
    _row("belonging_friends", 0.3, "belonging", 0.0, 0.8, "friendships"),
    _row("friends_half", 2.0, "summed strength", 0.5, 5.0, "friendships that give half of it"),
    _row("belonging_contact", 0.15, "belonging", 0.0, 0.4, "mentoring contact weighted by rapport"),
    _row("contact_half", 0.5, "hours weighted by rapport", 0.1, 2.0, "contact that gives half of it"),
    _row("belonging_alike", 0.05, "belonging", -0.1, 0.2, "meeting people like oneself", _SETTLED_SIGN),
    _row("alike_half", 0.3, "share", 0.05, 1.0, "share of people like oneself that gives half of it"),
    _row("belonging_noise", 0.02, "belonging SD a week", 0.0, 0.06, "week-to-week luck of belonging"),
    _row("lambda_failed", 0.03, "belonging", -0.03, 0.09, "a match that fails unannounced", _SETTLED_SIGN),
    _row("standard_mix", 0.6, "share", 0.0, 1.0,
        "own results judged by an absolute standard rather than by friends'"),
    _row("motivation_rate", 0.08, "share a week", 0.02, 0.25, "how fast motivation moves"),
    _row("motivation_drift", 0.02, "motivation", 0.0, 0.1, "decline over the year"),
    _row("motivation_competence", 0.5, "per unit of results", 0.0, 1.5, "competence",
        "GPA and self-efficacy 0.50 (Robbins 2004)"),
    _row("motivation_autonomy", 0.25, "per unit of strategy", 0.0, 0.6, "autonomy"),
    _row("motivation_relatedness", 0.2, "per unit of belonging", 0.0, 0.6, "relatedness"),
    _row("motivation_accountability", 0.08, "per unit", 0.0, 0.2, "accountability to a partner"),
    _row("motivation_reminder", 0.01, "per week reminded", -0.03, 0.05, "one-way contact", _SETTLED_SIGN),
    _row("motivation_reward", 0.02, "per unit of reward", -0.04, 0.08, "a reward for progress",
        _SETTLED_SIGN),
    _row("motivation_strain", 0.2, "per unit of strain", 0.0, 0.5, "mentor strain"),
    _row("motivation_friends", 0.01, "share a week", 0.0, 0.05, "friends' motivation"),
    _row("motivation_noise", 0.02, "motivation SD a week", 0.0, 0.06, "week-to-week luck of motivation"),
    _row("strain_support", 0.5, "share", 0.0, 1.0, "pressure that full mentor support takes off"),
    _row("strain_self_care", 0.4, "share", 0.0, 1.0, "pressure that full self-care training takes off"),
    _row("strain_free", 0.5, "share of capacity", 0.0, 1.0, "load that costs nothing"),
    _row("strain_rate", 0.1, "share a week", 0.02, 0.3, "how fast strain comes"),
)

_RESULTS_AND_ENDINGS = (
    _row("register_motivation", 0.2, "share per unit", 0.0, 0.6, "courses registered on motivation"),
    _row("register_strategy", 0.05, "share per unit", 0.0, 0.2, "courses registered on study strategy"),
    _row("drop_motivation", 3.0, "log-odds per unit", 0.0, 6.0, "courses dropped with less motivation"),
    _row("register_noise", 0.4, "courses SD", 0.1, 1.0, "luck of course registration"),
    _row("grade_effort", 0.12, "share of the scale", 0.0, 0.3, "grades on effort"),
    _row("grade_attendance", 0.3, "share of the scale", 0.0, 0.8, "grades on attendance"),
    _row("unfinished_motivation", 3.0, "log-odds per unit", 0.0, 6.0, "courses not completed on motivation"),
    _row("unfinished_attendance", 4.0, "log-odds per unit", 0.0, 8.0, "courses not completed on attendance"),
    _row("unfinished_skill", 0.6, "log-odds per SD", 0.0, 1.5, "courses not completed on skill",
        _CALIBRATED, center=0.5),
    _row("end", -6.2, "log-odds a week", -8.0, -3.0, "a typical pair ending",
        "matches closed within a year 0.30 to 0.38 (STAR; Kupersmidt 2017); set to C12", center=-5.2),
    _row("end_rapport", 3.0, "log-odds per unit", 0.0, 6.0, "pairs with rapport last"),
    _row("end_support", 0.8, "log-odds per full support", 0.0, 2.0, "pairs whose mentor is supported last",
        "ongoing support predicts match closure (study of 170 programs)"),
    _row("end_check_ins", 0.3, "log-odds", 0.0, 1.0, "pairs that are checked in on last"),
    _row("end_missed", 0.4, "log-odds per missed week", 0.0, 1.0, "missed meetings end pairs"),
    _row("end_load", 0.3, "log-odds, if all is overload", 0.0, 1.5, "overloaded mentors lose pairs"),
    _row("quit", -7.0, "log-odds a week", -9.0, -4.0, "a typical mentor quitting",
        _CALIBRATED, center=-6.5),
    _row("quit_strain", 4.0, "log-odds per unit", 0.0, 8.0, "strained mentors quit"),
    _row("quit_motivation", 2.0, "log-odds per unit", 0.0, 5.0, "motivated mentors stay"),
    _row("quit_support", 0.8, "log-odds per full support", 0.0, 2.0, "supported mentors stay"),
    _row("depart_belonging", 2.5, "log-odds per unit", 0.0, 6.0, "leaving on belonging",
        "belonging predicts persistence (Gopalan and Brady 2020)"),
    _row("depart_motivation", 2.5, "log-odds per unit", 0.0, 6.0, "leaving on motivation",
        "retention and academic goals .34 (Robbins 2004)"),
    _row("depart_performance", 3.6, "log-odds per unit", 0.0, 10.0, "leaving on results",
        _CALIBRATED, center=4.0),
    _row("depart_friends", 0.15, "log-odds per unit of strength", 0.0, 0.6, "friends who left"),
    _row("check_in_non_response", 0.25, "share", 0.0, 0.7, "check-in surveys not answered"),
    _row("check_in_noise", 0.15, "rapport SD", 0.03, 0.3, "error of a check-in survey"),
)
# fmt: on

MECHANISM: tuple[Parameter, ...] = (
    *_TAKE_UP,
    *_TRAINING,
    *_SHOWING_UP,
    *_STUDY,
    *_HELP,
    *_COMMUNICATION_AND_RAPPORT,
    *_FRIENDSHIPS,
    *_BELONGING_AND_MOTIVATION,
    *_RESULTS_AND_ENDINGS,
)
