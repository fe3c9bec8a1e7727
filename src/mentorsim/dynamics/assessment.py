"""Assessment: midterm results and course grades from skill, effort, attendance and chance."""

from __future__ import annotations

from mentorsim.dynamics.columns import Floats, Integers, Key, Keys
from mentorsim.dynamics.rows import Parameters
from mentorsim.numerics.arithmetic import clip, logistic
from mentorsim.numerics.kernel import inner_kernel
from mentorsim.numerics.randomness import noise, pair_bits, uniform

MIDTERM = 1
FINAL = 2
MIDTERM_OCCASION = 99
"""The occasion of a midterm's chance; the courses are occasions 0, 1, ..."""


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
            performance[i] = clip(level + 0.5 * parameters.spread * chance, 0.0, 1.0)
            continue
        unfinished = logistic(
            parameters.unfinished_log_odds
            - parameters.unfinished_motivation * (motivation[i] - parameters.motivation_mean)
            - parameters.unfinished_attendance * attendance
            - parameters.unfinished_skill * skill[i]
        )
        total = 0.0
        for course in range(registered[i]):
            if uniform(pair_bits(unfinished_key, key[i], 0, course)) < unfinished:
                continue
            grade = clip(level + parameters.spread * noise(pair_bits(grade_key, key[i], 0, course)), 0.0, 1.0)
            total += grade
            if parameters.grade_scale * grade >= parameters.pass_grade:
                credits[i] += 1
        grade_points[i] += parameters.grade_scale * total
        performance[i] = total / registered[i]
