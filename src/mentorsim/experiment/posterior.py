"""What the facts leave open: joint samples of the mechanism parameters, each with its weight."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from mentorsim.errors import UserError
from mentorsim.experiment.posterior_samples import WEIGHT
from mentorsim.files import write_atomically
from mentorsim.scenario import Parameter
from mentorsim.scenario.prior import Floats, quantiles, rows_of, uncertain_parameters
from mentorsim.statistics.weighted import (
    distinct_subset,
    effective_number,
    normalized,
    weighted_mean,
    weighted_quantile,
    weighted_sd,
)

#: The samples that come with mentorsim, and beside them (with the suffix .json) how they were made.
SHIPPED = Path(__file__).parents[1] / "evidence" / "posterior.csv"


@dataclass(frozen=True, eq=False)
class Posterior:
    """Joint samples of mechanism parameters.

    Attributes
    ----------
    names
        Names of the parameters, as in the parameter table.
    samples
        Their values, shape (samples, names), each within its range; no two are the same, and they have no
        order.
    weights
        How much each counts, shape (samples,); they sum to 1.
    record
        How the samples were made: seed, versions, cost, diagnostics. Empty for samples of the prior.

    Examples
    --------
    >>> import mentorsim as ms
    >>> posterior = ms.load_posterior()
    >>> posterior.samples.shape == (len(posterior), len(posterior.names))
    True
    >>> round(float(posterior.weights.sum()), 9)
    1.0
    """

    names: tuple[str, ...]
    samples: Floats
    weights: Floats
    record: Mapping[str, Any] = field(default_factory=dict)

    def __len__(self) -> int:
        """Number of samples."""
        return len(self.samples)

    @cached_property
    def effective(self) -> float:
        """As many independent samples of equal weight would tell as much.

        A choice among samples tells no more than all of them did: that is in the record, where there is one.
        """
        of_all = self.record.get("effective_samples")
        own = effective_number(self.weights)
        return min(own, float(of_all)) if isinstance(of_all, int | float) else own

    @classmethod
    def prior(cls, names: Iterable[str] | None = None, count: int = 200, seed: int = 1) -> Posterior:
        """Sample parameters independently from their priors, evenly spread (Latin hypercube).

        Parameters
        ----------
        names
            The parameters; None: all that are uncertain.
        count
            Number of samples.
        seed
            Seed of the samples.

        Raises
        ------
        UserError
            When a name is not that of a mechanism parameter.
        """
        # Imported here because SciPy's statistics are slow to load, and most commands draw nothing.
        from scipy.stats import qmc

        rows = uncertain_parameters() if names is None else rows_of(names)
        shares = qmc.LatinHypercube(len(rows), rng=np.random.default_rng(seed)).random(count)
        return cls(tuple(row.name for row in rows), quantiles(rows, shares), np.full(count, 1.0 / count))

    def values(self, sample: int) -> dict[str, float]:
        """Return the parameters of one sample by name, as `Scenario.with_parameters` takes them."""
        return dict(zip(self.names, self.samples[sample].tolist(), strict=True))

    def center(self) -> dict[str, float]:
        """Return the mean of each parameter over the samples."""
        return dict(zip(self.names, weighted_mean(self.samples, self.weights).tolist(), strict=True))

    def column(self, name: str) -> Floats:
        """Return the samples of one parameter."""
        values: Floats = self.samples[:, self.names.index(name)]
        return values

    def mean(self, name: str) -> float:
        """Return the mean of one parameter."""
        return float(weighted_mean(self.column(name), self.weights))

    def sd(self, name: str) -> float:
        """Return the standard deviation of one parameter."""
        return float(weighted_sd(self.column(name), self.weights))

    def interval(self, name: str, share: float = 0.9) -> tuple[float, float]:
        """Return the ends of a parameter's central interval with a share of the weight."""
        tail = 0.5 * (1.0 - share)
        low, high = weighted_quantile(self.column(name), [tail, 1.0 - tail], self.weights)
        return float(low), float(high)

    def fewer(self, count: int, seed: int = 1) -> Posterior:
        """Return so many of the samples, with weights by which they stand for all: `distinct_subset`."""
        places, weights = distinct_subset(self.weights, count, seed)
        return Posterior(self.names, self.samples[places], weights, self.record)

    def write(self, file: str | Path) -> None:
        """Write the samples with their weights as CSV, and the record beside them as JSON."""
        file = Path(file)
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow((WEIGHT, *self.names))
        for weight, sample in zip(self.weights, self.samples, strict=True):
            writer.writerow([f"{weight:.6g}", *(f"{value:.6g}" for value in sample)])
        write_atomically(file.with_suffix(".json"), json.dumps(self.record, indent=1) + "\n")
        write_atomically(file, text.getvalue())


def load_posterior(file: str | Path | None = None) -> Posterior:
    """Read a posterior.

    Parameters
    ----------
    file
        A CSV file with the names of mechanism parameters as its header and one sample per row, such as
        ``mentorsim calibrate`` writes; a column ``weight`` says how much each counts, without it all count
        the same. None: the posterior that comes with mentorsim.

    Raises
    ------
    UserError
        When the file cannot be read, names something else, has a value outside its range, or lists a sample
        twice; with its line.

    Examples
    --------
    >>> import mentorsim as ms
    >>> from pathlib import Path
    >>> _ = Path("mine.csv").write_text('''take_up,eta
    ... -0.4,0.012
    ... -0.3,0.014
    ... ''')
    >>> ms.load_posterior("mine.csv").names
    ('take_up', 'eta')
    """
    path = SHIPPED if file is None else Path(file)
    try:
        with path.open(encoding="utf-8-sig", newline="") as opened:
            lines = [(number, row) for number, row in enumerate(csv.reader(opened), start=1) if row]
    except FileNotFoundError:
        raise UserError("there is no such file; `mentorsim calibrate` writes one", file=path) from None
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise UserError(f"cannot be read as CSV: {problem}", file=path) from None
    if len(lines) < 2:
        raise UserError("has no samples: it needs a header and one row per sample", file=path)
    (header_line, header), rows = lines[0], lines[1:]
    parameters = _parameters(header, path, header_line)
    samples = np.empty((len(rows), len(parameters)))
    weights = np.ones(len(rows))
    seen: dict[tuple[float, ...], int] = {}
    for place, (number, cells) in enumerate(rows):
        if len(cells) != len(header):
            raise UserError(f"has {len(cells)} values, not {len(header)}", file=path, line=number)
        named = dict(zip(header, cells, strict=True))
        if WEIGHT in named:
            weights[place] = _weight(named.pop(WEIGHT), path, number)
        for column, row in enumerate(parameters):
            samples[place, column] = _value(row, named[row.name], path, number)
        before = seen.setdefault(tuple(samples[place].tolist()), number)
        if before != number:
            raise UserError(
                f"is the same sample as line {before}; a sample that counts for more has a weight",
                file=path,
                line=number,
            )
    if not weights.any():
        raise UserError("gives every sample a weight of 0", file=path)
    names = tuple(row.name for row in parameters)
    return Posterior(names, samples, normalized(weights), _record(path.with_suffix(".json")))


def _parameters(header: list[str], path: Path, line: int) -> tuple[Parameter, ...]:
    try:
        rows = rows_of([name for name in header if name != WEIGHT])
    except UserError as problem:
        raise UserError(problem.message, file=path, line=line) from None
    if len(set(header)) != len(header):
        raise UserError("names a column twice", file=path, line=line)
    if not rows:
        raise UserError("names no parameter", file=path, line=line)
    return rows


def _weight(cell: str, path: Path, line: int) -> float:
    value = _number(cell)
    if not 0.0 <= value < math.inf:
        raise UserError(f"weight must be a number of 0 or more, not {cell!r:.40}", file=path, line=line)
    return value


def _value(row: Parameter, cell: str, path: Path, line: int) -> float:
    value = _number(cell)
    if not row.low <= value <= row.high:
        raise UserError(
            f"{row.name} must be a number of {row.low:g} to {row.high:g}, not {cell!r:.40}",
            file=path,
            line=line,
        )
    return value


def _number(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        return math.nan


def _record(path: Path) -> Mapping[str, Any]:
    if not path.exists():
        return {}
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise UserError(f"cannot be read as JSON: {problem}", file=path) from None
    return record if isinstance(record, dict) else {}
