"""``mentorsim compare``: the main job, policies side by side."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mentorsim.cli.arguments import (
    Format,
    Overrides,
    OwnModel,
    Resume,
    ScenarioName,
    Seed,
    StoppedError,
    Workers,
    model_named,
    scenario_of,
)
from mentorsim.cli.progress import waiting

if TYPE_CHECKING:
    from mentorsim.experiment.results import Comparison
    from mentorsim.experiment.uncertainty.parameter_results import ParameterComparison


class Uncertain(StrEnum):
    """What is not taken as known."""

    PARAMETERS = "parameters"


def compare(
    scenario: ScenarioName,
    replications: Annotated[
        int | None,
        typer.Option(
            help="Number of simulated worlds.", show_default="as the scenario says", metavar="NUMBER"
        ),
    ] = None,
    policy: Annotated[
        list[str] | None,
        typer.Option(
            "--policy",
            metavar="NAME",
            help="A policy to compare; may be repeated.",
            show_default="all of the scenario",
        ),
    ] = None,
    baseline: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="The policy that differences are taken to.", show_default="the control"
        ),
    ] = None,
    by: Annotated[
        list[str] | None,
        typer.Option(metavar="ATTRIBUTE", help="Show the groups of an attribute as well; may be repeated."),
    ] = None,
    overrides: Overrides = None,
    format_: Annotated[Format, typer.Option("--format", help="How the result is printed.")] = Format.TABLE,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Keep runs, tables and figures in this folder."),
    ] = None,
    resume: Resume = False,
    seed: Seed = None,
    workers: Workers = None,
    uncertainty: Annotated[
        Uncertain | None,
        typer.Option(help="Run many draws of the mechanism parameters, and tell what they leave open."),
    ] = None,
    draws: Annotated[
        int | None,
        typer.Option(
            metavar="NUMBER",
            help="With --uncertainty: draws of the parameters; --replications are then for each draw.",
            show_default="100",
        ),
    ] = None,
    posterior: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="With --uncertainty: a CSV file of draws.",
            show_default="what comes with mentorsim",
        ),
    ] = None,
    model: OwnModel = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Show no progress and no notes, only the result.")
    ] = False,
) -> None:
    """Compare policies side by side.

    Each policy meets the same students with the same luck. Ctrl-C stops early and keeps what is done.
    """
    from mentorsim.errors import UserError

    if resume and out is None:
        raise UserError("--resume needs --out: the folder to go on with")
    if uncertainty is None and (draws is not None or posterior is not None):
        raise UserError("--draws and --posterior need --uncertainty parameters")
    study = scenario_of(scenario, overrides)
    # A mistake in a file should not leave a results folder behind.
    from mentorsim.experiment.compare import compare as compare_policies
    from mentorsim.experiment.mistakes import names_files, refuse_mistakes

    refuse_mistakes(study, also_files=names_files(study))

    comparison: Comparison | ParameterComparison
    with waiting(quiet=quiet) as show:
        try:
            if uncertainty is None:
                comparison = compare_policies(
                    study,
                    replications=replications,
                    policies=policy or None,
                    baseline=baseline,
                    by=by or (),
                    seed=seed,
                    workers=workers,
                    out=out,
                    resume=resume,
                    model=model_named(model),
                    progress=show,
                )
            else:
                from mentorsim.evidence.posterior import load_posterior

                comparison = compare_policies(
                    study,
                    replications=replications,
                    policies=policy or None,
                    baseline=baseline,
                    by=by or (),
                    seed=seed,
                    workers=workers,
                    out=out,
                    resume=resume,
                    model=model_named(model),
                    progress=show,
                    uncertainty="parameters",
                    draws=draws,
                    posterior=load_posterior(posterior),
                )
        except KeyboardInterrupt:
            raise StoppedError("Stopped by Ctrl-C before the first world was done.") from None
    typer.echo(_printed(comparison, format_), nl=False)
    if out is not None and not quiet:
        typer.echo(f"Results are in {out}", err=True)
    if comparison.interrupted:
        raise StoppedError(_how_to_go_on(comparison, out))


def _printed(comparison: Comparison | ParameterComparison, format_: Format) -> str:
    if format_ is Format.JSON:
        return comparison.to_json_text()
    if format_ is Format.CSV:
        return comparison.to_csv()
    from mentorsim.experiment.results import Comparison
    from mentorsim.report.layout import page_width, wants_color
    from mentorsim.report.page import comparison_page
    from mentorsim.report.parameter_page import parameter_page

    if not isinstance(comparison, Comparison):
        return parameter_page(comparison, page_width(), color=wants_color())
    return comparison_page(comparison, page_width(), color=wants_color())


def _how_to_go_on(comparison: Comparison | ParameterComparison, out: Path | None) -> str:
    done = f"Stopped by Ctrl-C after {len(comparison.block.replications)} worlds, which are shown"
    if out is None:
        return f"{done}; with --out FOLDER they would also be kept, and --resume could go on with them."
    return f"{done} and kept in {out}; the same command with --resume goes on."
