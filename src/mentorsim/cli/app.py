"""The command ``mentorsim``: its commands, and the one place where a user's mistake becomes a sentence."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from typing import Any

import typer
from typer.core import TyperGroup

from mentorsim.cli.check import check
from mentorsim.cli.compare import compare
from mentorsim.cli.new import new
from mentorsim.cli.show import schema, show
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
        except KeyboardInterrupt:
            typer.echo("Stopped by Ctrl-C.", err=True)
            raise typer.Exit(INTERRUPTED) from None


app = typer.Typer(
    name="mentorsim",
    cls=Commands,
    help="Compare the designs of a peer-mentoring program on simulated students, before a school runs one.",
    epilog="Begin with `mentorsim new study.yaml`, or `mentorsim compare first_year_university`.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
for command in (compare, new, check, show, schema):
    app.command()(command)


@app.callback()
def options(
    version: bool = typer.Option(False, "--version", help="Print the version and stop.", is_eager=True),
) -> None:
    """Compare the designs of a peer-mentoring program on simulated students, before a school runs one."""
    if version:
        import mentorsim

        typer.echo(f"mentorsim {mentorsim.__version__}")
        raise typer.Exit


def main() -> None:
    """Run the command line; what ``mentorsim`` and ``python -m mentorsim`` start."""
    for stream in (sys.stdout, sys.stderr):
        # A character that the terminal cannot show must not end a long comparison.
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        app(prog_name="mentorsim")
        sys.stdout.flush()
    except BrokenPipeError:
        _stop_quietly()
    except OSError as problem:
        if problem.errno not in (errno.EPIPE, errno.EINVAL):
            raise
        _stop_quietly()


def _stop_quietly() -> None:
    """End after the reader of a pipe has gone, such as ``head``: nobody is left to tell."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(_BROKEN_PIPE)
