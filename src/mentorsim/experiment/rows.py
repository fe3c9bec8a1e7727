"""Runs in columns: what a worker hands back, what parts hold and what comparisons are made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mentorsim.experiment.failure import Failure
from mentorsim.statistics.intervals import BoolArray, FloatArray


@dataclass(frozen=True, eq=False)
class RunDetails:
    """Several rows per run: the ties that were made, the students.

    Attributes
    ----------
    run
        Which of the runs each row belongs to, ascending, shape (rows,).
    columns
        Each of shape (rows,).
    """

    run: NDArray[np.int64]
    columns: Mapping[str, NDArray[Any]]

    def take(self, runs: NDArray[np.int64]) -> RunDetails:
        """Return the rows of some runs, which are numbered anew in the order given."""
        begin, end = np.searchsorted(self.run, runs), np.searchsorted(self.run, runs, side="right")
        rows = np.concatenate([np.arange(b, e) for b, e in zip(begin, end, strict=True)] or [begin])
        numbers = np.repeat(np.arange(len(runs)), end - begin)
        return RunDetails(numbers, {name: column[rows] for name, column in self.columns.items()})


@dataclass(frozen=True, eq=False)
class RunRows:
    """One row per run.

    Attributes
    ----------
    columns
        Names of the measured values.
    point
        Number of the design point, shape (runs,); 0 in a comparison.
    replication
        Shape (runs,).
    policy
        Position of the run's policy among those compared, shape (runs,).
    values
        Shape (runs, columns); NaN where undefined, and throughout a run that failed.
    failures
        Why the run failed; None for a run that did not.
    weekly
        Share of first-years enrolled, and mean belonging of those, at each week's end: shape
        (runs, 2, weeks); without weeks where they are not kept.
    details
        What else is kept of the runs, by its name.
    """

    columns: tuple[str, ...]
    point: NDArray[np.int64]
    replication: NDArray[np.int64]
    policy: NDArray[np.int64]
    values: FloatArray
    failures: tuple[Failure | None, ...]
    weekly: NDArray[np.float32]
    details: Mapping[str, RunDetails] = field(default_factory=dict)

    def __len__(self) -> int:
        """Number of runs."""
        return len(self.replication)

    @property
    def failed(self) -> BoolArray:
        """Whether each run failed."""
        return np.array([failure is not None for failure in self.failures], dtype=np.bool_)

    def take(self, positions: NDArray[np.int64] | NDArray[np.bool_]) -> RunRows:
        """Return some of the runs, in the order of the positions."""
        chosen = np.arange(len(self))[positions]
        return RunRows(
            self.columns,
            self.point[chosen],
            self.replication[chosen],
            self.policy[chosen],
            self.values[chosen],
            tuple(self.failures[position] for position in chosen.tolist()),
            self.weekly[chosen],
            {name: details.take(chosen) for name, details in self.details.items()},
        )

    def in_order(self) -> RunRows:
        """Sort by point, replication, policy; of runs that are there twice the first is kept."""
        order = np.lexsort((self.policy, self.replication, self.point))
        keys = np.stack([self.point, self.replication, self.policy])[:, order]
        repeated = (keys[:, 1:] == keys[:, :-1]).all(axis=0)
        return self.take(order[np.concatenate(([True], ~repeated))[: len(order)]])

    def with_columns(self, columns: tuple[str, ...]) -> RunRows:
        """Lay the values out under other columns: NaN under new ones; those that are gone are left out."""
        if columns == self.columns:
            return self
        values = np.full((len(self), len(columns)), np.nan)
        own = {name: number for number, name in enumerate(self.columns)}
        for number, name in enumerate(columns):
            if name in own:
                values[:, number] = self.values[:, own[name]]
        return replace(self, columns=columns, values=values)


def joined(parts: Sequence[RunRows]) -> RunRows:
    """Put rows under one another; a column that only some of them have is NaN in the others.

    Raises
    ------
    ValueError
        Without a part.
    """
    if not parts:
        raise ValueError("there are no rows to join")
    if len(parts) == 1:
        return parts[0]
    columns = tuple(dict.fromkeys(name for part in parts for name in part.columns))
    aligned = [part.with_columns(columns) for part in parts]
    weeks = max(part.weekly.shape[2] for part in parts)
    return RunRows(
        columns,
        np.concatenate([part.point for part in parts]),
        np.concatenate([part.replication for part in parts]),
        np.concatenate([part.policy for part in parts]),
        np.concatenate([part.values for part in aligned]),
        tuple(failure for part in parts for failure in part.failures),
        np.concatenate([_with_weeks(part.weekly, weeks) for part in parts]),
        {name: joined_details(parts, name) for name in dict.fromkeys(n for p in parts for n in p.details)},
    )


def joined_details(parts: Sequence[RunRows], name: str) -> RunDetails:
    """Put details under one another; the runs are numbered through."""
    found: list[tuple[int, RunDetails]] = []
    before = 0
    for part in parts:
        if name in part.details:
            found.append((before, part.details[name]))
        before += len(part)
    columns = found[0][1].columns
    return RunDetails(
        np.concatenate([start + details.run for start, details in found]),
        {column: np.concatenate([details.columns[column] for _, details in found]) for column in columns},
    )


@dataclass(frozen=True, eq=False)
class RunTable:
    """The runs of complete replications as a block.

    Attributes
    ----------
    replications
        Numbers of the replications, ascending.
    values
        Shape (replications, policies, columns).
    failed
        Shape (replications, policies).
    weekly
        Shape (replications, policies, 2, weeks).
    """

    columns: tuple[str, ...]
    replications: NDArray[np.int64]
    values: FloatArray
    failed: BoolArray
    weekly: NDArray[np.float32]

    @property
    def whole(self) -> BoolArray:
        """The replications without a failed run (a policy that always fails aside), shape (replications,)."""
        sometimes = self.failed[:, ~self.failed.all(axis=0)]
        return np.logical_not(sometimes.any(axis=1))

    def of(self, column: str) -> FloatArray:
        """Return one column, shape (replications, policies).

        Raises
        ------
        KeyError
            When there is no such column.
        """
        if column not in self.columns:
            raise KeyError(column)
        return self.values[:, :, self.columns.index(column)]


def table_of_runs(rows: RunRows, policies: int) -> RunTable:
    """Arrange the rows of one point by replication and policy; incomplete replications are left out."""
    ordered = rows.in_order()
    numbers, counts = np.unique(ordered.replication, return_counts=True)
    complete = numbers[counts == policies]
    ordered = ordered.take(np.isin(ordered.replication, complete))
    shape = (len(complete), policies)
    return RunTable(
        ordered.columns,
        complete,
        ordered.values.reshape(*shape, len(ordered.columns)),
        ordered.failed.reshape(shape),
        ordered.weekly.reshape(*shape, 2, ordered.weekly.shape[2]),
    )


def _with_weeks(weekly: NDArray[np.float32], weeks: int) -> NDArray[np.float32]:
    # Rows of a replication whose replication could not be made do not know the number of weeks.
    missing = weeks - weekly.shape[2]
    return weekly if missing == 0 else np.pad(weekly, ((0, 0), (0, 0), (0, missing)), constant_values=np.nan)
