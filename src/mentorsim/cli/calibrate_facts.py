"""The part of ``mentorsim calibrate`` that fits mechanism parameters to facts."""

from __future__ import annotations

from pathlib import Path

import typer

from mentorsim.cli.arguments import StoppedError
from mentorsim.cli.progress import steps


def calibrate_facts(
    out: Path,
    *,
    facts: Path | None,
    seed: int,
    workers: int | None,
    mechanisms: list[str],
    quiet: bool,
) -> None:
    """Calibrate, write posterior.csv, posterior.json and report.md into a folder, and print the report.

    Raises
    ------
    UserError
        When a fact cannot be measured, or the folder cannot be used.
    """
    from mentorsim.errors import UserError
    from mentorsim.evidence.calibration import calibrate
    from mentorsim.evidence.facts import read_facts
    from mentorsim.evidence.findings import findings_of
    from mentorsim.files import write_atomically
    from mentorsim.numerics.processors import usable_cores
    from mentorsim.report.calibration_report import calibration_report

    table = read_facts(facts)
    with steps("simulating points", quiet=quiet) as show:
        try:
            found = calibrate(
                table,
                out,
                seed=seed,
                workers=workers or usable_cores(),
                folder=None if facts is None else facts.resolve().parent,
                mechanisms=mechanisms,
                progress=show,
            )
        except KeyboardInterrupt:
            raise StoppedError(f"Stopped by Ctrl-C; the same command goes on from {out}.") from None
        except OSError as problem:
            raise UserError(f"cannot be written: {problem.strerror}", file=out) from None
    findings = findings_of(found)
    report = calibration_report(findings)
    findings.posterior.write(out / "posterior.csv")
    write_atomically(out / "report.md", report)
    typer.echo(report, nl=False)
    if not quiet:
        typer.echo(f"Written: {out / 'posterior.csv'}, posterior.json and report.md", err=True)
