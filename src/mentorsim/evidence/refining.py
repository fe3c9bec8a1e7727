"""Moves samples from the prior to the posterior, with the simulation itself as the judge.

Randomized maximum likelihood (Oliver, He and Reynolds 1996; as an ensemble method Chen and Oliver 2013,
Computational Geosciences 17): every sample starts from its own point of the prior and has its own targets,
the published numbers plus an error drawn from their bands; it is moved to the least sum of squares of both
its distance from where it started and its distance from its targets. In every round the emulators lead it,
shifted by what they missed where it stands, and the simulation says whether the way was right: an emulator's
error at a point does not matter, only how that error changes on the way. After each round the emulators learn
what was found.

For a linear model these are exact samples of the posterior. For others they are samples from a density that
can be written down, and the ratio of the posterior to it is a sample's weight (as in Ba, Oliver and de Wiljes
2022, "Randomized maximum likelihood based posterior sampling", Computational Geosciences 26): it is the
likelihood of the published numbers under the model that is linear with the sample's slopes, its parameters
unknown; see `Refinement.log_weights`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri
from scipy.stats import qmc

from mentorsim.evidence.likelihood import Emulation
from mentorsim.scenario.prior import quantiles

Floats = NDArray[np.float64]

_BOUND = 2.8  # normal scores: farther out lies half a percent of a prior
_STEPS = 8  # with the emulators alone, in each round
_PROBE = 0.05
#: What slopes are made of, see `steadied`.
QUADRATIC_SHARE, COMMON_SHARE = 0.5, 0.2


@dataclass(eq=False)
class Refinement:
    """Samples on their way.

    Attributes
    ----------
    start
        Normal scores of the points of the prior, shape (samples, parameters).
    wanted
        Targets of each sample on their scales, shape (samples, targets).
    variance
        Of the targets: bands and the noise of the common replications, shape (targets,).
    place
        The best point of each sample so far, as normal scores.
    found
        What the simulation gives there, on the targets' scales; NaN: not simulated yet.
    objective
        Its sum of squares; infinite: not simulated yet.
    stride
        Share of the next step that each sample takes.
    """

    start: Floats
    wanted: Floats
    variance: Floats
    place: Floats
    found: Floats
    objective: Floats
    stride: Floats

    @classmethod
    def begin(cls, emulation: Emulation, count: int, seed: int) -> Refinement:
        """Draw points of the prior and targets, and move the points as far as the emulators alone can."""
        rng = np.random.default_rng(seed)
        # Even for each parameter, and no two parameters go together more than chance has it.
        shares = qmc.LatinHypercube(len(emulation.rows), rng=rng).random(count)
        start = np.clip(ndtri(shares), -_BOUND, _BOUND)
        variance = emulation.targets.spread**2 + emulation.noise
        errors = rng.standard_normal((count, len(variance))) * np.sqrt(variance)
        wanted = emulation.targets.center + errors
        unknown, endless = np.full(wanted.shape, np.nan), np.full(count, np.inf)
        return cls(start, wanted, variance, start.copy(), unknown, endless, np.ones(count))

    def proposal(self, emulation: Emulation) -> Floats:
        """Return the points to be simulated next, as normal scores: as far as the emulators lead."""
        predicted = _predicted(emulation, self.place)
        missed = np.where(np.isfinite(self.found), self.found - predicted, 0.0)
        place, predicted = self.place.copy(), predicted + missed
        least, stride = self._objective(place, predicted), np.ones(len(place))
        for _ in range(_STEPS):
            slopes = slopes_at(emulation, place)
            moved = _step(slopes, self.start, self.wanted, self.variance, place, predicted)
            tried = np.clip(place + stride[:, None] * (moved - place), -_BOUND, _BOUND)
            there = _predicted(emulation, tried) + missed
            objective = self._objective(tried, there)
            better = objective < least
            place[better], predicted[better], least[better] = tried[better], there[better], objective[better]
            stride = np.where(better, np.minimum(1.0, 2.0 * stride), 0.5 * stride)
        proposed: Floats = self.place + self.stride[:, None] * (place - self.place)
        return proposed

    def take(self, proposed: Floats, found: Floats) -> None:
        """Take what the simulation gives at proposed points; where things got worse, go half as far next."""
        objective = self._objective(proposed, found)
        better = objective < self.objective
        self.place[better] = proposed[better]
        self.found[better] = found[better]
        self.objective[better] = objective[better]
        self.stride = np.where(better, 1.0, 0.5 * self.stride)

    def _objective(self, place: Floats, found: Floats) -> Floats:
        """Return the sum of squared distances from where samples started and from their targets."""
        misfit = np.sum((found - self.wanted) ** 2 / self.variance, axis=1)
        objective: Floats = np.sum((place - self.start) ** 2, axis=1) + misfit
        return objective

    def log_weights(self, emulation: Emulation, reached: NDArray[np.bool_]) -> Floats:
        """Return the logarithm of the weight of each sample that reached its targets, but for a constant.

        A sample with normal scores ``z`` at which the simulation gives ``g``, with slopes ``G``, is the least
        sum of squares for a random start and random targets with the density

            det(I + G' V^-1 G)^(1/2) exp(-a' (I + G' V^-1 G)^-1 a / 2),   a = z + G' V^-1 (g - y),

        where ``y`` is published and ``V`` its variance; the slopes' own change is neglected. The posterior is
        ``exp(-z' z / 2 - (g - y)' V^-1 (g - y) / 2)``. Their ratio is a normal density: of ``y`` with mean
        ``g - G z`` and covariance ``V + G G'``.
        """
        place, found = self.place[reached], self.found[reached]
        slopes = steadied(slopes_at(emulation, place), slopes_at(emulation, place, whole=True))
        center = found - np.einsum("dtp,dp->dt", slopes, place)
        covariance = np.einsum("dtp,dup->dtu", slopes, slopes) + np.diag(self.variance)
        apart = emulation.targets.center - center
        distance = np.einsum("dt,dt->d", apart, np.linalg.solve(covariance, apart[:, :, None])[:, :, 0])
        weights: Floats = -0.5 * (distance + np.linalg.slogdet(covariance)[1])
        return weights

    @property
    def misfit(self) -> Floats:
        """Sum of squared distances from a sample's targets in their SD, shape (samples,)."""
        total: Floats = np.sum((self.found - self.wanted) ** 2 / self.variance, axis=1)
        return total


def values_of(emulation: Emulation, scores: Floats) -> Floats:
    """Turn normal scores into parameter values."""
    return quantiles(emulation.rows, ndtr(scores))


def _predicted(emulation: Emulation, scores: Floats) -> Floats:
    return emulation.predict(values_of(emulation, scores))


def _step(
    slopes: Floats, start: Floats, wanted: Floats, variance: Floats, place: Floats, found: Floats
) -> Floats:
    """Return the points to which a Gauss-Newton step leads."""
    moved = np.empty_like(place)
    for sample in range(len(place)):
        slope = slopes[sample]
        ahead = wanted[sample] - found[sample] + slope @ (place[sample] - start[sample])
        moved[sample] = start[sample] + slope.T @ np.linalg.solve(slope @ slope.T + np.diag(variance), ahead)
    return moved


def steadied(nearby: Floats, overall: Floats) -> Floats:
    """Return slopes with less error of the emulators in them, shape (samples, targets, parameters).

    Emulators err more in their slopes than in their numbers. Halfway between those of the whole emulators and
    those of their quadratic parts, and a fifth of the way to the mean of all samples, slopes predict best
    what the simulation gives at points that the emulators have not seen (`experiments/evidence/slopes.py`).

    Parameters
    ----------
    nearby, overall
        Slopes of the whole emulators, and of their quadratic parts alone, shape (samples, targets,
        parameters).
    """
    slopes = nearby + QUADRATIC_SHARE * (overall - nearby)
    common = slopes.sum(axis=0) / max(len(slopes), 1)
    steady: Floats = slopes + COMMON_SHARE * (common - slopes)
    return steady


def slopes_at(emulation: Emulation, place: Floats, *, whole: bool = False) -> Floats:
    """Return the slopes of all targets by all normal scores, shape (samples, targets, parameters).

    Parameters
    ----------
    emulation
        Gives the slopes.
    place
        Normal scores, shape (samples, parameters).
    whole
        Whether only the emulators' quadratic parts count.
    """
    up, down = (emulation.scaled(values_of(emulation, place + way * _PROBE)) for way in (1.0, -1.0))
    rise = (up - down) / (2.0 * _PROBE)
    slopes: Floats = emulation.slopes(values_of(emulation, place), whole=whole) * rise[:, None, :]
    return slopes
