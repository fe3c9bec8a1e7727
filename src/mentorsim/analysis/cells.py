"""The runs of a results folder as numbers by point, policy and world: what every analysis begins with."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from mentorsim.analysis.subject import Subject
from mentorsim.errors import UserError
from mentorsim.experiment.intervals import BoolArray, FloatArray
from mentorsim.experiment.sweep_results import SweepResults

#: Numbers beyond this many bytes lie in a temporary file and not in memory.
MOST_BYTES = 512 * 1024**2
_NOT_RUN, _FAILED, _RAN = 0, 1, 2


@dataclass(frozen=True, eq=False)
class Cells:
    """What was measured, by outcome, point, policy and world.

    The same world (replication) has the same students and the same luck at every point and under every
    policy, so values of one world may be compared in pairs along every other axis.

    Attributes
    ----------
    results
        Where they come from; its `design` says what the points are.
    subject
        What is analyzed.
    worlds
        Numbers of the replications, ascending, shape (worlds,).
    values
        By outcome: what is analyzed (the difference to the baseline in the same world, or the level), shape
        (points, policies, worlds) with the policies of the subject; NaN where a run is missing or failed, or
        the outcome is undefined.
    state
        What became of each run, shape (points, policies, worlds): those of the subject and the baseline. A
        policy that failed everywhere is not among them, so that it does not take the others with it.
    all_failed
        Policies of which every run failed.
    """

    results: SweepResults
    subject: Subject
    worlds: NDArray[np.int64]
    values: Mapping[str, FloatArray]
    state: NDArray[np.int8]
    all_failed: tuple[str, ...] = ()

    @property
    def points(self) -> int:
        """Number of points of the design."""
        return len(self.state)

    @cached_property
    def failed(self) -> BoolArray:
        """Whether some run failed, shape (points, worlds): such a world is not used at that point."""
        found: BoolArray = np.any(self.state == _FAILED, axis=1)
        return found

    @cached_property
    def not_run(self) -> BoolArray:
        """Whether some run is not in the folder, shape (points, worlds)."""
        found: BoolArray = np.any(self.state == _NOT_RUN, axis=1)
        return found

    @cached_property
    def usable(self) -> BoolArray:
        """Whether every run of a world is there and none failed, shape (points, worlds)."""
        found: BoolArray = np.all(self.state == _RAN, axis=1)
        return found

    @cached_property
    def empty_points(self) -> tuple[int, ...]:
        """Points without any usable world."""
        return tuple(np.flatnonzero(~self.usable.any(axis=1)).tolist())

    def of(self, outcome: str, policy: str) -> FloatArray:
        """Give what is analyzed of an outcome and policy, shape (points, worlds); NaN where missing."""
        return np.asarray(self.values[outcome][:, self.subject.policies.index(policy)])

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
    worlds = _worlds(results)
    shape = (len(results.design.points), len(wanted), len(worlds))
    state = np.full(shape, _NOT_RUN, dtype=np.int8)
    levels = {name: _numbers(shape, len(subject.names)) for name in subject.names}
    for table in results.tables(subject.names):
        policy = np.array([places.get(name, -1) for name in table.column("policy").to_pylist()])
        ours = policy >= 0
        point, world = table.column("point").to_numpy()[ours], table.column("replication").to_numpy()[ours]
        place = (point, policy[ours], np.searchsorted(worlds, world))
        fine = table.column("error").is_null().to_numpy()[ours]
        state[place] = np.where(fine, _RAN, _FAILED)
        for name in subject.names:
            values = table.column(name).to_numpy().astype(np.float64)[ours]
            levels[name][place] = np.where(fine, values, np.nan)
    never = tuple(name for name in wanted if not (state[:, places[name]] == _RAN).any())
    counted = [places[name] for name in wanted if name not in never]
    usable = np.all(state[:, counted] == _RAN, axis=1)
    base = places.get(subject.baseline) if subject.of == "difference" else None
    chosen = [places[name] for name in subject.policies]
    analyzed = {}
    for name in subject.names:
        analyzed[name] = _analyzed(levels.pop(name), usable, base)[:, chosen]
    return Cells(results, subject, worlds, analyzed, state[:, counted], never)


def missing_notes(cells: Cells) -> tuple[str, ...]:
    """Say which runs are missing, a sentence each."""
    notes = [f"Every run of {name!r} failed." for name in cells.all_failed]
    total = cells.failed.size
    if failed := int(cells.failed.sum()):
        where = _named(np.flatnonzero(cells.failed.any(axis=1)).tolist())
        notes.append(
            f"In {failed:,} of {total:,} worlds (points times replications) a run failed; they are left out "
            f"at {where} for all policies."
        )
    # With a stopping rule, points differ in their number of worlds and nothing is missing.
    if cells.results.record.get("half_width") is None and (absent := int(cells.not_run.sum())):
        where = _named(np.flatnonzero(cells.not_run.any(axis=1)).tolist())
        notes.append(f"{absent:,} of {total:,} worlds are not in the folder, at {where}.")
    if cells.empty_points:
        notes.append(f"Without any usable world: {_named(cells.empty_points)}.")
    return tuple(notes)


def _worlds(results: SweepResults) -> NDArray[np.int64]:
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


def _analyzed(levels: FloatArray, usable: BoolArray, base: int | None) -> FloatArray:
    """Take differences in place; a world with a failed run is out at its point for all policies."""
    for point in range(len(levels)):
        levels[point][:, ~usable[point]] = np.nan
        if base is not None:
            levels[point] -= levels[point, base].copy()
    return levels


def _involved(results: SweepResults, subject: Subject) -> list[str]:
    """Name the policies whose runs are read."""
    base = (subject.baseline,) if subject.of == "difference" else ()
    return [name for name in results.policies if name in subject.policies or name in base]


def _named(points: Sequence[int], most: int = 8) -> str:
    """Name points: `point 3`, `points 3, 4 and 12 more`."""
    if len(points) == 1:
        return f"point {points[0]}"
    more = len(points) - most
    if more > 0:
        return f"points {', '.join(map(str, points[:most]))} and {more} more"
    return f"points {', '.join(map(str, points[:-1]))} and {points[-1]}"
