"""``--debug``: the log of mentorsim and tracebacks, on standard error."""

from __future__ import annotations

import traceback
from collections.abc import Sequence

import typer

OPTION = "--debug"

_is_on = False


def first_of_all(args: Sequence[str]) -> list[str]:
    """Return the arguments of a command line with ``--debug`` before them, wherever it was written."""
    end = args.index("--") if "--" in args else len(args)
    own, rest = list(args[:end]), list(args[end:])
    asked = OPTION in own
    return [*([OPTION] if asked else []), *(arg for arg in own if arg != OPTION), *rest]


def set_debugging(wanted: bool) -> None:
    """Start or stop debugging; the log goes to standard error."""
    global _is_on
    if not wanted and not _is_on:
        return  # so that a command without it need not load logging
    import logging

    logger = logging.getLogger("mentorsim")
    for handler in [one for one in logger.handlers if one.get_name() == OPTION]:
        logger.removeHandler(handler)
    _is_on = wanted
    logger.setLevel(logging.DEBUG if wanted else logging.NOTSET)
    if wanted:
        handler = logging.StreamHandler()
        handler.set_name(OPTION)
        handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(levelname)s: %(message)s"))
        logger.addHandler(handler)


def tell_traceback() -> None:
    """Print the traceback of the exception that is being handled, while debugging."""
    if _is_on:
        typer.echo(traceback.format_exc(), err=True, nl=False)
