"""The option ``--plugin``, which every command has: own code, imported before anything that may name it."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any

import typer


def _load(names: list[str] | None) -> None:
    if names:
        from mentorsim.plugins import load_plugin

        for name in names:
            load_plugin(name)


def _command(
    plugin: Annotated[
        list[str] | None,
        typer.Option(
            "--plugin",
            metavar="MODULE",
            help="Import your own module with mechanisms, matching methods, outcomes or models; may be "
            "repeated.",
            is_eager=True,
            expose_value=False,
            callback=_load,
        ),
    ] = None,
) -> None:
    """Have the option, as Typer makes it."""


@cache
def plugin_option() -> Any:
    """Return the option; it does its work by itself, and gives a command nothing."""
    app = typer.Typer(add_completion=False)
    app.command()(_command)
    options = typer.main.get_command(app).params
    return next(option for option in options if "--plugin" in option.opts)
