"""The main job: compare policies over many worlds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from mentorsim.errors import UserError
from mentorsim.experiment.agenda import Agenda, done_runs
from mentorsim.experiment.execution import suitable_workers
from mentorsim.experiment.plan import Plan, make_plan
from mentorsim.experiment.progress import ShowProgress
from mentorsim.experiment.results import Comparison
from mentorsim.experiment.rows import RunRows, joined
from mentorsim.experiment.running import Reporter, crew_of, opened_folder, run_agenda
from mentorsim.experiment.stopping import StoppingRule
from mentorsim.experiment.store import DoneRuns, ResultsFolder
from mentorsim.experiment.summarizing import limits_of
from mentorsim.experiment.sweep_plan import comparison_plan
from mentorsim.experiment.tasks import Job
from mentorsim.scenario import Scenario

if TYPE_CHECKING:
    from mentorsim.model import MentoringModel


def compare(
    scenario: Scenario,
    *,
    replications: int | None = None,
    policies: Iterable[str] | None = None,
    baseline: str | None = None,
    by: Sequence[str] = (),
    seed: int | None = None,
    workers: int | None = None,
    out: str | Path | None = None,
    resume: bool = False,
    model: type[MentoringModel] | None = None,
    outcomes: Iterable[str] | None = None,
    smallest_worthwhile: Mapping[str, float] | None = None,
    progress: ShowProgress | None = None,
) -> Comparison:
    """Compare the policies of a scenario, each in the same worlds.

    Parameters
    ----------
    scenario
        The study.
    replications
        Number of worlds; None: the scenario's, which may be a precision to reach.
    policies
        Names of policies to compare; None: all. The control is always among them.
    baseline
        The policy that differences are taken to; None: the control.
    by
        Attributes whose groups are reported.
    seed
        None: the scenario's.
    workers
        Number of processes; None: one for little work, else one per usable core. It changes no number.
    out
        A folder for the results, written while they are made: runs, tables and figures.
    resume
        Go on with an existing folder of the same comparison (or begin it).
    model
        A subclass of `mentorsim.MentoringModel` to run. Defined in a notebook, it runs in this process alone.
    outcomes
        Names of outcomes; None: the scenario's.
    smallest_worthwhile
        Smallest differences that would matter, by outcome; these go before the scenario's.
    progress
        Called with a `Progress` now and then.

    Returns
    -------
    Comparison
        After Ctrl-C that of the replications which were done, marked as interrupted.

    Raises
    ------
    UserError
        When something that is asked for does not exist, the results folder cannot be used, or all runs fail.
    KeyboardInterrupt
        On Ctrl-C before the first replication is done.
    """
    started = perf_counter()
    rule = _stopping_rule(scenario, replications)
    plan = make_plan(
        scenario,
        policies=policies,
        baseline=baseline,
        by=by,
        seed=seed,
        outcomes=outcomes,
        watched=None if rule.half_width is None else scenario.run.until.outcome,
        model=model,
    )
    if workers is not None and workers < 1:
        raise UserError(f"workers must be 1 or more, not {workers}")
    limits = limits_of(plan, {**scenario.run.smallest_worthwhile, **(smallest_worthwhile or {})})
    count = suitable_workers(plan, rule.looks[0]) if workers is None else workers
    sweep = comparison_plan(plan, rule)
    with opened_folder(out, sweep, resume=resume) as folder:
        kept = _Kept(folder)
        agenda = Agenda(sweep, count, kept.add, kept.existing(plan))
        reporter = Reporter(agenda, progress, started)
        job = Job(plan, forgiving=False)
        interrupted = run_agenda(agenda, job, crew_of(job, count), folder, reporter)
        rows = kept.whole_rows(agenda.look, len(plan.policies))
        if rows is None:
            raise KeyboardInterrupt
        if rows.failed.all():
            raise UserError(f"every run failed; the first error: {rows.errors[0]}")
        stopped = agenda.last_reason
        if interrupted:
            stopped = f"Stopped by Ctrl-C after {len(np.unique(rows.replication))} replications."
        comparison = Comparison(
            plan=plan,
            rows=rows,
            worthwhile=limits,
            stopped=stopped,
            interrupted=interrupted,
            seconds=perf_counter() - started,
        )
        if folder is not None:
            folder.write(folder.paths.summary, comparison.to_csv())
            folder.write(folder.paths.comparison, comparison.to_json_text())
            # A floor above; drawn here so that a folder is the same however it was asked for.
            from mentorsim.report.figures import write_figures

            write_figures(comparison, folder.paths.figures)
    return comparison


class _Kept:
    """All rows of a comparison, in memory and, where there is one, in its folder."""

    def __init__(self, folder: ResultsFolder | None) -> None:
        self._folder = folder
        self._rows: list[RunRows] = []

    def existing(self, plan: Plan) -> DoneRuns | None:
        rows = None if self._folder is None else self._folder.rows()
        if rows is None:
            return None
        self._rows.append(rows)
        return done_runs(rows, None if plan.watched is None else plan.watched.name)

    def add(self, rows: RunRows) -> None:
        self._rows.append(rows)
        if self._folder is not None:
            self._folder.add(rows)

    def whole_rows(self, before: int, policies: int) -> RunRows | None:
        """Give the rows of the replications that count, in order; None without any."""
        if not self._rows:
            return None
        rows = joined(self._rows).in_order()
        numbers, counts = np.unique(rows.replication, return_counts=True)
        whole = numbers[(counts == policies) & (numbers < before)]
        return rows.take(np.isin(rows.replication, whole)) if len(whole) else None


def _stopping_rule(scenario: Scenario, replications: int | None) -> StoppingRule:
    fixed = scenario.run.replications if replications is None else replications
    if fixed is None:
        return StoppingRule(scenario.run.until.half_width, scenario.run.max_replications)
    if fixed < 1:
        raise UserError(f"replications must be 1 or more, not {fixed}")
    return StoppingRule(None, fixed)
