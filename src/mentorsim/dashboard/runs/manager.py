"""Starts, stops, continues and finds runs."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from secrets import token_hex
from threading import Lock

from mentorsim.dashboard.runs.runner import RESULTS, STATE, ask_samples
from mentorsim.dashboard.runs.told import Told, read_told
from mentorsim.dashboard.runs.words import how_far
from mentorsim.dashboard.states import NoStateError, StateStore, StudyState
from mentorsim.errors import DiskError, UserError

_NAME = re.compile(r"\d{8}-\d{6}-[0-9a-f]{6}")
#: Each uses every core; a third would only make all of them slower.
MOST_AT_A_TIME = 2
_UNDER_WAY = frozenset({"starting", "running"})
_SECONDS_TO_STOP = 20.0


@dataclass(frozen=True)
class FoundRun:
    """A run as its folder shows it.

    Attributes
    ----------
    name
        Its name in addresses; it begins with the time of its start.
    folder
        Where it is.
    state
        The scenario that it compares.
    told
        How far it is.
    """

    name: str
    folder: Path
    state: StudyState
    told: Told

    @property
    def under_way(self) -> bool:
        """Whether it is running now."""
        return self.told.stage in _UNDER_WAY

    @property
    def when(self) -> str:
        """When it was started, in words."""
        return datetime.strptime(self.name[:15], "%Y%m%d-%H%M%S").strftime("%B %d, %Y, %H:%M")

    @property
    def sentence(self) -> str:
        """How far it is, in words."""
        return how_far(self.told)

    @property
    def title(self) -> str:
        """The title of its scenario."""
        return self.state.title

    @property
    def results(self) -> Path:
        """The results folder."""
        return self.folder / RESULTS


class RunManager:
    """The runs of a folder, and the processes of those that this page has started.

    Parameters
    ----------
    folder
        Where runs are.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._lock = Lock()

    def start(self, state: StudyState, samples: int | None = None) -> str:
        """Start a run of a state, and return its name.

        Parameters
        ----------
        state
            What is compared.
        samples
            Under how many posterior samples of the parameters; None: under the scenario's parameters alone.

        Raises
        ------
        UserError
            When too many are under way, or the folder cannot be written.
        """
        name = f"{datetime.now():%Y%m%d-%H%M%S}-{token_hex(3)}"
        folder = self._folder / name
        with self._lock:
            self._refuse_too_many()
            try:
                folder.mkdir(parents=True)
                StateStore.write(state, folder / STATE)
                if samples is not None:
                    ask_samples(folder, samples)
                Told().write(folder)
            except OSError as problem:
                raise DiskError(f"cannot be written: {problem.strerror or problem}", file=folder) from None
            self._begin(name)
        return name

    def resume(self, name: str) -> None:
        """Continue a run that was stopped.

        Raises
        ------
        UserError
            When it is under way, there is none, or too many are under way.
        """
        found = self.find(name)
        with self._lock:
            if found.under_way and self._is_alive(name):
                return
            self._let_end(name)
            self._refuse_too_many()
            replace(found.told, stage="starting", message="").write(found.folder)
            self._begin(name)

    def stop(self, name: str) -> None:
        """Ask a run to stop; it keeps what is done. One that is not under way is left alone."""
        process = self._processes.get(name)
        if process is not None and process.stdin is not None:
            with contextlib.suppress(OSError):
                process.stdin.close()

    def stop_all(self) -> None:
        """Ask all runs to stop, and wait for them."""
        for name in self._processes:
            self.stop(name)
        for process in self._processes.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(_SECONDS_TO_STOP)

    def remove(self, name: str) -> None:
        """Delete a run and its results.

        Raises
        ------
        UserError
            When it is under way, or there is none.
        """
        found = self.find(name)
        if found.under_way:
            raise UserError("This run is under way: stop it first.")
        shutil.rmtree(found.folder, ignore_errors=True)

    def find(self, name: str) -> FoundRun:
        """Return a run by its name.

        Raises
        ------
        UserError
            When there is none.
        """
        folder = self._folder / name
        if not _NAME.fullmatch(name) or not folder.is_dir():
            raise NoStateError("There is no such run. The start page lists those that are there.")
        return FoundRun(name, folder, StateStore.read(folder / STATE), self._told(name))

    def told(self, name: str) -> Told:
        """Return how far a run is; see `find`."""
        if not _NAME.fullmatch(name):
            raise NoStateError("There is no such run. The start page lists those that are there.")
        return self._told(name)

    def latest(self, most: int) -> list[FoundRun]:
        """Return the runs, the newest first."""
        try:
            names = sorted((path.name for path in self._folder.iterdir()), reverse=True)
        except OSError:
            return []
        found: list[FoundRun] = []
        for name in names:
            if _NAME.fullmatch(name) and len(found) < most:
                with contextlib.suppress(UserError):
                    found.append(self.find(name))
        return found

    def _told(self, name: str) -> Told:
        told = read_told(self._folder / name)
        if told.stage not in _UNDER_WAY or self._is_alive(name):
            return told
        told = read_told(self._folder / name)  # it may have ended between the two looks
        if told.stage not in _UNDER_WAY:
            return told
        return replace(told, stage="stopped", seconds_left=None, message="It ended before it was finished.")

    def _is_alive(self, name: str) -> bool:
        process = self._processes.get(name)
        return process is not None and process.poll() is None

    def _let_end(self, name: str) -> None:
        """Wait for a process that has said its last word, and still lives for a moment."""
        self.stop(name)
        process = self._processes.get(name)
        if process is not None:
            try:
                process.wait(_SECONDS_TO_STOP)
            except subprocess.TimeoutExpired:
                raise UserError("This run is still stopping: try again in a moment.") from None

    def _refuse_too_many(self) -> None:
        if sum(map(self._is_alive, self._processes)) >= MOST_AT_A_TIME:
            raise UserError(
                f"{MOST_AT_A_TIME} comparisons are under way, which keeps this computer busy: wait until one "
                "is done, or stop one."
            )

    def _begin(self, name: str) -> None:
        folder = self._folder / name
        for other in [other for other in self._processes if not self._is_alive(other)]:
            self.stop(other)  # closes its pipe
            del self._processes[other]
        with (folder / "log.txt").open("ab") as log:
            self._processes[name] = subprocess.Popen(
                [sys.executable, "-m", "mentorsim.dashboard.runs.runner", str(folder)],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                # Ctrl-C in the terminal is for the page, which then stops its runs.
                start_new_session=os.name == "posix",
            )
