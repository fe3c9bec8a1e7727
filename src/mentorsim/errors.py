"""What a user can do wrong, said in one sentence that names the fix."""

from __future__ import annotations

from pathlib import Path


class UserError(Exception):
    """Something in the user's hands is wrong: shown as one sentence, without a traceback.

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


class ScenarioError(UserError):
    """A scenario, a roster or another input of a study is wrong."""


def _rebuild(kind: type[UserError], message: str, file: Path | None, line: int | None) -> UserError:
    return kind(message, file=file, line=line)
