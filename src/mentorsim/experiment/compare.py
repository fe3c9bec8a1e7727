"""The main job: compare policies over many worlds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, overload

from mentorsim.errors import UserError
from mentorsim.experiment.comparison_run import run_comparison
from mentorsim.experiment.execution.progress import ShowProgress
from mentorsim.experiment.plan import Plan, make_plan
from mentorsim.experiment.results import Comparison
from mentorsim.experiment.summarizing import limits_of
from mentorsim.experiment.uncertainty.parameter_draws import (
    REPLICATIONS_PER_DRAW,
    ParameterSample,
    check_draws,
    parameter_draws,
)
from mentorsim.experiment.uncertainty.parameter_results import NET_BENEFIT, ParameterComparison
from mentorsim.scenario import Scenario
from mentorsim.statistics.stopping import StoppingRule

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
    return run_comparison(plan, rule, limits, workers, out, progress, resume=resume)


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


def _stopping_rule(scenario: Scenario, replications: int | None) -> StoppingRule:
    fixed = scenario.run.replications if replications is None else replications
    if fixed is None:
        return StoppingRule(scenario.run.until.half_width, scenario.run.max_replications)
    if fixed < 1:
        raise UserError(f"replications must be 1 or more, not {fixed}")
    return StoppingRule(None, fixed)
