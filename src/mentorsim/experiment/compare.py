"""The main job: compare policies over many worlds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from mentorsim.errors import UserError
from mentorsim.experiment.collecting import Collection
from mentorsim.experiment.execution import executed, suitable_workers
from mentorsim.experiment.plan import Plan, make_plan
from mentorsim.experiment.progress import Progress, ShowProgress
from mentorsim.experiment.results import Comparison
from mentorsim.experiment.stopping import StoppingRule
from mentorsim.experiment.store import ResultsFolder
from mentorsim.experiment.summarizing import limits_of
from mentorsim.scenario import Scenario

if TYPE_CHECKING:
    from mentorsim.model import MentoringModel

_BETWEEN_REPORTS = 0.1


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
    folder = None if out is None else ResultsFolder(Path(out), plan, resume=resume)
    collection = Collection(plan, rule, count, folder)
    interrupted = _run(plan, collection, count, _Reporter(collection, progress, started))
    rows = collection.whole_rows()
    if rows is None:
        raise KeyboardInterrupt
    if rows.failed.all():
        raise UserError(f"every run failed; the first error: {rows.errors[0]}")
    comparison = Comparison(
        plan=plan,
        rows=rows,
        worthwhile=limits,
        stopped=_why_stopped(collection, interrupted=interrupted),
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


def _run(plan: Plan, collection: Collection, workers: int, reporter: _Reporter) -> bool:
    """Run until it is enough; whether Ctrl-C came first."""
    reporter.report(last=True)
    if collection.finished:
        return False
    running = executed(plan, collection, workers)
    interrupted = False
    try:
        for rows in running:
            collection.add(rows)
            reporter.report()
            if collection.finished:
                break
    except KeyboardInterrupt:
        interrupted = not collection.finished
    finally:
        running.close()
        if collection.folder is not None:
            collection.folder.flush()
    reporter.report(last=True)
    return interrupted


class _Reporter:
    def __init__(self, collection: Collection, show: ShowProgress | None, started: float) -> None:
        self._collection = collection
        self._show = show
        self._started = started
        self._found = collection.done
        self._last = 0.0

    def report(self, *, last: bool = False) -> None:
        now = perf_counter()
        if self._show is None or (now - self._last < _BETWEEN_REPORTS and not last):
            return
        self._last = now
        collection = self._collection
        done, seconds = collection.done, now - self._started
        expected = done if collection.finished else collection.expected
        new = done - self._found
        left = seconds / new * (expected - done) if new else None
        note = "" if collection.decision is None else collection.decision.reason
        self._show(Progress(done, expected, collection.failures, seconds, left, note))


def _stopping_rule(scenario: Scenario, replications: int | None) -> StoppingRule:
    fixed = scenario.run.replications if replications is None else replications
    if fixed is None:
        return StoppingRule(scenario.run.until.half_width, scenario.run.max_replications)
    if fixed < 1:
        raise UserError(f"replications must be 1 or more, not {fixed}")
    return StoppingRule(None, fixed)


def _why_stopped(collection: Collection, *, interrupted: bool) -> str:
    if interrupted:
        return f"Stopped by Ctrl-C after {collection.done} replications."
    return "" if collection.decision is None else collection.decision.reason
