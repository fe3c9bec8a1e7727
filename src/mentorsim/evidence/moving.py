"""Turns weighted samples into samples of equal weight of which no two are the same: resample, and move.

A sample that counts for three is taken three times, and the copies are moved by steps that leave the
posterior as it is (Gilks and Berzuini 2001, "Following a moving target", Journal of the Royal Statistical
Society B 63), so that every sample counts the same. A step is a chain on the emulators' posterior whose end
is accepted or not by the simulation (surrogate transition: Liu 2001, "Monte Carlo Strategies in Scientific
Computing", section 9.4.3): a far step costs one simulation, and an emulator's error costs acceptance, not
correctness.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mentorsim.evidence.likelihood import Emulation
from mentorsim.evidence.refining import values_of
from mentorsim.statistics.weighted import normalized

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

_STEPS = 40
_STRIDE = 0.12


def resampled(weights: Floats, count: int, rng: np.random.Generator) -> Places:
    """Return places of as many samples as are asked for, each as often as its weight says, ascending.

    Systematic resampling (Kitagawa 1996, Journal of Computational and Graphical Statistics 5): a sample is
    there as often as it should be, to less than one.
    """
    ends = np.cumsum(normalized(weights))
    ends[-1] = 1.0
    return np.searchsorted(ends, (rng.random() + np.arange(count)) / count, side="right")


@dataclass(eq=False)
class Copies:
    """Samples of equal weight on their way to being all different.

    Attributes
    ----------
    place
        Normal scores, shape (samples, parameters).
    found
        What the simulation gives there, on the targets' scales, shape (samples, targets).
    stands
        Number of the sample that each is a copy of; its own once it has moved.
    """

    place: Floats
    found: Floats
    stands: Places

    @classmethod
    def of(cls, places: Places, place: Floats, found: Floats) -> Copies:
        """Take samples at places that may repeat; the first of several is not a copy."""
        first = np.unique(places, return_index=True)[1]
        stands = np.repeat(first, np.diff([*first, len(places)]))
        return cls(place[places], found[places], stands)

    @property
    def stuck(self) -> Places:
        """Numbers of those that are still where another is."""
        return np.flatnonzero(self.stands != np.arange(len(self.stands)))

    def proposal(self, emulation: Emulation, rng: np.random.Generator) -> Floats:
        """Return where those that are stuck might go: the ends of chains on the emulators' posterior.

        The chains are preconditioned Crank-Nicolson, which keep the prior (Cotter, Roberts, Stuart and White
        2013, Statistical Science 28).
        """
        normals = self.place[self.stuck]
        likelihood = emulation.log_likelihood(values_of(emulation, normals))
        for _ in range(_STEPS):
            proposed = np.sqrt(1.0 - _STRIDE**2) * normals + _STRIDE * rng.standard_normal(normals.shape)
            new = emulation.log_likelihood(values_of(emulation, proposed))
            accepted = np.log(rng.random(len(normals))) < new - likelihood
            normals = np.where(accepted[:, None], proposed, normals)
            likelihood = np.where(accepted, new, likelihood)
        return normals

    def take(self, emulation: Emulation, proposed: Floats, found: Floats, rng: np.random.Generator) -> None:
        """Accept or refuse the proposals, given what the simulation gives there."""
        stuck = self.stuck
        before = self._correction(emulation, self.place[stuck], self.found[stuck])
        after = self._correction(emulation, proposed, found)
        moved = (proposed != self.place[stuck]).any(axis=1) & np.isfinite(after)
        accepted = moved & (np.log(rng.random(len(stuck))) < np.where(moved, after - before, -np.inf))
        numbers = stuck[accepted]
        self.place[numbers], self.found[numbers] = proposed[accepted], found[accepted]
        self.stands[numbers] = numbers

    def distinct(self) -> tuple[Places, Floats]:
        """Return the numbers of those that differ, and their weights: a copy adds to another's."""
        numbers, counts = np.unique(self.stands, return_counts=True)
        return numbers, counts / len(self.stands)

    @staticmethod
    def _correction(emulation: Emulation, place: Floats, found: Floats) -> Floats:
        """Return how much more likely the simulation is than the emulators say, as a logarithm."""
        truth = emulation.targets.log_likelihood(found, emulation.noise)
        correction: Floats = truth - emulation.log_likelihood(values_of(emulation, place))
        return correction
