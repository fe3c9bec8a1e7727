"""The runs of a results folder as numbers by point, policy and replication: where every analysis begins."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from mentorsim.analysis.furthest_groups import furthest_apart
from mentorsim.analysis.subject import Subject
from mentorsim.errors import UserError
from mentorsim.experiment.range_columns import range_columns
from mentorsim.experiment.sweep_results import SweepResults
from mentorsim.statistics.intervals import BoolArray, FloatArray

#: Numbers beyond this many bytes lie in a temporary file and not in memory.
MOST_BYTES = 512 * 1024**2
_NOT_RUN, _FAILED, _RAN = 0, 1, 2


@dataclass(frozen=True, eq=False)
class Cells:
    """What was measured, by outcome, point, policy and replication.

    A replication has the same students and the same random draws at every point and under every
    policy, so values of one replication may be compared in pairs along every other axis.

    Attributes
    ----------
    results
        Where they come from; its `design` says what the points are.
    subject
        What is analyzed.
    read
        The policies whose runs were read: those of the subject, and the baseline for differences.
    replications
        Numbers of the replications, ascending, shape (replications,).
    values
        By outcome: what is analyzed (the difference to the baseline in the same replication, or the level),
        shape (points, policies read, replications); NaN where a run is missing or failed, or the outcome is
        undefined.
    state
        What became of each run, shape (points, policies read, replications).
    ranged
        Outcomes that are gaps over three or more groups (`mentorsim.analysis.furthest_groups`).
    """

    results: SweepResults
    subject: Subject
    read: tuple[str, ...]
    replications: NDArray[np.int64]
    values: Mapping[str, FloatArray]
    state: NDArray[np.int8]
    ranged: tuple[str, ...] = ()

    @cached_property
    def all_failed(self) -> tuple[str, ...]:
        """Policies without a single good run."""
        ran = np.any(self.state == _RAN, axis=(0, 2))
        return tuple(name for name, some in zip(self.read, ran, strict=True) if not some)

    @cached_property
    def _counted(self) -> NDArray[np.int8]:
        """The states without policies that failed everywhere, which must not take the others with them."""
        return self.state[:, [name not in self.all_failed for name in self.read]]

    @property
    def points(self) -> int:
        """Number of points of the design."""
        return len(self.state)

    @cached_property
    def failed(self) -> BoolArray:
        """Whether some run failed, shape (points, replications): it is then not used at that point."""
        found: BoolArray = np.any(self._counted == _FAILED, axis=1)
        return found

    @cached_property
    def not_run(self) -> BoolArray:
        """Whether some run is not in the folder, shape (points, replications)."""
        found: BoolArray = np.any(self._counted == _NOT_RUN, axis=1)
        return found

    @cached_property
    def usable(self) -> BoolArray:
        """Whether every run of a replication is there and none failed, shape (points, replications)."""
        found: BoolArray = np.all(self._counted == _RAN, axis=1) & bool(self._counted.shape[1])
        return found

    @cached_property
    def empty_points(self) -> tuple[int, ...]:
        """Points without any usable replication."""
        return tuple(np.flatnonzero(~self.usable.any(axis=1)).tolist())

    def of(self, outcome: str, policy: str) -> FloatArray:
        """Return what is analyzed of an outcome and policy, shape (points, replications); NaN if missing."""
        return np.asarray(self.values[outcome][:, self.read.index(policy)])

    def notes(self) -> tuple[str, ...]:
        """Say what is missing, a sentence each; empty where nothing is."""
        return missing_notes(self)


def read_cells(results: SweepResults, subject: Subject) -> Cells:
    """Read what an analysis needs, part by part.

    Memory stays at eight bytes per number: what is larger than `MOST_BYTES` lies in a temporary file, which
    the system removes.

    Raises
    ------
    UserError
        When the folder holds no runs, or a part is damaged.
    """
    wanted = _involved(results, subject)
    places = {name: number for number, name in enumerate(wanted)}
    replications = _replications(results)
    shape = (len(results.design.points), len(wanted), len(replications))
    state = np.full(shape, _NOT_RUN, dtype=np.int8)
    behind = {name: found for name, found in range_columns(results).items() if name in subject.names}
    groups = dict.fromkeys(column for one in behind.values() for column in one.means)
    columns = [*subject.names, *groups]
    levels = {name: _numbers(shape, len(columns)) for name in columns}
    students = {column: (0.0, 0) for one in behind.values() for column in one.sizes}
    for table in results.tables([*columns, *students]):
        policy = np.array([places.get(name, -1) for name in table.column("policy").to_pylist()])
        ours = policy >= 0
        point, replication = (
            table.column("point").to_numpy()[ours],
            table.column("replication").to_numpy()[ours],
        )
        place = (point, policy[ours], np.searchsorted(replications, replication))
        fine = table.column("error").is_null().to_numpy()[ours]
        state[place] = np.where(fine, _RAN, _FAILED)
        for name in columns:
            values = table.column(name).to_numpy().astype(np.float64)[ours]
            levels[name][place] = np.where(fine, values, np.nan)
        for name, (total, count) in students.items():
            sizes = table.column(name).to_numpy().astype(np.float64)
            known = np.isfinite(sizes)
            students[name] = total + float(sizes[known].sum()), count + int(known.sum())
    shown = {name: levels[name] for name in subject.names}
    cells = Cells(results, subject, wanted, replications, shown, state, tuple(behind))
    for name, one in behind.items():
        means = [total / max(count, 1) for total, count in (students[column] for column in one.sizes)]
        furthest_apart([levels[column] for column in one.means], means, cells.usable, shown[name])
    base = places.get(subject.baseline) if subject.of == "difference" else None
    for values in shown.values():
        _analyze_in_place(values, cells.usable, base)
    return cells


def missing_notes(cells: Cells) -> tuple[str, ...]:
    """Say which runs are missing, a sentence each."""
    notes = [f"Every run of {name!r} failed." for name in cells.all_failed]
    total = cells.failed.size
    if failed := int(cells.failed.sum()):
        where = points_named(np.flatnonzero(cells.failed.any(axis=1)).tolist())
        notes.append(
            f"In {failed:,} of {total:,} replications (of all design points together) a run failed; they "
            f"are left out at {where} for all policies."
        )
    # With a stopping rule or selection, points differ in their number of replications and nothing is missing.
    if cells.results.fixed and (absent := int(cells.not_run.sum())):
        where = points_named(np.flatnonzero(cells.not_run.any(axis=1)).tolist())
        notes.append(f"{absent:,} of {total:,} replications are not in the folder, at {where}.")
    if cells.empty_points:
        notes.append(f"Without any usable replication: {points_named(cells.empty_points)}.")
    if cells.ranged:
        notes.append(
            f"{', '.join(cells.ranged)}: at each design point the gap between the two groups that are "
            "furthest apart on average over its replications."
        )
    return tuple(notes)


def _replications(results: SweepResults) -> NDArray[np.int64]:
    found: NDArray[np.int64] = np.zeros(0, dtype=np.int64)
    for table in results.tables(["replication"]):
        found = np.union1d(found, table.column("replication").to_numpy())
    if not found.size:
        raise UserError(f"the folder {results.folder} holds no runs yet")
    return found


def _numbers(shape: tuple[int, ...], arrays: int) -> FloatArray:
    if math.prod(shape) * arrays * 8 <= MOST_BYTES:
        return np.full(shape, np.nan)
    with tempfile.TemporaryFile() as file:  # its memory map outlives it
        values: FloatArray = np.memmap(file, dtype=np.float64, mode="w+", shape=shape)
    values[:] = np.nan
    return values


def _analyze_in_place(levels: FloatArray, usable: BoolArray, base: int | None) -> None:
    """Take differences in place; a replication with a failed run is out at its point for all policies."""
    for point in range(len(levels)):
        levels[point][:, ~usable[point]] = np.nan
        if base is not None:
            levels[point] -= levels[point, base].copy()


def _involved(results: SweepResults, subject: Subject) -> tuple[str, ...]:
    """Name the policies whose runs are read."""
    base = (subject.baseline,) if subject.of == "difference" else ()
    return tuple(name for name in results.policies if name in subject.policies or name in base)


def set_aside_notes(points: Sequence[int]) -> tuple[str, ...]:
    """Say which points have too few replications to be used; nothing where there are none."""
    if not points:
        return ()
    return (f"Set aside, with values in fewer than half of their replications: {points_named(points)}.",)


def points_named(points: Sequence[int], most: int = 8) -> str:
    """Name points: `point 3`, `points 3, 4 and 12 more`."""
    if len(points) == 1:
        return f"point {points[0]}"
    more = len(points) - most
    if more > 0:
        return f"points {', '.join(map(str, points[:most]))} and {more} more"
    return f"points {', '.join(map(str, points[:-1]))} and {points[-1]}"
