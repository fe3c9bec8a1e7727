"""``mentorsim calibrate``: fit what a study rests on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mentorsim.cli.arguments import Overrides, ScenarioName, scenario_of
from mentorsim.cli.calibrate_records import calibrate_records


def calibrate(
    scenario: ScenarioName,
    records: Annotated[
        Path,
        typer.Option(
            metavar="ROSTER", help="A CSV file with one row per student, and what became of each of them."
        ),
    ],
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the fitted study to this scenario file.")
    ] = None,
    overrides: Overrides = None,
    replications: Annotated[
        int | None,
        typer.Option(
            metavar="NUMBER", help="Simulated worlds per step of the fit.", show_default="by size, 2 to 40"
        ),
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(metavar="NUMBER", min=0, help="Seed of all draws.", show_default="the scenario's"),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress, only the result.")] = False,
) -> None:
    """Fit the population of a study to your own institution's records.

    The scenario says under cohort.roster what the columns mean, and under cohort.roster.records which of them
    tell who stayed and how terms went. Levels, gaps and the worth of prior grades are fitted; how help works
    is not.
    """
    calibrate_records(
        scenario_of(scenario, overrides),
        records,
        out=out,
        replications=replications,
        seed=seed,
        as_json=json,
        quiet=quiet,
    )
