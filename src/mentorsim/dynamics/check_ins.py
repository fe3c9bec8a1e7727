"""Check-ins: noisy surveys of mentees; a pair that is low is coached, closed or rematched."""

from __future__ import annotations

from mentorsim.dynamics.columns import Floats, Integers, Key, Keys, Ties
from mentorsim.dynamics.endings import CLOSED, NEITHER, REMATCHED, end_tie
from mentorsim.dynamics.loads import TIES_AHEAD
from mentorsim.dynamics.rows import Parameters, ProgramSettings
from mentorsim.numerics.kernel import inner_kernel
from mentorsim.numerics.prefetch import fetch
from mentorsim.numerics.randomness import noise, pair_bits, uniform

COACH = 1.0
CLOSE = 2.0
REMATCH = 3.0


@inner_kernel
def check_in(
    ties: Ties,
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
    last = ties.mentor.shape[0] - 1
    for t in range(ties.mentor.shape[0]):
        fetch(key, ties.mentor[min(t + TIES_AHEAD, last)])
        if ties.end_week[t] >= 0:
            continue
        mentee = ties.mentee[t]
        mentor = ties.mentor[t]
        if (
            uniform(pair_bits(check_in_answer_key, key[mentee], key[mentor], 0))
            < parameters.check_in_non_response
        ):
            continue
        error = parameters.check_in_noise * noise(pair_bits(check_in_noise_key, key[mentee], key[mentor], 0))
        if ties.rapport[t] + error >= settings.rematch_below:
            continue
        if settings.check_in_action == COACH:
            ties.coached[t] = 1
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
