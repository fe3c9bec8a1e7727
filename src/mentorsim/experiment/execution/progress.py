"""How far a comparison is, for whoever shows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic


@dataclass(frozen=True)
class Progress:
    """The progress of a comparison at one moment.

    Attributes
    ----------
    done
        Replications that are done, those found in a results folder included.
    expected
        Replications at which it will probably stop.
    failures
        Replications done in which some policy failed.
    seconds
        Since the start.
    seconds_left
        Estimate; None before the first replication.
    note
        What the stopping rule found at its last check; empty before.

    Examples
    --------
    >>> import mentorsim as ms
    >>> done = []
    >>> _ = ms.compare(
    ...     "first_year_university", replications=2, workers=1, progress=lambda now: done.append(now.done)
    ... )
    >>> done[-1]
    2
    """

    done: int
    expected: int
    failures: int
    seconds: float
    seconds_left: float | None
    note: str = ""


#: Called in the main process after every finished piece of work, at most some times a second.
ShowProgress = Callable[[Progress], None]


class Counted:
    """Turns what is counted, or said in words, into a `Progress` for whoever shows it."""

    def __init__(self, show: ShowProgress) -> None:
        self._show = show
        self._started = monotonic()
        self._stages = 0

    def tell(self, done: int, expected: int) -> None:
        """Show how many of how many are done."""
        seconds = monotonic() - self._started
        left = seconds / done * (expected - done) if done else None
        self._show(Progress(done, expected, 0, seconds, left))

    def say(self, what: str) -> None:
        """Show what is done now; how many stages come after it is not known."""
        self._stages += 1
        self._show(Progress(self._stages, self._stages, 0, monotonic() - self._started, None, what))
