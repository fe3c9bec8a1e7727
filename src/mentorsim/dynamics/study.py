"""Attendance, effort and what classes teach."""

from __future__ import annotations

from mentorsim.dynamics.columns import Floats, Integers, Key, Keys
from mentorsim.dynamics.rows import Parameters
from mentorsim.numerics.arithmetic import clip, logistic
from mentorsim.numerics.kernel import inner_kernel
from mentorsim.numerics.randomness import bits, noise

MOST_EFFORT = 2.5
"""Effort is kept below this multiple of the usual."""


@inner_kernel
def fit(skill: float, level: float, parameters: Parameters) -> float:
    """Share of a lesson's worth that is left when it is taught at ``level`` to somebody of ``skill``."""
    distance = abs(skill - level) / parameters.distance_width
    left: float = 1.0 - parameters.distance_weight * min(1.0, distance)
    return left


@inner_kernel
def set_class_levels(
    section: Integers,
    section_start: Integers,
    section_members: Integers,
    enrolled: Integers,
    skill: Floats,
    parameters: Parameters,
    class_level: Floats,
) -> None:
    """Say at which level everyone is taught: the institution's, or nearer to the mean of the own section."""
    for i in range(section.shape[0]):
        class_level[i] = parameters.teaching_level
    if parameters.teacher_adjusts == 0.0:
        return
    for own in range(1, section_start.shape[0] - 1):
        total = 0.0
        here = 0
        for place in range(section_start[own], section_start[own + 1]):
            i = section_members[place]
            if enrolled[i]:
                total += skill[i]
                here += 1
        if here == 0:
            continue
        adjusts = parameters.teacher_adjusts
        level = (1.0 - adjusts) * parameters.teaching_level + adjusts * (total / here)
        for place in range(section_start[own], section_start[own + 1]):
            class_level[section_members[place]] = level


@inner_kernel
def attend_and_study(
    key: Keys,
    enrolled: Integers,
    study_habits: Floats,
    skill: Floats,
    motivation: Floats,
    belonging: Floats,
    accountability: Floats,
    strategy: Floats,
    mentor_hours: Floats,
    class_level: Floats,
    attendance_key: Key,
    effort_key: Key,
    parameters: Parameters,
    attendance: Floats,
    effort: Floats,
    term_attendance: Floats,
    term_effort: Floats,
    term_weeks: Integers,
    attendance_sum: Floats,
    attendance_weeks: Integers,
    class_gain: Floats,
) -> None:
    """Let everyone attend and study for a week."""
    for i in range(key.shape[0]):
        here = enrolled[i]
        m = motivation[i] - parameters.motivation_mean
        b = belonging[i] - parameters.belonging_mean
        share = logistic(
            parameters.attendance_log_odds
            + parameters.attendance_motivation * m
            + parameters.attendance_belonging * b
            + parameters.attendance_accountability * accountability[i]
            + parameters.attendance_strategy * strategy[i]
            + parameters.attendance_noise * noise(bits(attendance_key, key[i]))
        )
        work = clip(
            study_habits[i]
            * (
                1.0
                + parameters.effort_motivation * m
                + parameters.effort_belonging * b
                + parameters.effort_accountability * accountability[i]
                + parameters.effort_strategy * strategy[i]
            )
            - parameters.mentor_time * mentor_hours[i]
            + parameters.effort_noise * noise(bits(effort_key, key[i])),
            0.0,
            MOST_EFFORT,
        )
        share = share if here else 0.0
        work = work if here else 0.0
        attendance[i] = share
        effort[i] = work
        term_attendance[i] += share
        term_effort[i] += work
        term_weeks[i] += here
        attendance_sum[i] += share
        attendance_weeks[i] += here
        class_gain[i] = parameters.class_rate * work * share * fit(skill[i], class_level[i], parameters)
