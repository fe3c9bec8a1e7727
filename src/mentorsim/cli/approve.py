"""``mentorsim approve``: from draft to approved, with a record of who was moved by hand and why."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def approve(
    pairs: Annotated[Path, typer.Argument(metavar="PAIRS", help="The list that `mentorsim match` wrote.")],
    by: Annotated[
        str, typer.Option(metavar="NAME", help="The person who approves.", show_default=False)
    ] = "",
    reason: Annotated[
        str,
        typer.Option(
            metavar="TEXT",
            help="Why mentees were moved by hand; required unless each row has a 'reason for change'.",
            show_default=False,
        ),
    ] = "",
    note: Annotated[
        str, typer.Option(metavar="TEXT", help="Anything else to record.", show_default=False)
    ] = "",
) -> None:
    """Approve a list of pairs, with changes made by hand.

    Changes are checked: places, pairs that must never be made, mandatory criteria. The record next to the
    list says who was moved, from whom to whom, and why. `mentorsim match` never overwrites an approved list.
    """
    from mentorsim.roster_match.approving import approve_list
    from mentorsim.roster_match.record import record_path

    approved = approve_list(pairs, by, reason, note)
    typer.echo(f"Approved: {len(approved.listed.pairs):,} rows, {len(approved.moves):,} changed by hand.")
    for warning in approved.warnings:
        typer.echo(f"Warning: {warning}")
    typer.echo(f"The record is {record_path(pairs)}")
