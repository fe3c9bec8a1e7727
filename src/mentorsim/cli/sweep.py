"""``mentorsim sweep``: the policies of a scenario at every point of a design."""

from __future__ import annotations

import contextlib
import re
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mentorsim.cli.arguments import (
    DaskScheduler,
    Executors,
    Out,
    Overrides,
    OwnModel,
    Policies,
    Quiet,
    Replications,
    Resume,
    RetryFailed,
    Seed,
    StoppedError,
    TimeLimit,
    Workers,
    model_named,
)
from mentorsim.cli.dry_run import print_dry_run
from mentorsim.cli.progress import duration, waiting
from mentorsim.errors import UserError

if TYPE_CHECKING:
    from mentorsim.experiment.execution.options import RunOptions, Shard
    from mentorsim.experiment.sweep_plan import SweepPlan
    from mentorsim.model import MentoringModel


#: A sweep of so many replications makes its report as it ends: that takes seconds by then, and is hardly
#: anything beside the time of the runs.
MANY_REPLICATIONS = 50_000


class DesignName(StrEnum):
    """How values are combined."""

    GRID = "grid"
    ONE_AT_A_TIME = "one_at_a_time"
    LATIN_HYPERCUBE = "latin_hypercube"
    SOBOL = "sobol"
    MORRIS = "morris"


class Kept(StrEnum):
    """What is kept of a run beside its row."""

    WEEKLY = "weekly"
    TIES = "ties"
    STUDENTS = "students"


def sweep(
    scenario: Annotated[
        str,
        typer.Argument(
            metavar="EXPERIMENT|SCENARIO|FOLDER",
            help="An experiment or a scenario (a YAML file or a shipped name), or a sweep's results folder.",
        ),
    ],
    factors: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[KEY=VALUES]...",
            help="With a scenario: the values to vary, such as program.mentees_per_mentor=1,2,4, "
            "program.training.hours=range(0,20,4), program.mentors=integers(20,80).",
        ),
    ] = None,
    design: Annotated[
        DesignName | None, typer.Option(help="How to combine the values.", show_default="grid")
    ] = None,
    points: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="Instead of --design: a CSV with a column per key and a row per design point, or "
            "`posterior` for the posterior samples that come with mentorsim.",
        ),
    ] = None,
    samples: Annotated[
        int | None, typer.Option(metavar="NUMBER", help="The number of design points to sample.")
    ] = None,
    replications: Replications = None,
    select: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KEY=VALUE",
            help="Find the best design with few replications, instead of --replications: outcome=retention, "
            "replications_in_all=5000 and worthwhile=0.01 (also policies, first, probability); repeat it "
            "for each.",
        ),
    ] = None,
    policy: Policies = None,
    outcome: Annotated[
        list[str] | None,
        typer.Option(
            "--outcome",
            metavar="NAME",
            help="An outcome to keep; may be repeated.",
            show_default="the scenario's",
        ),
    ] = None,
    keep: Annotated[
        list[Kept] | None, typer.Option(help="Also keep these data of every run; may be repeated.")
    ] = None,
    overrides: Overrides = None,
    out: Out = None,
    resume: Resume = False,
    retry_failed: RetryFailed = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show the design, the number of runs, and the time.")
    ] = False,
    seed: Seed = None,
    workers: Workers = None,
    executor: Executors = None,
    scheduler: DaskScheduler = None,
    shard: Annotated[
        str | None,
        typer.Option(
            metavar="K/N",
            help="Run only share K of N, into a folder inside --out; `results merge` joins the shares.",
        ),
    ] = None,
    time_limit: TimeLimit = None,
    model: OwnModel = None,
    quiet: Quiet = False,
) -> None:
    """Run the policies of a scenario at every design point.

    Every design point meets the same students with the same random draws. If the sweep is stopped (Ctrl-C, a
    crash, a full disk), finished runs are kept, and the same command with --resume continues.
    """
    from mentorsim.errors import UserError

    if not dry_run and out is None:
        raise UserError("--out FOLDER is required: results are written as they are computed")
    share = None if shard is None else _shard(shard)
    settings: dict[str, Any] = {
        "design": None if design is None else design.value,
        "points": points if points in (None, "posterior") else str(Path(str(points)).resolve()),
        "samples": samples,
        "replications": replications,
        "select": _selected(select, replications),
        "policies": policy or None,
        "outcomes": outcome or None,
        "keep": [kind.value for kind in keep] if keep else None,
        "seed": seed,
    }
    plan = _prepared(scenario, factors or [], settings, overrides or [], model_named(model))
    for note in () if quiet else plan.notes:
        typer.echo(f"Note: {note}.", err=True)
    if dry_run:
        print_dry_run(plan, workers)
        return
    from mentorsim.experiment.execution.options import RunOptions

    assert out is not None
    options = RunOptions(
        workers=workers,
        executor=None if executor is None else executor.value,
        scheduler=scheduler,
        out=out if share is None else out / f"shard-{share.number:0{len(str(share.of))}d}-of-{share.of}",
        resume=resume,
        retry_failed=retry_failed,
        time_limit=time_limit,
        shard=share,
    )
    _run(plan, options, quiet=quiet)


def _run(plan: SweepPlan, options: RunOptions, *, quiet: bool) -> None:
    from mentorsim.api.sweep import run_sweep

    with waiting(quiet=quiet) as show:
        execution = run_sweep(plan, replace(options, progress=show))
    folder = options.out
    if execution.interrupted:
        raise StoppedError(
            f"Stopped by Ctrl-C: {execution.done} of {execution.expected} replications are kept in {folder}; "
            "the same command with --resume continues."
        )
    if execution.done >= MANY_REPLICATIONS and folder is not None and options.shard is None:
        from mentorsim.api.report import report

        with contextlib.suppress(UserError):  # whoever asks for the report is told why there is none
            report(folder)
    if quiet:
        return
    failed = f"; in {execution.failures} of them some run failed" if execution.failures else ""
    again = " --resume --retry-failed runs these once more." if execution.failures else ""
    typer.echo(
        f"{execution.done} replications at {plan.points} design points in "
        f"{duration(execution.seconds)}{failed}.{again} Results are in {folder}: see `mentorsim results "
        f"show {folder}`.",
        err=True,
    )


def _prepared(
    name: str,
    factors: list[str],
    settings: dict[str, Any],
    overrides: list[str],
    model: type[MentoringModel] | None,
) -> SweepPlan:
    from mentorsim.errors import UserError
    from mentorsim.experiment.design.experiment import (
        experiment_file,
        experiment_from_options,
        read_experiment,
    )
    from mentorsim.experiment.design.factors import varied_by_option
    from mentorsim.experiment.design.preparing import prepare
    from mentorsim.scenario import load_scenario

    if (found := experiment_file(name)) is not None:
        if factors:
            raise UserError(f"{name} already states what to vary: leave {factors[0]!r:.60} out")
        return prepare(*read_experiment(found, settings), overrides=overrides, model=model)
    varied: dict[str, Any] = {}
    for text in factors:
        path, values = varied_by_option(text)
        if path in varied:
            raise UserError(f"{text!r:.100}: varies {path} a second time")
        varied[path] = values
    study = load_scenario(name, overrides)
    experiment, places = experiment_from_options(name, varied, settings)
    return prepare(experiment, places, Path(), scenario=study, model=model)


def _selected(texts: list[str] | None, replications: int | None) -> dict[str, Any] | None:
    from mentorsim.documents.reading import read_text
    from mentorsim.errors import UserError

    if not texts:
        return None
    if replications is not None:
        raise UserError("--select replaces --replications: leave one of the two out")
    found: dict[str, Any] = {}
    for text in texts:
        key, equals, value = text.partition("=")
        if not equals or not value.strip():
            raise UserError(f"--select must be like replications_in_all=5000, not {text!r:.60}")
        read = read_text(value, f"--select {text}").value
        found[key.strip()] = [read] if key.strip() == "policies" and not isinstance(read, list) else read
    return found


def _shard(text: str) -> Shard:
    from mentorsim.errors import UserError
    from mentorsim.experiment.execution.options import Shard

    found = re.fullmatch(r"\s*(\d{1,6})\s*/\s*(\d{1,6})\s*", text)
    if found is None or not 1 <= int(found[1]) <= int(found[2]):
        raise UserError(f"--shard must be like 3/50 (the third of fifty), not {text!r:.40}")
    return Shard(int(found[1]), int(found[2]))
