"""The command ``mentorsim``: its commands and what they have in common."""

from __future__ import annotations

import warnings
from functools import partial
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from mentorsim.cli.analyze import analyze
from mentorsim.cli.animate import animate
from mentorsim.cli.approve import approve
from mentorsim.cli.arguments import OWN_PROCESS
from mentorsim.cli.calibrate import calibrate
from mentorsim.cli.check import check
from mentorsim.cli.compare import compare
from mentorsim.cli.dashboard import dashboard
from mentorsim.cli.debug import OPTION, first_of_all, set_debugging
from mentorsim.cli.edge import EdgeCommand, run_command, run_process
from mentorsim.cli.match import match
from mentorsim.cli.new import new
from mentorsim.cli.report import report
from mentorsim.cli.results import results
from mentorsim.cli.show import schema, show
from mentorsim.cli.sweep import sweep
from mentorsim.cli.validate import validate


class Commands(TyperGroup):
    """The group of all commands; what goes wrong in any of them ends at the edge of the process."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Take ``--debug`` wherever it was written."""
        rest: list[str] = super().parse_args(ctx, first_of_all(args))
        return rest

    def invoke(self, ctx: Any) -> Any:
        """Run a command; a user's mistake is one sentence and exit code 2, without a traceback."""
        return run_command(partial(super().invoke, ctx))


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
# In the order in which a study meets them; the site and the README keep to it.
for command in (
    new,
    check,
    compare,
    match,
    approve,
    sweep,
    analyze,
    report,
    animate,
    dashboard,
    calibrate,
    validate,
    show,
    schema,
):
    app.command(cls=EdgeCommand)(command)
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
    debug: Annotated[
        bool, typer.Option(OPTION, help="Log what happens, and show tracebacks; also after a command.")
    ] = False,
) -> None:
    """Compare the designs of a peer-mentoring program on simulated students, before a school runs one."""
    set_debugging(debug)


def main() -> None:
    """Run the command line; what ``mentorsim`` and ``python -m mentorsim`` start."""
    warnings.showwarning = _tell
    run_process(partial(app, prog_name="mentorsim", obj=OWN_PROCESS))


def _tell(message: Warning | str, *where: object, **more: object) -> None:
    """Show a warning as a sentence, without the line of code that it came from."""
    typer.echo(f"Note: {message}", err=True)
