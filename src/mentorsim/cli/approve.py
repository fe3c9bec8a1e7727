"""``mentorsim approve``: from draft to approved, with a record of who was moved by hand and why."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def approve(
    pairs: Annotated[Path, typer.Argument(metavar="PAIRS", help="The list that `mentorsim match` wrote.")],
    by: Annotated[str, typer.Option(metavar="NAME", help="Who approves it.", show_default=False)] = "",
    reason: Annotated[
        str,
        typer.Option(
            metavar="TEXT",
            help="Why mentees were moved by hand; needed unless each row says so in 'reason for change'.",
            show_default=False,
        ),
    ] = "",
    note: Annotated[
        str, typer.Option(metavar="TEXT", help="Anything else to be kept.", show_default=False)
    ] = "",
) -> None:
    """Approve a list of pairs as it now stands.

    What was changed by hand is looked at again: places, pairs never to be made, mandatory criteria. Who was
    moved from whom to whom, and why, is added to the record beside the list. `mentorsim match` never writes
    over an approved list.
    """
    from mentorsim.roster_match.approving import approve_list
    from mentorsim.roster_match.record import record_path

    approved = approve_list(pairs, by, reason, note)
    typer.echo(f"Approved: {len(approved.listed.pairs):,} rows, {len(approved.moves):,} changed by hand.")
    for warning in approved.warnings:
        typer.echo(f"Warning: {warning}")
    typer.echo(f"The record is {record_path(pairs)}")
