"""Rosters that were brought, in memory alone: they are gone when the page ends, and no log holds them."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from secrets import token_hex
from threading import Lock

from mentorsim.dashboard.states import NoStateError

_MOST = 4
_WORKBOOK = b"PK\x03\x04"


@dataclass(frozen=True)
class HeldRoster:
    """A roster.

    Attributes
    ----------
    id
        Its name in addresses: random.
    files
        Its content, and that of the mentors' file where there is one, by the names that messages use,
        whatever their owner calls them.
    """

    id: str
    files: tuple[tuple[str, bytes], ...] = field(repr=False)


class RosterShelf:
    """Holds the last few rosters."""

    def __init__(self) -> None:
        self._held: OrderedDict[str, HeldRoster] = OrderedDict()
        self._lock = Lock()

    def hold(self, content: bytes, mentors: bytes = b"") -> HeldRoster:
        """Hold a roster, with the file of the mentors if there is one; the oldest is forgotten."""
        files = [("roster", content), *([("mentors", mentors)] if mentors else [])]
        named = tuple((f"{name}.{_ending(content)}", content) for name, content in files)
        roster = HeldRoster(token_hex(8), named)
        with self._lock:
            self._held[roster.id] = roster
            while len(self._held) > _MOST:
                self._held.popitem(last=False)
        return roster

    def find(self, name: str) -> HeldRoster:
        """Return a roster by its name.

        Raises
        ------
        NoStateError
            When it is not held any more.
        """
        with self._lock:
            if name not in self._held:
                raise NoStateError(
                    "This roster is not in memory any more: only the last few are kept, and only while the "
                    "page runs. Choose the file again."
                )
            self._held.move_to_end(name)
            return self._held[name]

    def forget(self, name: str) -> None:
        """Forget a roster."""
        with self._lock:
            self._held.pop(name, None)


def _ending(content: bytes) -> str:
    return "xlsx" if content.startswith(_WORKBOOK) else "csv"
