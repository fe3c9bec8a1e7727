"""``mentorsim calibrate --records``: fit the population of a study to an institution's own records."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from mentorsim.experiment.execution.progress import Progress
    from mentorsim.scenario import Scenario


FAILED_FIT = 3
"""Exit code of a fit whose levels are far out."""


def calibrate_records(
    study: Scenario,
    records: Path,
    *,
    out: Path | None = None,
    workers: int | None = None,
    executor: str | None = None,
    scheduler: str | None = None,
    replications: int | None = None,
    seed: int | None = None,
    as_json: bool = False,
    write_anyway: bool = False,
    quiet: bool = False,
) -> None:
    """Fit a study to records, print how well it does, and write it.

    Parameters
    ----------
    study
        Says in ``cohort.roster`` what the columns mean.
    records
        The file.
    out
        The scenario to write; None: nothing is written.
    workers, executor, scheduler
        Who does the work; see `RunOptions`.
    replications, seed
        Replications per step of the fit, and their seed; None: chosen by size, and the scenario's.
    as_json
        Whether to print JSON instead of tables.
    write_anyway
        Whether to write a fit that failed as well.
    quiet
        Whether to say nothing of progress.

    Raises
    ------
    UserError
        When the records cannot be fitted, or the scenario cannot be written.
    typer.Exit
        With code 3 when the fit failed.
    """
    from mentorsim.api.calibrate import fit_records
    from mentorsim.report.institution_page import failure_sentence, fit_json, institution_page
    from mentorsim.report.layout import page_width, wants_color

    def tell(progress: Progress) -> None:
        if not quiet:
            typer.echo(f"{progress.note} ...", err=True)

    fit = fit_records(
        study,
        records,
        out=out,
        workers=workers,
        executor=executor,
        scheduler=scheduler,
        seed=seed,
        replications=replications,
        write_anyway=write_anyway,
        progress=tell,
    )
    failed = failure_sentence(fit)
    written = out is not None and (write_anyway or not failed)
    page = fit_json(fit) if as_json else institution_page(fit, page_width(), color=wants_color())
    typer.echo(page, nl=False)
    if written and not quiet:
        typer.echo(f"Wrote {out}", err=True)
    if failed:
        if out is not None and not written:
            typer.echo(f"Nothing is written to {out}; --write-anyway writes it with a warning.", err=True)
        raise typer.Exit(FAILED_FIT)
