"""What the facts leave open: joint draws of the mechanism parameters."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from mentorsim.errors import UserError
from mentorsim.files import write_atomically
from mentorsim.scenario.prior import Floats, quantiles, rows_of, uncertain_parameters

#: The draws that come with mentorsim, and beside them (with the suffix .json) how they were made.
SHIPPED = Path(__file__).parents[1] / "evidence" / "posterior.csv"


@dataclass(frozen=True, eq=False)
class Posterior:
    """Joint draws of mechanism parameters.

    Attributes
    ----------
    names
        Names of the parameters, as in the parameter table.
    draws
        Their values, shape (draws, names), each within its range; no order.
    record
        How the draws were made: seed, versions, cost, diagnostics. Empty for draws from the prior.
    """

    names: tuple[str, ...]
    draws: Floats
    record: Mapping[str, Any] = field(default_factory=dict)

    def __len__(self) -> int:
        """Number of draws."""
        return len(self.draws)

    @classmethod
    def prior(cls, names: Iterable[str] | None = None, count: int = 200, seed: int = 1) -> Posterior:
        """Draw parameters independently from their priors, evenly spread (Latin hypercube).

        Parameters
        ----------
        names
            The parameters; None: all that are uncertain.
        count
            Number of draws.
        seed
            Seed of the draws.

        Raises
        ------
        UserError
            When a name is not that of a mechanism parameter.
        """
        # Imported here because SciPy's statistics are slow to load, and most commands draw nothing.
        from scipy.stats import qmc

        rows = uncertain_parameters() if names is None else rows_of(names)
        shares = qmc.LatinHypercube(len(rows), rng=np.random.default_rng(seed)).random(count)
        return cls(tuple(row.name for row in rows), quantiles(rows, shares))

    def values(self, draw: int) -> dict[str, float]:
        """Give the parameters of one draw by name, as `Scenario.with_parameters` takes them."""
        return dict(zip(self.names, self.draws[draw].tolist(), strict=True))

    def center(self) -> dict[str, float]:
        """Give the mean of each parameter over the draws."""
        return dict(zip(self.names, self.draws.mean(axis=0).tolist(), strict=True))

    def write(self, file: Path) -> None:
        """Write the draws as CSV, and the record beside them as JSON."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(self.names)
        writer.writerows([f"{value:.6g}" for value in draw] for draw in self.draws)
        write_atomically(file.with_suffix(".json"), json.dumps(self.record, indent=1) + "\n")
        write_atomically(file, text.getvalue())


def load_posterior(file: str | Path | None = None) -> Posterior:
    """Read a posterior.

    Parameters
    ----------
    file
        A CSV file with the names of mechanism parameters as its header and one draw per row, such as
        ``mentorsim calibrate`` writes; None: the posterior that comes with mentorsim.

    Raises
    ------
    UserError
        When the file cannot be read, names something else, or has a value outside its range; with its line.
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
        raise UserError("has no draws: it needs a header and one row per draw", file=path)
    names = tuple(lines[0][1])
    try:
        rows = rows_of(names)
    except UserError as problem:
        raise UserError(problem.message, file=path, line=lines[0][0]) from None
    if len(set(names)) != len(names):
        raise UserError("names a parameter twice", file=path, line=lines[0][0])
    draws = np.empty((len(lines) - 1, len(names)))
    for place, (number, cells) in enumerate(lines[1:]):
        if len(cells) != len(names):
            raise UserError(f"has {len(cells)} values, not {len(names)}", file=path, line=number)
        for column, (row, cell) in enumerate(zip(rows, cells, strict=True)):
            value = _number(cell)
            if not row.low <= value <= row.high:
                raise UserError(
                    f"{row.name} must be a number of {row.low:g} to {row.high:g}, not {cell!r:.40}",
                    file=path,
                    line=number,
                )
            draws[place, column] = value
    return Posterior(names, draws, _record(path.with_suffix(".json")))


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
