"""Lists of people in a roster: whom somebody wishes for, found by id or by name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mentorsim.cohort.field_notes import FieldNotes
from mentorsim.roster.words import folded, is_no_answer
from mentorsim.scenario.roster_columns import said_columns

if TYPE_CHECKING:
    from mentorsim.scenario.roster_columns import ListColumn


def people_listed(
    notes: FieldNotes, name: str, named: ListColumn, names: Sequence[str] | None
) -> NDArray[np.int32]:
    """Return lists of people as places among the people, the most wanted first, then -1.

    Parameters
    ----------
    name, named
        The field and its columns.
    names
        Everybody's name, where there is a column with names.
    """
    key = f"cohort.roster.lists.{name}"
    column = said_columns(named.column)
    finder = _Finder(notes.people.identifiers, names)
    lists: list[list[int]] = []
    skipped = 0
    for row, cells in zip(notes.people.row_numbers(), notes.people.cells(named.column, key), strict=True):
        chosen: list[int] = []
        for cell in cells:
            for wanted in _listed_names(cell, finder, one=len(cells) > 1):
                place = finder.place(wanted)
                if place is None:
                    skipped += 1
                    if named.unknown == "refuse" and folded(wanted) not in notes.people.gone:
                        notes.problems.add(column, finder.hint(wanted), row)
                elif place >= 0:
                    chosen.append(place)
        lists.append(list(dict.fromkeys(chosen)))
    longest = max(map(len, lists), default=0)
    listed = np.full((longest, len(lists)), -1, np.int32)
    for place, found in enumerate(lists):
        listed[: len(found), place] = found
    why = "people, the most wanted first"
    why += f"; {skipped:,} left out, who do not count or are not on the roster" if skipped else ""
    notes.note(column, name, "lists of people", why, (), {}, [not found for found in lists])
    return listed


def _listed_names(cell: str, finder: _Finder, *, one: bool) -> list[str]:
    if is_no_answer(cell):
        return []
    if one or finder.place(cell) is not None:
        return [cell]
    for marks in (";", "|\n", ","):
        pieces = [cell]
        for mark in marks:
            pieces = [part for piece in pieces for part in piece.split(mark)]
        if len(pieces) > 1:
            return [part.strip() for part in pieces if part.strip()]
    return [cell]


class _Finder:
    """Finds people by id, or by name where it is unique; compared without case, blanks and accents."""

    def __init__(self, identifiers: Sequence[str], names: Sequence[str] | None) -> None:
        self._exact = {identifier: place for place, identifier in enumerate(identifiers)}
        self._loose: dict[str, set[int]] = {}
        for known in (identifiers, names or ()):
            for place, text in enumerate(known[: len(identifiers)]):
                if text:
                    self._loose.setdefault(folded(text), set()).add(place)

    def place(self, wanted: str) -> int | None:
        """Return a person's place, or None where nobody, or more than one, is called so."""
        if wanted in self._exact:
            return self._exact[wanted]
        found = self._loose.get(folded(wanted), set())
        return next(iter(found)) if len(found) == 1 else None

    def hint(self, wanted: str) -> str:
        """Say what is wrong with a name, without quoting any."""
        from difflib import get_close_matches

        if len(self._loose.get(folded(wanted), ())) > 1:
            return "several people have the name that is listed; write the id"
        near = get_close_matches(folded(wanted), self._loose, 1, 0.8)
        if near:
            return "a name is misspelled: one person on the roster is called nearly so; correct it"
        return "an id is listed that no row of the file has; write ids with semicolons between them"
