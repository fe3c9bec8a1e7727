"""The work of a comparison or sweep, by whoever does it: the same rows either way."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Generator, Iterator
from typing import Protocol

from mentorsim.experiment.execution.crew import Crew, Finished
from mentorsim.experiment.execution.tasks import Job, Task, single_worlds, worlds_of
from mentorsim.experiment.plan import Plan
from mentorsim.experiment.rows import RunRows
from mentorsim.numerics.processors import usable_cores

TASK_SECONDS = 1.0
"""A task takes about this long: short for Ctrl-C and an even end, long enough to hide its own overhead."""
ATTEMPTS = 3
"""A replication whose process dies is tried this often, by itself from the second time on."""
_MOST_WORLDS = 2000
_RECENT = 8  # tasks by which the next one's size is judged
_SECONDS_TO_FINISH = 30.0
_PARALLEL_FROM = 5e6  # student-weeks, about two seconds of work: less is done before processes have started


class Source(Protocol):
    """Where tasks come from."""

    def take(self, most: int) -> Task:
        """Give up to `most` replications that nobody has taken; nothing where there is nothing to do now."""


def executed(
    job: Job, source: Source, crew: Crew, tell: Callable[[str], None] = lambda sentence: None
) -> Generator[RunRows, None, None]:
    """Have tasks done until the source has no more, and give their rows as they are done.

    Who does a task, and in which order they are done, changes no number. A task that is lost with its
    process is tried again, its replications one by one; a replication that is lost three times becomes failed
    rows. On Ctrl-C no further task begins; the running ones are finished and given, then `KeyboardInterrupt`
    goes on.

    Parameters
    ----------
    job
        What the tasks have in common.
    source
        Asked again after every piece of finished work.
    crew
        Who does them; it is let go at the end.
    tell
        Called with a sentence about every task that is lost.

    Raises
    ------
    UserError
        When the user's input is wrong, or the crew cannot go on.
    """
    return _Running(job, source, crew, tell).rows()


def suitable_workers(plan: Plan, replications: int) -> int:
    """Choose the number of processes: one for little work, else every usable core.

    Parameters
    ----------
    replications
        Number of worlds, of all points together.
    """
    cohort, calendar = plan.scenario.cohort, plan.scenario.calendar
    students = cohort.first_years + cohort.upper_years + (1000 if cohort.roster is not None else 0)
    work = replications * len(plan.policies) * students * calendar.total_weeks
    return 1 if work < _PARALLEL_FROM else min(usable_cores(), replications)


class _Running:
    def __init__(self, job: Job, source: Source, crew: Crew, tell: Callable[[str], None]) -> None:
        self.job = job
        self.source = source
        self.crew = crew
        self.tell = tell
        self.again: deque[Task] = deque()
        self.losses: dict[tuple[int, int], int] = {}
        self.recent: deque[float] = deque(maxlen=_RECENT)

    def rows(self) -> Generator[RunRows, None, None]:
        finished = False
        try:
            while not finished:
                self._hand_out()
                finished = self.crew.busy == 0
                for task in () if finished else self.crew.collect():
                    yield from self._taken(task)
        except KeyboardInterrupt:
            for task in self.crew.finish(_SECONDS_TO_FINISH):
                if task.rows is not None:
                    yield task.rows
            raise
        finally:
            self.crew.close(gently=finished)

    def _hand_out(self) -> None:
        while self.crew.busy < self.crew.slots:
            task = self.again.popleft() if self.again else self.source.take(self._task_size())
            if not task:
                return
            self.crew.submit(task)

    def _task_size(self) -> int:
        # The first tasks tell how long a replication takes; alone, Ctrl-C waits for no more than one.
        if not self.recent or self.crew.slots == 1:
            return 1
        # The first replication of a process also loads the kernels: believe the fastest of the last.
        return min(_MOST_WORLDS, max(1, math.floor(TASK_SECONDS / min(self.recent))))

    def _taken(self, finished: Finished) -> Iterator[RunRows]:
        if finished.rows is not None:
            self.recent.append(max(finished.seconds / worlds_of(finished.task), 1e-6))
            yield finished.rows
            return
        worlds = single_worlds(finished.task)
        for world in worlds:
            key = world[0].point, world[0].replications[0]
            self.losses[key] = self.losses.get(key, 0) + 1
            if len(worlds) == 1 and self.losses[key] >= ATTEMPTS:
                self.tell(f"{_name(world)} failed for good: {finished.problem}")
                yield self.job.failed(world, f"{finished.problem}; it was tried {self.losses[key]} times")
            else:
                self.again.append(world)
        if self.again:
            self.tell(f"{_name(finished.task)} is tried again: {finished.problem}")


def _name(task: Task) -> str:
    first = task[0]
    name = f"point {first.point}, replication {first.replications[0]}"
    others = worlds_of(task) - 1
    return f"{name} and {others} more" if others else name
