"""Assessment: midterm results and course grades from skill, effort, attendance and chance."""

from __future__ import annotations

from mentorsim.dynamics.columns import Floats, Integers, Key, Keys
from mentorsim.dynamics.rows import Parameters
from mentorsim.numerics.arithmetic import clip, logistic
from mentorsim.numerics.kernel import inner_kernel, kernel
from mentorsim.numerics.randomness import noise, pair_bits, uniform

MIDTERM = 1
FINAL = 2
MIDTERM_OCCASION = 99
"""The occasion of a midterm's chance; the courses are occasions 0, 1, ..."""


@inner_kernel
def widened(result: float, parameters: Parameters) -> float:
    """Move a result away from the typical one, or nearer to it, where grades are spread more or less."""
    if parameters.grade_width == 1.0:
        return result
    moved: float = parameters.typical + parameters.grade_width * (result - parameters.typical)
    return moved


@inner_kernel
def on_the_scale(result: float, top_grade_at: float) -> float:
    """Put a result on the scale of 0 to 1.

    From ``top_grade_at`` on it is the top grade; where that is above 1, results above ``2 - top_grade_at``
    count half of what they are above it, so that ``top_grade_at`` just reaches the top.
    """
    if top_grade_at <= 1.0:
        return 1.0 if result >= top_grade_at else clip(result, 0.0, 1.0)
    knee = 2.0 - top_grade_at
    eased = knee + 0.5 * (result - knee) if result > knee else result
    return clip(eased, 0.0, 1.0)


@inner_kernel
def assess(
    kind: int,
    key: Keys,
    enrolled: Integers,
    skill: Floats,
    motivation: Floats,
    term_effort: Floats,
    term_attendance: Floats,
    term_weeks: Integers,
    registered: Integers,
    grade_key: Key,
    unfinished_key: Key,
    parameters: Parameters,
    performance: Floats,
    grade_points: Floats,
    credits: Integers,
) -> None:
    """Write the results of an assessment week."""
    for i in range(key.shape[0]):
        if enrolled[i] == 0:
            continue
        effort = term_effort[i] / term_weeks[i]
        attendance = term_attendance[i] / term_weeks[i] - parameters.attendance
        level = (
            parameters.typical
            + parameters.slope * skill[i]
            + parameters.grade_effort * (effort - 1.0)
            + parameters.grade_attendance * attendance
        )
        if kind == MIDTERM:
            chance = noise(pair_bits(grade_key, key[i], 0, MIDTERM_OCCASION))
            performance[i] = clip(widened(level + 0.5 * parameters.spread * chance, parameters), 0.0, 1.0)
            continue
        unfinished = logistic(
            parameters.unfinished_log_odds
            - parameters.unfinished_motivation * (motivation[i] - parameters.motivation_mean)
            - parameters.unfinished_attendance * attendance
            - parameters.unfinished_skill * skill[i]
        )
        total = 0.0
        for course in range(registered[i]):
            is_unfinished = uniform(pair_bits(unfinished_key, key[i], 0, course)) < unfinished
            if is_unfinished and parameters.unfinished_marks == 0.0:
                continue
            chance = noise(pair_bits(grade_key, key[i], 0, course))
            result = widened(level + parameters.spread * chance, parameters)
            grade = on_the_scale(result, parameters.top_grade_at)
            if is_unfinished:
                total += parameters.unfinished_marks * grade
                continue
            if parameters.grade_scale * grade >= parameters.pass_grade:
                total += grade
                credits[i] += 1
            else:
                total += parameters.failed_marks * grade
        grade_points[i] += parameters.grade_scale * total
        performance[i] = total / registered[i]


@kernel
def expect_performance(skill: Floats, parameters: Parameters, performance: Floats) -> None:
    """Before any result, students expect what their skill lets them expect."""
    for i in range(skill.shape[0]):
        performance[i] = clip(parameters.typical + parameters.slope * skill[i], 0.0, 1.0)
