"""The state of every student after a user's own code: finite, and within the declared ranges."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mentorsim.dynamics.columns import Run
from mentorsim.mechanisms.built_in import COLUMNS
from mentorsim.mechanisms.column import Column

_CHECKED = ("state", "discrete_state")


class StateError(ValueError):
    """A mechanism or other code has left a student with a number that cannot be; it fails the run."""


def check_state(
    what: str, week: int, run: Run, own: Mapping[str, NDArray[Any]], declared: Iterable[Column]
) -> None:
    """Refuse a state that cannot be.

    Parameters
    ----------
    what
        What has just run, such as ``the mechanism commute``.
    week
        The week, counted from 0.
    own, declared
        The columns of the user's own mechanisms, and what they are to hold.

    Raises
    ------
    StateError
        The message names what has run, the column, the week and the first student.
    """
    for block in _CHECKED:
        columns, low, high = _bounds(block)
        values = getattr(run, block)
        for row in np.flatnonzero(_wrong(values, low, high)):
            _refuse(what, week, columns[row], values[row])
    for column in declared:
        if _wrong(own[column.name], column.low, column.high):
            _refuse(what, week, column, own[column.name])


def _wrong(values: NDArray[Any], low: Any, high: Any) -> Any:
    """Whether columns, along the last axis, hold a number that is not finite or not in their range."""
    if not values.shape[-1]:
        return np.zeros(values.shape[:-1], np.bool_)
    least, most = values.min(axis=-1), values.max(axis=-1)  # both are NaN where a number is
    return ~((least >= low) & (most <= high) & np.isfinite(least) & np.isfinite(most))


@cache
def _bounds(block: str) -> tuple[tuple[Column, ...], NDArray[Any], NDArray[Any]]:
    columns = tuple(column for column in COLUMNS.values() if column.block == block)
    low, high = ([getattr(column, end) for column in columns] for end in ("low", "high"))
    return columns, np.array(low), np.array(high)


def _refuse(what: str, week: int, column: Column, values: NDArray[Any]) -> None:
    wrong = ~((values >= column.low) & (values <= column.high) & np.isfinite(values))
    first = int(np.flatnonzero(wrong)[0])
    raise StateError(
        f"{what} left {column.name} at {values[first]:g} in week {week} (counted from 0) "
        f"for the student in row {first}, the first of {int(wrong.sum())}: it must be {value_words(column)}"
    )


def checked_value(column: Column, value: Any) -> float:
    """Return a number that a column may hold.

    Raises
    ------
    ValueError
        When it is not a number, not finite, out of range, or fractional where the column holds whole numbers.
    """
    try:
        number = float(value) if not isinstance(value, str | bytes) else math.nan
    except (TypeError, ValueError):
        raise ValueError(f"{column.name} must be {value_words(column)}, not {value!r}") from None
    whole = column.dtype.startswith("int")
    if not (np.isfinite(number) and column.low <= number <= column.high) or (whole and number != int(number)):
        raise ValueError(f"{column.name} must be {value_words(column)}, not {value!r}")
    return number


def value_words(column: Column) -> str:
    """Return what a column may hold, in words."""
    kind = "a whole number" if column.dtype.startswith("int") else "a finite number"
    return kind if column.range_text == "any" else f"{kind}, {column.range_text}"
