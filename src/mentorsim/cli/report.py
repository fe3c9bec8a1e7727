"""``mentorsim report``: one page of HTML to e-mail."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def report(
    folder: Annotated[
        Path, typer.Argument(metavar="RESULTS", help="The results folder of a comparison or sweep.")
    ],
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The page to write.", show_default="RESULTS/report.html"),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Do not say where the page is.")] = False,
) -> None:
    """Write one page for decision makers, to e-mail or print.

    The page gives the answer in numbers of students, how certain it is, what it costs, and who loses. It
    loads nothing and runs no script.
    """
    from mentorsim.api.report import report as report_of

    file = report_of(folder).write(folder / "report.html" if out is None else out)
    if not quiet:
        typer.echo(f"The report is in {file}")
