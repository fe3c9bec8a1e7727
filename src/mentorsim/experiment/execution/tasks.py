"""Pieces of work as they are handed to whoever does them, and how they are done."""

from __future__ import annotations

import pickle
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from time import perf_counter
from typing import Any

from mentorsim.experiment.folder.identity import own_modules
from mentorsim.experiment.plan import Plan
from mentorsim.experiment.replicate import failed_rows, replicate
from mentorsim.experiment.rows import RunRows, joined
from mentorsim.plugins import load_plugins

_KEPT_PLANS = 64


@dataclass(frozen=True)
class Piece:
    """Some replications of one design point.

    Attributes
    ----------
    point
        Its number.
    changes
        What the point changes in the scenario, by path.
    replications
        Numbers of the worlds.
    """

    point: int
    changes: Mapping[str, Any]
    replications: tuple[int, ...]


#: What is handed out at once: about a second of work.
Task = tuple[Piece, ...]


def worlds_of(task: Task) -> int:
    """Give the number of replications in a task."""
    return sum(len(piece.replications) for piece in task)


def single_worlds(task: Task) -> list[Task]:
    """Split a task into tasks of one replication."""
    return [
        (Piece(piece.point, piece.changes, (replication,)),)
        for piece in task
        for replication in piece.replications
    ]


class Job:
    """What all tasks of a comparison or sweep have in common.

    Parameters
    ----------
    plan
        The plan before anything is varied.
    forgiving
        Whether the user's mistakes become failed rows; see `replicate`.
    """

    def __init__(self, plan: Plan, *, forgiving: bool) -> None:
        self.plan = plan
        self.forgiving = forgiving
        self._plans: dict[int, Plan] = {}

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what can be made again, and say which modules another process has to import."""
        return {**self.__dict__, "_plans": {}, "_modules": sorted(own_modules(self.plan))}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Import those modules: names in scenarios stand for what they define."""
        load_plugins(state.pop("_modules"))
        self.__dict__.update(state)

    def rows(self, task: Task) -> RunRows:
        """Do a task."""
        return joined([rows for piece in task for rows in self._of_piece(piece)])

    def failed(self, task: Task, error: str) -> RunRows:
        """Give the rows of a task that nobody could do."""
        return joined(
            [
                failed_rows(self._plan(piece), replication, piece.point, error)
                for piece in task
                for replication in piece.replications
            ]
        )

    def _of_piece(self, piece: Piece) -> list[RunRows]:
        plan = self._plan(piece)
        return [
            replicate(plan, replication, piece.point, forgiving=self.forgiving)
            for replication in piece.replications
        ]

    def _plan(self, piece: Piece) -> Plan:
        if piece.point not in self._plans:
            if len(self._plans) >= _KEPT_PLANS:
                self._plans.clear()
            self._plans[piece.point] = self.plan.at(piece.changes)
        return self._plans[piece.point]


def packed(job: Job) -> bytes | None:
    """Pickle a job for other processes; None where they could not unpack it.

    That is so for a model or outcome that was defined in a notebook or at the prompt, which no other process
    can import.
    """
    try:
        data = pickle.dumps(job)
    except (pickle.PicklingError, AttributeError, TypeError):
        return None
    main = sys.modules.get("__main__")
    importable = getattr(main, "__file__", None) is not None or getattr(main, "__spec__", None) is not None
    return data if importable or b"__main__" not in data else None


def run_task(data: bytes, task: Task) -> tuple[RunRows, float]:
    """Do a task of a packed job, in whatever process this is; give its rows and the seconds it took."""
    job = _unpacked(data)
    started = perf_counter()
    rows = job.rows(task)
    return rows, perf_counter() - started


@lru_cache(maxsize=2)
def _unpacked(data: bytes) -> Job:
    job: Job = pickle.loads(data)
    return job
