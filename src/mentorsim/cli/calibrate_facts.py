"""The part of ``mentorsim calibrate`` that fits mechanism parameters to facts."""

from __future__ import annotations

from pathlib import Path

import typer

from mentorsim.cli.arguments import StoppedError
from mentorsim.cli.progress import waiting


def calibrate_facts(
    out: Path,
    *,
    facts: Path | None,
    seed: int,
    workers: int | None,
    executor: str | None,
    scheduler: str | None,
    resume: bool,
    mechanisms: list[str],
    quiet: bool,
) -> None:
    """Calibrate, write posterior.csv, posterior.json and report.md into a folder, and print the report.

    Raises
    ------
    UserError
        When a fact cannot be measured, or the folder cannot be used.
    """
    from mentorsim.api.calibrate import calibrate
    from mentorsim.report.calibration_report import calibration_report

    with waiting("simulating parameter sets", quiet=quiet) as show:
        try:
            findings = calibrate(
                out=out,
                facts=facts,
                seed=seed,
                workers=workers,
                executor=executor,
                scheduler=scheduler,
                resume=resume,
                mechanisms=mechanisms,
                progress=show,
            )
        except KeyboardInterrupt:
            raise StoppedError(
                f"Stopped by Ctrl-C; the same command with --resume continues {out}."
            ) from None
    typer.echo(calibration_report(findings), nl=False)
    if not quiet:
        typer.echo(f"Written: {out / 'posterior.csv'}, posterior.json and report.md", err=True)
