"""``mentorsim analyze``: what the runs of a sweep tell."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mentorsim.analysis.registry import ANALYSES
from mentorsim.cli.arguments import Figures, Format

if TYPE_CHECKING:
    from mentorsim.api.analyze import Analyses


def analyze(
    folder: Annotated[Path, typer.Argument(metavar="RESULTS", help="A results folder.")],
    what: Annotated[
        list[str] | None,
        typer.Option(
            "--what",
            metavar="NAME",
            help=f"An analysis: {', '.join(analysis.name for analysis in ANALYSES)}; may be repeated.",
            show_default="all that apply",
        ),
    ] = None,
    outcome: Annotated[
        list[str] | None,
        typer.Option(
            "--outcome",
            metavar="NAME",
            help="An outcome to analyze; may be repeated.",
            show_default="all outcomes of the sweep",
        ),
    ] = None,
    policy: Annotated[
        list[str] | None,
        typer.Option(
            "--policy", metavar="NAME", help="A policy to analyze; may be repeated.", show_default="all"
        ),
    ] = None,
    difference: Annotated[
        bool | None,
        typer.Option(
            "--difference/--level",
            help="Analyze differences from the baseline in the same replication, or the outcomes themselves.",
            show_default="difference, if there is more than one policy",
        ),
    ] = None,
    worthwhile: Annotated[
        list[str] | None,
        typer.Option(
            metavar="OUTCOME=NUMBER",
            help="Smallest difference that matters, for ranking and the Pareto front; may be repeated.",
            show_default="the scenario's",
        ),
    ] = None,
    front: Annotated[
        list[str] | None,
        typer.Option(
            metavar="OUTCOME",
            help="An outcome for the Pareto front; repeat it for each.",
            show_default="the first outcome and the cost",
        ),
    ] = None,
    when: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CONDITION",
            help='A condition for scenario discovery: "random pairs is best in retention", "gpa of random '
            'pairs > 2.8", "gpa of random pairs minus no program > 0.05"; may be repeated.',
            show_default="each policy is best in the first outcome",
        ),
    ] = None,
    export_ema: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Write the means of every design point and policy for the EMA workbench (.tar.gz).",
        ),
    ] = None,
    format_: Annotated[Format, typer.Option("--format", help="How the result is printed.")] = Format.TABLE,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Write a CSV for each table, and the figures, into this folder."),
    ] = None,
    figures: Figures = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Show no notes, only the result.")] = False,
) -> None:
    """Analyze a sweep: the effects of the varied values.

    It does every analysis that fits the design, with intervals, and says why the others do not fit.
    """
    from mentorsim.api.analyze import analyze as analyze_results
    from mentorsim.errors import UserError
    from mentorsim.report.figure_files import figure_files

    if figures and out is None:
        raise UserError("--figures needs --out: the folder that figures are written to")
    figure_files(figures or None)  # a mistake is better said before the work
    analyses = analyze_results(
        folder,
        what or None,
        outcomes=outcome or None,
        policies=policy or None,
        of=None if difference is None else "difference" if difference else "level",
        worthwhile=_worthwhile(worthwhile or []),
        front=front or None,
        when=when or None,
    )
    if export_ema is not None:
        rows = analyses.export_ema(export_ema)
        if not quiet:
            typer.echo(f"{rows:,} rows are in {export_ema}", err=True)
    files = [] if out is None else analyses.write(out, figures or None)
    typer.echo(_printed(analyses, format_), nl=False)
    if out is not None and not quiet:
        typer.echo(f"{len(files)} files are in {out}", err=True)


def _printed(analyses: Analyses, format_: Format) -> str:
    if format_ is Format.JSON:
        return analyses.to_json_text()
    if format_ is Format.CSV:
        return analyses.to_csv()
    from mentorsim.report.analyses.analysis_report import analyses_page
    from mentorsim.report.layout import as_text, page_width, wants_color

    width = page_width()
    return as_text(analyses_page(analyses, width), width, color=wants_color())


def _worthwhile(texts: list[str]) -> dict[str, float]:
    from mentorsim.errors import UserError

    found = {}
    for text in texts:
        name, _, number = text.partition("=")
        try:
            found[name.strip()] = float(number)
        except ValueError:
            raise UserError(f"--worthwhile must be like retention=0.01, not {text!r:.60}") from None
        if not 0.0 < found[name.strip()] < float("inf"):
            raise UserError(f"--worthwhile {text}: must be more than 0")
    return found
