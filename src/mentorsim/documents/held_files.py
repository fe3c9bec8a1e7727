"""Files that are held in memory and read as if they were on disk, such as a roster that nobody has saved."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

_HELD: ContextVar[Mapping[Path, bytes] | None] = ContextVar("held_files", default=None)


@contextmanager
def held_files(contents: Mapping[Path, bytes]) -> Iterator[None]:
    """Let some paths stand for contents in memory, in this thread and for the time being.

    Parameters
    ----------
    contents
        What is read from each path, whatever is on disk.
    """
    token = _HELD.set({**(_HELD.get() or {}), **contents})
    try:
        yield
    finally:
        _HELD.reset(token)


def held_content(path: Path) -> bytes | None:
    """Return what is held for a path; None where it stands for a file on disk."""
    return (_HELD.get() or {}).get(path)


def held_version(path: Path) -> tuple[int, int] | None:
    """Return two numbers that tell contents of a path apart; None where it stands for a file on disk."""
    content = held_content(path)
    if content is None:
        return None
    return int.from_bytes(hashlib.sha256(content).digest()[:8], "big"), len(content)
