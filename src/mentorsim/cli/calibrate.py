"""``mentorsim calibrate``: fit mechanisms to published facts, or a population to records."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mentorsim.cli.arguments import (
    DaskScheduler,
    Executors,
    Overrides,
    OwnMechanisms,
    Workers,
    check_mechanisms,
    scenario_of,
)


def calibrate(
    scenario: Annotated[
        str | None,
        typer.Argument(
            metavar="[SCENARIO]", help="With --records: the study, a YAML file.", show_default=False
        ),
    ] = None,
    records: Annotated[
        Path | None,
        typer.Option(
            metavar="ROSTER",
            help="Fit the study's population to this CSV file, with one row per past student.",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="PATH",
            help="With --records: the scenario file for the fitted study. Otherwise the folder for runs, "
            "posterior samples and the report.",
        ),
    ] = None,
    overrides: Overrides = None,
    facts: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A table of facts.", show_default="those that come with mentorsim"),
    ] = None,
    replications: Annotated[
        int | None,
        typer.Option(
            metavar="NUMBER",
            help="With --records: replications in each step of the fit.",
            show_default="by size, 2 to 40",
        ),
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(
            metavar="NUMBER", min=0, help="Seed of all random draws.", show_default="1, or the scenario's"
        ),
    ] = None,
    workers: Workers = None,
    executor: Executors = None,
    scheduler: DaskScheduler = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Without --records: continue the calibration in --out.")
    ] = False,
    mechanism: OwnMechanisms = None,
    json: Annotated[bool, typer.Option("--json", help="With --records: print JSON, not tables.")] = False,
    write_anyway: Annotated[
        bool,
        typer.Option("--write-anyway", help="With --records: write the study even if the fit failed."),
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress, only the result.")] = False,
) -> None:
    """Find parameters that agree with facts, or with your records.

    Without --records, it finds mechanism parameters that agree with published facts. It writes posterior
    samples of all uncertain parameters (posterior.csv), a record of how they were made (posterior.json), and
    a report (report.md). This can take an hour or more on two cores. --resume continues after an
    interruption.

    With --records, it fits levels, gaps and the weight of prior grades, but not how help works. The scenario
    says under cohort.roster what the columns mean, and under cohort.roster.records which columns hold who
    stayed and the results of terms.
    """
    from mentorsim.errors import UserError

    check_mechanisms(mechanism)
    if records is None:
        if scenario is not None or replications is not None or json or write_anyway or overrides:
            raise UserError(
                "SCENARIO, --set, --replications, --json and --write-anyway belong to a fit to records: add "
                "--records ROSTER"
            )
        if out is None:
            raise UserError("name a folder for the runs and the report with --out")
        from mentorsim.cli.calibrate_facts import calibrate_facts

        calibrate_facts(
            out,
            facts=facts,
            seed=1 if seed is None else seed,
            workers=workers,
            executor=executor,
            scheduler=scheduler,
            resume=resume,
            mechanisms=mechanism or [],
            quiet=quiet,
        )
        return
    if scenario is None:
        raise UserError(
            "say which study to fit to the records: mentorsim calibrate SCENARIO --records ROSTER"
        )
    if facts is not None or resume or mechanism:
        raise UserError("--facts, --mechanism and --resume belong to a calibration without --records")
    from mentorsim.cli.calibrate_records import calibrate_records

    calibrate_records(
        scenario_of(scenario, overrides),
        records,
        out=out,
        workers=workers,
        executor=executor,
        scheduler=scheduler,
        replications=replications,
        seed=seed,
        as_json=json,
        write_anyway=write_anyway,
        quiet=quiet,
    )
