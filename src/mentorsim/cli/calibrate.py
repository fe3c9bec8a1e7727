"""``mentorsim calibrate``: fit what a study rests on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def calibrate(
    out: Annotated[
        Path,
        typer.Option(
            metavar="FOLDER", help="Keep runs, draws and the report here; the same command goes on with it."
        ),
    ],
    facts: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A table of facts.", show_default="those that come with mentorsim"),
    ] = None,
    seed: Annotated[int, typer.Option(metavar="NUMBER", min=0, help="Seed of points, draws and worlds.")] = 1,
    workers: Annotated[
        int | None,
        typer.Option(
            metavar="NUMBER",
            min=1,
            help="Number of processes; it changes no number of the result.",
            show_default="one per core",
        ),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress, only the result.")] = False,
) -> None:
    """Find the mechanism parameters that agree with published facts.

    Writes draws of all uncertain parameters (posterior.csv), how they were made (posterior.json) and a report
    (report.md): what the facts tell about each parameter, and what the draws give for each fact. Takes about
    a quarter of an hour on two cores; after an interruption the same command goes on.
    """
    from mentorsim.cli.calibrate_facts import calibrate_facts

    calibrate_facts(out, facts=facts, seed=seed, workers=workers, quiet=quiet)
