"""Whether intervals hold where few runs differ under posterior samples, which share their random draws.

A program has one place. In each replication its student leaves where a uniform number, the same in all
samples but for a share that is drawn anew, is below the probability of leaving; the program lowers that
probability by little, and posterior samples differ in it. The other students leave by the same rule without a
program.

python experiments/robustness/rare_events_of_samples.py [problems]
"""

from __future__ import annotations

import sys

import numpy as np

from mentorsim.statistics.crossing import Crossing
from mentorsim.statistics.intervals import FloatArray
from mentorsim.statistics.parameter_layer import Layered, layered_summaries

STUDENTS = 60


def retained(
    rng: np.random.Generator, samples: int, replications: int, effect: float, anew: float
) -> FloatArray:
    """Return retention without and with the program, shape (samples x replications, 2)."""
    leaving = np.clip(0.18 + 0.04 * rng.standard_normal(samples), 0.02, 0.9)[:, None, None]
    common = rng.random((1, replications, STUDENTS))
    own = rng.random((samples, replications, STUDENTS))
    chance = np.where(rng.random(own.shape) < anew, own, common)
    stays = chance >= leaving
    helped = stays.copy()
    helped[:, :, 0] = chance[:, :, 0] >= leaving[:, :, 0] - effect
    return np.stack([stays.mean(axis=2).ravel(), helped.mean(axis=2).ravel()], axis=1)


def main(problems: int = 300) -> None:
    """Print how often the true mean difference is covered, and verdicts from it that are wrong."""
    for samples, replications in ((100, 5), (20, 3)):
        for effect in (0.005, 0.02, 0.1):
            for anew in (0.0, 0.5):
                rng = np.random.default_rng([samples, replications, int(1000 * effect), int(10 * anew)])
                true = effect / STUDENTS
                both, alone, none, wrong = 0, 0, 0, 0
                for _ in range(problems):
                    values = retained(rng, samples, replications, effect, anew)
                    runs = np.arange(samples * replications)
                    outcome = Layered(
                        values,
                        np.zeros(values.shape, dtype=np.bool_),
                        Crossing(runs, replications),
                        "higher",
                        0,
                        0.01,
                        0.95,
                        grain=1.0 / STUDENTS,
                    )
                    found = layered_summaries(outcome)[1][1]
                    both += (found.interval_low or 0.0) <= true <= (found.interval_high or 0.0)
                    alone += (found.low or 0.0) <= true <= (found.high or 0.0)
                    none += not np.any(values[:, 0] != values[:, 1])
                    wrong += found.verdict is not None and found.verdict.startswith("lower")
                print(
                    f"{samples} x {replications}, effect {effect:.1%}, {anew:.0%} of draws anew: covered "
                    f"{both / problems:.1%}, by simulation error alone {alone / problems:.1%}; no run "
                    f"differs in {none / problems:.0%}; wrong verdicts {wrong / problems:.1%}",
                    flush=True,
                )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
