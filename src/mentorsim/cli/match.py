"""``mentorsim match``: the real list of pairs, by the policy that won in simulation."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mentorsim.cli.arguments import Overrides, ScenarioName

if TYPE_CHECKING:
    from mentorsim.roster_match.column_guess import ColumnMapping


def match(
    roster: Annotated[
        Path,
        typer.Argument(
            metavar="ROSTER",
            help="The roster, CSV or XLSX, with mentees and (without --mentors) mentors.",
        ),
    ],
    scenario: ScenarioName,
    policy: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="The policy that makes the pairs; required if the scenario has more than one.",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="The list to write: NAME.csv, with more files next to it, or NAME.xlsx with sheets. Without "
            "--out nobody is matched; only columns, places and obstacles are shown.",
        ),
    ] = None,
    mentors: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A second file with the mentors; ROSTER then lists mentees only."),
    ] = None,
    locked: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="A list whose pairs stay as they are; everyone else on the roster is matched around them. "
            "This adds late joiners without moving anyone.",
        ),
    ] = None,
    without: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ID",
            help="Leave someone out: an id, or a row such as 'row 12'; may be repeated.",
        ),
    ] = None,
    reading: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the roster's report to this file: .json, .csv or .xlsx."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Accept guessed columns without asking.")] = False,
    overrides: Overrides = None,
) -> None:
    """Pair the people on a real list with a policy.

    First it shows how columns are read, whether there are enough places, and which rule is an obstacle. Then
    it writes a draft: pairs with their scores in words and the next best mentors, students without a mentor
    and the reason, mentors' loads, and results by group. Change the draft by hand if you know better;
    `mentorsim approve` then records who was moved and why. No names appear on the screen.
    """
    from mentorsim.api.match import prepare_match
    from mentorsim.roster_match.approval import refuse_overwriting
    from mentorsim.roster_match.draft_writing import draft_paths
    from mentorsim.roster_match.reading_output import write_reading
    from mentorsim.roster_match.summary import assumptions, equity_lines, preflight_lines, result_lines

    if out is not None:
        refuse_overwriting(out, draft_paths(out))
    prepared = prepare_match(
        roster,
        scenario,
        policy=policy,
        mentors=mentors,
        locked=locked,
        without=without or (),
        overrides=overrides or (),
    )
    sources = prepared.sources
    _confirm(sources.mapping, yes=yes)
    students, problem = prepared.students, prepared.problem
    method = sources.program.match.method
    _say(f"Policy {sources.policy!r}: method {method}, seed {sources.scenario.run.seed}")
    _say_all(assumptions(sources, students))
    if prepared.kept is not None:
        _say_all(prepared.kept.notes)
    _say("\nHow the roster was read")
    report = students.roster.report
    if out is None:
        _say_all(report.lines(brief=True))
    else:
        _say_all((*report.notes, *report.guesses(), *report.who()))
    if reading is not None:
        write_reading(report, reading)
        _say(f"  The whole report is in {reading}")
    _say("\nBefore matching")
    _say_all(preflight_lines(sources.program, problem))
    if out is None:
        _say("\nNobody was matched: name the list to write with --out.")
        return
    written = prepared.write(out)
    _say("\nResult")
    _say_all(result_lines(written.draft, sources.program))
    _say_all(f"Note: {note}" for note in written.notes)
    _say("\nHow groups of students are served (share matched)")
    _say_all(equity_lines(written.draft))
    _say("\nWritten, as a draft")
    _say_all(str(path) for path in written.files)
    _say(f"\nWhen it is right: mentorsim approve {out}")


def _confirm(mapping: ColumnMapping, *, yes: bool) -> None:
    """Show guessed columns, and continue when somebody has agreed or nothing is in doubt."""
    from mentorsim.errors import UserError

    if not mapping.guesses:
        return
    _say("Columns that were guessed")
    for guess in mapping.guesses:
        doubt = "" if guess.is_certain else "   (not sure)"
        _say(f"  {'.'.join(guess.key):<28}{guess.column}{doubt}")
    _say("")
    if yes:
        return
    if _can_ask():
        if typer.confirm("Is this right?", default=mapping.is_certain):
            return
        raise UserError(f"say in the scenario what the columns mean, such as\n{mapping.yaml()}".rstrip())
    if not mapping.is_certain:
        raise UserError(
            "some columns were guessed without being sure; accept them with --yes, or say in the scenario "
            f"what they mean, such as\n{mapping.yaml()}".rstrip()
        )


def _can_ask() -> bool:
    return sys.stdin.isatty()


def _say(text: str) -> None:
    typer.echo(text)


def _say_all(lines: Iterable[str]) -> None:
    for line in lines:
        _say(f"  {line}")
