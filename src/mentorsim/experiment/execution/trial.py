"""How long a sweep will probably take: a few replications are run and thrown away."""

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
    replications
        Number of replications; with a stopping rule or a selection the least, one look at each point.
    runs
        Number of runs: every policy in every replication.
    seconds_per_replication
        Of one processor, mean over the points that were tried.
    """

    replications: int
    runs: int
    seconds_per_replication: float

    @property
    def seconds(self) -> float:
        """Of one processor, for all replications."""
        return self.replications * self.seconds_per_replication


def trial(plan: SweepPlan, points: int = 3) -> Trial:
    """Run one replication at some points spread over a design; nothing is kept.

    Parameters
    ----------
    plan
        The sweep.
    points
        At how many points.
    """
    chosen = sorted({round(place * (plan.points - 1) / max(1, points - 1)) for place in range(points)})
    plans = [plan.base.at(plan.design.changes(point)) for point in chosen]
    # The first replication of a process loads the kernels.
    replicate(plans[0], 0, forgiving=True)
    started = perf_counter()
    for one in plans:
        replicate(one, 0, forgiving=True)
    each = (perf_counter() - started) / len(plans)
    replications = plan.least_replications
    return Trial(replications, replications * len(plan.base.policies), each)
