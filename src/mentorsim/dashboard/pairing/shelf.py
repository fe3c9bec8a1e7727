"""What is held in memory alone: it is gone when the page ends, and no log holds it. Rosters are held here."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from secrets import token_hex
from threading import Lock
from typing import Generic, Protocol, TypeVar

from mentorsim.dashboard.states import NoStateError

_MOST = 4
_GONE = (
    "This roster is not in memory any more: only the last few are kept, and only while the page runs. Choose "
    "the file again."
)
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


class Named(Protocol):
    """What can be held: it has a name in addresses."""

    @property
    def id(self) -> str:
        """Its name."""
        ...


Held = TypeVar("Held", bound=Named)


class Shelf(Generic[Held]):
    """Holds the last few things, by their names.

    Parameters
    ----------
    most
        How many; the one that was asked for longest ago is forgotten first.
    gone
        What to say of one that is not held any more.
    """

    def __init__(self, most: int, gone: str) -> None:
        self._most, self._gone = most, gone
        self._held: OrderedDict[str, Held] = OrderedDict()
        self._lock = Lock()

    def put(self, held: Held) -> Held:
        """Hold a thing, and return it."""
        with self._lock:
            self._held[held.id] = held
            while len(self._held) > self._most:
                self._held.popitem(last=False)
        return held

    def find(self, name: str) -> Held:
        """Return a thing by its name.

        Raises
        ------
        NoStateError
            When it is not held any more.
        """
        with self._lock:
            if name not in self._held:
                raise NoStateError(self._gone)
            self._held.move_to_end(name)
            return self._held[name]

    def forget(self, name: str) -> None:
        """Forget a thing."""
        with self._lock:
            self._held.pop(name, None)


class RosterShelf(Shelf[HeldRoster]):
    """Holds the last few rosters."""

    def __init__(self) -> None:
        super().__init__(_MOST, _GONE)

    def hold(self, content: bytes, mentors: bytes = b"") -> HeldRoster:
        """Hold a roster, with the file of the mentors if there is one; the oldest is forgotten."""
        files = [("roster", content), *([("mentors", mentors)] if mentors else [])]
        named = tuple((f"{name}.{_ending(content)}", content) for name, content in files)
        return self.put(HeldRoster(token_hex(8), named))


def _ending(content: bytes) -> str:
    return "xlsx" if content.startswith(_WORKBOOK) else "csv"
