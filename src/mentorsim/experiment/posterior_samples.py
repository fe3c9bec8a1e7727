"""Runs under posterior samples of the mechanism parameters: which sample each run belongs to."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from mentorsim.errors import UserError
from mentorsim.scenario import Scenario
from mentorsim.statistics.crossing import Crossing
from mentorsim.statistics.intervals import FloatArray
from mentorsim.statistics.weighted import effective_number, normalized

SAMPLES = 220
"""Posterior samples where nobody says how many: of equal weight, they tell as much as 200 or more."""

REPLICATIONS_PER_SAMPLE = 5
"""Replications of each sample where nobody says how many: the noise of so few is corrected for."""


WEIGHT = "weight"
"""Name of the column that says how much a sample counts."""

_EQUAL = 1e-9


class SampleSource(Protocol):
    """Joint samples of mechanism parameters, such as a posterior: ``samples`` has shape (samples, names).

    One that has ``weights`` says how much each sample counts, and one that has ``effective`` as many as how
    many independent ones of equal weight they tell.
    """

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the parameters."""

    @property
    def samples(self) -> FloatArray:
        """Their values."""


@dataclass(frozen=True, eq=False)
class PosteriorSamples:
    """Mechanism parameters of many runs: the first `replications` runs are of the first sample, and so on.

    All samples meet the same replications, so that a difference between two samples is the parameters alone.

    Attributes
    ----------
    names
        Names of the parameters.
    values
        Shape (samples, names).
    replications
        Replications of each sample.
    effective
        As many independent samples of equal weight would tell as much as all of them.
    weights
        How much each counts where all are run, shape (samples,); None: all the same.
    """

    names: tuple[str, ...]
    values: FloatArray
    replications: int
    effective: float
    weights: FloatArray | None = None
    _last: dict[int, Scenario] = field(default_factory=dict, repr=False)

    def study_of(self, scenario: Scenario, run: int) -> tuple[Scenario, int]:
        """Return the scenario under the parameters of a run, and the number of its replication."""
        sample, replication = divmod(run, self.replications)
        if sample not in self._last:
            values = dict(zip(self.names, self.values[sample].tolist(), strict=True))
            made = scenario.with_parameters(values)
            self._last.clear()
            self._last[sample] = made
        return self._last[sample], replication

    def weights_of(self, count: int) -> FloatArray | None:
        """Return how much each of the first samples counts, so that they stand for all; None: all the same.

        Samples of larger weight are more often among the first (`posterior_samples`), so each counts as much
        as its weight by its probability of being there (Horvitz and Thompson 1952, "A generalization of
        sampling without replacement from a finite universe", JASA 47). A few of many count nearly the same;
        all count as their weights say.
        """
        if self.weights is None:
            return None
        first = self.weights[:count]
        if count < len(self.weights):
            first = first / _chance_to_be_there(self.weights, count)[:count]
        return normalized(first)

    def effective_of(self, count: int) -> float:
        """Return how many independent samples of equal weight the first ones tell as much as."""
        weights = self.weights_of(count)
        return min(float(count) if weights is None else effective_number(weights), self.effective)

    def crossing(self, runs: NDArray[np.int64]) -> Crossing:
        """Return which of some runs belongs to which sample and replication."""
        count = 1 + int(runs.max()) // self.replications if len(runs) else 0
        return Crossing(runs, self.replications, self.weights_of(count))

    def with_replications(self, replications: int) -> PosteriorSamples:
        """Return the same samples, each in so many replications."""
        return replace(self, replications=replications, _last={})

    def to_csv(self) -> str:
        """Return the samples as CSV, a row per sample, with every digit; and their weights if they differ."""
        names, columns = self.names, self.values
        if self.weights is not None:
            names, columns = (WEIGHT, *names), np.column_stack([self.weights, columns])
        lines = [",".join(names), *(",".join(map(repr, row)) for row in columns.tolist())]
        return "\n".join(lines) + "\n"

    @classmethod
    def of_folder(cls, file: Path, identity: Mapping[str, Any]) -> PosteriorSamples:
        """Read the samples of a results folder back.

        Parameters
        ----------
        file
            What `to_csv` wrote.
        identity
            What `identity` said of them.

        Raises
        ------
        UserError
            When the file cannot be read, or holds other samples.
        """
        try:
            header, *rows = file.read_text(encoding="utf-8").splitlines()
            names = tuple(header.split(","))
            values = np.array([[float(cell) for cell in row.split(",")] for row in rows])
            weights = None
            if names[0] == WEIGHT:
                names, weights, values = names[1:], values[:, 0], values[:, 1:]
            samples = cls(
                names,
                values,
                int(identity["replications_per_sample"]),
                float(identity["effective_number"]),
                weights,
            )
        except (OSError, ValueError, KeyError, TypeError) as problem:
            raise UserError(f"cannot be read: {problem}", file=file) from None
        if samples.identity() != dict(identity):
            raise UserError("holds other posterior samples than the runs of this folder", file=file)
        return samples

    def identity(self) -> dict[str, object]:
        """Return what tells these samples from others, as plain values; not how many are used."""
        digest = hashlib.blake2b(digest_size=16)
        digest.update("\n".join(self.names).encode())
        digest.update(np.ascontiguousarray(self.values, dtype="<f8").tobytes())
        if self.weights is not None:
            digest.update(np.ascontiguousarray(self.weights, dtype="<f8").tobytes())
        return {
            "replications_per_sample": self.replications,
            "effective_number": self.effective,
            "digest": digest.hexdigest(),
        }


def posterior_samples(source: SampleSource, replications: int) -> PosteriorSamples:
    """Put posterior samples into an order in which the first ones stand for all.

    The order depends on the number of a sample and its weight alone, so that 200 samples begin with the same
    100 as 100 do, and a comparison can be resumed with more. Samples in the order of their making might begin
    with similar ones. Samples of larger weight tend to come first, as in a lottery in which each has as many
    tickets as its weight says (Efraimidis and Spirakis 2006, "Weighted random sampling with a reservoir",
    Information Processing Letters 97), and the first of many count nearly the same (`weights_of`).
    Those without weight are left out. The samples that come with mentorsim have equal weights.

    Parameters
    ----------
    source
        The samples.
    replications
        Replications of each sample.

    Raises
    ------
    UserError
        When there are fewer than two samples, or no replication.
    """
    values = np.asarray(source.samples, dtype=np.float64)
    if values.ndim != 2 or values.shape[1] != len(source.names):
        raise ValueError(f"samples must have shape (samples, {len(source.names)}), not {values.shape}")
    if len(values) < 2:
        raise UserError(f"a posterior needs at least 2 samples, not {len(values)}")
    if replications < 1:
        raise UserError(f"replications must be 1 or more, not {replications}")
    weights = normalized(getattr(source, "weights", np.ones(len(values))))
    order = sorted(np.flatnonzero(weights).tolist(), key=lambda number: _place(number) / weights[number])
    effective = float(getattr(source, "effective", effective_number(weights)))
    unequal = bool(np.ptp(weights[order]) > _EQUAL * float(weights.max()))
    own = normalized(weights[order]) if unequal else None
    return PosteriorSamples(tuple(source.names), values[order], replications, effective, own)


def check_samples(samples: PosteriorSamples, count: int | None) -> int:
    """Return how many samples to run.

    Raises
    ------
    UserError
        For fewer than two, or more than there are.
    """
    there = len(samples.values)
    if count is None:
        return min(SAMPLES, there)
    if not 2 <= count <= there:
        raise UserError(f"samples must be from 2 to {there}, as many as the posterior has, not {count}")
    return count


def _place(number: int) -> float:
    """Return an exponential random number that depends on the sample's number alone."""
    digest = hashlib.blake2b(f"draw {number}".encode(), digest_size=8).digest()
    return -math.log1p(-(int.from_bytes(digest, "big") >> 11) / 2.0**53)


def _chance_to_be_there(weights: FloatArray, count: int) -> FloatArray:
    """Return each sample's probability of being among the first ones; their sum is `count`.

    A sample is there where its exponential random number by its weight is below a limit; the limit below
    which so many are expected is found by bisection.
    """
    low, high = 0.0, 1.0
    while -np.expm1(-weights * high).sum() < count:
        high *= 2.0
    for _ in range(100):
        middle = 0.5 * (low + high)
        if -np.expm1(-weights * middle).sum() < count:
            low = middle
        else:
            high = middle
    chance: FloatArray = -np.expm1(-weights * high)
    return chance
