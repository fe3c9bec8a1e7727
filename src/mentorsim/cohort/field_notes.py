"""What the reading of a roster's fields gathers: mistakes, and what every value was read as."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mentorsim.cohort.roster_checks import Problems
from mentorsim.cohort.roster_people import People, empty_by_side
from mentorsim.roster.capacity import NumberReading, read_number
from mentorsim.roster.lists import ListReading
from mentorsim.roster.reading import ColumnReading, ValueReading, value_readings
from mentorsim.scenario.roster_columns import columns_of

if TYPE_CHECKING:
    from mentorsim.scenario.roster_columns import ColumnSpec


@dataclass
class FieldNotes:
    """Gathers mistakes and readings while fields are read for every view of the people.

    Parameters
    ----------
    people
        Who counts.
    """

    people: People
    problems: Problems
    readings: list[ColumnReading] = field(default_factory=list)

    def names_of(self, spec: ColumnSpec) -> list[str]:
        """Return the names, in the file, of the columns of a setting."""
        names = columns_of(spec, "mentee") or columns_of(spec, "mentor")
        return [self.people.columns.header[self.people.columns.place(name, "")] for name in names]

    def numbers_in(self, cells: Sequence[str]) -> dict[str, NumberReading]:
        """Read the numbers of some cells, by what the cell says."""
        comma = self.people.columns.decimal_comma
        return {cell: read_number(cell, decimal_comma=comma) for cell in dict.fromkeys(cells)}

    def note(
        self,
        column: str,
        setting: str,
        kind: str,
        why: str,
        cells: Sequence[str],
        read_as: Mapping[str, str],
        missing: Sequence[bool],
        numbers: NDArray[np.float64] | None = None,
        *,
        guessed: bool = False,
    ) -> None:
        """Note what the cells of a column were read as; ``missing`` has a flag for each view."""
        shown: tuple[ValueReading, ...]
        if numbers is not None:
            plain = np.sort(numbers[~np.isnan(numbers)])
            if len(plain):
                why += f"; from {plain[0]:g} to {plain[-1]:g}"
            shown = value_readings([cell for cell in cells[: self.people.size] if cell in read_as], read_as)
        else:
            shown = value_readings(cells[: self.people.size], read_as)
        self.readings.append(
            ColumnReading(
                column, setting, kind, why, shown, empty_by_side(self.people, missing), guessed=guessed
            )
        )

    def note_list(self, column: str, name: str, why: str, read: ListReading) -> None:
        """Note which options were read, and how often."""
        counts: Counter[int] = Counter()
        for chosen in read.chosen[: self.people.size]:
            counts.update(chosen or ())
        shown = tuple(
            ValueReading(read.options[option], count, "an option")
            for option, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        )
        missing = [chosen is None for chosen in read.chosen]
        empty = empty_by_side(self.people, missing)
        self.readings.append(ColumnReading(column, name, "lists of options", why, shown, empty))
