"""The people of a roster who count: a view of each, and one more of who is on both sides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mentorsim.cohort.roster_checks import Columns
from mentorsim.documents.table_file import RowNumber
from mentorsim.roster.reading import ColumnReading, LeftOut
from mentorsim.roster.words import folded
from mentorsim.scenario.roster_columns import Side, columns_of

if TYPE_CHECKING:
    from mentorsim.scenario.roster_columns import ColumnSpec

#: The column that joining two files adds, and what it says of mentors.
ROLE_COLUMN = "which file"


@dataclass(frozen=True)
class View:
    """A person as seen on one side: the place of the row, and the side whose columns count."""

    row: int
    side: Side


@dataclass(frozen=True)
class People:
    """Everybody who counts, once.

    ``views`` have one entry per person, then one more for each who is both, as a mentee; ``both`` are the
    places of those persons. ``left_out`` and ``readings`` say what was made of the rest; ``gone`` are the
    folded ids of those who stand on the roster and do not count.
    """

    columns: Columns
    identifiers: tuple[str, ...]
    views: tuple[View, ...]
    both: tuple[int, ...]
    left_out: tuple[LeftOut, ...]
    readings: tuple[ColumnReading, ...]
    gone: frozenset[str]

    @property
    def size(self) -> int:
        """How many people count."""
        return len(self.identifiers)

    def row_numbers(self) -> list[RowNumber]:
        """Return the row of every view, as a spreadsheet counts."""
        return [self.columns.rows[view.row] for view in self.views]

    def cells(self, spec: ColumnSpec, key: str) -> list[list[str]]:
        """Return every view's cells of a setting's columns, empty where a side has none.

        Raises
        ------
        RosterError
            When there is no such column.
        """
        sides: tuple[Side, Side] = ("mentee", "mentor")
        names = {side: columns_of(spec, side) for side in sides}
        width = max(len(columns) for columns in names.values())
        places = {
            side: [self.columns.place(name, key) for name in columns] for side, columns in names.items()
        }
        blank = [""] * width
        found = []
        for view in self.views:
            row = self.columns.cells[view.row]
            own = [row[place] for place in places[view.side]]
            found.append(own + blank[len(own) :])
        return found

    def column(self, spec: ColumnSpec, key: str) -> list[str]:
        """Return every view's cell; several columns joined by blanks, as a name is."""
        return [" ".join(filter(None, cells)) for cells in self.cells(spec, key)]

    def only(self, keep: Sequence[bool]) -> People:
        """Keep some of the people; one flag for each."""
        places = [place for place, stays in enumerate(keep) if stays]
        new_place = {place: new for new, place in enumerate(places)}
        kept_both = [(number, place) for number, place in enumerate(self.both) if keep[place]]
        views = [self.views[place] for place in places]
        views += [self.views[self.size + number] for number, _ in kept_both]
        gone = [self.columns.rows[self.views[place].row] for place, stays in enumerate(keep) if not stays]
        left = (LeftOut(tuple(gone), "cells are missing (missing: drop)"),) if gone else ()
        return People(
            self.columns,
            tuple(self.identifiers[place] for place in places),
            tuple(views),
            tuple(new_place[place] for _, place in kept_both),
            (*self.left_out, *left),
            self.readings,
            self.gone | {folded(self.identifiers[place]) for place, stays in enumerate(keep) if not stays},
        )


def people_counts(people: People) -> dict[str, int]:
    """Count mentees, mentors, those who are both, and rows that are nobody's."""
    sides = Counter(view.side for view in people.views[: people.size])
    return {
        "mentees": sides["mentee"],
        "mentors": sides["mentor"] - len(people.both),
        "both": len(people.both),
        "left out": sum(len(left.rows) for left in people.left_out),
    }


def empty_by_side(people: People, missing: Sequence[bool]) -> tuple[int, int]:
    """Count empty answers of mentees and of mentors."""
    counts = Counter(
        view.side for view, gap in zip(people.views[: people.size], missing, strict=False) if gap
    )
    return counts["mentee"], counts["mentor"]
