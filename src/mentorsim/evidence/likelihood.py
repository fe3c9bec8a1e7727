"""How well simulated numbers agree with what is published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mentorsim.evidence.studies import Target
from mentorsim.scenario import Parameter
from mentorsim.scenario.prior import prior_spread
from mentorsim.statistics.emulator import Emulator, fit_emulator

Floats = NDArray[np.float64]

_SHARES = ("percent", "proportion")
_LEAST = 1e-3
_FAR = 4.0


@dataclass(frozen=True, eq=False)
class Targets:
    """All targets together, each on a scale on which it has no bounds (log-odds for shares).

    Attributes
    ----------
    targets
        The targets.
    center, spread
        What is published and the standard deviation of its band, shape (targets,).
    """

    targets: tuple[Target, ...]
    center: Floats
    spread: Floats

    @classmethod
    def of(cls, targets: Sequence[Target]) -> Targets:
        """Gather targets."""
        center, spread = [], []
        for target in targets:
            value, slope = _unbounded(target, np.array([target.published]))
            center.append(float(value[0]))
            spread.append(target.spread * float(slope[0]))
        return cls(tuple(targets), np.array(center), np.array(spread))

    @property
    def labels(self) -> tuple[str, ...]:
        """Their labels."""
        return tuple(target.label for target in self.targets)

    def moved(self, numbers: Floats) -> Floats:
        """Return numbers in the facts' units, shape (points, targets), on the scales without bounds."""
        columns = [_unbounded(target, numbers[:, k])[0] for k, target in enumerate(self.targets)]
        return np.stack(columns, axis=1)

    def restored(self, moved: Floats) -> Floats:
        """Return numbers on the scales without bounds in the facts' units again."""
        columns = []
        for k, target in enumerate(self.targets):
            share = target.fact.scale / (1.0 + np.exp(-moved[:, k]))
            columns.append(share if _is_share(target) else moved[:, k])
        return np.stack(columns, axis=1)

    def log_likelihood(self, moved: Floats, variance: Floats) -> Floats:
        """Log-likelihood of numbers on the scales without bounds: normal, with the band's spread.

        Parameters
        ----------
        moved
            Shape (points, targets).
        variance
            What else is uncertain about the numbers, as a variance, shape (targets,).
        """
        total = self.spread**2 + variance
        score: Floats = -0.5 * np.sum((moved - self.center) ** 2 / total + np.log(total), axis=1)
        return score

    def closeness(self, moved: Floats) -> Floats:
        """Weights of 0 to 1: how near points are to all targets, where emulators should be right."""
        distance = (moved - self.center) / (_FAR * self.spread)
        weights: Floats = 1.0 / (1.0 + np.mean(distance**2, axis=1))
        return weights


def _unbounded(target: Target, numbers: Floats) -> tuple[Floats, Floats]:
    """Return numbers and the slope there; shares as log-odds."""
    if not _is_share(target):
        return numbers, np.ones_like(numbers)
    scale = target.fact.scale
    share = np.clip(numbers / scale, _LEAST, 1.0 - _LEAST)
    return np.log(share / (1.0 - share)), 1.0 / (share * (1.0 - share) * scale)


def _is_share(target: Target) -> bool:
    fact = target.fact
    if target.is_base:
        return fact.scale > 1.0
    return fact.unit in _SHARES and fact.quantity in ("mean", "closed", "mentors_closed")


@dataclass(frozen=True, eq=False)
class Emulation:
    """An emulator for every target.

    Attributes
    ----------
    rows
        The parameters.
    targets
        The targets.
    emulators
        One for each.
    noise
        Variance of the common replications, shape (targets,).
    """

    rows: tuple[Parameter, ...]
    targets: Targets
    emulators: tuple[Emulator, ...]
    noise: Floats

    @classmethod
    def fitted(
        cls, rows: tuple[Parameter, ...], targets: Targets, values: Floats, moved: Floats, noise: Floats
    ) -> Emulation:
        """Fit emulators to simulated points.

        Parameters
        ----------
        rows
            The parameters.
        targets
            The targets.
        values
            Parameter values, shape (points, parameters).
        moved
            What was simulated, on the targets' scales, shape (points, targets); points with NaN do not count.
        noise
            Variance of the common replications, on the targets' scales.
        """
        known = np.isfinite(moved).all(axis=1)
        moved, points = moved[known], _scaled(rows, values[known])
        weights = targets.closeness(moved)
        emulators = tuple(fit_emulator(points, moved[:, k], weights) for k in range(moved.shape[1]))
        return cls(rows, targets, emulators, noise)

    @property
    def variance(self) -> Floats:
        """Variance of emulation and of the common replications, shape (targets,)."""
        return np.array([emulator.error**2 for emulator in self.emulators]) + self.noise

    def predict(self, values: Floats) -> Floats:
        """Predict the targets on their scales, shape (samples, targets)."""
        points = self.scaled(values)
        return np.stack([emulator(points) for emulator in self.emulators], axis=1)

    def slopes(self, values: Floats, *, whole: bool = False) -> Floats:
        """Return how the targets change with each scaled parameter, shape (samples, targets, parameters).

        Parameters
        ----------
        values
            Parameter values, shape (samples, parameters).
        whole
            Whether only the emulators' quadratic parts count.
        """
        points = self.scaled(values)
        parts = [emulator.whole if whole else emulator for emulator in self.emulators]
        return np.stack([part.slopes(points) for part in parts], axis=1)

    def scaled(self, values: Floats) -> Floats:
        """Return values as the emulators take them: from the prior's center, in its SD."""
        return _scaled(self.rows, values)

    def log_likelihood(self, values: Floats, widened: float = 1.0) -> Floats:
        """Log-likelihood of parameter values; `widened` bands make it more tolerant."""
        targets = Targets(self.targets.targets, self.targets.center, widened * self.targets.spread)
        return targets.log_likelihood(self.predict(values), self.variance)


def _scaled(rows: tuple[Parameter, ...], values: Floats) -> Floats:
    center = np.array([row.prior_center for row in rows])
    scaled: Floats = (values - center) / prior_spread(rows)
    return scaled
