"""What every notebook of the site does before its first cell; the downloadable notebooks leave it out."""

from __future__ import annotations

import contextlib
import io
import os
import shlex
import warnings
from typing import Any

WIDTH = "100"
_MANY_RUNS = ("compare", "sweep")


def prepare() -> None:
    """Run the commands of a notebook in its own process, and stop the build where one fails.

    IPython itself runs ``!command`` in a terminal of its own, where a progress bar is drawn, and continues
    when the command has failed. A process for each command would also load everything once more.
    """
    import matplotlib
    from IPython import get_ipython  # type: ignore[attr-defined]

    shell: Any = get_ipython()  # type: ignore[no-untyped-call]
    shell.system = run
    os.environ.update(COLUMNS=WIDTH, NO_COLOR="1")
    matplotlib.rcParams["savefig.dpi"] = 90
    warnings.filterwarnings("ignore", message="IProgress not found")


def run(command: str) -> None:
    """Run a command of mentorsim and print what it says; raise where it says that something is wrong."""
    from mentorsim.cli.app import app

    program, *words = shlex.split(command)
    if program != "mentorsim":
        raise ValueError(f"{program} is not run here: only mentorsim is")
    if words[0] in _MANY_RUNS:
        words += ["--workers", "1"]  # changes no number
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            code = app(words, prog_name="mentorsim", standalone_mode=False) or 0
        except SystemExit as stop:
            code = stop.code
    print("\n".join(line.rstrip() for line in said.getvalue().splitlines()))
    if code:
        raise RuntimeError(f"{command} ended with code {code}")
