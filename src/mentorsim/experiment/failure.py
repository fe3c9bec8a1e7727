"""What is kept of a run that failed: failures are rows, and stop nothing."""

from __future__ import annotations

import traceback as tracebacks
from dataclasses import dataclass
from pathlib import Path

from mentorsim.errors import UserError

_LONGEST_TRACEBACK = 4000


@dataclass(frozen=True)
class Failure:
    """Why a run failed.

    Attributes
    ----------
    type
        Name of the exception's class, such as ``ZeroDivisionError``; empty where a process was lost.
    message
        What the exception says, in one line.
    place
        File and line in which it arose; empty where that is not known.
    traceback
        The whole traceback; of a long one its end.
    """

    type: str
    message: str
    place: str = ""
    traceback: str = ""

    def __str__(self) -> str:
        """Return the failure as one line: its type, its message and where it arose."""
        named = f"{self.type}: {self.message}" if self.type else self.message
        return f"{named} ({self.place})" if self.place else named

    @classmethod
    def of(cls, error: BaseException) -> Failure:
        """Describe an exception that was raised."""
        text = "".join(tracebacks.format_exception(error))[-_LONGEST_TRACEBACK:]
        message = " ".join(str(error).split())
        if isinstance(error, UserError):
            return cls("", message, "", text)
        frames = tracebacks.extract_tb(error.__traceback__)
        place = f"{Path(frames[-1].filename).name}, line {frames[-1].lineno}" if frames else ""
        return cls(type(error).__name__, message, place, text)
