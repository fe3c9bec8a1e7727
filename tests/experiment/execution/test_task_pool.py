"""Tasks that are not runs of policies: the same results whoever does them, and a broken executor is said."""

from __future__ import annotations

from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from typing import Any

import pytest

from mentorsim.errors import UserError
from mentorsim.experiment.execution.options import RunOptions
from mentorsim.experiment.execution.task_pool import task_pool


def scaled(factor: int, task: int) -> tuple[int, int]:
    """Stands for a simulation: what it gives is of its task."""
    if task == 13:
        raise UserError("no student has the number 13")
    return task, factor * task


class Broken(Executor):
    """An executor whose processes have died."""

    def submit(self, *_: Any, **__: Any) -> Future[Any]:
        """Refuse everything."""
        raise BrokenExecutor("a process was killed")


def test_an_executor_that_is_given_does_what_this_process_does() -> None:
    with task_pool(scaled, 3, RunOptions(executor="serial")) as here:
        own = sorted(here(range(12)))
    with (
        ThreadPoolExecutor(2) as threads,
        task_pool(scaled, 3, RunOptions(executor=threads)) as elsewhere,
    ):
        assert sorted(elsewhere(range(12))) == own == [(task, 3 * task) for task in range(12)]
        assert list(elsewhere([])) == []


def test_a_mistake_of_the_user_is_passed_on_and_a_broken_executor_said() -> None:
    with (
        ThreadPoolExecutor(2) as threads,
        task_pool(scaled, 3, RunOptions(executor=threads)) as pool,
        pytest.raises(UserError, match="no student has the number 13"),
    ):
        list(pool(range(20)))
    with (
        task_pool(scaled, 3, RunOptions(executor=Broken())) as pool,
        pytest.raises(UserError, match="the executor cannot continue"),
    ):
        list(pool(range(2)))


def test_options_that_mean_nothing_are_refused_by_name() -> None:
    options = RunOptions(workers=2, shard=(1, 3))
    options.refuse("a calibration", "time_limit", "retry_failed")
    with pytest.raises(UserError, match="a calibration has no shard: leave shard out"):
        options.refuse("a calibration", "time_limit", "shard")
