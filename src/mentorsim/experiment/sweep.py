"""Run a study's policies at every point of a design."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from mentorsim.documents.places import Places
from mentorsim.errors import UserError
from mentorsim.experiment.design.experiment import Experiment, experiment_from_options, read_experiment
from mentorsim.experiment.design.preparing import prepare
from mentorsim.experiment.execution.agenda import Agenda, Shard, shard_of
from mentorsim.experiment.execution.execution import suitable_workers
from mentorsim.experiment.execution.parallel import dask_executor
from mentorsim.experiment.execution.progress import ShowProgress
from mentorsim.experiment.execution.running import Reporter, Work, crew_of, opened_folder, run_agenda
from mentorsim.experiment.execution.selecting import SelectingAgenda
from mentorsim.experiment.execution.tasks import Job
from mentorsim.experiment.folder.store import ResultsFolder
from mentorsim.experiment.sweep_plan import SweepPlan
from mentorsim.experiment.sweep_results import SweepResults, read_results
from mentorsim.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mentorsim.model import MentoringModel


@dataclass(frozen=True)
class SweepOutcome:
    """How a sweep went.

    Attributes
    ----------
    done
        Worlds that are there, those found in the folder included.
    expected
        Worlds that were to be there.
    failures
        Worlds in which some policy failed.
    interrupted
        Whether Ctrl-C ended it.
    seconds
        How long it took.
    """

    done: int
    expected: int
    failures: int
    interrupted: bool
    seconds: float


def sweep(
    experiment: Experiment | Scenario | str | Path,
    vary: Mapping[str, Any] | None = None,
    *,
    out: str | Path,
    resume: bool = False,
    retry_failed: bool = False,
    workers: int | None = None,
    executor: Executor | None = None,
    time_limit: float | None = None,
    shard: tuple[int, int] | None = None,
    model: type[MentoringModel] | None = None,
    progress: ShowProgress | None = None,
    **settings: Any,
) -> SweepResults:
    """Run the policies of a scenario at every point of a design.

    Every point meets the same worlds: replication 7 has the same students and the same luck at all of them.

    Parameters
    ----------
    experiment
        An experiment, its file, or a scenario, of which the remaining arguments then say what is done with
        it.
    vary
        What is varied in the scenario, by path: a list, ``range(start, stop, step)`` as text, or a
        distribution ``{"uniform": [0, 1]}``.
    out
        The folder of the results, which are written as they come.
    resume
        Go on with an existing folder of the same experiment (or begin it).
    retry_failed
        With `resume`: run the worlds again in which some run failed; their new rows replace the old ones.
    workers
        Number of processes; None: one for little work, else one per usable core. It changes no number.
    executor
        Any executor of `concurrent.futures`, Dask's ``client.get_executor()`` among them, in place of local
        processes; it is neither started nor ended.
    time_limit
        Seconds that a replication may take, where processes are local: one that takes longer is failed.
    shard
        ``(3, 50)``: only the third of fifty shares, into a folder inside ``out``; `merge_folders` joins them.
    model
        A subclass of `mentorsim.MentoringModel` to run.
    progress
        Called with a `Progress` now and then.
    **settings
        With a scenario: ``design``, ``samples``, ``replications``, ``policies``, ``outcomes`` and whatever
        else an experiment's file may say.

    Returns
    -------
    SweepResults
        Failed runs are rows with their error.

    Raises
    ------
    UserError
        When something that is asked for does not exist, or the folder cannot be used.
    KeyboardInterrupt
        After Ctrl-C; what is done is kept in the folder.
    """
    prepared = _prepared(experiment, vary, settings, model)
    for note in prepared.notes:
        warnings.warn(note, stacklevel=2)
    share = None if shard is None else shard_of(*shard)
    folder = Path(out) if share is None else Path(out) / share.folder
    outcome = run_sweep(
        prepared,
        folder,
        resume=resume,
        retry_failed=retry_failed,
        workers=workers,
        executor=executor,
        time_limit=time_limit,
        shard=share,
        progress=progress,
    )
    if outcome.interrupted:
        raise KeyboardInterrupt
    return read_results(folder)


def run_sweep(
    plan: SweepPlan,
    out: str | Path,
    *,
    resume: bool = False,
    retry_failed: bool = False,
    workers: int | None = None,
    executor: Executor | str | None = None,
    scheduler: str | None = None,
    time_limit: float | None = None,
    shard: Shard | None = None,
    progress: ShowProgress | None = None,
) -> SweepOutcome:
    """Run a sweep that has been prepared, and say how it went.

    Parameters
    ----------
    retry_failed
        With `resume`: run the worlds again in which some run failed; their new rows replace the old ones.
    executor
        ``serial``: this process alone; ``local``: processes of this machine; ``dask``; or an executor. None:
        serial for little work, else local.
    scheduler
        Address of a Dask scheduler; None: a cluster on this machine.
    shard
        The share to do; None: all of it.

    Raises
    ------
    UserError
        When the folder cannot be used or written, or those who work cannot go on.
    """
    started = perf_counter()
    if workers is not None and workers < 1:
        raise UserError(f"workers must be 1 or more, not {workers}")
    if plan.selection is not None and shard is not None:
        raise UserError("select cannot be divided into shards, for what it decides rests on all points")
    if retry_failed and not resume:
        raise UserError(
            "failed runs are tried again where a folder is gone on with: add --resume (resume=True)"
        )
    worlds = plan.least_worlds // (1 if shard is None else shard.of)
    count = suitable_workers(plan.base, max(1, worlds)) if workers is None else workers
    alone = executor == "serial" or (executor is None and count == 1 and time_limit is None)
    job = Job(plan.base, forgiving=True)
    with (
        opened_folder(out, plan, resume=resume) as folder,
        _executor(executor, scheduler, count) as (pool, parallel),
    ):
        assert folder is not None
        if retry_failed:
            folder.forget_failed()
        agenda = _agenda(plan, 1 if alone else parallel, folder, shard)
        folder.log.note(_beginning(plan, agenda, executor, parallel, shard))
        for note in plan.notes:
            folder.log.note(f"note: {note}")
        crew = crew_of(
            job, 1 if alone else parallel, supervised=not alone, executor=pool, time_limit=time_limit
        )
        interrupted = run_agenda(agenda, job, crew, folder, Reporter(agenda, progress, started))
        seconds = perf_counter() - started
        expected = agenda.done if agenda.finished else agenda.expected
        outcome = SweepOutcome(agenda.done, expected, agenda.failures, interrupted, seconds)
        folder.log.note(
            f"{'stopped by Ctrl-C' if interrupted else 'ended'} after {seconds:.1f} s: {outcome.done} of "
            f"{outcome.expected} worlds are there, {outcome.failures} with a failed run"
        )
    return outcome


def _prepared(
    experiment: Experiment | Scenario | str | Path,
    vary: Mapping[str, Any] | None,
    settings: Mapping[str, Any],
    model: type[MentoringModel] | None,
) -> SweepPlan:
    if isinstance(experiment, Scenario):
        made, places = experiment_from_options("scenario", vary or {}, settings)
        return prepare(made, places, experiment.folder, scenario=experiment, model=model)
    if vary or settings:
        raise UserError("vary and its settings go with a scenario; an experiment says itself what is varied")
    if isinstance(experiment, Experiment):
        return prepare(experiment, Places("the experiment"), Path(), model=model)
    return prepare(*read_experiment(experiment), model=model)


def _agenda(plan: SweepPlan, workers: int, folder: ResultsFolder, shard: Shard | None) -> Work:
    if plan.selection is None:
        return Agenda(plan, workers, folder.add, folder.done(), shard)
    return SelectingAgenda(plan, plan.selection, workers, folder.add, folder.done(), folder.log.note)


@contextmanager
def _executor(
    executor: Executor | str | None, scheduler: str | None, count: int
) -> Iterator[tuple[Executor | None, int]]:
    if executor == "dask" or scheduler is not None:
        with dask_executor(scheduler, count) as found:
            yield found
    elif isinstance(executor, Executor):
        yield executor, max(count, int(getattr(executor, "_max_workers", 0) or 0))
    else:
        yield None, count


def _beginning(plan: SweepPlan, agenda: Work, executor: object, parallel: int, shard: Shard | None) -> str:
    share = "" if shard is None else f", shard {shard.number} of {shard.of}"
    who = executor if isinstance(executor, str) else "chosen" if executor is None else "given"
    return (
        f"began{share}: {plan.points} points, {agenda.expected} worlds expected, {agenda.done} there "
        f"already; {parallel} workers, executor {who}"
    )
