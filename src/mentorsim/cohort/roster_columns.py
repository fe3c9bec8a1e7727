"""Turn the text columns of a roster into attributes, weekly slots and standardized numbers."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mentorsim.cohort.people import SLOT_COUNT, Category
from mentorsim.cohort.roster_checks import is_missing
from mentorsim.documents.table_file import RowNumber
from mentorsim.errors import RosterError
from mentorsim.numerics.kernel import kernel

UNKNOWN = "unknown"
ALL_SLOTS = (1 << SLOT_COUNT) - 1
_MOST_CATEGORIES = 500
_DAYS = ("mon", "tue", "wed", "thu", "fri")
_HALVES = {"am": 0, "morning": 0, "pm": 1, "afternoon": 1, "evening": 1}
_SLOT = re.compile(r"([a-z]+)[\s._-]*([a-z]+)\Z")


def named_groups(cells: Sequence[str], names: dict[str, str], path: Path, column: str) -> Category:
    """Make an attribute with one category per different cell; ``names`` renames some of them.

    Categories are sorted, by number where all are numbers; a missing cell is the last category, ``unknown``.

    Raises
    ------
    ScenarioError
        When the column has more than 500 different values.
    """
    labels = [UNKNOWN if is_missing(cell) else names.get(cell, cell) for cell in cells]
    found = set(labels) - {UNKNOWN}
    if len(found) > _MOST_CATEGORIES:
        raise RosterError(
            f"column {column!r} has {len(found)} different values, too many for an attribute; use "
            "at_least to divide numbers in two groups, or name another column",
            file=path,
        )
    categories = sorted(found, key=_numbers_first)
    if UNKNOWN in labels:
        categories.append(UNKNOWN)
    place = {name: code for code, name in enumerate(categories)}
    return Category(np.array([place[label] for label in labels], dtype=np.int32), tuple(categories))


def yes_by_value(cells: Sequence[str], yes: Sequence[str], path: Path, column: str) -> Category:
    """Make a yes/no attribute: yes where the cell is one of ``yes``.

    Raises
    ------
    ScenarioError
        When no cell is, which is nearly always a misspelling.
    """
    wanted = {value.strip() for value in yes}
    if not any(cell in wanted for cell in cells):
        raise RosterError(
            f"column {column!r} holds none of the values listed under yes; write them as in the file",
            file=path,
        )
    return _yes_no([None if is_missing(cell) else cell in wanted for cell in cells])


def yes_by_threshold(numbers: Sequence[float], at_least: float) -> Category:
    """Make a yes/no attribute: yes where the number is at least ``at_least``."""
    return _yes_no([None if math.isnan(number) else number >= at_least for number in numbers])


def _yes_no(answers: Sequence[bool | None]) -> Category:
    codes = np.array([2 if answer is None else int(answer) for answer in answers], dtype=np.int32)
    return Category(codes, ("no", "yes", UNKNOWN) if None in answers else ("no", "yes"))


def _numbers_first(name: str) -> tuple[int, float, str]:
    try:
        number = float(name)
    except ValueError:
        return 1, 0.0, name
    return (0, number, name) if math.isfinite(number) else (1, 0.0, name)


def weekly_slots(
    cells: Sequence[str], rows: Sequence[RowNumber], path: Path, column: str
) -> NDArray[np.uint32]:
    """Read free times such as ``Mon am; Tue pm`` as ten bits, Monday morning first.

    An empty cell means any time: a pair is then not kept apart by what nobody knows.

    Raises
    ------
    ScenarioError
        When a cell names something else, with its row.
    """
    slots = np.empty(len(cells), dtype=np.uint32)
    for place, (row, cell) in enumerate(zip(rows, cells, strict=True)):
        bits = 0 if cell else ALL_SLOTS
        for part in filter(None, (piece.strip().lower() for piece in re.split(r"[;,|/]", cell))):
            bit = _slot(part)
            if bit is None:
                raise RosterError(
                    f"row {row}, column {column!r}: a time is not understood; write such as Mon am; Tue pm",
                    file=path,
                )
            bits |= bit
        slots[place] = bits if bits else ALL_SLOTS
    return slots


def listed_students(
    cells: Sequence[str],
    rows: Sequence[RowNumber],
    identifiers: Sequence[str],
    kept: NDArray[np.bool_],
    path: Path,
    column: str,
) -> NDArray[np.int32]:
    """Read lists of ids such as ``s031; s007``, the most wanted first, as entries of the kept rows.

    Who stands in a row that is left out is left out here too; a second mention counts for nothing.

    Returns
    -------
    NDArray
        Shape (longest list, kept rows): entries counted among the kept rows, then -1.

    Raises
    ------
    ScenarioError
        When a cell names somebody who is not in the file, with its row.
    """
    entry = dict(zip(identifiers, np.where(kept, np.cumsum(kept) - 1, -1).tolist(), strict=True))
    lists: list[list[int]] = []
    for row, cell, stays in zip(rows, cells, kept.tolist(), strict=True):
        names = [] if is_missing(cell) else [name.strip() for name in re.split(r"[;,|]", cell)]
        if cell.strip() in entry:
            names = [cell.strip()]
        names = [name for name in names if name]
        if any(name not in entry for name in names):
            raise RosterError(
                f"row {row}, column {column!r}: an id is listed that no row of the file has; write ids with "
                "semicolons between them",
                file=path,
            )
        if stays:
            lists.append(list(dict.fromkeys(entry[name] for name in names if entry[name] >= 0)))
    listed = np.full((max(map(len, lists), default=0), len(lists)), -1, np.int32)
    for place, found in enumerate(lists):
        listed[: len(found), place] = found
    return listed


def _slot(part: str) -> int | None:
    found = _SLOT.match(part)
    if found is None or found[2] not in _HALVES or found[1][:3] not in _DAYS:
        return None
    return 1 << (2 * _DAYS.index(found[1][:3]) + _HALVES[found[2]])


def standardize(
    values: NDArray[np.float64],
    counted: NDArray[np.bool_],
    path: Path,
    column: str,
    *,
    may_be_equal: bool = False,
) -> NDArray[np.float64]:
    """Return ``(number - mean) / SD``, with the mean and SD of the ``counted`` numbers that are not missing.

    With ``may_be_equal`` an SD of 0 counts as 1, and the mean of no numbers as 0.

    Raises
    ------
    ScenarioError
        When these numbers do not differ from one another, or there is none.
    """
    # In ascending order, so that the file's order of rows does not reach the last bits.
    known = np.sort(values[counted & ~np.isnan(values)])
    if len(known) == 0 or known[0] == known[-1]:
        if may_be_equal:
            return values - (known[0] if len(known) else 0.0)
        raise RosterError(
            f"the numbers of column {column!r} do not differ from student to student, so they cannot be "
            "standardized; name another column",
            file=path,
        )
    mean, deviation = _moments(known)
    if not 0.0 < deviation < math.inf:
        raise RosterError(
            f"the numbers of column {column!r} are too large or too small to be standardized", file=path
        )
    return (values - mean) / deviation


@kernel
def _moments(values: NDArray[np.float64]) -> tuple[float, float]:
    # Plain ascending sums: a library's reduction adds in an order that depends on the processor.
    total = 0.0
    for value in values:
        total += value
    mean = total / len(values)
    squares = 0.0
    for value in values:
        squares += (value - mean) * (value - mean)
    return mean, np.sqrt(squares / len(values))


def middle(values: NDArray[np.float64]) -> float:
    """Return the median of the values that are not missing (the lower of the two middle ones)."""
    known = np.sort(values[~np.isnan(values)])
    return float(known[(len(known) - 1) // 2])
