"""What a user can do wrong, said in one sentence that names the fix.

One small tree, so that a program can tell what went wrong by type::

    MentorsimError
    └── UserError                 anything that its user can put right
        ├── ScenarioError         the scenario or another input of a study
        │   ├── RosterError       the students' list
        │   └── UnknownNameError  a policy, outcome, method, scenario that does not exist
        ├── SeedError             a seed that is none, or not that of the world
        ├── FolderInUseError      a results folder that exists, or that another process works on
        ├── OtherStudyError       a results folder of something else
        └── DiskError             a file or folder that cannot be read or written
"""

from __future__ import annotations

from pathlib import Path


class MentorsimError(Exception):
    """The root of what mentorsim raises by itself: one sentence, led by its place where that is known.

    Parameters
    ----------
    message
        One sentence that says what is wrong and how to put it right.
    file
        The file in which the mistake was found, where there is one.
    line
        The line in that file, counted from 1.
    """

    def __init__(self, message: str, *, file: Path | str | None = None, line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.file = None if file is None else Path(file)
        self.line = line

    def __str__(self) -> str:
        """Return the sentence, led by its place (``file:line:``) where that is known."""
        if self.file is None:
            return self.message
        place = str(self.file) if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.message}"

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle with file and line, so that an error in a worker process arrives whole."""
        return _rebuild, (type(self), self.message, self.file, self.line)


class UserError(MentorsimError):
    """Something in the user's hands is wrong: shown as one sentence, without a traceback."""


class ScenarioError(UserError):
    """A scenario, a roster or another input of a study is wrong."""


class RosterError(ScenarioError):
    """A roster, the students' list, is wrong."""


class UnknownNameError(ScenarioError):
    """A policy, an outcome, a matching method or a shipped scenario of this name does not exist."""


class SeedError(UserError):
    """A seed is not one, or not that of the world that was given with it."""


class FolderInUseError(UserError):
    """A results folder exists already and is not to be resumed, or another process is working on it."""


class OtherStudyError(UserError):
    """A results folder holds results of another study, or of another state of the code."""


class DiskError(UserError):
    """A file or folder cannot be read or written: no space left, no permission."""


def _rebuild(kind: type[MentorsimError], message: str, file: Path | None, line: int | None) -> MentorsimError:
    return kind(message, file=file, line=line)
