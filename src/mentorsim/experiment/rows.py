"""Runs in columns: what a worker hands back, what parts hold and what comparisons are made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mentorsim.experiment.intervals import BoolArray, FloatArray


@dataclass(frozen=True, eq=False)
class RunRows:
    """One row per run.

    Attributes
    ----------
    columns
        Names of the measured values.
    replication
        Shape (runs,).
    policy
        Position of the run's policy among those compared, shape (runs,).
    values
        Shape (runs, columns); NaN where undefined, and throughout a run that failed.
    errors
        The error's text for a run that failed, else None.
    weekly
        Share of first-years enrolled, and mean belonging of those, at each week's end: shape
        (runs, 2, weeks).
    """

    columns: tuple[str, ...]
    replication: NDArray[np.int64]
    policy: NDArray[np.int64]
    values: FloatArray
    errors: tuple[str | None, ...]
    weekly: NDArray[np.float32]

    def __len__(self) -> int:
        """Number of runs."""
        return len(self.replication)

    @property
    def failed(self) -> BoolArray:
        """Whether each run failed."""
        return np.array([error is not None for error in self.errors], dtype=np.bool_)

    def take(self, positions: NDArray[np.int64] | NDArray[np.bool_]) -> RunRows:
        """Give some of the runs, in the order of the positions."""
        chosen = np.arange(len(self))[positions]
        errors = tuple(self.errors[position] for position in chosen.tolist())
        replication, policy = self.replication[chosen], self.policy[chosen]
        return RunRows(self.columns, replication, policy, self.values[chosen], errors, self.weekly[chosen])

    def in_order(self) -> RunRows:
        """Sort by replication, then policy; of runs that are there twice the first is kept."""
        order = np.lexsort((self.policy, self.replication))
        replication, policy = self.replication[order], self.policy[order]
        repeated = (replication[1:] == replication[:-1]) & (policy[1:] == policy[:-1])
        return self.take(order[np.concatenate(([True], ~repeated))[: len(order)]])

    def with_columns(self, columns: tuple[str, ...]) -> RunRows:
        """Lay the values out under other columns; NaN under those that are new."""
        if columns == self.columns:
            return self
        values = np.full((len(self), len(columns)), np.nan)
        own = {name: number for number, name in enumerate(self.columns)}
        for number, name in enumerate(columns):
            if name in own:
                values[:, number] = self.values[:, own[name]]
        return RunRows(columns, self.replication, self.policy, values, self.errors, self.weekly)


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
        np.concatenate([part.replication for part in parts]),
        np.concatenate([part.policy for part in parts]),
        np.concatenate([part.values for part in aligned]),
        tuple(error for part in parts for error in part.errors),
        np.concatenate([_with_weeks(part.weekly, weeks) for part in parts]),
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
        """The worlds without a failed run (a policy that always fails left aside), shape (replications,)."""
        sometimes = self.failed[:, ~self.failed.all(axis=0)]
        return np.logical_not(sometimes.any(axis=1))

    def of(self, column: str) -> FloatArray:
        """Give one column, shape (replications, policies).

        Raises
        ------
        KeyError
            When there is no such column.
        """
        if column not in self.columns:
            raise KeyError(column)
        return self.values[:, :, self.columns.index(column)]


def table_of_runs(rows: RunRows, policies: int) -> RunTable:
    """Arrange rows by replication and policy; replications in which a policy has no row are left out."""
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
    # Rows of a replication whose world could not be made do not know the number of weeks.
    missing = weeks - weekly.shape[2]
    return weekly if missing == 0 else np.pad(weekly, ((0, 0), (0, 0), (0, missing)), constant_values=np.nan)
