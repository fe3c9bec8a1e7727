"""The main job: compare policies over many replications."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from os import PathLike, fspath
from time import perf_counter
from typing import TYPE_CHECKING, Any, Literal, Unpack

import numpy as np

from mentorsim.api.comparison import Comparison
from mentorsim.api.notebook_progress import progress_in_notebooks
from mentorsim.errors import UserError
from mentorsim.experiment.execution.execute import Execution, execute, results_folder
from mentorsim.experiment.execution.options import RunKeywords, RunOptions
from mentorsim.experiment.execution.scheduler import done_runs
from mentorsim.experiment.folder.rerunning import comparison_again
from mentorsim.experiment.folder.store import ResultsFolder
from mentorsim.experiment.information import NET_BENEFIT
from mentorsim.experiment.plan import Plan, make_plan
from mentorsim.experiment.posterior import load_posterior
from mentorsim.experiment.posterior_samples import (
    REPLICATIONS_PER_SAMPLE,
    PosteriorSamples,
    SampleSource,
    check_samples,
    posterior_samples,
)
from mentorsim.experiment.rows import RunRows, joined
from mentorsim.experiment.summarizing import limits_of
from mentorsim.experiment.sweep_plan import comparison_plan
from mentorsim.report.figure_files import DEFAULT, FigureFile, figure_files
from mentorsim.scenario import Scenario
from mentorsim.scenario.accepting import ScenarioLike, as_scenario, names_of, whole_number
from mentorsim.statistics.stopping import StoppingRule

if TYPE_CHECKING:
    from mentorsim.model import MentoringModel


def compare(
    scenario: ScenarioLike,
    *,
    replications: int | None = None,
    policies: Iterable[str] | None = None,
    baseline: str | None = None,
    by: Sequence[str] = (),
    seed: int | None = None,
    model: type[MentoringModel] | None = None,
    outcomes: Iterable[str] | None = None,
    smallest_worthwhile: Mapping[str, float] | None = None,
    uncertainty: Literal["parameters"] | None = None,
    samples: int | None = None,
    posterior: SampleSource | PosteriorSamples | None = None,
    **options: Unpack[RunKeywords],
) -> Comparison:
    """Compare the policies of a scenario, each in the same replications.

    All arguments but the first are keyword arguments.

    Parameters
    ----------
    scenario
        The study: a `Scenario`, a YAML file, the name of a shipped scenario, or a mapping of its keys. The
        results folder of a comparison runs that comparison again; with ``resume=True`` it is continued in
        its folder, or read if it is complete.
    replications
        Number of replications; None: the scenario's, which may be a precision to reach. With `uncertainty`:
        of each posterior sample; None: 5.
    policies
        Names of policies to compare, or one name; None: all. The control is always among them.
    baseline
        The policy to compare the others with; None: the control.
    by
        Attributes whose groups are reported.
    seed
        None: the scenario's.
    model
        A subclass of `mentorsim.MentoringModel` to run. A class defined in a notebook runs in one process.
    outcomes
        Names of outcomes; None: the scenario's.
    smallest_worthwhile
        Smallest differences that would matter, by outcome; they override the scenario's.
    uncertainty
        ``"parameters"``: run many posterior samples of the mechanism parameters, each in the same
        replications, so that the comparison holds parameter uncertainty too.
    samples
        With `uncertainty`: how many samples; None: 220, or all where the posterior has fewer.
    posterior
        With `uncertainty`: the samples to take from; None: those that come with mentorsim. Those of an
        earlier comparison keep their order.
    **options
        Options of the run (`workers`, `executor`, `out`, `figures`, `resume`, `time_limit`, `progress`); see
        `RunOptions`. In a notebook `progress` is a bar, where nothing else is given.

    Returns
    -------
    Comparison
        After Ctrl-C, the comparison of the finished replications, marked as interrupted.

    Raises
    ------
    UserError
        When a name does not exist, the results folder cannot be used, or all runs fail.
    KeyboardInterrupt
        On Ctrl-C before the first replication is done.

    Examples
    --------
    >>> import mentorsim as ms
    >>> comparison = ms.compare("first_year_university", replications=2, policies=["random pairs"], workers=1)
    >>> list(comparison.table().index)
    ['no program', 'random pairs']
    >>> len(comparison.runs)
    4
    """
    how, outcomes = RunOptions.of("compare", options), names_of(outcomes)
    if isinstance(scenario, str | PathLike) and (earlier := comparison_again(fspath(scenario))) is not None:
        for note in earlier.again.notes:
            warnings.warn(note, stacklevel=2)
        asked_now: dict[str, Any] = {
            "replications": replications,
            "policies": names_of(policies),
            "baseline": baseline,
            "seed": seed,
            "by": by or None,
            "outcomes": outcomes,
            "uncertainty": uncertainty,
            "samples": samples,
            "posterior": posterior,
        }
        both = earlier.completing(asked_now)
        if how.resume and how.out is None:
            options["out"] = fspath(scenario)
        rest: dict[str, Any] = {"model": model, "smallest_worthwhile": smallest_worthwhile, **options}
        return compare(earlier.again.scenario, **{**both, "by": both["by"] or ()}, **rest)
    scenario = as_scenario(scenario)
    how = replace(how, progress=progress_in_notebooks(how.progress))
    asked: dict[str, Any] = {
        "policies": policies,
        "baseline": baseline,
        "by": by,
        "seed": seed,
        "model": model,
    }
    if uncertainty is None:
        if samples is not None or posterior is not None:
            raise UserError('samples and a posterior need uncertainty="parameters"')
        rule = stopping_rule(scenario, replications)
        watched = None if rule.half_width is None else scenario.run.until.outcome
        plan = make_plan(scenario, outcomes=outcomes, watched=watched, **asked)
    elif uncertainty == "parameters":
        drawn = _samples(posterior, replications)
        plan, rule = sampled_plan(scenario, drawn, samples, outcomes=outcomes, **asked)
    else:
        raise UserError(f'uncertainty is "parameters" or nothing, not {uncertainty!r}')
    limits = limits_of(plan, {**scenario.run.smallest_worthwhile, **(smallest_worthwhile or {})})
    return run_comparison(plan, rule, limits, how)


def sampled_plan(
    scenario: Scenario,
    drawn: PosteriorSamples,
    samples: int | None,
    *,
    outcomes: Iterable[str] | None = None,
    **asked: Any,
) -> tuple[Plan, StoppingRule]:
    """Plan a comparison under posterior samples of the parameters, and say when it is enough.

    Parameters
    ----------
    scenario
        The study.
    drawn
        The samples to take from, and how many replications each of them gets.
    samples
        How many; None: as many as are usual, or all.
    outcomes
        Their names; None: the scenario's.
    **asked
        As for `make_plan`.

    Raises
    ------
    UserError
        When there are not so many samples, or the scenario cannot be run.
    """
    rule = StoppingRule(None, check_samples(drawn, samples) * drawn.replications)
    return make_plan(scenario, outcomes=_with_net_benefit(scenario, outcomes), samples=drawn, **asked), rule


def run_comparison(
    plan: Plan,
    rule: StoppingRule,
    worthwhile: Mapping[str, float],
    options: RunOptions,
    watch: Callable[[RunRows], None] | None = None,
) -> Comparison:
    """Run a comparison that has been planned.

    Parameters
    ----------
    plan
        What is run.
    rule
        When it is enough.
    worthwhile
        Smallest worthwhile differences by the name of an outcome.
    options
        How it is run.
    watch
        Is shown the rows as they come, those found in the folder first.

    Raises
    ------
    UserError
        When the folder cannot be used, or all runs fail.
    KeyboardInterrupt
        On Ctrl-C before the first replication is done.
    """
    files = figure_files(options.figures)
    if options.figures is not None and options.out is None:
        raise UserError("figures are written into a results folder: name it with --out (out=)")
    started = perf_counter()
    if options.share.of > 1:
        raise UserError("a comparison cannot be divided into shards: run it as a sweep")
    sweep = comparison_plan(plan, rule)
    with results_folder(sweep, options) as folder:
        found = [] if folder is None or (rows := folder.rows()) is None else [rows]
        watched = None if plan.watched is None else plan.watched.name
        existing = done_runs(found[0], watched) if found else None

        def keep(rows: RunRows) -> None:
            found.append(rows)
            if watch is not None:
                watch(rows)

        if found and watch is not None:
            watch(found[0])
        execution = execute(sweep, options, folder, keep=keep, existing=existing, forgiving=False)
        rows = _whole_rows(found, execution.look, len(plan.policies))
        if rows is None:
            raise KeyboardInterrupt
        if rows.failed.all():
            raise UserError(f"every run failed; the first error: {rows.failures[0]}")
        comparison = Comparison(
            plan,
            rows,
            worthwhile,
            stopped=_stopped(execution, rows),
            interrupted=execution.interrupted,
            seconds=perf_counter() - started,
        )
        if folder is not None:
            write_comparison(comparison, folder, files)
    return comparison


def write_comparison(
    comparison: Comparison, folder: ResultsFolder, figures: Sequence[FigureFile] = DEFAULT
) -> None:
    """Write the tables and figures of a comparison into its folder.

    Parameters
    ----------
    comparison
        The comparison.
    folder
        Where to.
    figures
        In which formats and sizes.

    Raises
    ------
    UserError
        When a file cannot be written.
    """
    from mentorsim.report.figures import write_figures

    if comparison.information is not None:
        folder.write(folder.paths.information, comparison.information_csv())
    folder.write(folder.paths.summary, comparison.to_csv())
    folder.write(folder.paths.comparison, comparison.to_json_text())
    network = comparison.one_cohort()
    if network is not None:
        folder.write(folder.paths.cohort, network.to_json_text())
    write_figures(comparison, folder.paths.figures, figures)


def _samples(posterior: SampleSource | PosteriorSamples | None, replications: int | None) -> PosteriorSamples:
    each = REPLICATIONS_PER_SAMPLE if replications is None else replications
    if isinstance(posterior, PosteriorSamples):
        whole = whole_number("replications", each, low=1)
        return posterior.with_replications(whole)
    return posterior_samples(load_posterior() if posterior is None else posterior, each)


def _with_net_benefit(scenario: Scenario, outcomes: Iterable[str] | None) -> list[str]:
    names = list(scenario.outcomes if outcomes is None else outcomes)
    if scenario.program.costs.value_per_retained is not None and NET_BENEFIT not in names:
        names.append(NET_BENEFIT)
    return names


def stopping_rule(scenario: Scenario, replications: int | None = None) -> StoppingRule:
    """Return when a comparison of a scenario is enough; `replications` go before what the scenario says."""
    fixed = scenario.run.replications if replications is None else replications
    if fixed is None:
        return StoppingRule(scenario.run.until.half_width, scenario.run.max_replications)
    return StoppingRule(None, whole_number("replications", fixed, low=1))


def _stopped(execution: Execution, rows: RunRows) -> str:
    if not execution.interrupted:
        return execution.reason
    return f"Stopped by Ctrl-C after {len(np.unique(rows.replication))} replications."


def _whole_rows(found: list[RunRows], before: int, policies: int) -> RunRows | None:
    """Return the rows of the replications that count, in order; None without any."""
    if not found:
        return None
    rows = joined(found).in_order()
    numbers, counts = np.unique(rows.replication, return_counts=True)
    whole = numbers[(counts == policies) & (numbers < before)]
    return rows.take(np.isin(rows.replication, whole)) if len(whole) else None
