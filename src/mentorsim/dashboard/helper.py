"""A second process for work of seconds, so that every other page is answered meanwhile."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from threading import Lock
from typing import TypeVar

from mentorsim.errors import UserError

Found = TypeVar("Found")
_NICENESS = 5


class Helper:
    """One process that is started when it is first needed, and again where it has died."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._lock = Lock()

    def do(self, work: Callable[..., Found], *given: object) -> Found:
        """Have work done, and wait for it; called from threads, never from the event loop.

        Parameters
        ----------
        work
            A function of a module.
        given
            What it is given.

        Raises
        ------
        UserError
            What the work raises, or when the process died of it.
        """
        with self._lock:
            if self._pool is None:
                self._pool = ProcessPoolExecutor(
                    1, mp_context=multiprocessing.get_context("spawn"), initializer=_be_quiet
                )
            pool = self._pool
        try:
            return pool.submit(work, *given).result()
        except BrokenProcessPool:
            with self._lock:
                if self._pool is pool:
                    self._pool = None
            raise UserError(
                "The process that did this work has ended, perhaps for want of memory. Try again."
            ) from None

    def close(self) -> None:
        """End the process."""
        with self._lock:
            if self._pool is not None:
                self._pool.shutdown(wait=False, cancel_futures=True)
                self._pool = None


def _be_quiet() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in the terminal is for the page
    with contextlib.suppress(OSError, AttributeError):
        os.nice(_NICENESS)
