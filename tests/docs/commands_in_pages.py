"""Commands that pages show, and whether the command line would take them."""

from __future__ import annotations

import re
import shlex
from typing import Any

import typer

from mentorsim.cli import app
from tests.docs.pages import Block, prose_of

_INLINE = re.compile(r"`(mentorsim [a-z][^`]*)`")
#: In place of a name that the reader fills in, or that is left open.
_OPEN = ("...", "COMMAND")


def commands_of(block: Block) -> list[str]:
    """List the commands of mentorsim in a block, with continued lines joined and remarks taken off."""
    joined = re.sub(r"\\\n *", " ", block.text)
    lines = (line.strip().removeprefix("$ ").removeprefix("!") for line in joined.splitlines())
    return [line for line in lines if line.startswith("mentorsim ") and not _is_a_remark(line)]


def commands_in_prose(page: str) -> list[str]:
    """List the commands between backticks in the sentences and tables of a page."""
    found = (command.replace("\\|", "|") for command in _INLINE.findall(prose_of(page)))
    # An option at the end is named without its value.
    return [re.sub(r" --[\w-]+$", "", command) for command in found]


def reason_against(command: str) -> str:
    """Return what the command line would say against a command's words, or nothing.

    Only words are looked at: options that exist, values of their kind, nothing required left out. No file is
    read and nothing runs.
    """
    if any(word in command for word in _OPEN):
        return ""
    # What the shell fills in; and nothing is imported here.
    command = re.sub(r"--plugin \S+", "", re.sub(r"\$\w+", "1", command))
    words = shlex.split(command, comments=True)[1:]
    group: Any = typer.main.get_command(app)
    context: Any = typer.Context(group, info_name="mentorsim")
    try:
        while hasattr(group, "commands"):
            if not words or words[0].startswith("-"):
                return ""
            name, found, words = group.resolve_command(context, words)
            context = typer.Context(found, info_name=name, parent=context)
            group = found
        group.parse_args(context, words)
    except SystemExit:
        return ""
    except Exception as error:
        return str(getattr(error, "message", error))
    return ""


def _is_a_remark(line: str) -> bool:
    """Whether the output of a command begins with the name of another one, followed by what it does."""
    return re.search(r" {3,}\w", line) is not None and "#" not in line
