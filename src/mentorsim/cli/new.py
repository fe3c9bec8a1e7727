"""``mentorsim new``: a commented scenario, and a roster, to start from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

_PUT = "mentorsim check {file}    says whether it is right\nmentorsim compare {file}  runs it"


def new(
    file: Annotated[
        Path | None, typer.Argument(help="The scenario to write; without a file it is printed.")
    ] = None,
    roster: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="A roster. If the file exists, the scenario describes its columns; if not, a small example "
            "is written to it.",
        ),
    ] = None,
    mentors: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The mentors' file, in addition to --roster."),
    ] = None,
) -> None:
    """Write a commented scenario to start from.

    The scenario is for your roster (--roster) or for synthesized students. An existing file is never
    overwritten.
    """
    from mentorsim.documents.table_file import split_sheet
    from mentorsim.scenario.template import starting_roster, starting_scenario

    if file is not None:
        _refuse_existing(file)
    if roster is not None and split_sheet(roster)[0].exists():
        from mentorsim.roster_match.first_scenario import first_scenario

        seen = None if mentors is None else _seen_from(mentors, file)
        text = first_scenario(roster, mentors, _seen_from(roster, file), seen)
        if file is None:
            typer.echo(text, nl=False)
            return
        _write(file, text)
        typer.echo(f"Wrote {file}. Look at every line: columns were guessed.", err=True)
        typer.echo(f"mentorsim check {file} --roster {roster}    shows how the roster is read", err=True)
        typer.echo(f"mentorsim match {roster} {file}             looks at places and obstacles", err=True)
        return
    if roster is not None:
        _refuse_existing(roster)
        _write(roster, starting_roster())
        typer.echo(f"Wrote {roster}, a roster of twelve invented students.", err=True)
    text = starting_scenario(None if roster is None else _seen_from(roster, file))
    if file is None:
        typer.echo(text, nl=False)
        return
    _write(file, text)
    typer.echo(f"Wrote {file}.", err=True)
    typer.echo(_PUT.format(file=file), err=True)


def _refuse_existing(path: Path) -> None:
    from mentorsim.errors import UserError

    if path.exists() or path.is_symlink():
        raise UserError(f"{path} already exists and is not overwritten; choose another name")


def _seen_from(roster: Path, scenario: Path | None) -> str:
    """Return the roster's path as the scenario names it: relative to the scenario's folder."""
    import os

    folder = Path() if scenario is None else scenario.parent
    try:
        return Path(os.path.relpath(roster, folder)).as_posix()
    except ValueError:  # on another drive
        return str(roster.resolve())


def _write(path: Path, text: str) -> None:
    from mentorsim.errors import DiskError
    from mentorsim.files import write_atomically

    try:
        write_atomically(path, text)
    except OSError as problem:
        raise DiskError(f"cannot write {path}: {problem.strerror or problem}") from None
