"""The main job: compare policies over many worlds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Literal, overload

from mentorsim.errors import UserError
from mentorsim.experiment.collecting import Collection
from mentorsim.experiment.execution import executed, suitable_workers
from mentorsim.experiment.parameter_draws import (
    REPLICATIONS_PER_DRAW,
    ParameterSample,
    check_draws,
    parameter_draws,
)
from mentorsim.experiment.parameter_results import NET_BENEFIT, ParameterComparison
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
        number of worlds of each draw (None: 5); groups and smallest worthwhile differences are not looked at.
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
        _refuse_together(uncertainty, by, smallest_worthwhile)
        rule, plan = _plan_of_draws(
            scenario, replications, policies, baseline, seed, outcomes, model, draws, posterior
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
    folder = None if out is None else ResultsFolder(Path(out), plan, resume=resume)
    collection = Collection(plan, rule, count, folder)
    interrupted = _run(plan, collection, count, _Reporter(collection, progress, started))
    rows = collection.whole_rows()
    if rows is None:
        raise KeyboardInterrupt
    if rows.failed.all():
        raise UserError(f"every run failed; the first error: {rows.errors[0]}")
    stopped, seconds = _why_stopped(collection, interrupted=interrupted), perf_counter() - started
    # Figures are a floor above; drawn here so that a folder is the same however it was asked for.
    if plan.draws is not None:
        uncertain = ParameterComparison(plan, rows, stopped, interrupted, seconds)
        if folder is not None:
            from mentorsim.report.parameter_figures import write_parameter_figures

            folder.write(folder.paths.information, uncertain.information_csv())
            folder.write(folder.paths.summary, uncertain.to_csv())
            folder.write(folder.paths.comparison, uncertain.to_json_text())
            write_parameter_figures(uncertain, folder.paths.figures)
        return uncertain
    comparison = Comparison(plan, rows, limits, stopped, interrupted, seconds)
    if folder is not None:
        from mentorsim.report.figures import write_figures

        folder.write(folder.paths.summary, comparison.to_csv())
        folder.write(folder.paths.comparison, comparison.to_json_text())
        write_figures(comparison, folder.paths.figures)
    return comparison


def _refuse_together(
    uncertainty: str, by: Sequence[str], smallest_worthwhile: Mapping[str, float] | None
) -> None:
    if uncertainty != "parameters":
        raise UserError(f'uncertainty is "parameters" or nothing, not {uncertainty!r}')
    if by or smallest_worthwhile:
        raise UserError("groups and smallest worthwhile differences need a comparison without uncertainty")


def _plan_of_draws(
    scenario: Scenario,
    replications: int | None,
    policies: Iterable[str] | None,
    baseline: str | None,
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
        seed=seed,
        outcomes=names,
        model=model,
        draws=sample,
    )
    return StoppingRule(None, count * sample.replications), plan


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
