"""Views of a run's blocks, told apart from other arrays, so that a copy of a model gets views of its own.

Copying and pickling make an array of every view. What a model shows would then stand still while its blocks
change; so a view travels as its place in a block, and is made anew from the copied block.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Block = NDArray[Any]


@dataclass(frozen=True)
class ViewPlace:
    """Where a view lies: the name of its block, and which of the block's memory it shows."""

    block: str
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]
    dtype: np.dtype[Any]


@dataclass(frozen=True)
class TupleOfViews:
    """A named tuple some of whose entries are views."""

    kind: type[tuple[Any, ...]]
    entries: tuple[Any, ...]


def without_views(value: Any, blocks: Mapping[str, Block]) -> Any:
    """Return a value with each view replaced by its place: an array, a named tuple of arrays, or anything."""
    if isinstance(value, np.ndarray):
        return _place(value, blocks) or value
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        entries = tuple(without_views(entry, blocks) for entry in value)
        if any(isinstance(entry, ViewPlace) for entry in entries):
            return TupleOfViews(type(value), entries)
    return value


def with_views(value: Any, blocks: Mapping[str, Block]) -> Any:
    """Return a value with each place replaced by a view of these blocks."""
    if isinstance(value, TupleOfViews):
        return value.kind(*(with_views(entry, blocks) for entry in value.entries))
    if isinstance(value, ViewPlace):
        block = blocks[value.block]
        memory = block.reshape(-1).view(np.uint8)
        return np.ndarray(value.shape, value.dtype, memory, value.offset, value.strides)
    return value


def _place(array: Block, blocks: Mapping[str, Block]) -> ViewPlace | None:
    if not array.size:
        return None
    first = _address(array)
    for name, block in blocks.items():
        offset = first - _address(block)
        inside = 0 <= offset < block.nbytes
        if inside and block.flags.c_contiguous and np.may_share_memory(array, block):
            return ViewPlace(name, offset, array.shape, array.strides, array.dtype)
    return None


def _address(array: Block) -> int:
    address: int = array.__array_interface__["data"][0]
    return address
