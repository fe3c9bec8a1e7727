"""Coverage of the truth where neither the parameters nor the randomness of the replications are known.

Posterior samples, replications and the rest have known variances, so that the true mean under parameters of
the same posterior is known. The interval of simulation error and parameters together should hold it 95 % of
the time.

python experiments/robustness/parameter_layer.py [problems]
"""

from __future__ import annotations

import sys

import numpy as np

from mentorsim.statistics.intervals import FloatArray
from mentorsim.statistics.parameter_best import true_means
from mentorsim.statistics.possible_variances import parameters_at_most
from mentorsim.statistics.variance_parts import parameter_range, variance_parts

NOISE = {
    "little": (1.0, 0.2, 0.5),
    "as much": (1.0, 1.0, 1.0),
    "heavy": (0.2, 1.0, 2.0),
    "nothing but": (0.0, 1.0, 2.0),
}


def posterior(rng: np.random.Generator, shape: str, count: int) -> FloatArray:
    """Draw parameters' effects of mean 0 and variance 1."""
    if shape == "normal":
        return rng.standard_normal(count)
    return rng.standard_exponential(count) - 1.0


def tried(
    problems: int,
    samples: int,
    replications: int,
    noise: tuple[float, float, float],
    shape: str,
    *,
    weighted: bool,
) -> str:
    """Say how often the truth is covered, by which range, in one kind of problem."""
    of_parameters, of_replication, of_rest = noise
    rng = np.random.default_rng([samples, replications, len(shape), weighted])
    both, alone, width, told, below = 0.0, 0.0, 0.0, 0, 0
    for _ in range(problems):
        effects = posterior(rng, shape, samples)
        weights = None
        if weighted:
            weights = rng.gamma(1.0, size=samples)
        values = (
            of_parameters * effects[:, None]
            + of_replication * rng.standard_normal(replications)
            + of_rest * rng.standard_normal((samples, replications))
        )[:, :, None]
        parts = variance_parts(values, weights)
        truth = of_parameters * posterior(rng, shape, 200)
        low, high = np.quantile(true_means(parts).by_both[0], [0.025, 0.975])
        own_low, own_high = parameter_range(parts, 0.95)
        both += float(np.mean((low <= truth) & (truth <= high)))
        alone += float(np.mean((own_low[0] <= truth) & (truth <= own_high[0])))
        width += high - low
        told += bool(parts.parameters[0, 0] <= 0.0)
        if parts.parameters[0, 0] <= 0.0:
            below += bool(parameters_at_most(parts, 0.95)[0] >= 1.96 * of_parameters)
    at_most = f", 'at most' right in {below / told:.1%} of these" if told else ""
    return (
        f"together {both / problems:.1%} (width {width / problems:.2f}), parameters alone "
        f"{alone / problems:.1%}; variance at or below zero in {told / problems:.1%}{at_most}"
    )


def main(problems: int = 200) -> None:
    """Print a line for each kind of problem."""
    for samples, replications in ((100, 5), (20, 3)):
        for name, noise in NOISE.items():
            for shape, weighted in (("normal", False), ("normal", True), ("skewed", False)):
                found = tried(problems, samples, replications, noise, shape, weighted=weighted)
                kind = f"{shape}{', weighted' if weighted else ''}"
                print(f"{samples} x {replications}, {name} noise, {kind}: {found}", flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
