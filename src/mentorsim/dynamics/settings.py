"""What the kernels are told: the scenario's numbers as one-row records, and the calendar as columns."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from mentorsim.dynamics.assessment import FINAL, MIDTERM
from mentorsim.dynamics.check_ins import CLOSE, COACH, REMATCH
from mentorsim.dynamics.columns import Integers
from mentorsim.dynamics.rows import ASSESSMENT, BOUNDARY, CALENDAR, IN_TERM, WEEK_OF_TERM, Parameters
from mentorsim.mechanisms.built_in import MECHANISM
from mentorsim.numerics.arithmetic import log, logit
from mentorsim.scenario import Program, Scenario
from mentorsim.scenario.calendar import Calendar as CalendarSettings

NEVER = -1000.0
"""Log-odds of what does not happen: the logistic of it is exactly 0."""

_ACTIONS = {"coach": COACH, "close": CLOSE, "rematch": REMATCH}


@lru_cache(maxsize=256)
def log_odds(probability: float) -> float:
    """Log-odds of a probability below 1, `NEVER` for 0."""
    # Kept, because outside compiled code these functions are slow and every replication needs the same.
    return float(logit(probability)) if probability > 0.0 else NEVER


@lru_cache(maxsize=256)
def log_of_odds(odds: float) -> float:
    """Logarithm of odds, `NEVER` for 0."""
    return float(log(odds)) if odds > 0.0 else NEVER


class _Numbers(np.record):  # type: ignore[misc]
    """A record of floats that shows its memory at once: kernels ask for it in every call.

    A plain record describes all its fields each time, which takes longer than most kernels do. A copy is a
    plain one in this.
    """

    @property
    def data(self) -> Any:
        """The record's memory."""
        return self.__dict__.get("memory") or super().data


def record_of(numbers: dict[str, float]) -> Any:
    """Make a one-row record of floats whose fields are the mapping's keys, in their order."""
    row = np.array([tuple(numbers.values())], _record_type(tuple(numbers)))
    record = row[0]
    record.__dict__["memory"] = row.view(np.uint8).data
    return record


@lru_cache(maxsize=16)
def _record_type(names: tuple[str, ...]) -> np.dtype[Any]:
    # Kept, because making such a type takes ten times as long as filling it.
    return np.dtype((_Numbers, [(name, np.float64) for name in names]))


def population_numbers(scenario: Scenario) -> dict[str, float]:
    """What the kernels need of the institution and the cohort."""
    institution = scenario.institution
    return {
        "grade_scale": float(institution.grade_scale),
        "pass_grade": float(institution.pass_grade),
        "courses_per_term": float(institution.courses_per_term),
        "typical": institution.typical_grade / institution.grade_scale,
        "slope": institution.grade_slope / 4.0,
        "spread": institution.grade_spread / 4.0,
        "grade_width": institution.grade_width,
        "unfinished_log_odds": log_odds(institution.unfinished_share),
        "teaching_level": institution.teaching_level,
        "attendance": institution.attendance,
        "attendance_log_odds": log_odds(institution.attendance),
        "weekly_log_odds": log_odds(institution.weekly_departure),
        "term_log_odds": log_odds(institution.term_departure),
        "summer_log_odds": log_odds(institution.summer_departure),
        "upper_year_log_odds": log_of_odds(institution.upper_year_departure),
        "departure_timing": institution.departure_timing,
        "departure_trend": institution.departure_trend,
        "staying_on_prior_grade": institution.staying_on_prior_grade,
        "unfinished_marks": institution.unfinished_marks,
        "failed_marks": institution.failed_marks,
        "top_grade_at": institution.top_grade_at,
        "midterm_drop_log_odds": log_odds(institution.dropped_at_midterm),
        "exam_drop_log_odds": log_odds(institution.dropped_before_exams),
        "belonging_mean": scenario.cohort.belonging.mean,
        "motivation_mean": scenario.cohort.motivation.mean,
        "weeks_per_term": float(scenario.calendar.weeks_per_term),
    }


def parameter_record(scenario: Scenario) -> Any:
    """Gather every parameter of a scenario, mechanism and population, for the kernels."""
    values = scenario.mechanism_values()
    return record_of({row.name: values[row.name] for row in MECHANISM} | population_numbers(scenario))


def saturating(amount: float, half: float) -> float:
    """The level, 0 to 1, that an amount reaches when ``half`` of it gives one half."""
    return amount / (amount + half)


def topic_level(hours: float, topics: tuple[str, ...], topic: str, half: float) -> float:
    """The level that training reaches in one of its topics, among which its hours are divided equally."""
    return saturating(hours / len(topics), half) if topic in topics else 0.0


def reward_size(program: Program, side: str, purpose: str) -> float:
    """The size of the reward that one side of a tie gets for meetings or for progress."""
    reward = program.reward
    if reward is None or reward.for_ != purpose:
        return 0.0
    both = side in ("mentor", "mentee") and reward.to in ("pair", "group")
    return reward.size if reward.to == side or both else 0.0


def joint_stake(program: Program) -> float:
    """The size of a reward that fellow members get for one another's progress.

    It is one to the group or, without mentors, to a pair.
    """
    reward = program.reward
    if reward is None or reward.for_ != "progress" or program.format != "group":
        return 0.0
    jointly = reward.to == "group" or (reward.to == "pair" and not program.has_mentors)
    return reward.size if jointly else 0.0


def is_chosen(program: Program) -> bool:
    """Whether students chose their partners: by themselves, or stably by whom or what they asked for."""
    match = program.match
    wished = any(criterion.rule == "preference" for criterion in match.criteria)
    return match.method == "self_select" or (match.method in ("stable", "stable_mentors_ask") and wished)


def program_numbers(program: Program | None, parameters: Parameters) -> dict[str, float]:
    """What the kernels need of a program; for no program, settings that do nothing."""
    half = float(parameters.training_half)
    check_ins = program.check_ins if program else None
    training = program.training if program else None
    mentee_training = program.mentee_training if program else None

    def mentors_level(topic: str) -> float:
        return topic_level(training.hours, training.topics, topic, half) if training else 0.0

    def mentees_level(topic: str) -> float:
        return (
            topic_level(mentee_training.hours, mentee_training.topics, topic, half)
            if mentee_training
            else 0.0
        )

    support = program.mentor_support.hours_per_month if program and program.mentor_support else 0.0
    return {
        "meetings_per_week": float(program.meetings_per_week) if program else 0.0,
        "hours_per_meeting": float(program.hours_per_meeting) if program else 0.0,
        "tutoring_share": program.focus.tutoring if program else 0.0,
        "guidance_share": program.focus.guidance if program else 0.0,
        "social_share": program.focus.social if program else 0.0,
        "one_way": float(program is not None and program.contact == "one_way"),
        "meet_in_breaks": float(program is not None and program.meet_in_breaks),
        "start_week": float(program.starts_week - 1) if program else 0.0,
        "lasts_weeks": float(program.lasts_weeks or 0) if program else 0.0,
        "stop_week": float(program.stop_week - 1) if program and program.stop_week else -1.0,
        "listening": mentors_level("listening"),
        "goal_setting": mentors_level("goal_setting"),
        "tutoring_skills": mentors_level("tutoring_skills"),
        "relationship_building": mentors_level("relationship_building"),
        "self_care": mentors_level("self_care"),
        "mentee_listening": mentees_level("listening"),
        "mentee_study_skills": mentees_level("study_skills"),
        "mentee_asking_for_help": mentees_level("asking_for_help"),
        "preparation_level": saturating(program.preparation, float(parameters.preparation_half))
        if program
        else 0.0,
        "support": saturating(support, float(parameters.support_half)),
        "has_check_ins": float(check_ins is not None),
        "check_in_weeks": float(check_ins.every_weeks) if check_ins else 0.0,
        "check_in_density": 1.0 / check_ins.every_weeks if check_ins else 0.0,
        "rematch_below": check_ins.rematch_below if check_ins else 0.0,
        "check_in_action": _ACTIONS[check_ins.action] if check_ins else 0.0,
        "rematches": float(check_ins is not None and check_ins.action == "rematch"),
        "delay_weeks": float(check_ins.delay_weeks) if check_ins else 0.0,
        "reward_mentor_meetings": reward_size(program, "mentor", "meetings") if program else 0.0,
        "reward_mentee_meetings": reward_size(program, "mentee", "meetings") if program else 0.0,
        "reward_mentor_progress": reward_size(program, "mentor", "progress") if program else 0.0,
        "reward_mentee_progress": reward_size(program, "mentee", "progress") if program else 0.0,
        "reward_lower_meetings": reward_size(program, "lower", "meetings") if program else 0.0,
        "reward_lower_progress": reward_size(program, "lower", "progress") if program else 0.0,
        "reward_higher_meetings": reward_size(program, "higher", "meetings") if program else 0.0,
        "reward_higher_progress": reward_size(program, "higher", "progress") if program else 0.0,
        "stake_fellow": joint_stake(program) if program else 0.0,
        "chosen": float(program is not None and is_chosen(program)),
    }


def program_record(program: Program | None, parameters: Parameters) -> Any:
    """Gather a program's settings for the kernels."""
    return record_of(program_numbers(program, parameters))


@lru_cache(maxsize=64)
def calendar_block(calendar: CalendarSettings) -> Integers:
    """Lay the calendar out: one row per variable of `CALENDAR`, one entry per week."""
    block = np.zeros((len(CALENDAR), calendar.total_weeks), np.int32)
    block[WEEK_OF_TERM] = -1
    week = 0
    for term in range(calendar.terms):
        for k in range(calendar.weeks_per_term):
            block[IN_TERM, week] = 1
            block[WEEK_OF_TERM, week] = k
            if k + 1 == calendar.weeks_per_term:
                block[ASSESSMENT, week] = FINAL
            elif k + 1 in calendar.assessment_weeks:
                block[ASSESSMENT, week] = MIDTERM
            week += 1
        last = term + 1 == calendar.terms
        week += calendar.summer_weeks if last else calendar.break_weeks
        block[BOUNDARY, week - 1] = 2 if last else 1
    return block
