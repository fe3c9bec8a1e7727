"""The people of a roster, mapped to columns as the scenario says and standardized."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mentorsim.cohort.people import Category, Observed
from mentorsim.documents.table_file import RowNumber
from mentorsim.roster.reading import ReadingReport


@dataclass(frozen=True, eq=False)
class Roster:
    """The people of a roster, one entry for each who counts and in the file's order.

    ``rows`` are the rows of the file as a spreadsheet counts them (of who is both, the row as a mentor;
    ``rows_as_mentees``: as a mentee);
    ``observed`` is what a coordinator sees. Prior grades are standardized over the mentees of the file, a
    high one the better; ``grade_is_known`` is False where a missing grade was replaced by the middle one.
    Where the file
    has no such column, all are NaN. Who is both has the role of an upper-year, and ``is_both`` is True;
    `Observed.as_mentees` has his or her answers as a mentee. ``slots`` is None where the file has no such
    column. ``shown`` are the cells of the columns that the list of pairs shows, by column.
    """

    observed: Observed
    identifiers: tuple[str, ...]
    rows: tuple[RowNumber, ...]
    rows_as_mentees: tuple[RowNumber, ...]
    grade_is_known: NDArray[np.bool_]
    is_both: NDArray[np.bool_]
    slots: NDArray[np.uint32] | None
    shown: dict[str, tuple[str, ...]]
    report: ReadingReport

    @property
    def size(self) -> int:
        """Number of people who are kept."""
        return len(self.identifiers)

    @property
    def key(self) -> NDArray[np.uint64]:
        """The key of each person's id."""
        return self.observed.key

    @property
    def role(self) -> NDArray[np.uint8]:
        """First-year (mentee) or upper-year (mentor, or both)."""
        return self.observed.role

    @property
    def prior_grade(self) -> NDArray[np.float64]:
        """Prior grades in SD; NaN where the file has none."""
        return self.observed.prior_grade

    @property
    def attributes(self) -> dict[str, Category]:
        """Attributes of one value each."""
        return self.observed.attributes

    @property
    def values(self) -> NDArray[np.float64]:
        """Survey answers, shape (questions, n)."""
        return self.observed.values

    @property
    def numbers(self) -> dict[str, NDArray[np.float64]]:
        """Numbers in the file's units."""
        return self.observed.numbers

    @property
    def lists(self) -> dict[str, NDArray[np.int32]]:
        """Lists of people, each of shape (longest, n)."""
        return self.observed.lists
