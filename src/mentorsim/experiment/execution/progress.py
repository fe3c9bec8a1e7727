"""How far a comparison is, for whoever shows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Progress:
    """A moment of a comparison.

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
        What the stopping rule found at its last look; empty before.
    """

    done: int
    expected: int
    failures: int
    seconds: float
    seconds_left: float | None
    note: str = ""


#: Called in the main process after every finished piece of work, at most some times a second.
ShowProgress = Callable[[Progress], None]
