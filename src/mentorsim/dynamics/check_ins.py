"""Check-ins: noisy surveys of mentees; a pair that is low is coached, closed or rematched."""

from __future__ import annotations

from mentorsim.dynamics.columns import Floats, Integers, Key, Keys, Records
from mentorsim.dynamics.endings import CLOSED, NEITHER, REMATCHED, end_tie
from mentorsim.dynamics.rows import Parameters, ProgramSettings
from mentorsim.numerics.kernel import inner_kernel
from mentorsim.numerics.randomness import noise, pair_bits, uniform

COACH = 1.0
CLOSE = 2.0
REMATCH = 3.0


@inner_kernel
def check_in(
    ties: Records,
    key: Keys,
    week: int,
    check_in_answer_key: Key,
    check_in_noise_key: Key,
    settings: ProgramSettings,
    parameters: Parameters,
    active_ties: Integers,
    group: Integers,
    failed_ends: Floats,
    ending_trace: Floats,
    rematch_week: Integers,
) -> None:
    """Ask every active pair, when a check-in is due, and act on low answers."""
    for t in range(ties.shape[0]):
        tie = ties[t]
        if tie.end_week >= 0:
            continue
        mentee = tie.mentee
        mentor = tie.mentor
        if (
            uniform(pair_bits(check_in_answer_key, key[mentee], key[mentor], 0))
            < parameters.check_in_non_response
        ):
            continue
        error = parameters.check_in_noise * noise(pair_bits(check_in_noise_key, key[mentee], key[mentor], 0))
        if tie.rapport + error >= settings.rematch_below:
            continue
        if settings.check_in_action == COACH:
            tie.coached = 1
        elif settings.check_in_action == CLOSE:
            end_tie(
                ties,
                t,
                week,
                CLOSED,
                NEITHER,
                settings,
                parameters,
                active_ties,
                group,
                failed_ends,
                ending_trace,
            )
        else:
            if end_tie(
                ties,
                t,
                week,
                REMATCHED,
                NEITHER,
                settings,
                parameters,
                active_ties,
                group,
                failed_ends,
                ending_trace,
            ):
                rematch_week[mentee] = week + 1 + int(settings.delay_weeks)
