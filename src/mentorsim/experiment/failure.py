"""What is kept of a run that failed: failures are rows, and stop nothing."""

from __future__ import annotations

import sys
import traceback as tracebacks
from dataclasses import dataclass
from pathlib import Path

from mentorsim.errors import UserError

_LONGEST_TRACEBACK = 4000
_PACKAGE = Path(__file__).parents[1]
_LIBRARIES = frozenset({"site-packages", "dist-packages", "python{}.{}".format(*sys.version_info)})


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
        File and line in which it arose, of a user's own code where that called what failed; empty where
        that is not known.
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
        # What a user's own code has asked for in vain is theirs to mend; a library's line tells them nothing.
        own = [frame for frame in frames if not Path(frame.filename).is_relative_to(_PACKAGE)]
        own = [frame for frame in own if not _LIBRARIES & set(Path(frame.filename).parts)]
        last = (own or frames)[-1:]
        place = "".join(f"{Path(frame.filename).name}, line {frame.lineno}" for frame in last)
        return cls(type(error).__name__, message, place, text)
