"""Simulates the studies, in this process or in several, in an order that changes no number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mentorsim.dynamics.mechanism import named_mechanism
from mentorsim.evidence.studies import Study, observe
from mentorsim.experiment.execution.starting import process_context, quiet_start
from mentorsim.plugins import load_plugins

Floats = NDArray[np.float64]

#: Tasks that are handed out ahead, for each process.
_AHEAD = 2


@dataclass(frozen=True)
class StudyTask:
    """Some replications of one or all studies under one set of mechanism parameters.

    Attributes
    ----------
    number
        By which the result is known.
    values
        Mechanism parameters that differ from the table's.
    seed
        Added to the seed of each study.
    replications
        For each study to be simulated, by its place: the numbers of its replications.
    """

    number: int
    values: Mapping[str, float]
    seed: int
    replications: Mapping[int, tuple[int, ...]]


def simulate(studies: Sequence[Study], task: StudyTask) -> dict[int, Floats]:
    """Simulate one task.

    Returns
    -------
    dict
        By the place of each study: shape (replications, 2, labels of the study), see `observe`.
    """
    found = {}
    for place, replications in task.replications.items():
        study = studies[place].with_parameters(task.values) if task.values else studies[place]
        seed = study.scenario.run.seed + 100_000 * task.seed
        found[place] = np.array([observe(study, seed, replication) for replication in replications])
    return found


def simulated(
    studies: Sequence[Study], tasks: Sequence[StudyTask], workers: int = 1
) -> Iterator[tuple[int, dict[int, Floats]]]:
    """Simulate tasks and give each result with its task's number as it comes; the order may differ.

    Parameters
    ----------
    studies
        The studies.
    tasks
        What is to be simulated.
    workers
        Number of processes.
    """
    if workers <= 1 or len(tasks) <= 1:
        for task in tasks:
            yield task.number, simulate(studies, task)
        return
    modules = own_modules(studies)
    with ProcessPoolExecutor(
        workers, mp_context=process_context(), initializer=_begin, initargs=(tuple(studies), modules)
    ) as pool:
        left = iter(tasks)
        running: set[Any] = set()
        try:
            while True:
                for task in left:
                    with quiet_start(import_the_script="__main__" in modules):
                        running.add(pool.submit(_work, task))
                    if len(running) >= _AHEAD * workers:
                        break
                if not running:
                    return
                done, running = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    yield future.result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


_studies: tuple[Study, ...] = ()


def own_modules(studies: Sequence[Study]) -> tuple[str, ...]:
    """Return the modules that define the mechanisms of a user's own that studies name."""
    named = {name for study in studies for name in study.scenario.mechanisms}
    return tuple(sorted({named_mechanism(name).module for name in named}))


def _begin(studies: tuple[Study, ...], modules: tuple[str, ...]) -> None:
    global _studies
    load_plugins(modules)
    _studies = studies


def _work(task: StudyTask) -> tuple[int, dict[int, Floats]]:
    return task.number, simulate(_studies, task)
