"""Tasks as batches hand them to executors, and how they are done."""

from __future__ import annotations

import pickle
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from time import perf_counter
from typing import Any

from mentorsim.experiment.failure import Failure
from mentorsim.experiment.folder.identity import own_modules
from mentorsim.experiment.plan import Plan
from mentorsim.experiment.replicate import failed_rows, replicate
from mentorsim.experiment.rows import RunRows, joined
from mentorsim.experiment.sharing import SharedKeys, SharedRuns
from mentorsim.experiment.sweep_plan import SweepPlan
from mentorsim.plugins import load_plugins

_KEPT_PLANS = 64


@dataclass(frozen=True)
class Task:
    """Some replications of one design point.

    Attributes
    ----------
    point
        Its number.
    changes
        What the point changes in the scenario, by path.
    replications
        Their numbers.
    shared
        What the point shares with others; None: nothing.
    """

    point: int
    changes: Mapping[str, Any]
    replications: tuple[int, ...]
    shared: SharedKeys | None = None


#: What an executor is handed at once: about a second of work.
Batch = tuple[Task, ...]


def task_of(sweep: SweepPlan, point: int, replications: Sequence[int]) -> Task:
    """Return the task of doing some replications of a point of a sweep."""
    shared = None if sweep.sharing is None else sweep.sharing.of(point)
    return Task(point, sweep.design.changes(point), tuple(replications), shared)


def replications_of(batch: Batch) -> int:
    """Return the number of replications in a batch."""
    return sum(len(task.replications) for task in batch)


def single_replications(batch: Batch) -> list[Batch]:
    """Split a batch into batches of one replication."""
    return [
        (replace(task, replications=(replication,)),) for task in batch for replication in task.replications
    ]


class TaskRunner:
    """Does the tasks of one comparison or sweep: what an executor sends to its workers once.

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
        self._shared = SharedRuns()

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what can be made again, and say which modules another process has to import."""
        modules = sorted(own_modules(self.plan))
        return {**self.__dict__, "_plans": {}, "_shared": SharedRuns(), "_modules": modules}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Import those modules: names in scenarios stand for what they define."""
        load_plugins(state.pop("_modules"))
        self.__dict__.update(state)

    def rows(self, batch: Batch) -> RunRows:
        """Do a batch, the same replication of all points together, so that these share what is equal."""
        found = [
            replicate(
                self._plan(task),
                replication,
                task.point,
                forgiving=self.forgiving,
                shared=None if task.shared is None else self._shared.of(task.shared, replication),
            )
            for replication, task in sorted(
                ((replication, task) for task in batch for replication in task.replications),
                key=lambda one: one[0],
            )
        ]
        return joined(found)

    def failed(self, batch: Batch, failure: Failure) -> RunRows:
        """Return the rows of a batch that nobody could do."""
        return joined(
            [
                failed_rows(self._plan(task), replication, task.point, failure)
                for task in batch
                for replication in task.replications
            ]
        )

    def _plan(self, task: Task) -> Plan:
        if task.point not in self._plans:
            if len(self._plans) >= _KEPT_PLANS:
                self._plans.clear()
            self._plans[task.point] = self.plan.at(task.changes)
        return self._plans[task.point]


def packed(runner: TaskRunner) -> bytes | None:
    """Pickle a runner for other processes; None where they could not unpack it.

    That is so for a model or outcome that was defined in a notebook or at the prompt, which no other process
    can import.
    """
    try:
        data = pickle.dumps(runner)
    except (pickle.PicklingError, AttributeError, TypeError):
        return None
    main = sys.modules.get("__main__")
    importable = getattr(main, "__file__", None) is not None or getattr(main, "__spec__", None) is not None
    return data if importable or b"__main__" not in data else None


def run_batch(data: bytes, batch: Batch) -> tuple[RunRows, float]:
    """Do a batch with a packed runner, in whatever process this is; return its rows and seconds."""
    runner = _unpacked(data)
    started = perf_counter()
    rows = runner.rows(batch)
    return rows, perf_counter() - started


@lru_cache(maxsize=2)
def _unpacked(data: bytes) -> TaskRunner:
    runner: TaskRunner = pickle.loads(data)
    return runner
