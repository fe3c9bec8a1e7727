"""``mentorsim dashboard``: a local page to play with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def dashboard(
    scenario: Annotated[
        str | None,
        typer.Argument(
            metavar="[SCENARIO]",
            help="A YAML file or a shipped scenario to start with; the start page lists all.",
        ),
    ] = None,
    folder: Annotated[
        Path,
        typer.Option(metavar="FOLDER", help="Keep scenarios and results here; the next start finds them."),
    ] = Path("mentorsim-dashboard"),
    port: Annotated[
        int | None,
        typer.Option(
            min=1, max=65535, metavar="NUMBER", help="The port.", show_default="8642, or a free one"
        ),
    ] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Only print the link.")] = False,
) -> None:
    """Design, compare and pair on a page in the browser.

    The page runs only on this computer. Nothing leaves it, and only the printed link opens it.
    """
    from mentorsim.dashboard.serving import serve

    serve(scenario, folder, port, typer.echo, open_browser=not no_browser)
