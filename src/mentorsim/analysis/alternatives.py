"""Alternatives to choose from: every policy at every point, by replication, on the same replications."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mentorsim.analysis.cells import Cells, read_cells
from mentorsim.analysis.subject import Subject
from mentorsim.experiment.sweep_results import SweepResults
from mentorsim.outcomes import Outcome
from mentorsim.statistics.best import Better
from mentorsim.statistics.intervals import FloatArray

Record = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Alternatives:
    """What can be chosen, as levels of the outcomes (never differences): the baseline is one of them.

    Alternatives that are the same in every replication, such as a control that nothing varied touches, are
    one.

    Attributes
    ----------
    cells
        The levels that were read.
    point
        Number of the point, shape (alternatives,).
    policy
        Name of the policy of each.
    same
        How many points the alternative stands for, shape (alternatives,).
    values
        By outcome, shape (alternatives, replications); NaN where missing.
    """

    cells: Cells
    point: NDArray[np.int64]
    policy: tuple[str, ...]
    same: NDArray[np.int64]
    values: Mapping[str, FloatArray]

    def __len__(self) -> int:
        """Number of alternatives."""
        return len(self.point)

    def described(self, number: int) -> Record:
        """Say which alternative it is: policy, point, and what is varied there."""
        design = self.cells.results.design
        point = int(self.point[number])
        varied = zip(design.factors, design.points[point], strict=True)
        return {
            "policy": self.policy[number],
            "point": point,
            **{factor.path: value for factor, value in varied if factor.varies},
            "points_alike": int(self.same[number]),
            "everywhere": bool(self.same[number] == len(design.points)),
        }


def alternatives_of(cells: Cells) -> Alternatives:
    """Read the alternatives of a subject: its policies and those that differences are taken to.

    After a sweep that selected, they are the policies that it selected among.
    """
    levels = cells if cells.subject.of == "level" else levels_of(cells.results, cells.subject, cells.read)
    selected = (cells.results.record.get("select") or {}).get("policies")
    policies = [name for name in levels.read if selected is None or name in selected] or list(levels.read)
    names = levels.subject.names
    found: dict[bytes, list[tuple[int, str]]] = {}
    rows: dict[bytes, FloatArray] = {}
    for point in range(levels.points):
        for policy in policies:
            row = np.stack([levels.of(name, policy)[point] for name in names]) + 0.0
            if np.isfinite(row).any():
                key = row.tobytes()
                found.setdefault(key, []).append((point, policy))
                rows.setdefault(key, row)
    first = [members[0] for members in found.values()]
    stacked = np.stack(list(rows.values())) if rows else np.empty((0, len(names), len(levels.replications)))
    return Alternatives(
        levels,
        np.array([point for point, _ in first], dtype=np.int64),
        tuple(policy for _, policy in first),
        np.array([len({point for point, _ in members}) for members in found.values()], dtype=np.int64),
        {name: stacked[:, place] for place, name in enumerate(names)},
    )


def levels_of(results: SweepResults, subject: Subject, policies: Sequence[str]) -> Cells:
    """Read the outcomes of some policies as they are, whatever the subject asks for."""
    return read_cells(results, replace(subject, of="level", policies=tuple(policies)))


def better_of(outcome: Outcome, values: FloatArray) -> Better | None:
    """Say which way an outcome is better; None where nobody can. A signed gap is better toward 0."""
    if not outcome.toward_zero:
        return None if outcome.direction == "neither" else outcome.direction
    means = [float(row[np.isfinite(row)].mean()) for row in values if np.isfinite(row).any()]
    if means and min(means) >= 0.0:
        return "lower"
    return "higher" if means and max(means) <= 0.0 else None
