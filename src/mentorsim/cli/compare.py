"""``mentorsim compare``: the main job, policies side by side."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mentorsim.cli.arguments import (
    DaskScheduler,
    ExecutorName,
    Executors,
    Figures,
    Format,
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
    scenario_of,
)
from mentorsim.cli.progress import waiting

if TYPE_CHECKING:
    from mentorsim.api.comparison import Comparison
    from mentorsim.scenario import Scenario


class Uncertain(StrEnum):
    """What is not taken as known."""

    PARAMETERS = "parameters"


def compare(
    scenario: Annotated[
        str,
        typer.Argument(
            metavar="SCENARIO|FOLDER",
            help="A YAML file, the name of a shipped scenario, or the results folder of a comparison.",
        ),
    ],
    replications: Replications = None,
    policy: Policies = None,
    baseline: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="The policy to compare the others with.", show_default="the control"
        ),
    ] = None,
    by: Annotated[
        list[str] | None,
        typer.Option(metavar="ATTRIBUTE", help="Also show the groups of an attribute; may be repeated."),
    ] = None,
    overrides: Overrides = None,
    format_: Annotated[Format, typer.Option("--format", help="How the result is printed.")] = Format.TABLE,
    out: Out = None,
    report: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the report, an HTML page for decision makers."),
    ] = None,
    figures: Figures = None,
    resume: Resume = False,
    retry_failed: RetryFailed = False,
    seed: Seed = None,
    workers: Workers = None,
    executor: Executors = None,
    scheduler: DaskScheduler = None,
    time_limit: TimeLimit = None,
    uncertainty: Annotated[
        Uncertain | None,
        typer.Option(
            help="Run many posterior samples of the mechanism parameters, and show how far results differ."
        ),
    ] = None,
    samples: Annotated[
        int | None,
        typer.Option(
            metavar="NUMBER",
            help="With --uncertainty: the number of posterior samples; --replications is then per sample.",
            show_default="220",
        ),
    ] = None,
    posterior: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="With --uncertainty: a CSV file of posterior samples.",
            show_default="the samples that come with mentorsim",
        ),
    ] = None,
    model: OwnModel = None,
    quiet: Quiet = False,
) -> None:
    """Compare policies side by side.

    Each policy meets the same students with the same random draws. Ctrl-C stops early and keeps what is done.
    """
    from mentorsim.errors import UserError

    if resume and out is None:
        raise UserError("--resume needs --out: the folder to continue")
    if figures and out is None:
        raise UserError("--figures needs --out: the folder that figures are written to")
    from mentorsim.experiment.folder.rerunning import comparison_again
    from mentorsim.experiment.posterior import load_posterior

    asked: dict[str, Any] = {
        "replications": replications,
        "policies": policy or None,
        "baseline": baseline,
        "by": by or None,
        "seed": seed,
        "uncertainty": None if uncertainty is None else "parameters",
        "samples": samples,
        "posterior": None if posterior is None else load_posterior(posterior),
    }
    earlier = comparison_again(scenario, overrides or ())
    if earlier is None:
        study = scenario_of(scenario, overrides)
    else:
        study, asked = earlier.again.scenario, earlier.completing(asked)
        for note in () if quiet else earlier.again.notes:
            typer.echo(f"Note: {note}.", err=True)
    if asked["uncertainty"] is None and (samples is not None or posterior is not None):
        raise UserError("--samples and --posterior need --uncertainty parameters")
    if workers != 1 and executor in (None, ExecutorName.LOCAL) and scheduler is None:
        _start_ahead(study, asked)
    # A mistake in a file should not leave a results folder behind.
    from mentorsim.api.compare import compare as compare_policies
    from mentorsim.experiment.mistakes import names_files, refuse_mistakes

    refuse_mistakes(study, also_files=names_files(study))
    with waiting(quiet=quiet) as show:
        try:
            comparison = compare_policies(
                study,
                **{**asked, "by": asked["by"] or ()},
                workers=workers,
                executor=None if executor is None else executor.value,
                scheduler=scheduler,
                out=out,
                resume=resume,
                retry_failed=retry_failed,
                time_limit=time_limit,
                model=model_named(model),
                progress=show,
                figures=figures or None,
            )
        except KeyboardInterrupt:
            raise StoppedError("Stopped by Ctrl-C before the first replication was done.") from None
    typer.echo(_printed(comparison, format_), nl=False)
    if out is not None and not quiet:
        typer.echo(f"Results are in {out}", err=True)
    if report is not None:
        file = comparison.report(date.today()).write(report)
        if not quiet:
            typer.echo(f"The report is in {file}", err=True)
    if comparison.interrupted:
        raise StoppedError(_how_to_go_on(comparison, out))


def _start_ahead(study: Scenario, asked: dict[str, Any]) -> None:
    from mentorsim.experiment.execution.starting import is_much, start_ahead
    from mentorsim.statistics.stopping import BLOCK

    replications = asked["replications"] or study.run.replications or BLOCK
    if is_much(study, len(asked["policies"] or study.policies), replications * (asked["samples"] or 1)):
        start_ahead()


def _printed(comparison: Comparison, format_: Format) -> str:
    if format_ is Format.JSON:
        return comparison.to_json_text()
    if format_ is Format.CSV:
        return comparison.to_csv()
    from mentorsim.report.layout import page_width, wants_color

    return comparison.page(page_width(), color=wants_color())


def _how_to_go_on(comparison: Comparison, out: Path | None) -> str:
    done = f"Stopped by Ctrl-C after {len(comparison.block.replications)} replications, which are shown"
    if out is None:
        return f"{done}; with --out FOLDER they would also be kept, and --resume could continue them."
    return f"{done} and kept in {out}; the same command with --resume continues."
