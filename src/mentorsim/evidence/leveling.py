"""Sets the population of a study to its base: how many stay without a program.

The base of a fact is a control fact, and control facts set the population. Under other mechanism parameters
another population has it; here the departure of the study's institution is found that gives it.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from mentorsim.evidence.fact import Fact
from mentorsim.evidence.measures import among
from mentorsim.model import MentoringModel
from mentorsim.outcomes import RunView
from mentorsim.scenario import Scenario

_STAYING = "retention"
DEPARTURE = ("weekly_departure", "term_departure", "summer_departure")
_STEPS = 6
#: As near to the base as this, as a share, is near enough: a tenth of the narrowest published band.
_NEAR = 0.001
_FARTHEST = 4.0


def sets_population(fact: Fact) -> bool:
    """Whether the base of a fact sets how many leave in its study."""
    return fact.base is not None and fact.outcome == _STAYING


def leveled(scenario: Scenario, fact: Fact, seed: int, replication: int) -> Scenario:
    """Return the scenario with the departure under which the base of a fact is met without a program.

    The odds of leaving in a week, between terms and in summer are all multiplied by one factor.

    Parameters
    ----------
    scenario
        The study's scenario.
    fact
        A fact for which `sets_population`.
    seed, replication
        The replication in which it is met.
    """
    assert fact.base is not None
    wanted = _steepness(0.5 * (fact.base.low + fact.base.high) / fact.scale)
    share = math.exp(-math.exp(wanted))
    tried: list[tuple[float, float]] = []
    found = scenario
    factor = 0.0
    for _ in range(_STEPS):
        found = with_odds(scenario, math.exp(factor))
        stays = who_stays(found, fact, seed, replication)
        reached = _steepness(float(stays.mean()))
        tried.append((factor, reached))
        # In a small study one student more or less is noise, which its replications even out.
        if abs(float(stays.mean()) - share) <= max(_NEAR, 1.01 / len(stays)):
            break
        factor = float(np.clip(factor + (wanted - reached) / _slope(tried), -_FARTHEST, _FARTHEST))
    return found


def _slope(tried: list[tuple[float, float]]) -> float:
    """Return the slope by the last two points, near the 1 of leaving at a constant rate."""
    if len(tried) < 2:
        return 1.0
    (before, low), (after, high) = tried[-2:]
    return float(np.clip((high - low) / (after - before), 0.3, 3.0)) if after != before else 1.0


def _steepness(staying: float) -> float:
    """Turn a share of who stays into the logarithm of the rate at which others leave."""
    return math.log(-math.log(min(max(staying, 1e-6), 1.0 - 1e-6)))


def who_stays(scenario: Scenario, fact: Fact, seed: int, replication: int) -> NDArray[np.bool_]:
    """Return who of those whom a fact is about is enrolled in the end without a program."""
    run = RunView(MentoringModel(scenario, "none", rng=seed, replication=replication).run())
    staying: NDArray[np.bool_] = run.enrolled[among(fact, run)]
    return staying


def with_odds(scenario: Scenario, factor: float) -> Scenario:
    """Return the scenario with all odds of leaving multiplied by a factor."""
    changes: dict[str, object] = {}
    for name in DEPARTURE:
        share = float(getattr(scenario.institution, name))
        odds = factor * share / (1.0 - share)
        changes[f"institution.{name}"] = odds / (1.0 + odds)
    return scenario.with_changes(changes)
