"""Running an agenda: who works on it, where its rows go, what is told meanwhile, and how it ends early."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Protocol

from mentorsim.errors import UserError
from mentorsim.experiment.execution.crew import Alone, Crew, Pool
from mentorsim.experiment.execution.execution import Source, executed
from mentorsim.experiment.execution.interrupts import held_interrupts
from mentorsim.experiment.execution.progress import Progress, ShowProgress
from mentorsim.experiment.execution.starting import inside_a_worker_that_starts
from mentorsim.experiment.execution.tasks import Job, packed
from mentorsim.experiment.execution.workers import Workers
from mentorsim.experiment.folder.store import ResultsFolder
from mentorsim.experiment.rows import RunRows
from mentorsim.experiment.sweep_plan import SweepPlan

_BETWEEN_REPORTS = 0.1
_NOT_SENT = (
    "the model or an outcome is defined where other processes cannot import it, so everything runs in this "
    "process; put it into a file of its own to use all cores"
)


class Work(Source, Protocol):
    """What is to be run and what has come back: an `Agenda` or a `SelectingAgenda`."""

    done: int
    failures: int
    last_reason: str

    @property
    def finished(self) -> bool:
        """Whether it is enough."""

    @property
    def expected(self) -> int:
        """Number of worlds that will be there when it is probably enough."""

    def add(self, rows: RunRows) -> None:
        """Take the rows of finished worlds."""


@contextmanager
def opened_folder(
    out: str | Path | None, sweep: SweepPlan, *, resume: bool
) -> Iterator[ResultsFolder | None]:
    """Open the results folder, if there is to be one, and give it free at the end.

    Raises
    ------
    UserError
        When it cannot be used; see `ResultsFolder`.
    """
    if out is None:
        yield None
        return
    folder = ResultsFolder(Path(out), sweep, resume=resume)
    try:
        yield folder
    finally:
        folder.close()


def crew_of(
    job: Job,
    workers: int,
    *,
    supervised: bool = False,
    executor: Executor | None = None,
    time_limit: float | None = None,
) -> Crew:
    """Find those who do the work.

    Parameters
    ----------
    job
        What is to be done.
    workers
        How many work at a time.
    supervised
        Whether even a single worker gets a process of its own, so that it can die alone.
    executor
        An executor to use in place of local processes.
    time_limit
        Seconds that a replication may take, where processes are local.

    Raises
    ------
    UserError
        When an executor is given, and the model cannot be sent to it.
    """
    if workers == 1 and not supervised and executor is None:
        return Alone(job)
    if inside_a_worker_that_starts():
        raise SystemExit(1)  # without a word: the process that started this worker says what is wrong
    data = packed(job)
    if data is not None:
        return Workers(data, workers, time_limit) if executor is None else Pool(data, executor, workers)
    if executor is not None:
        raise UserError(
            "the model or an outcome cannot be sent to the executor: put it into a file of its own"
        )
    warnings.warn(_NOT_SENT, stacklevel=3)
    return Alone(job)


def run_agenda(agenda: Work, job: Job, crew: Crew, folder: ResultsFolder | None, reporter: Reporter) -> bool:
    """Run until it is enough; whether Ctrl-C came first.

    Raises
    ------
    UserError
        When the user's input is wrong, the folder cannot be written, or the crew cannot go on.
    """
    reporter.report(last=True)
    if agenda.finished:
        crew.close(gently=True)
        return False
    running = executed(
        job, agenda, crew, lambda sentence: None if folder is None else folder.log.note(sentence)
    )
    interrupted = False
    try:
        for rows in running:
            with held_interrupts():
                agenda.add(rows)
            reporter.report()
            if agenda.finished:
                break
    except KeyboardInterrupt:
        interrupted = not agenda.finished
    finally:
        running.close()
        if folder is not None:
            with held_interrupts():
                folder.flush()
    reporter.report(last=True)
    return interrupted


class Reporter:
    """Tells how far it is, a few times a second.

    Parameters
    ----------
    agenda
        What is being run.
    show
        Called with a `Progress`; None: nobody asks.
    started
        When it began, as `time.perf_counter` tells it.
    """

    def __init__(self, agenda: Work, show: ShowProgress | None, started: float) -> None:
        self._agenda = agenda
        self._show = show
        self._started = started
        self._found = agenda.done
        self._last = 0.0

    def report(self, *, last: bool = False) -> None:
        """Tell, unless it was told a moment ago."""
        now = perf_counter()
        if self._show is None or (now - self._last < _BETWEEN_REPORTS and not last):
            return
        self._last = now
        agenda = self._agenda
        done, seconds = agenda.done, now - self._started
        expected = done if agenda.finished else agenda.expected
        new = done - self._found
        left = seconds / new * (expected - done) if new else None
        self._show(Progress(done, expected, agenda.failures, seconds, left, agenda.last_reason))
