"""The main job: compare policies over many worlds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Literal, overload

import numpy as np

from mentorsim.errors import UserError
from mentorsim.experiment.agenda import Agenda, done_runs
from mentorsim.experiment.execution import suitable_workers
from mentorsim.experiment.parameter_draws import (
    REPLICATIONS_PER_DRAW,
    ParameterSample,
    check_draws,
    parameter_draws,
)
from mentorsim.experiment.parameter_results import NET_BENEFIT, ParameterComparison
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


@overload
def compare(
    scenario: Scenario,
    *,
    replications: int | None = ...,
    policies: Iterable[str] | None = ...,
    baseline: str | None = ...,
    by: Sequence[str] = ...,
    seed: int | None = ...,
    workers: int | None = ...,
    out: str | Path | None = ...,
    resume: bool = ...,
    model: type[MentoringModel] | None = ...,
    outcomes: Iterable[str] | None = ...,
    smallest_worthwhile: Mapping[str, float] | None = ...,
    progress: ShowProgress | None = ...,
    uncertainty: None = ...,
) -> Comparison: ...


@overload
def compare(
    scenario: Scenario,
    *,
    replications: int | None = ...,
    policies: Iterable[str] | None = ...,
    baseline: str | None = ...,
    by: Sequence[str] = ...,
    seed: int | None = ...,
    workers: int | None = ...,
    out: str | Path | None = ...,
    resume: bool = ...,
    model: type[MentoringModel] | None = ...,
    outcomes: Iterable[str] | None = ...,
    progress: ShowProgress | None = ...,
    uncertainty: Literal["parameters"],
    draws: int | None = ...,
    posterior: ParameterSample | None = ...,
) -> ParameterComparison: ...


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
    uncertainty: Literal["parameters"] | None = None,
    draws: int | None = None,
    posterior: ParameterSample | None = None,
) -> Comparison | ParameterComparison:
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
    uncertainty
        ``"parameters"``: run many draws of the mechanism parameters, each in the same worlds, and tell
        parameter uncertainty, simulation error and year-to-year variation apart. `replications` is then the
        number of worlds of each draw (None: 5); smallest worthwhile differences are not looked at.
    draws
        With `uncertainty`: how many draws; None: 100, or all where the posterior has fewer.
    posterior
        With `uncertainty`: the draws to take from; None: those that come with mentorsim.

    Returns
    -------
    Comparison or ParameterComparison
        After Ctrl-C that of the replications which were done, marked as interrupted.

    Raises
    ------
    UserError
        When something that is asked for does not exist, the results folder cannot be used, or all runs fail.
    KeyboardInterrupt
        On Ctrl-C before the first replication is done.
    """
    if workers is not None and workers < 1:
        raise UserError(f"workers must be 1 or more, not {workers}")
    if uncertainty is not None:
        _refuse_together(uncertainty, smallest_worthwhile)
        rule, plan = _plan_of_draws(
            scenario, replications, policies, baseline, by, seed, outcomes, model, draws, posterior
        )
        limits: dict[str, float] = {}
    else:
        if draws is not None or posterior is not None:
            raise UserError('draws and a posterior need uncertainty="parameters"')
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
        limits = limits_of(plan, {**scenario.run.smallest_worthwhile, **(smallest_worthwhile or {})})
    return _executed(plan, rule, limits, workers, out, progress, resume=resume)


def _executed(
    plan: Plan,
    rule: StoppingRule,
    limits: Mapping[str, float],
    workers: int | None,
    out: str | Path | None,
    progress: ShowProgress | None,
    *,
    resume: bool,
) -> Comparison | ParameterComparison:
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


def _refuse_together(uncertainty: str, smallest_worthwhile: Mapping[str, float] | None) -> None:
    if uncertainty != "parameters":
        raise UserError(f'uncertainty is "parameters" or nothing, not {uncertainty!r}')
    if smallest_worthwhile:
        raise UserError("smallest worthwhile differences need a comparison without uncertainty")


def _plan_of_draws(
    scenario: Scenario,
    replications: int | None,
    policies: Iterable[str] | None,
    baseline: str | None,
    by: Sequence[str],
    seed: int | None,
    outcomes: Iterable[str] | None,
    model: type[MentoringModel] | None,
    draws: int | None,
    posterior: ParameterSample | None,
) -> tuple[StoppingRule, Plan]:
    if posterior is None:
        # A floor above, as the figures are: what comes with mentorsim is found there.
        from mentorsim.evidence.posterior import load_posterior

        posterior = load_posterior()
    sample = parameter_draws(posterior, REPLICATIONS_PER_DRAW if replications is None else replications)
    count = check_draws(sample, draws)
    names = list(scenario.outcomes if outcomes is None else outcomes)
    if scenario.program.costs.value_per_retained is not None and NET_BENEFIT not in names:
        names.append(NET_BENEFIT)
    plan = make_plan(
        scenario,
        policies=policies,
        baseline=baseline,
        by=by,
        seed=seed,
        outcomes=names,
        model=model,
        draws=sample,
    )
    return StoppingRule(None, count * sample.replications), plan


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
