"""Registration: how many courses a student takes on at the start of a term."""

from __future__ import annotations

from math import floor

from mentorsim.dynamics.columns import Floats, Integers, Key, Keys
from mentorsim.dynamics.rows import Parameters
from mentorsim.numerics.arithmetic import logistic
from mentorsim.numerics.kernel import inner_kernel
from mentorsim.numerics.randomness import bits, noise, pair_bits, uniform


@inner_kernel
def register(
    key: Keys,
    enrolled: Integers,
    motivation: Floats,
    strategy: Floats,
    register_key: Key,
    parameters: Parameters,
    registered: Integers,
    courses_attempted: Integers,
    term_weeks: Integers,
    term_attendance: Floats,
    term_effort: Floats,
) -> None:
    """Register every enrolled student and open the term's sums."""
    courses = parameters.courses_per_term
    for i in range(key.shape[0]):
        if enrolled[i] == 0:
            continue
        plan = courses * (
            1.0
            + parameters.register_motivation * (motivation[i] - parameters.motivation_mean)
            + parameters.register_strategy * strategy[i]
        )
        plan += parameters.register_noise * noise(bits(register_key, key[i]))
        registered[i] = int(max(1.0, min(courses + 1.0, floor(plan + 0.5))))
        courses_attempted[i] += registered[i]
        term_weeks[i] = 0
        term_attendance[i] = 0.0
        term_effort[i] = 0.0


@inner_kernel
def drop_courses(
    key: Keys,
    enrolled: Integers,
    motivation: Floats,
    drop_key: Key,
    log_odds: float,
    parameters: Parameters,
    registered: Integers,
    courses_attempted: Integers,
) -> None:
    """Take courses back that students give up without a grade; everyone keeps at least one."""
    for i in range(key.shape[0]):
        if enrolled[i] == 0:
            continue
        chance = logistic(
            log_odds - parameters.drop_motivation * (motivation[i] - parameters.motivation_mean)
        )
        dropped = 0
        for course in range(registered[i]):
            if uniform(pair_bits(drop_key, key[i], 0, course)) < chance:
                dropped += 1
        dropped = min(dropped, registered[i] - 1)
        registered[i] -= dropped
        courses_attempted[i] -= dropped
