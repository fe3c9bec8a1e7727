"""Moves samples from the prior to the posterior, with the simulation itself as the judge.

Randomized maximum likelihood (Oliver, He and Reynolds 1996; as an ensemble method Chen and Oliver 2013,
Computational Geosciences 17): every sample starts from its own point of the prior and has its own targets,
the published numbers plus an error drawn from their bands; it is moved to the least sum of squares of both
its distance from where it started and its distance from its targets. Each step takes the slopes from the
emulators and the numbers from the simulation: an emulator's error at a point does not matter, only that of
its slope. In the last rounds the slopes are made to agree with what was simulated of the same sample before
(Broyden 1965, "A class of methods for solving nonlinear simultaneous equations", Mathematics of Computation
19), and what the common replications happen to give is taken out (`Refinement.corrected`).

For a linear model these are exact samples of the posterior. For others they are samples from a density that
can be written down, and the ratio of the posterior to it is a sample's weight (as in Ba, Oliver and de Wiljes
2022, "Randomized maximum likelihood based posterior sampling", Computational Geosciences 26): it is the
likelihood of the published numbers under the model that is linear with the sample's slopes, its parameters
unknown; see
`Refinement.log_weights`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri
from scipy.stats import qmc

from mentorsim.evidence.likelihood import Emulation
from mentorsim.scenario.prior import quantiles

Floats = NDArray[np.float64]

_BOUND = 2.8  # normal scores: farther out lies half a percent of a prior
_ALONE = 12  # steps with the emulators alone
_PROBE = 0.05
_NOWHERE = 1e-8  # squared length of a step that tells nothing


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
    past
        Every simulated place of the samples with what was found there.
    """

    start: Floats
    wanted: Floats
    variance: Floats
    place: Floats
    found: Floats
    objective: Floats
    stride: Floats
    past: list[tuple[Floats, Floats]] = field(default_factory=list)

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
        place = start.copy()
        for step in range(_ALONE):
            share = min(1.0, (step + 1) / (0.5 * _ALONE))
            slopes = slopes_at(emulation, place)
            moved = _step(slopes, start, wanted, variance, place, _predicted(emulation, place))
            place = np.clip(place + share * (moved - place), -_BOUND, _BOUND)
        unknown = np.full(wanted.shape, np.nan)
        return cls(start, wanted, variance, place, unknown, np.full(count, np.inf), np.ones(count))

    def proposal(self, emulation: Emulation, *, secants: bool = False) -> Floats:
        """Return the points to be simulated next, as normal scores.

        Parameters
        ----------
        emulation
            Gives the slopes.
        secants
            Whether the slopes are made to agree with each sample's own past.
        """
        if not np.isfinite(self.objective).any():
            return self.place.copy()
        predicted = _predicted(emulation, self.place)
        known = np.where(np.isfinite(self.found), self.found, predicted)
        slopes = slopes_at(emulation, self.place)
        if secants:
            slopes = slopes_through_the_past(slopes, self.place, known, self.past)
        moved = _step(slopes, self.start, self.wanted, self.variance, self.place, known)
        proposed: Floats = np.clip(self.place + self.stride[:, None] * (moved - self.place), -_BOUND, _BOUND)
        return proposed

    def take(self, proposed: Floats, found: Floats) -> None:
        """Take what the simulation gives at proposed points; a step that made things worse is halved."""
        misfit = np.sum((found - self.wanted) ** 2 / self.variance, axis=1)
        objective = np.sum((proposed - self.start) ** 2, axis=1) + misfit
        self.past.append((proposed, found))
        better = objective < self.objective
        self.place[better] = proposed[better]
        self.found[better] = found[better]
        self.objective[better] = objective[better]
        self.stride = np.where(better, 1.0, 0.5 * self.stride)

    def corrected(self, excess: Floats) -> Refinement:
        """Return the same samples without what the common replications happen to give.

        All points are simulated in the same few replications, so all share what these happen to give; how
        much that is, is known at one point from many more replications (a control variate).

        Parameters
        ----------
        excess
            What the common replications give beyond many, on the targets' scales, shape (targets,).
        """
        unknown = np.full_like(self.found, np.nan)
        endless = np.full_like(self.objective, np.inf)
        place = self.past[0][0].copy()
        one = Refinement(self.start, self.wanted, self.variance, place, unknown, endless, self.stride)
        for proposed, found in self.past:
            one.take(proposed, found - excess)
        one.stride = np.ones_like(self.stride)
        return one

    def log_weights(self, emulation: Emulation) -> Floats:
        """Return the logarithm of each sample's weight, shape (samples,), but for a constant.

        A sample with normal scores ``z`` at which the simulation gives ``g``, with slopes ``G``, is the least
        sum of squares for a random start and random targets with the density

            det(I + G' V^-1 G)^(1/2) exp(-a' (I + G' V^-1 G)^-1 a / 2),   a = z + G' V^-1 (g - y),

        where ``y`` is published and ``V`` its variance; the slopes' own change is neglected. The posterior is
        ``exp(-z' z / 2 - (g - y)' V^-1 (g - y) / 2)``. Their ratio is a normal density: of ``y`` with mean
        ``g - G z`` and covariance ``V + G G'``.
        """
        slopes = slopes_at(emulation, self.place)
        center = self.found - np.einsum("dtp,dp->dt", slopes, self.place)
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


def slopes_through_the_past(
    slopes: Floats, place: Floats, found: Floats, past: Sequence[tuple[Floats, Floats]]
) -> Floats:
    """Change slopes as little as makes them lead to each sample's past points, one after the other."""
    for place_then, found_then in past:
        way, rise = place_then - place, found_then - found
        length = np.einsum("dp,dp->d", way, way)
        missed = rise - np.einsum("dtp,dp->dt", slopes, way)
        unusable = (length <= _NOWHERE) | ~np.isfinite(rise).all(axis=1)
        missed[unusable] = 0.0
        length[unusable] = 1.0
        slopes = slopes + missed[:, :, None] * (way / length[:, None])[:, None, :]
    return slopes


def slopes_at(emulation: Emulation, place: Floats) -> Floats:
    """Return the slopes of all targets by all normal scores, shape (samples, targets, parameters)."""
    count, size = place.shape
    slopes = np.empty((count, len(emulation.emulators), size))
    for parameter in range(size):
        up, down = place.copy(), place.copy()
        up[:, parameter] += _PROBE
        down[:, parameter] -= _PROBE
        rise = _predicted(emulation, up) - _predicted(emulation, down)
        slopes[:, :, parameter] = rise / (2.0 * _PROBE)
    return slopes
