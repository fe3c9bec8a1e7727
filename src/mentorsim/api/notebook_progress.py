"""A progress bar in a notebook, where nobody asked for another."""

from __future__ import annotations

import sys
from html import escape
from importlib import import_module
from typing import Any, Literal

from mentorsim.experiment.execution.progress import Progress, ShowProgress


def progress_in_notebooks(given: ShowProgress | Literal[False] | None) -> ShowProgress | None:
    """Return what is called with the progress: what was given, else a bar in a notebook, else None.

    False is for nothing, in notebooks too.
    """
    if given is None:
        return NotebookBar() if in_notebook() else None
    return given or None


def in_notebook() -> bool:
    """Whether this process is the kernel of a notebook."""
    # Nothing is imported: where IPython does not run, it is not loaded.
    ipython: Any = sys.modules.get("IPython")
    shell = None if ipython is None else ipython.get_ipython()
    return shell is not None and getattr(shell, "kernel", None) is not None


class NotebookBar:
    """A bar under the cell that runs; it is brought up to date in place."""

    def __init__(self) -> None:
        self._handle: Any = None

    def __call__(self, progress: Progress) -> None:
        """Show how far it is."""
        notebook: Any = import_module("IPython.display")
        shown = notebook.HTML(bar_html(progress))
        if self._handle is None:
            self._handle = notebook.display(shown, display_id=True)
        else:
            self._handle.update(shown)


def bar_html(progress: Progress) -> str:
    """Return the bar as HTML, with what is done, left, and failed."""
    total = max(progress.expected, progress.done, 1)
    words = f"{progress.done:,} of {total:,} replications"
    if progress.seconds_left is not None and progress.done < total:
        words += f", about {progress.seconds_left:,.0f} s left"
    if progress.failures:
        words += f", {progress.failures:,} failed"
    bar = f"<progress value='{progress.done}' max='{total}'></progress>"
    return f"<div>{bar} <small>{escape(words)}</small></div>"
