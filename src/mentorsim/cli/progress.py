"""What is shown while a command works: a bar with the time left, on a terminal only."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Timer
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mentorsim.experiment.execution.progress import Progress

_SHOWN_AFTER, _EXPLAINED_AFTER = 1.0, 3.0  # seconds


@contextmanager
def waiting(doing: str = "simulating replications", *, quiet: bool) -> Iterator[ProgressBar]:
    """Show how far a comparison is, while it runs.

    The bar appears on standard error after a second, and not at all where that is not a terminal.

    Parameters
    ----------
    doing
        What is being done.
    quiet
        Whether to show nothing at all.

    Yields
    ------
    ProgressBar
        To be given to ``compare`` as its ``progress``.
    """
    bar = ProgressBar(doing, quiet=quiet)
    try:
        yield bar
    finally:
        bar.stop()


class ProgressBar:
    """A bar, and what is said beside it."""

    def __init__(self, doing: str, *, quiet: bool) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

        console = Console(file=sys.stderr, soft_wrap=True)
        self._bar = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[left]}"),
            console=console,
            transient=True,
        )
        self._task = self._bar.add_task(doing, total=None, left="")
        self._first: tuple[int, float] | None = None
        self._timers: list[Timer] = []
        if not quiet:
            self._after(_EXPLAINED_AFTER, self._explain)
        self._shown = console.is_terminal and not quiet
        if self._shown:
            self._after(_SHOWN_AFTER, self._bar.start)

    def stop(self) -> None:
        """Take the bar away."""
        for timer in self._timers:
            timer.cancel()
            timer.join()
        if self._shown:
            self._bar.stop()

    def _after(self, seconds: float, do: Callable[[], object]) -> None:
        timer = Timer(seconds, do)
        timer.daemon = True
        self._timers.append(timer)
        timer.start()

    def _explain(self) -> None:
        """Say why there is nothing to see yet; asked only then, because the answer takes time itself."""
        from mentorsim.dynamics.ahead import week_is_compiled

        if self._first is None and not week_is_compiled():
            self._bar.console.print(
                "Compiling the model for the first time (about half a minute)...", highlight=False
            )

    def __call__(self, progress: Progress) -> None:
        """Show how far it is."""
        self._bar.update(
            self._task,
            completed=progress.done,
            total=max(progress.expected, progress.done),
            left=self._left(progress),
        )

    def _left(self, progress: Progress) -> str:
        """Estimate from the pace since the first replications ended: before, kernels and processes start."""
        if self._first is None and progress.seconds_left is not None:
            self._first = progress.done, monotonic()
        failed = f"; {progress.failures} failed" if progress.failures else ""
        if self._first is None:
            return failed.removeprefix("; ")
        done, then = self._first
        if progress.done <= done:
            return failed.removeprefix("; ")
        each = (monotonic() - then) / (progress.done - done)
        return f"{duration(each * (progress.expected - progress.done))} left{failed}"


def duration(seconds: float) -> str:
    """Write a time: ``40 s``, ``3 min 20 s``, ``2 h 5 min``."""
    whole = round(max(0.0, seconds))
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


@contextmanager
def steps(doing: str, *, quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """Show how many steps of a long command are done, on a terminal only.

    Parameters
    ----------
    doing
        What is being done.
    quiet
        Whether to show nothing.

    Yields
    ------
    callable
        Takes the number of steps done and of all steps.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(file=sys.stderr, soft_wrap=True)
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=quiet or not console.is_terminal,
    )
    with bar:
        task = bar.add_task(doing, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
