"""Mentoring ties as users see them: columns by name, and rows as records."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from mentorsim.dynamics.columns import TIE, Ties


class TieTable:
    """All mentoring ties that were ever made, a row each; ``end_week`` is -1 while a tie is active.

    A column, as ``ties.rapport`` or ``ties["rapport"]``, is the memory that the run works on, and may be
    written in place. Rows, as ``ties[0]``, ``ties[ties.end_week < 0]`` or in a loop, are copies, which cannot
    be written.

    Examples
    --------
    >>> import mentorsim as ms
    >>> model = ms.MentoringModel(ms.load_scenario("first_year_university"), "as planned", rng=7)
    >>> ties = model.run().ties
    >>> int((ties.end_week < 0).sum()), len(ties)
    (144, 171)
    """

    __slots__ = ("_columns",)

    def __init__(self, columns: Ties) -> None:
        self._columns = columns

    def __getattr__(self, name: str) -> NDArray[Any]:
        if name not in Ties._fields:
            raise AttributeError(f"ties have no column {name!r}; they have {', '.join(Ties._fields)}")
        column: NDArray[Any] = getattr(self._columns, name)
        return column

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, str):
            return getattr(self, place)
        rows = np.arange(len(self))[place]
        records = _read_only(Ties(*(column[np.atleast_1d(rows)] for column in self._columns)))
        return records[0] if rows.ndim == 0 else records

    def __len__(self) -> int:
        return len(self._columns.mentor)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.records())

    def __array__(self, dtype: DTypeLike | None = None, copy: bool | None = None) -> NDArray[Any]:
        if copy is False:
            raise ValueError("ties are kept in columns: an array of their rows is always a copy")
        return np.array(self.records(), dtype=dtype or TIE)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *Ties._fields]

    def __repr__(self) -> str:
        return f"<{len(self)} mentoring ties: {', '.join(Ties._fields)}>"

    @property
    def dtype(self) -> np.dtype[Any]:
        """The kind of a row, with the names of the columns."""
        return TIE

    def records(self) -> np.recarray[Any, Any]:
        """Return a copy with one record per tie, which cannot be written."""
        return _read_only(self._columns)


def _read_only(ties: Ties) -> np.recarray[Any, Any]:
    records = tie_records(ties)
    records.flags.writeable = False
    return records


def tie_records(ties: Ties) -> np.recarray[Any, Any]:
    """Return ties as one record each."""
    records = np.empty(len(ties.mentor), TIE).view(np.recarray)
    for name, column in zip(Ties._fields, ties, strict=True):
        records[name] = column
    return records
