"""All that a run holds, copied out, to be compared with another run or with a later week of the same one."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from mentorsim.dynamics.columns import GROUP_RECORD, TIE
from mentorsim.model import MentoringModel

Columns = dict[str, np.ndarray]

# Whether the last meeting of an ended tie is still noted is not part of the state.
_OF_THIS_WEEK = (
    "hours",
    "mentor_hours",
    "occasions",
    "met",
    "mean_skill",
    "mentor_sessions",
    "fellow_sessions",
)


def students_of(model: MentoringModel) -> Columns:
    """Copy every student column, traits included."""
    return {name: np.array(column) for name, column in model.students._asdict().items()}


def ties_of(model: MentoringModel) -> Columns:
    return {name: np.array(model.ties[name]) for name in TIE.names or () if name not in _OF_THIS_WEEK}


def friendships_of(model: MentoringModel) -> Columns:
    return {name: np.array(column) for name, column in model.friendships._asdict().items()}


def program_of(model: MentoringModel) -> Columns:
    """Copy who takes part, and the groups."""
    groups = {name: np.array(model.groups[name]) for name in GROUP_RECORD.names or ()}
    participation = {name: np.array(column) for name, column in model.participation._asdict().items()}
    return participation | {f"group_{name}": groups[name] for name in groups if name not in _OF_THIS_WEEK}


def series_of(model: MentoringModel) -> Columns:
    return {name: np.array(column) for name, column in model.weekly._asdict().items()}


def snapshot(model: MentoringModel) -> Columns:
    """Copy everything."""
    sections = {
        "students": students_of(model),
        "ties": ties_of(model),
        "friendships": friendships_of(model),
        "program": program_of(model),
        "series": series_of(model),
    }
    return {
        f"{section} {name}": values for section, found in sections.items() for name, values in found.items()
    }


def differing(first: Columns, second: Columns) -> list[str]:
    """Name the columns that differ in any bit (NaN equals NaN)."""
    assert first.keys() == second.keys()
    return [name for name in first if not same_bits(first[name], second[name])]


def same_bits(first: np.ndarray, second: np.ndarray) -> bool:
    return (
        first.shape == second.shape and first.dtype == second.dtype and canonical(first) == canonical(second)
    )


def canonical(values: np.ndarray) -> bytes:
    """Return the bytes of an array, the same on every computer: little-endian, and only one kind of NaN."""
    if values.dtype.kind == "f":
        values = np.where(np.isnan(values), np.nan, values).astype(values.dtype)
    return np.ascontiguousarray(values).astype(values.dtype.newbyteorder("<")).tobytes()


def only(columns: Columns, names: Iterable[str]) -> Columns:
    return {name: columns[name] for name in names}
