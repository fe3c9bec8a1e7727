"""Print the departure settings under which studies that state a base meet it at the table's parameters.

    python experiments/evidence/bases.py

A preset's departure belongs to its population, which a control fact sets. After the model or its parameters
have changed, these are the numbers for the preset's ``institution``; a calibration finds its own at every
point.
"""

from __future__ import annotations

import argparse

import numpy as np
from scipy.optimize import brentq

from mentorsim.evidence.facts import read_facts
from mentorsim.evidence.leveling import DEPARTURE, sets_population, who_stays, with_odds
from mentorsim.evidence.studies import Study, studies_of

_FARTHEST = 3.0


def factor_of(study: Study, replications: int) -> float:
    """Return the factor of all odds of leaving that meets the base on average over replications."""
    (fact,) = (one for one in study.facts if sets_population(one))
    assert fact.base is not None
    wanted = 0.5 * (fact.base.low + fact.base.high) / fact.scale

    def missing(log_factor: float) -> float:
        scenario = with_odds(study.scenario, float(np.exp(log_factor)))
        stays = [who_stays(scenario, fact, scenario.run.seed, number) for number in range(replications)]
        return float(np.concatenate(stays).mean()) - wanted

    return float(np.exp(brentq(missing, -_FARTHEST, _FARTHEST, xtol=0.01)))


def main() -> None:
    """Print the settings of every study with a base."""
    arguments = argparse.ArgumentParser(description="Departure settings under which bases are met.")
    arguments.add_argument("--replications", type=int, help="of each study; 40,000 students without it")
    chosen = arguments.parse_args()
    for study in studies_of(read_facts()):
        if any(sets_population(fact) for fact in study.facts):
            count = chosen.replications or max(2, 40_000 // study.scenario.cohort.first_years)
            factor = factor_of(study, count)
            institution = with_odds(study.scenario, factor).institution
            numbers = ", ".join(f"{name}: {getattr(institution, name):.3g}" for name in DEPARTURE)
            print(f"{study.name}: all odds times {factor:.3f}: institution: {{{numbers}}}")


if __name__ == "__main__":
    main()
