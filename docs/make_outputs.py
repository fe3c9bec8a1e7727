"""Write into pages what commands print.

A page marks the place with the command, and with the titles of the parts to keep if not all are kept::

    <!-- OUTPUT mentorsim compare first_year_university --replications 100
         only: Differences to no program; Costs -->
    <!-- END OUTPUT -->

``python docs/make_outputs.py`` renews every such place, with the names of pages only theirs. A test runs the
commands again and compares.
"""

from __future__ import annotations

import os
import re
import shlex
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
WIDTH = "100"
_PLACE = re.compile(
    r"<!-- OUTPUT (?P<command>[^\n]+?)(?:\n +only: (?P<only>[^\n]+?))? -->\n"
    r"```text\n.*?```\n<!-- END OUTPUT -->",
    re.DOTALL,
)


def pages() -> list[Path]:
    """List the pages that show what a command prints."""
    every = [PROJECT / "README.md", *sorted((PROJECT / "docs").rglob("*.md"))]
    return [page for page in every if _PLACE.search(page.read_text(encoding="utf-8"))]


def renewed(text: str) -> str:
    """Return the text of a page with every output as the command prints it now."""
    return _PLACE.sub(_output, text)


def _output(place: re.Match[str]) -> str:
    head = place[0].partition(" -->\n")[0]
    shown = printed(place["command"])
    if place["only"]:
        shown = parts(shown, [title.strip() for title in place["only"].split(";")])
    return f"{head} -->\n```text\n$ {place['command']}\n{shown}```\n<!-- END OUTPUT -->"


def printed(command: str) -> str:
    """Return what a command of mentorsim prints, without the blanks at the ends of lines.

    Raises
    ------
    RuntimeError
        When the command fails.
    """
    from typer.testing import CliRunner

    from mentorsim.cli import app

    os.environ.update(COLUMNS=WIDTH, NO_COLOR="1")
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            done = CliRunner().invoke(app, shlex.split(command)[1:], prog_name="mentorsim")
        finally:
            os.chdir(before)
    if done.exit_code != 0:
        raise RuntimeError(f"{command} ended with code {done.exit_code}: {done.output}")
    return "".join(f"{line.rstrip()}\n" for line in done.stdout.splitlines())


def parts(text: str, titles: list[str]) -> str:
    """Return the parts of an output whose first lines are these, with ``...`` where something is left out.

    Raises
    ------
    ValueError
        When there is no such part.
    """
    blocks = text.strip("\n").split("\n\n")
    firsts = [block.partition("\n")[0] for block in blocks]
    if missing := [title for title in titles if title not in firsts]:
        raise ValueError(f"the output has no part with the title {missing[0]!r}")
    kept = "\n...\n".join(
        f"{block}\n" for block, first in zip(blocks, firsts, strict=True) if first in titles
    )
    return f"...\n{kept}"


def main() -> None:
    """Renew the outputs of the pages that are named, or of all."""
    named = [Path(name).resolve() for name in sys.argv[1:]]
    for page in named or pages():
        text = page.read_text(encoding="utf-8")
        page.write_text(renewed(text), encoding="utf-8")


if __name__ == "__main__":
    main()
