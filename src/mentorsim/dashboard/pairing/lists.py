"""Lists of pairs that were made, in memory alone."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from secrets import token_hex
from typing import TYPE_CHECKING

from mentorsim.dashboard.pairing.shelf import Shelf
from mentorsim.dashboard.pairing.work import PairedRoster, PairingOrder, list_file

if TYPE_CHECKING:
    from mentorsim.roster_match.tables import SheetTable

_MOST = 8
_GONE = (
    "This list is not in memory any more: only the last few are kept, and only while the page runs. Pair the "
    "roster again."
)


@dataclass(frozen=True)
class MadeList:
    """A list of pairs.

    Attributes
    ----------
    id
        Its name in addresses: random.
    state, roster
        What it was made from, by their names.
    order
        What was asked for.
    paired
        What came out.
    """

    id: str
    state: str
    roster: str
    order: PairingOrder = field(repr=False)
    paired: PairedRoster = field(repr=False)

    @property
    def rows(self) -> SheetTable:
        """The list itself."""
        return self.paired.tables[0]

    def locking(self, numbers: Collection[int]) -> PairingOrder:
        """Return the order to pair once more, in which some rows of this list stay."""
        table = self.rows
        rows = tuple(row for number, row in enumerate(table.rows) if number in numbers)
        content = list_file([replace(table, rows=rows)], "locked.csv") if rows else b""
        return replace(self.order, locked=content)


class ListShelf(Shelf[MadeList]):
    """Holds the last few lists."""

    def __init__(self) -> None:
        super().__init__(_MOST, _GONE)

    def hold(self, state: str, roster: str, order: PairingOrder, paired: PairedRoster) -> MadeList:
        """Hold a list; the oldest is forgotten where there are too many."""
        return self.put(MadeList(token_hex(8), state, roster, order, paired))
