"""The state of every student after a user's own mechanism: finite, and within the declared ranges."""

from __future__ import annotations

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
    """A mechanism has left a student with a number that cannot be; it fails the run."""


def check_state(
    mechanism: str, week: int, run: Run, own: Mapping[str, NDArray[Any]], declared: Iterable[Column]
) -> None:
    """Refuse a state that cannot be.

    Parameters
    ----------
    mechanism
        What has just run.
    week
        The week, counted from 0.
    own, declared
        The columns of the user's own mechanisms, and what they are to hold.

    Raises
    ------
    StateError
        The message names mechanism, column, week and first student.
    """
    for block in _CHECKED:
        columns, low, high = _bounds(block)
        values = getattr(run, block)
        wrong = ~((values >= low) & (values <= high) & np.isfinite(values))
        if wrong.any():
            row = int(np.flatnonzero(wrong.any(axis=1))[0])
            _refuse(mechanism, week, columns[row], values[row], wrong[row])
    for column in declared:
        values = own[column.name]
        wrong = ~((values >= column.low) & (values <= column.high) & np.isfinite(values))
        if wrong.any():
            _refuse(mechanism, week, column, values, wrong)


@cache
def _bounds(block: str) -> tuple[tuple[Column, ...], NDArray[Any], NDArray[Any]]:
    columns = tuple(column for column in COLUMNS.values() if column.block == block)
    low, high = ([getattr(column, end) for column in columns] for end in ("low", "high"))
    return columns, np.array(low)[:, None], np.array(high)[:, None]


def _refuse(mechanism: str, week: int, column: Column, values: NDArray[Any], wrong: NDArray[Any]) -> None:
    first = int(np.flatnonzero(wrong)[0])
    raise StateError(
        f"the mechanism {mechanism} left {column.name} at {values[first]:g} in week {week} (counted from 0) "
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
        number = float(value)
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
