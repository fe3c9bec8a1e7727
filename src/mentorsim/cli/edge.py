"""The edge of the process: what can go wrong between the command line and the system, in one place.

Whatever a user, the system or the end of a pipe does becomes one sentence and an exit code, never a
traceback.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import typer
from typer.core import TyperCommand

from mentorsim.cli.arguments import StoppedError
from mentorsim.cli.debug import tell_traceback
from mentorsim.cli.own_code import plugin_option
from mentorsim.errors import UserError
from mentorsim.help_pages import page_of

USER_ERROR = 2
INTERRUPTED = 130
_BROKEN_PIPE = 141  # as a shell reports a program that the end of its pipe has stopped
_MOST_CHARACTERS = 4000
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_TOO_MANY_FILES = frozenset({errno.EMFILE, errno.ENFILE})


class EdgeCommand(TyperCommand):
    """A command that takes ``--plugin``, and no empty path.

    An empty variable of a script would mean the present folder.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params.append(plugin_option())

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Refuse an empty value of an option or argument that names a file or folder."""
        is_empty = any(value == "" or (value.startswith("--") and value.endswith("=")) for value in args)
        rest: list[str] = super().parse_args(ctx, args)
        empty = [
            max(option.opts, key=len)
            for option in self.params
            if option.name and is_empty and _is_empty_path(ctx.params.get(option.name))
        ]
        if empty:
            names = " and ".join(empty)
            raise UserError(f"{names}: the path is empty; name a file or folder, or leave it out")
        return rest


def run_command(command: Callable[[], Any]) -> Any:
    """Run a command, and end with a sentence and an exit code whatever goes wrong.

    Raises
    ------
    typer.Exit
        With 2 for what the user or the system did, 130 after Ctrl-C or a request to end.
    """
    try:
        return command()
    except UserError as error:
        _end(str(error), USER_ERROR, page=page_of(error))
    except (StoppedError, KeyboardInterrupt) as stop:
        typer.echo(str(stop) or "Stopped by Ctrl-C.", err=True)
        raise typer.Exit(INTERRUPTED) from None
    except BrokenPipeError:
        stop_quietly()
    except OSError as problem:
        _end(system_sentence(problem), USER_ERROR)
    except MemoryError:
        _end("there is not enough memory: ask for fewer students, workers or runs at a time", USER_ERROR)


def run_process(app: Callable[[], Any]) -> None:
    """Run the whole command line: streams that may be closed or full, and a request to end."""
    if sys.stderr is None:
        sys.stderr = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w")
    if sys.stdout is None:
        print("Error: standard output is closed, so there is nowhere to write to", file=sys.stderr)
        sys.exit(USER_ERROR)
    for stream in (sys.stdout, sys.stderr):
        # A character that the terminal cannot show must not end a long comparison.
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    _end_like_ctrl_c()
    try:
        try:
            app()
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        stop_quietly()
    except OSError as problem:
        _forget_output()
        with contextlib.suppress(OSError):
            print(f"Error: {system_sentence(problem)}", file=sys.stderr)
        sys.exit(USER_ERROR)


def system_sentence(problem: OSError) -> str:
    """Say what the system refused, with the file and what helps."""
    reason = (problem.strerror or str(problem) or type(problem).__name__).rstrip(".")
    if problem.errno in _TOO_MANY_FILES:
        return f"too many files are open ({reason}): raise the limit with `ulimit -n 4096`, then run it again"
    if problem.filename is None:
        return f"standard output cannot be written: {reason}"
    place = os.fsdecode(problem.filename) if isinstance(problem.filename, bytes) else problem.filename
    return f"{place}: cannot be read or written: {reason}; check the path and its permissions"


def shown(message: str) -> str:
    """Return a message as a terminal may show it: no control characters, and no endless lines."""
    clean = _CONTROL.sub("?", message)
    if len(clean) <= _MOST_CHARACTERS:
        return clean
    return f"{clean[:_MOST_CHARACTERS]} ... ({len(clean) - _MOST_CHARACTERS:,} more characters)"


def stop_quietly() -> NoReturn:
    """End after the reader of a pipe has gone, such as ``head``: nobody is left to tell."""
    _forget_output()
    sys.exit(_BROKEN_PIPE)


def _end(message: str, code: int, page: str | None = None) -> NoReturn:
    tell_traceback()
    typer.secho("Error: ", fg=typer.colors.RED, bold=True, err=True, nl=False)
    typer.echo(shown(message), err=True)
    if page is not None:
        typer.echo(f"See docs/{page}", err=True)
    raise typer.Exit(code) from None


def _is_empty_path(value: object) -> bool:
    return isinstance(value, Path) and value == Path()


def _forget_output() -> None:
    # What is still in the buffer would fail once more, with a traceback, when the interpreter ends.
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _end_like_ctrl_c() -> None:
    """Let SIGTERM, by which schedulers and shells end a process, do what Ctrl-C does."""

    def end(number: int, frame: FrameType | None) -> None:
        handler = signal.getsignal(signal.SIGINT)
        if not callable(handler):  # Ctrl-C is ignored, as under nohup: ending is not
            raise KeyboardInterrupt
        handler(number, frame)

    if hasattr(signal, "SIGTERM"):
        with contextlib.suppress(ValueError):  # not the main thread
            signal.signal(signal.SIGTERM, end)
