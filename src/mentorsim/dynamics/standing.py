"""Standing: how far a student's results are above the mean of those around."""

from __future__ import annotations

from mentorsim.dynamics.columns import Floats, Integers
from mentorsim.numerics.kernel import inner_kernel


@inner_kernel
def stand_in_sections(
    section_start: Integers,
    section_members: Integers,
    enrolled: Integers,
    performance: Floats,
    standing: Floats,
) -> None:
    """Compare everyone with the enrolled students of the own section; without one there is no standing."""
    for own in range(1, section_start.shape[0] - 1):
        total = 0.0
        here = 0
        for place in range(section_start[own], section_start[own + 1]):
            i = section_members[place]
            if enrolled[i]:
                total += performance[i]
                here += 1
        for place in range(section_start[own], section_start[own + 1]):
            i = section_members[place]
            if enrolled[i]:
                standing[i] = performance[i] - total / here
