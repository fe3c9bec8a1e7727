"""Closeness: what opens a relationship to help; a function of rapport that is 0 where there is none."""

from __future__ import annotations

from mentorsim.dynamics.rows import Parameters
from mentorsim.numerics.arithmetic import power
from mentorsim.numerics.kernel import inner_kernel


@inner_kernel
def half_reached(parameters: Parameters) -> float:
    """Return what rapport reaches at the middle of the gate, the same for all pairs."""
    return power(parameters.closeness_half, parameters.closeness_shape)


@inner_kernel
def closeness_of(rapport: float, half: float, parameters: Parameters) -> float:
    """Return the share of what a meeting can give that reaches the mentee, 0 to 1.

    It is 0 without rapport and 1 at full rapport; ``closeness_shape`` says how much like a gate it is (0: no
    gate, 1 everywhere), ``closeness_half`` where the gate is, and ``half`` is its `half_reached`.
    """
    reached = power(rapport, parameters.closeness_shape)
    share: float = (1.0 + half) * reached / (half + reached)
    return share
