"""Simulates the studies, in this process or in several, in an order that changes no number."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mentorsim.dynamics.mechanism import named_mechanism
from mentorsim.evidence.studies import Study, observe
from mentorsim.experiment.execution.options import RunOptions
from mentorsim.experiment.execution.task_pool import task_pool

Floats = NDArray[np.float64]


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


@contextmanager
def study_pool(
    studies: Sequence[Study], options: RunOptions
) -> Iterator[Callable[[Sequence[StudyTask]], Iterator[tuple[int, dict[int, Floats]]]]]:
    """Open a pool that simulates tasks of studies; each result comes with its task's number, in any order.

    Parameters
    ----------
    studies
        The studies.
    options
        Who does the work.

    Yields
    ------
    callable
        Takes tasks and yields their numbers and results; see `simulate`.
    """
    with task_pool(_numbered, tuple(studies), options, modules=own_modules(studies)) as pool:
        yield pool


def own_modules(studies: Sequence[Study]) -> tuple[str, ...]:
    """Return the modules that define the mechanisms of a user's own that studies name."""
    named = {name for study in studies for name in study.scenario.mechanisms}
    return tuple(sorted({named_mechanism(name).module for name in named}))


def _numbered(studies: tuple[Study, ...], task: StudyTask) -> tuple[int, dict[int, Floats]]:
    return task.number, simulate(studies, task)
