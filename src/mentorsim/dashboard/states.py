"""What every screen is about: a scenario as YAML, kept as a chain of files that never change.

An edit makes a new state that knows the one before. The address of a screen names its state, so that two tabs
never disturb one another, the browser's back button is right, and undo is a link.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from mentorsim.errors import DiskError, UserError
from mentorsim.files import write_atomically
from mentorsim.scenario import Scenario
from mentorsim.scenario.loading import parse_scenario

_ID = re.compile(r"[0-9a-f]{20}")
_HEAD = "# mentorsim dashboard "
_FILE = "scenario.yaml"
_KEPT = 32
_LONGEST_CHANGE = 200


class NoStateError(UserError):
    """There is no such state."""


@dataclass(frozen=True)
class StudyState:
    """One state of a scenario that is being edited.

    Attributes
    ----------
    id
        Its name in addresses: a digest of all that follows.
    text
        The YAML text.
    folder
        Where files are that the scenario names.
    change
        What was changed last, in a sentence.
    before
        The state that it was changed from; empty for the first.
    title
        The scenario's title.
    """

    id: str
    text: str
    folder: Path
    change: str
    before: str
    title: str

    def scenario(self) -> Scenario:
        """Parse the text.

        Raises
        ------
        ScenarioError
            When it is not a valid scenario.
        """
        return parse_scenario(self.text, _FILE, folder=self.folder)


class StateStore:
    """Keeps states in a folder, one file each.

    Parameters
    ----------
    folder
        The folder; it is made when the first state is kept.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._parsed: OrderedDict[str, Scenario] = OrderedDict()
        self._lock = Lock()

    def keep(self, text: str, folder: Path, change: str, before: str = "") -> StudyState:
        """Keep a state and return it.

        Raises
        ------
        ScenarioError
            When the text is not a valid scenario.
        DiskError
            When the file cannot be written.
        """
        about = {
            "before": before,
            "change": " ".join(change.split())[:_LONGEST_CHANGE],
            "folder": str(folder),
        }
        digest = hashlib.sha256(f"{json.dumps(about)}\n{text}".encode()).hexdigest()
        scenario = parse_scenario(text, _FILE, folder=folder)
        state = StudyState(digest[:20], text, folder, about["change"], before, scenario.title)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self.write(state, self._file(state.id))
        except OSError as problem:
            raise DiskError(f"cannot be written: {problem.strerror or problem}", file=self._folder) from None
        self._remembered(state.id, lambda: scenario)  # the next page needs it at once
        return state

    @staticmethod
    def write(state: StudyState, file: Path) -> None:
        """Write a state into a file: what is known of it in the first line, as a comment, then its text.

        Raises
        ------
        OSError
            When it cannot be written.
        """
        about = {
            "id": state.id,
            "before": state.before,
            "change": state.change,
            "folder": str(state.folder),
            "title": state.title,
        }
        write_atomically(file, f"{_HEAD}{json.dumps(about)}\n{state.text}")

    @staticmethod
    def read(file: Path) -> StudyState:
        """Read a state from a file.

        Raises
        ------
        NoStateError
            When there is no such file, or it was damaged.
        """
        try:
            head, _, text = file.read_text("utf-8").partition("\n")
            about = json.loads(head.removeprefix(_HEAD))
            return StudyState(
                about["id"], text, Path(about["folder"]), about["change"], about["before"], about["title"]
            )
        except (OSError, ValueError, KeyError, TypeError):
            raise NoStateError(
                "This study is not in the page's folder any more. Begin again from the start page."
            ) from None

    def find(self, name: str) -> StudyState:
        """Return a state by its name.

        Raises
        ------
        NoStateError
            When there is none, or its file was damaged.
        """
        if not _ID.fullmatch(name):
            raise NoStateError("There is no such study. Begin again from the start page.")
        return self.read(self._file(name))

    def scenario(self, state: StudyState) -> Scenario:
        """Return the scenario of a state; the last few are remembered.

        Raises
        ------
        ScenarioError
            When it is not valid.
        """
        return self._remembered(state.id, state.scenario)

    def _remembered(self, name: str, parse: Callable[[], Scenario]) -> Scenario:
        with self._lock:
            if name in self._parsed:
                self._parsed.move_to_end(name)
                return self._parsed[name]
        scenario = parse()
        with self._lock:
            self._parsed[name] = scenario
            while len(self._parsed) > _KEPT:
                self._parsed.popitem(last=False)
        return scenario

    def _file(self, name: str) -> Path:
        return self._folder / f"{name}.yaml"
