"""The rows of every block by name: numbers for kernels, and classes for readers.

Written by ``python -m mentorsim.dynamics.generate``: change what that reads, not this file.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from mentorsim.dynamics.columns import Floats, Integers, Keys

DISCRETE_TRAITS = (
    "role",
    "major",
)
ROLE = 0
MAJOR = 1

TRAITS = (
    "sociability",
    "prosociality",
    "study_habits",
    "skill_at_entry",
    "belonging_at_entry",
    "motivation_at_entry",
    "few",
    "value_1",
    "value_2",
    "value_3",
)
SOCIABILITY = 0
PROSOCIALITY = 1
STUDY_HABITS = 2
SKILL_AT_ENTRY = 3
BELONGING_AT_ENTRY = 4
MOTIVATION_AT_ENTRY = 5
FEW = 6
VALUE_1 = 7
VALUE_2 = 8
VALUE_3 = 9

STATE = (
    "accountability",
    "mentor_hours",
    "mentoring_hours",
    "attendance",
    "effort",
    "term_attendance",
    "term_effort",
    "attendance_sum",
    "skill",
    "strategy",
    "communication",
    "belonging",
    "failed_ends",
    "ending_trace",
    "motivation",
    "strain",
    "performance",
    "grade_points",
)
ACCOUNTABILITY = 0
MENTOR_HOURS = 1
MENTORING_HOURS = 2
ATTENDANCE = 3
EFFORT = 4
TERM_ATTENDANCE = 5
TERM_EFFORT = 6
ATTENDANCE_SUM = 7
SKILL = 8
STRATEGY = 9
COMMUNICATION = 10
BELONGING = 11
FAILED_ENDS = 12
ENDING_TRACE = 13
MOTIVATION = 14
STRAIN = 15
PERFORMANCE = 16
GRADE_POINTS = 17

DISCRETE_STATE = (
    "group",
    "meetings",
    "term_weeks",
    "attendance_weeks",
    "registered",
    "courses_attempted",
    "credits",
    "enrolled",
    "left_week",
)
GROUP = 0
MEETINGS = 1
TERM_WEEKS = 2
ATTENDANCE_WEEKS = 3
REGISTERED = 4
COURSES_ATTEMPTED = 5
CREDITS = 6
ENROLLED = 7
LEFT_WEEK = 8

WEEKLY_SUMS = (
    "friend_strength",
    "friend_motivation",
    "friend_alike",
    "friends_left",
    "together",
    "load",
    "dilution",
    "closeness_sum",
    "standing",
    "held",
    "contact",
    "expected",
    "hours_as_mentor",
    "fellow_hours",
    "fellow_strength",
    "fellow_pull",
    "class_gain",
    "class_level",
    "tutoring_gain",
    "guidance",
    "teaching_hours",
    "practice",
)
FRIEND_STRENGTH = 0
FRIEND_MOTIVATION = 1
FRIEND_ALIKE = 2
FRIENDS_LEFT = 3
TOGETHER = 4
LOAD = 5
DILUTION = 6
CLOSENESS_SUM = 7
STANDING = 8
HELD = 9
CONTACT = 10
EXPECTED = 11
HOURS_AS_MENTOR = 12
FELLOW_HOURS = 13
FELLOW_STRENGTH = 14
FELLOW_PULL = 15
CLASS_GAIN = 16
CLASS_LEVEL = 17
TUTORING_GAIN = 18
GUIDANCE = 19
TEACHING_HOURS = 20
PRACTICE = 21

PARTNERS = (
    "companion",
    "met_mentor",
    "co_mentee",
    "last_mentee",
    "turned_to",
    "new_friend",
)
COMPANION = 0
MET_MENTOR = 1
CO_MENTEE = 2
LAST_MENTEE = 3
TURNED_TO = 4
NEW_FRIEND = 5

WEEKLY_COUNTS = (
    "closeness_count",
    "sessions",
    "tie_role",
    "reminded",
)
CLOSENESS_COUNT = 0
SESSIONS = 1
TIE_ROLE = 2
REMINDED = 3

PARTICIPATION = (
    "recruited",
    "status",
    "active_ties",
    "first_week",
    "lower",
    "rematch_week",
    "quit",
)
RECRUITED = 0
STATUS = 1
ACTIVE_TIES = 2
FIRST_WEEK = 3
LOWER = 4
REMATCH_WEEK = 5
QUIT = 6

CALENDAR = (
    "in_term",
    "week_of_term",
    "assessment",
    "boundary",
)
IN_TERM = 0
WEEK_OF_TERM = 1
ASSESSMENT = 2
BOUNDARY = 3

SERIES = (
    "enrolled",
    "belonging",
)
SERIES_ENROLLED = 0
SERIES_BELONGING = 1


class Students(NamedTuple):
    """The student columns as a user sees them: one array per variable, one entry per student.

    The arrays are views: writing the state in place changes the run. Traits are shared by all
    policies of a world and read-only.
    """

    key: Keys
    """What the draws of a student are keyed by."""
    role: Integers
    """0: first-year, 1: upper-year (code, 0 to 1)."""
    major: Integers
    """Number of the major; 0: unknown (code, 0 or more)."""
    sociability: Floats
    """How readily one meets others (share, 0 to 1)."""
    prosociality: Floats
    """How readily one helps others (share, 0 to 1)."""
    study_habits: Floats
    """Usual effort (times the usual, 0 or more)."""
    skill_at_entry: Floats
    """Skill at entry (SD, any)."""
    belonging_at_entry: Floats
    """Belonging at entry (share, 0 to 1)."""
    motivation_at_entry: Floats
    """Motivation at entry (share, 0 to 1)."""
    few: Floats
    """How few of one's own groups are in one's field (share, 0 or more)."""
    values: Floats
    """Latent values, shape (3, students)."""
    slots: NDArray[np.uint32]
    """Free times, a bit each."""
    attributes: Integers
    """Category codes, shape (attributes, students); -1: unknown."""
    accountability: Floats
    """Being expected by somebody (share, 0 to 1)."""
    mentor_hours: Floats
    """Hours as a mentor last week (hours, 0 or more)."""
    mentoring_hours: Floats
    """Hours as a mentor since the start (hours, 0 or more)."""
    attendance: Floats
    """Classes attended last week of a term (share, 0 to 1)."""
    effort: Floats
    """Effort in the last week of a term (times the usual, 0 to 2.5)."""
    term_attendance: Floats
    """Attendance summed over the term (weeks, 0 or more)."""
    term_effort: Floats
    """Effort summed over the term (weeks, 0 or more)."""
    attendance_sum: Floats
    """Attendance summed since the start (weeks, 0 or more)."""
    skill: Floats
    """Academic skill; first-years have mean 0 and SD 1 at entry (SD, -6 to 6)."""
    strategy: Floats
    """Knowing how to study (share, 0 to 1)."""
    communication: Floats
    """Communicating well (share, 0 to 1)."""
    belonging: Floats
    """Belonging (share, 0 to 1)."""
    failed_ends: Floats
    """Matches that failed and are not yet felt, by how much they are (ties, 0 or more)."""
    ending_trace: Floats
    """Matches that have failed since the start, by how much it was felt (ties, 0 or more)."""
    motivation: Floats
    """Motivation (share, 0 to 1)."""
    strain: Floats
    """Strain of mentoring (share, 0 to 1)."""
    performance: Floats
    """Last results, as a share of the grade scale (share, 0 to 1)."""
    grade_points: Floats
    """Sum of course grades (grade points, 0 or more)."""
    group: Integers
    """Own mentoring group; -1: none (group, -1 or more)."""
    meetings: Integers
    """Meetings attended as a mentee since the start (meetings, 0 or more)."""
    term_weeks: Integers
    """Weeks in school of the term (weeks, 0 or more)."""
    attendance_weeks: Integers
    """Weeks in school since the start (weeks, 0 or more)."""
    registered: Integers
    """Courses registered this term (courses, 0 or more)."""
    courses_attempted: Integers
    """Courses registered since the start (courses, 0 or more)."""
    credits: Integers
    """Courses passed (courses, 0 or more)."""
    enrolled: Integers
    """1 while in school, else 0 (flag, 0 to 1)."""
    left_week: Integers
    """Week of departure; -1: still here (week, -1 or more)."""


class Participation(NamedTuple):
    """Who is in the program and how, one array per variable."""

    recruited: Integers
    """Mentors: was recruited and trained (flag, 0 or more)."""
    status: Integers
    """0: not offered, 1: declined, 2: accepted, 3: matched (code, 0 or more)."""
    active_ties: Integers
    """Active mentoring ties as a mentee (ties, 0 or more)."""
    first_week: Integers
    """Week of the first match; -1: none (week, -1 or more)."""
    lower: Integers
    """Has a prior grade below the mean of the own group (flag, 0 or more)."""
    rematch_week: Integers
    """Week from which a new match is due; -1: none (week, -1 or more)."""
    quit: Integers
    """Mentors: has quit (flag, 0 or more)."""


class WeeklySums(NamedTuple):
    """What the stages of this week have summed up so far, one array per variable."""

    friend_strength: Floats
    """Summed strength of friendships (strength, any)."""
    friend_motivation: Floats
    """Friends' motivation, weighted by strength and summed (strength, any)."""
    friend_alike: Floats
    """Likeness of friends, weighted by strength and summed (strength, any)."""
    friends_left: Floats
    """Strength of friends who have left school (strength, any)."""
    together: Floats
    """Partners to study with (partners, any)."""
    load: Floats
    """Load as a mentor (meetings a week, any)."""
    dilution: Floats
    """What is left of help at this load (share, any)."""
    closeness_sum: Floats
    """Closeness to all mentors, summed (closeness, any)."""
    standing: Floats
    """Results minus the mean of the own group or section (share of the scale, any)."""
    held: Floats
    """Rapport with a mentor of one's own group, present or past (rapport, any)."""
    contact: Floats
    """Contact, weighted by closeness (hours, any)."""
    expected: Floats
    """Closeness to mentors met this week, by their shares (closeness, any)."""
    hours_as_mentor: Floats
    """Hours as a mentor this week (hours, any)."""
    fellow_hours: Floats
    """Hours in sessions with fellow members (hours, any)."""
    fellow_strength: Floats
    """Friendship with the fellow member one turns to (strength, any)."""
    fellow_pull: Floats
    """What made one turn to that friend (strength, any)."""
    class_gain: Floats
    """Skill from classes (SD, any)."""
    class_level: Floats
    """Level that classes are taught at (SD, any)."""
    tutoring_gain: Floats
    """Skill from tutoring (SD, any)."""
    guidance: Floats
    """Guidance, weighted by its quality (hours, any)."""
    teaching_hours: Floats
    """Hours of teaching others (hours, any)."""
    practice: Floats
    """Hours of practice in communicating (hours, any)."""


class WeeklySeries(NamedTuple):
    """What is recorded of the first-years in every week; NaN for weeks to come."""

    enrolled: Floats
    """Share of the first-years enrolled at the week's end."""
    belonging: Floats
    """Mean belonging of the enrolled first-years."""


class ProgramSettings(Protocol):
    """A program as numbers, for the kernels."""

    meetings_per_week: float
    hours_per_meeting: float
    tutoring_share: float
    guidance_share: float
    social_share: float
    one_way: float
    meet_in_breaks: float
    start_week: float
    lasts_weeks: float
    stop_week: float
    listening: float
    goal_setting: float
    tutoring_skills: float
    relationship_building: float
    self_care: float
    mentee_listening: float
    mentee_study_skills: float
    mentee_asking_for_help: float
    preparation_level: float
    support: float
    has_check_ins: float
    check_in_weeks: float
    check_in_density: float
    rematch_below: float
    check_in_action: float
    rematches: float
    delay_weeks: float
    reward_mentor_meetings: float
    reward_mentee_meetings: float
    reward_mentor_progress: float
    reward_mentee_progress: float
    reward_lower_meetings: float
    reward_lower_progress: float
    reward_higher_meetings: float
    reward_higher_progress: float
    stake_fellow: float
    chosen: float


class Parameters(Protocol):
    """All parameters as numbers, for the kernels: the mechanisms', then the population's."""

    take_up: float
    take_up_proactive: float
    take_up_need: float
    take_up_motivation: float
    take_up_belonging: float
    volunteer_prosociality: float
    volunteer_grade: float
    training_half: float
    training_communication: float
    training_strategy: float
    preparation_half: float
    support_half: float
    show_mentee: float
    show_mentor: float
    show_motivation: float
    show_closeness: float
    show_need: float
    show_surface: float
    show_standing: float
    show_habit: float
    show_fade: float
    show_check_ins: float
    show_reward: float
    show_asking: float
    show_load: float
    show_strain: float
    capacity: float
    gamma: float
    group_load_share: float
    contact_any: float
    fellow_contact: float
    accountability_keep: float
    accountability_meeting: float
    accountability_training: float
    accountability_fellows: float
    accountability_stake: float
    accountability_check_ins: float
    accountability_reward: float
    closeness_shape: float
    closeness_half: float
    attendance_motivation: float
    attendance_belonging: float
    attendance_accountability: float
    attendance_strategy: float
    attendance_noise: float
    effort_motivation: float
    effort_belonging: float
    effort_accountability: float
    effort_strategy: float
    mentor_time: float
    effort_noise: float
    class_rate: float
    teacher_adjusts: float
    distance_weight: float
    distance_width: float
    break_decay: float
    eta: float
    delta: float
    quality_base: float
    quality_training: float
    quality_preparation: float
    quality_communication: float
    quality_stake: float
    reward_stake: float
    guidance_rate: float
    strategy_fade: float
    together_rate: float
    together_half: float
    fellow_help: float
    fellow_friend: float
    fellow_stake: float
    phi: float
    teaching_half: float
    communication_rate: float
    rapport_start: float
    rapport_chosen: float
    rapport_load: float
    rapport_base: float
    rapport_deep: float
    rapport_surface: float
    rapport_chemistry: float
    rapport_rate: float
    rapport_communication: float
    rapport_training: float
    rapport_fade: float
    coaching_effect: float
    affinity_base: float
    affinity_surface: float
    affinity_deep: float
    affinity_ability: float
    affinity_noise: float
    friendship_rate: float
    break_contact: float
    friendship_floor: float
    friendship_start: float
    encounter_rate: float
    entry_burst: float
    burst_weeks: float
    venue_mentor: float
    venue_group: float
    venue_friend: float
    venue_section: float
    venue_major: float
    befriend: float
    befriend_surface: float
    befriend_deep: float
    befriend_ability: float
    befriend_role: float
    befriend_communication: float
    befriend_crowded: float
    belonging_rate: float
    belonging_drift: float
    belonging_friends: float
    friends_half: float
    belonging_contact: float
    contact_half: float
    belonging_few: float
    few_mentor: float
    few_friends: float
    belonging_noise: float
    lambda_failed: float
    lambda_closeness: float
    lambda_length: float
    lambda_lasting: float
    lambda_motivation: float
    motivation_rate: float
    motivation_drift: float
    motivation_competence: float
    motivation_standing: float
    motivation_autonomy: float
    motivation_relatedness: float
    motivation_accountability: float
    motivation_reminder: float
    motivation_reward: float
    motivation_strain: float
    motivation_friends: float
    motivation_noise: float
    strain_support: float
    strain_self_care: float
    strain_free: float
    strain_rate: float
    register_motivation: float
    register_strategy: float
    drop_motivation: float
    register_noise: float
    grade_effort: float
    grade_attendance: float
    unfinished_motivation: float
    unfinished_attendance: float
    unfinished_skill: float
    end_mentor: float
    end_mentee: float
    end_surface: float
    end_rapport: float
    end_support: float
    end_check_ins: float
    end_missed: float
    quit: float
    quit_strain: float
    quit_motivation: float
    quit_performance: float
    quit_support: float
    depart_belonging: float
    depart_motivation: float
    depart_performance: float
    depart_friends: float
    check_in_non_response: float
    check_in_noise: float
    grade_scale: float
    pass_grade: float
    courses_per_term: float
    typical: float
    slope: float
    spread: float
    grade_width: float
    unfinished_log_odds: float
    teaching_level: float
    attendance: float
    attendance_log_odds: float
    weekly_log_odds: float
    term_log_odds: float
    summer_log_odds: float
    upper_year_log_odds: float
    departure_timing: float
    departure_trend: float
    staying_on_prior_grade: float
    unfinished_marks: float
    failed_marks: float
    top_grade_at: float
    midterm_drop_log_odds: float
    exam_drop_log_odds: float
    belonging_mean: float
    motivation_mean: float
    weeks_per_term: float
