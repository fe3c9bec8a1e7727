"""Paths as people give them."""

from __future__ import annotations

from os import PathLike
from pathlib import Path


def path_or_none(given: str | PathLike[str] | None) -> Path | None:
    """Return a path, or None where none was given."""
    return None if given is None else Path(given)
