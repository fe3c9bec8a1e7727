"""Check-ins: noisy surveys of mentees; a pair that is low is coached, closed or rematched."""

from __future__ import annotations

from typing import Any

from mentorsim.dynamics.columns import Floats, Integers, Keys, Ties
from mentorsim.dynamics.endings import EndReason, end_tie
from mentorsim.kernel import kernel
from mentorsim.randomness import noise, pair_bits, uniform

COACH = 1.0
CLOSE = 2.0
REMATCH = 3.0


@kernel
def check_in(
    ties: Ties, key: Keys, week: int, answer_key: Any, noise_key: Any, levers: Any, parameters: Any,
    group: Integers, failed_ends: Floats, rematch_week: Integers,
) -> None:  # fmt: skip
    """Ask every active pair, when a check-in is due, and act on low answers."""
    for t in range(ties.mentor.shape[0]):
        if ties.end_week[t] >= 0:
            continue
        mentee = ties.mentee[t]
        mentor = ties.mentor[t]
        if uniform(pair_bits(answer_key, key[mentee], key[mentor], 0)) < parameters.check_in_non_response:
            continue
        error = parameters.check_in_noise * noise(pair_bits(noise_key, key[mentee], key[mentor], 0))
        if ties.rapport[t] + error >= levers.rematch_below:
            continue
        if levers.check_in_action == COACH:
            ties.coached[t] = 1
        elif levers.check_in_action == CLOSE:
            end_tie(ties, t, week, EndReason.CLOSED, group, failed_ends)
        else:
            end_tie(ties, t, week, EndReason.REMATCHED, group, failed_ends)
            rematch_week[mentee] = week + 1 + int(levers.delay_weeks)
