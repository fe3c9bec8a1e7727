"""Running a comparison: its worlds are done, kept, and summarized, in its folder too where there is one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from time import perf_counter

import numpy as np

from mentorsim.errors import UserError
from mentorsim.experiment.execution.agenda import Agenda, done_runs
from mentorsim.experiment.execution.execution import suitable_workers
from mentorsim.experiment.execution.progress import ShowProgress
from mentorsim.experiment.execution.running import Reporter, crew_of, opened_folder, run_agenda
from mentorsim.experiment.execution.tasks import Job
from mentorsim.experiment.folder.store import DoneRuns, ResultsFolder
from mentorsim.experiment.plan import Plan
from mentorsim.experiment.results import Comparison
from mentorsim.experiment.rows import RunRows, joined
from mentorsim.experiment.sweep_plan import comparison_plan
from mentorsim.experiment.uncertainty.parameter_results import ParameterComparison
from mentorsim.statistics.stopping import StoppingRule


def run_comparison(
    plan: Plan,
    rule: StoppingRule,
    limits: Mapping[str, float],
    workers: int | None,
    out: str | Path | None,
    progress: ShowProgress | None,
    *,
    resume: bool,
) -> Comparison | ParameterComparison:
    """Run a comparison that has been planned.

    Parameters
    ----------
    plan
        What is run.
    rule
        When it is enough.
    limits
        Smallest worthwhile differences by the name of an outcome.
    workers, out, progress, resume
        As for `mentorsim.compare`.

    Raises
    ------
    UserError
        When the folder cannot be used, or all runs fail.
    KeyboardInterrupt
        On Ctrl-C before the first replication is done.
    """
    started = perf_counter()
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
        seconds = perf_counter() - started
        if plan.draws is not None:
            uncertain = ParameterComparison(
                plan, rows, stopped=stopped, interrupted=interrupted, seconds=seconds
            )
            if folder is not None:
                _write_uncertain(uncertain, folder)
            return uncertain
        comparison = Comparison(plan, rows, limits, stopped=stopped, interrupted=interrupted, seconds=seconds)
        if folder is not None:
            _write(comparison, folder)
        return comparison


# Figures are a floor above; they are drawn here so that a folder is the same however it was asked for.


def _write(comparison: Comparison, folder: ResultsFolder) -> None:
    from mentorsim.report.figures import write_figures

    folder.write(folder.paths.summary, comparison.to_csv())
    folder.write(folder.paths.comparison, comparison.to_json_text())
    write_figures(comparison, folder.paths.figures)


def _write_uncertain(uncertain: ParameterComparison, folder: ResultsFolder) -> None:
    from mentorsim.report.parameter_figures import write_parameter_figures

    folder.write(folder.paths.information, uncertain.information_csv())
    folder.write(folder.paths.summary, uncertain.to_csv())
    folder.write(folder.paths.comparison, uncertain.to_json_text())
    write_parameter_figures(uncertain, folder.paths.figures)


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
