"""Mentor strain: what a load costs that support does not take off."""

from __future__ import annotations

from typing import Any

from mentorsim.arithmetic import clip
from mentorsim.dynamics.columns import Floats, Integers
from mentorsim.kernel import inner_kernel


@inner_kernel
def strain_mentors(
    enrolled: Integers, recruited: Integers, load: Floats, levers: Any, parameters: Any, strain: Floats
) -> None:
    """Move every recruited mentor's strain toward the pressure of the load."""
    relief = (1.0 - parameters.strain_support * levers.support) * (
        1.0 - parameters.strain_self_care * levers.self_care
    )
    for i in range(enrolled.shape[0]):
        if recruited[i] and enrolled[i]:
            pressure = clip(load[i] / parameters.capacity * relief - parameters.strain_free, 0.0, 1.0)
            strain[i] += parameters.strain_rate * (pressure - strain[i])
