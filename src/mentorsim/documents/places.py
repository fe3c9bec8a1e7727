"""Where each value of a scenario was written: a line of the file, or an option of the command line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

#: The way to a value: keys, and positions in lists counted from 0.
Path = tuple[str | int, ...]

_PLAIN_KEY = re.compile(r"[^\s.=\"']([^.=\"']*[^\s.=\"'])?")


@dataclass(frozen=True)
class Place:
    """Where a value was written.

    Parameters
    ----------
    line
        The line of the scenario file, counted from 1; None for an option.
    option
        The option as the user wrote it, such as ``--set run.seed=1``; empty for a line of the file.
    """

    line: int | None = None
    option: str = ""

    def __str__(self) -> str:
        """Return ``line 12``, or the option."""
        return self.option or f"line {self.line}"


@dataclass(frozen=True)
class Places:
    """The places of all values of a scenario.

    Parameters
    ----------
    name
        The file as the user named it, or a stand-in such as ``<text>``.
    known
        The place of each value by its path.
    """

    name: str
    known: Mapping[Path, Place] = field(default_factory=dict)

    def of(self, path: Path) -> Place | None:
        """Return the place of the value, or else of the innermost section around it."""
        own = self._nearest(path)
        if len(path) < 2 or path[0] != "policies":
            return own
        # A policy is an override of program: look in the override first, then in program.
        policy, setting = path[:2], path[2:]
        if path in self.known or not setting:
            return own
        inherited = ("program", *setting)
        if inherited in self.known and self._overrides_nothing_in(policy, setting):
            return self.known[inherited]
        return own

    def given(self, path: Path) -> Place | None:
        """Return the place of exactly this value, or None where nobody wrote it."""
        return self.known.get(path)

    def replaced(self, path: Path, value: object, option: str, *, opened: int | None = None) -> Places:
        """Return the places after an option has replaced the value at ``path``.

        Parameters
        ----------
        path
            Where the option has put its value.
        value
            That value.
        option
            The option as the user wrote it.
        opened
            How many steps of the path lead to a short form that the option has made a section of; None
            where it has found all its sections.
        """
        place = Place(option=option)
        gone = path[:opened]
        known = {other: where for other, where in self.known.items() if other[: len(gone)] != gone}
        for length in range(1, len(path)):
            known.setdefault(path[:length], place)
        known.update({(*path, *inner): place for inner in _paths_within(value)})
        return Places(self.name, known)

    def _nearest(self, path: Path) -> Place | None:
        for length in range(len(path), 0, -1):
            place = self.known.get(path[:length])
            if place is not None:
                return (length == len(path) and self._option_within(path)) or place
        return None

    def _option_within(self, path: Path) -> Place | None:
        # A section that contradicts itself does so since an option has changed a part of it.
        changed = (
            where for other, where in self.known.items() if other[: len(path)] == path and where.option
        )
        return next(changed, None)

    def _overrides_nothing_in(self, policy: Path, setting: Path) -> bool:
        # False where the override itself opens the setting's section: the mistake is then there.
        return len(setting) == 1 or (*policy, setting[0]) not in self.known


def path_text(path: Path) -> str:
    """Write a path the way ``--set`` reads it: ``policies."a.b".match.criteria.1`` (lists count from 1)."""
    return ".".join(_step_text(step) for step in path)


def _step_text(step: str | int) -> str:
    if isinstance(step, int):
        return str(step + 1)
    if _PLAIN_KEY.fullmatch(step):
        return step
    quote = "'" if '"' in step else '"'
    return f"{quote}{step}{quote}"


def _paths_within(value: object) -> list[Path]:
    paths: list[Path] = [()]
    if isinstance(value, Mapping):
        paths += [(str(key), *inner) for key, item in value.items() for inner in _paths_within(item)]
    elif isinstance(value, list | tuple):
        paths += [(number, *inner) for number, item in enumerate(value) for inner in _paths_within(item)]
    return paths
