"""The log of a results folder: what happened when; and the lock that keeps two processes from one folder."""

from __future__ import annotations

import contextlib
import logging
import os
from datetime import datetime
from typing import IO

from mentorsim.errors import FolderInUseError
from mentorsim.experiment.folder.paths import ResultsPaths

_log = logging.getLogger(__name__)


class RunLog:
    """Lines with their time, added to the folder's log as they happen.

    Parameters
    ----------
    paths
        The folder.

    Raises
    ------
    UserError
        When another process is working on the folder.
    """

    def __init__(self, paths: ResultsPaths) -> None:
        self._file: IO[str] | None = None
        with contextlib.suppress(OSError):  # a log that cannot be written stops nothing
            self._file = paths.log.open("a", encoding="utf-8")
        if self._file is not None and not _locked(self._file):
            self._file.close()
            raise FolderInUseError(
                f"another process is working on the folder {paths.folder}: wait for it to end"
            )

    def note(self, sentence: str) -> None:
        """Add a line; the logger of this module gets it too."""
        _log.info("%s", sentence)
        if self._file is None:
            return
        time = datetime.now().astimezone().isoformat(timespec="seconds")
        with contextlib.suppress(OSError):
            self._file.write(f"{time} {sentence}\n")
            self._file.flush()

    def close(self) -> None:
        """Close the file, and with it give the folder free."""
        if self._file is not None:
            with contextlib.suppress(OSError):
                self._file.close()
            self._file = None


def _locked(file: IO[str]) -> bool:
    if os.name == "nt":
        return True
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True  # some network file systems have no locks
    return True
