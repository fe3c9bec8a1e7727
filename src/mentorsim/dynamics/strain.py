"""Mentor strain: what a load costs that support does not take off."""

from __future__ import annotations

from mentorsim.dynamics.columns import Floats, Integers
from mentorsim.dynamics.loads import overload
from mentorsim.dynamics.rows import Parameters, ProgramSettings
from mentorsim.numerics.kernel import inner_kernel


@inner_kernel
def strain_mentors(
    enrolled: Integers,
    recruited: Integers,
    load: Floats,
    settings: ProgramSettings,
    parameters: Parameters,
    strain: Floats,
) -> None:
    """Move every recruited mentor's strain toward the pressure of the load."""
    relief = (1.0 - parameters.strain_support * settings.support) * (
        1.0 - parameters.strain_self_care * settings.self_care
    )
    for i in range(enrolled.shape[0]):
        if recruited[i] and enrolled[i]:
            pressure = relief * overload(load[i], parameters.strain_free * parameters.capacity)
            strain[i] += parameters.strain_rate * (pressure - strain[i])
