"""The command ``mentorsim``: its commands, and the one place where a user's mistake becomes a sentence."""

from __future__ import annotations

import contextlib
import os
import sys
import warnings
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup

from mentorsim.cli.analyze import analyze
from mentorsim.cli.approve import approve
from mentorsim.cli.arguments import OWN_PROCESS, StoppedError
from mentorsim.cli.calibrate import calibrate
from mentorsim.cli.check import check
from mentorsim.cli.compare import compare
from mentorsim.cli.match import match
from mentorsim.cli.new import new
from mentorsim.cli.results import results
from mentorsim.cli.show import schema, show
from mentorsim.cli.sweep import sweep
from mentorsim.cli.validate import validate
from mentorsim.errors import UserError

USER_ERROR = 2
INTERRUPTED = 130
_BROKEN_PIPE = 141  # as a shell reports a program that the end of its pipe has stopped


class Commands(TyperGroup):
    """The group of all commands; what goes wrong in any of them ends here."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command; a user's mistake is one sentence and exit code 2, without a traceback."""
        try:
            return super().invoke(ctx)
        except UserError as error:
            typer.secho("Error: ", fg=typer.colors.RED, bold=True, err=True, nl=False)
            typer.echo(str(error), err=True)
            raise typer.Exit(USER_ERROR) from None
        except (StoppedError, KeyboardInterrupt) as stop:
            typer.echo(str(stop) or "Stopped by Ctrl-C.", err=True)
            raise typer.Exit(INTERRUPTED) from None
        except BrokenPipeError:
            _stop_quietly()


app = typer.Typer(
    name="mentorsim",
    cls=Commands,
    epilog="Begin with `mentorsim new study.yaml`, or `mentorsim compare first_year_university`.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
for command in (compare, match, approve, sweep, analyze, new, check, show, schema, validate, calibrate):
    app.command()(command)
app.add_typer(results)


def _print_version(wanted: bool) -> None:
    if wanted:
        import mentorsim

        typer.echo(f"mentorsim {mentorsim.__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and stop."),
    ] = False,
) -> None:
    """Compare the designs of a peer-mentoring program on simulated students, before a school runs one."""


def main() -> None:
    """Run the command line; what ``mentorsim`` and ``python -m mentorsim`` start."""
    for stream in (sys.stdout, sys.stderr):
        # A character that the terminal cannot show must not end a long comparison.
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    warnings.showwarning = _tell
    try:
        try:
            app(prog_name="mentorsim", obj=OWN_PROCESS)
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        _stop_quietly()


def _tell(message: Warning | str, *where: object, **more: object) -> None:
    """Show a warning as a sentence, without the line of code that it came from."""
    typer.echo(f"Note: {message}", err=True)


def _stop_quietly() -> NoReturn:
    """End after the reader of a pipe has gone, such as ``head``: nobody is left to tell."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(_BROKEN_PIPE)
