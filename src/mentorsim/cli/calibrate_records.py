"""``mentorsim calibrate --records``: fit the population of a study to an institution's own records."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from mentorsim.scenario import Scenario


def calibrate_records(
    study: Scenario,
    records: Path,
    *,
    out: Path | None = None,
    replications: int | None = None,
    seed: int | None = None,
    as_json: bool = False,
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
    replications, seed
        Worlds per step of the fit, and their seed; None: chosen by size, and the scenario's.
    as_json
        Whether to print JSON instead of tables.
    quiet
        Whether to say nothing of progress.

    Raises
    ------
    UserError
        When the records cannot be fitted, or the scenario cannot be written.
    """
    from mentorsim.api.calibrate import fit_records
    from mentorsim.report.institution_page import fit_json, institution_page
    from mentorsim.report.layout import page_width, wants_color

    def tell(what: str) -> None:
        if not quiet:
            typer.echo(f"{what} ...", err=True)

    fit = fit_records(study, records, out=out, seed=seed, replications=replications, progress=tell)
    page = fit_json(fit) if as_json else institution_page(fit, page_width(), color=wants_color())
    typer.echo(page, nl=False)
    if out is not None and not quiet:
        typer.echo(f"Wrote {out}", err=True)
