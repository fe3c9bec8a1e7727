"""Runs under many draws of the mechanism parameters: which draw and which world each run belongs to."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from mentorsim.errors import UserError
from mentorsim.scenario import Scenario
from mentorsim.statistics.intervals import FloatArray

DRAWS = 100
"""Draws of the parameters where nobody says how many."""

REPLICATIONS_PER_DRAW = 5
"""Worlds of each draw where nobody says how many: the noise of so few is corrected for, not ignored."""


class ParameterSample(Protocol):
    """Joint draws of mechanism parameters, such as a posterior: ``draws`` has shape (draws, names)."""

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the parameters."""

    @property
    def draws(self) -> FloatArray:
        """Their values."""


@dataclass(frozen=True, eq=False)
class ParameterDraws:
    """Mechanism parameters of many runs: the first `replications` runs are of the first draw, and so on.

    All draws meet the same worlds, so that a difference between two draws is the parameters and not luck.

    Attributes
    ----------
    names
        Names of the parameters.
    values
        Shape (draws, names).
    replications
        Worlds of each draw.
    """

    names: tuple[str, ...]
    values: FloatArray
    replications: int
    _last: dict[int, Scenario] = field(default_factory=dict, repr=False)

    def study_of(self, scenario: Scenario, run: int) -> tuple[Scenario, int]:
        """Give the scenario under the parameters of a run, and the number of its world."""
        draw, world = divmod(run, self.replications)
        if draw not in self._last:
            values = dict(zip(self.names, self.values[draw].tolist(), strict=True))
            made = scenario.with_parameters(values)
            self._last.clear()
            self._last[draw] = made
        return self._last[draw], world

    def identity(self) -> dict[str, object]:
        """Give what tells these draws from others, as plain values; how many are used is no part of it."""
        digest = hashlib.blake2b(digest_size=16)
        digest.update("\n".join(self.names).encode())
        digest.update(np.ascontiguousarray(self.values, dtype="<f8").tobytes())
        return {"replications_per_draw": self.replications, "digest": digest.hexdigest()}


def parameter_draws(sample: ParameterSample, replications: int) -> ParameterDraws:
    """Put the draws of a sample into an order in which the first ones stand for all.

    The order depends on the number of a draw alone, so that 200 draws begin with the same 100 as 100 do, and
    a comparison can be gone on with. A sample in the order of its making might begin with draws that are
    alike.

    Parameters
    ----------
    sample
        The draws.
    replications
        Worlds of each draw.

    Raises
    ------
    UserError
        When there are fewer than two draws, or no world.
    """
    values = np.asarray(sample.draws, dtype=np.float64)
    if values.ndim != 2 or values.shape[1] != len(sample.names):
        raise ValueError(f"draws must have shape (draws, {len(sample.names)}), not {values.shape}")
    if len(values) < 2:
        raise UserError(f"a posterior needs at least 2 draws, not {len(values)}")
    if replications < 1:
        raise UserError(f"replications must be 1 or more, not {replications}")
    order = sorted(range(len(values)), key=_place)
    return ParameterDraws(tuple(sample.names), values[order], replications)


def check_draws(draws: ParameterDraws, count: int | None) -> int:
    """Give how many draws to run.

    Raises
    ------
    UserError
        For fewer than two, or more than there are.
    """
    there = len(draws.values)
    if count is None:
        return min(DRAWS, there)
    if not 2 <= count <= there:
        raise UserError(f"draws must be from 2 to {there}, as many as the posterior has, not {count}")
    return count


def _place(number: int) -> bytes:
    return hashlib.blake2b(f"draw {number}".encode(), digest_size=8).digest()
