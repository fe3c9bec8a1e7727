"""How long a sweep will probably take: a few worlds are run and thrown away."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter

from mentorsim.experiment.replicate import replicate
from mentorsim.experiment.sweep_plan import SweepPlan


@dataclass(frozen=True)
class Trial:
    """What a short trial tells of a sweep.

    Attributes
    ----------
    worlds
        Number of worlds; with a stopping rule or a selection the least, one look at each point.
    runs
        Number of runs: every policy in every world.
    seconds_per_world
        Of one processor, mean over the points that were tried.
    """

    worlds: int
    runs: int
    seconds_per_world: float

    @property
    def seconds(self) -> float:
        """Of one processor, for all worlds."""
        return self.worlds * self.seconds_per_world


def trial(plan: SweepPlan, points: int = 3) -> Trial:
    """Run one world at some points spread over a design; nothing is kept.

    Parameters
    ----------
    plan
        The sweep.
    points
        At how many points.
    """
    chosen = sorted({round(place * (plan.points - 1) / max(1, points - 1)) for place in range(points)})
    plans = [plan.base.at(plan.design.changes(point)) for point in chosen]
    # The first world of a process loads the kernels.
    replicate(plans[0], 0, forgiving=True)
    started = perf_counter()
    for one in plans:
        replicate(one, 0, forgiving=True)
    each = (perf_counter() - started) / len(plans)
    worlds = plan.least_worlds
    return Trial(worlds, worlds * len(plan.base.policies), each)
