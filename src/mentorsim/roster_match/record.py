"""The record beside a list: what the machine proposed, what was approved, who was moved by hand and why.

A text file with one JSON object per line, to which lines are only ever added. Each line has the hash of the
line before, so that a line changed or taken out later is noticed.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from mentorsim.errors import UserError

State = Literal["draft", "approved"]
#: What the first line names in place of a line before it.
BEGINNING = "0" * 64


@dataclass(frozen=True)
class Entry:
    """One line of a record: what happened, and its contents."""

    what: State
    content: Mapping[str, Any]

    @property
    def pairs(self) -> dict[str, tuple[str, ...]]:
        """The mentors of each mentee, or the name of the group and its mentors."""
        return {mentee: tuple(mentors) for mentee, mentors in self.content["pairs"].items()}

    @property
    def proposed(self) -> dict[str, tuple[str, ...]]:
        """The same as a draft's machine proposed it, before any hand touched it."""
        return {mentee: tuple(mentors) for mentee, mentors in self.content["proposed"].items()}


def record_path(out: Path) -> Path:
    """Give the record's name: that of the list with ``.record.jsonl`` after it."""
    return out.with_name(f"{out.name}.record.jsonl")


def read_record(out: Path) -> tuple[Entry, ...]:
    """Read the record of a list; nothing where there is none.

    Raises
    ------
    UserError
        When it cannot be read, or a line was changed after it was written.
    """
    path = record_path(out)
    try:
        lines = path.read_bytes().splitlines()
    except FileNotFoundError:
        return ()
    except OSError as problem:
        raise UserError(f"the record cannot be read ({problem.strerror})", file=path) from None
    before = BEGINNING
    entries = []
    for number, line in enumerate(lines, 1):
        try:
            found = json.loads(line)
            previous, what, content = found["previous"], found["what"], found["content"]
        except (ValueError, KeyError, TypeError):
            raise UserError(
                "this line is no line of a record; it was changed", file=path, line=number
            ) from None
        if previous != before:
            raise UserError(
                "the line before was changed or taken out after this one was written; the record cannot be "
                "trusted from here on",
                file=path,
                line=number,
            )
        before = _hash(line)
        entries.append(Entry(what, content))
    return tuple(entries)


def append(out: Path, what: State, content: Mapping[str, Any]) -> None:
    """Add a line to the record of a list.

    Raises
    ------
    UserError
        When the record was changed, or cannot be written.
    """
    path = record_path(out)
    read_record(out)
    try:
        lines = path.read_bytes().splitlines() if path.exists() else []
        previous = _hash(lines[-1]) if lines else BEGINNING
        entry = {"previous": previous, "what": what, "content": content}
        line = json.dumps(entry, ensure_ascii=False, separators=(",", ":"))
        with path.open("a", encoding="utf-8", newline="") as file:
            file.write(f"{line}\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as problem:
        raise UserError(f"cannot write {path}: {problem.strerror or problem}") from None


def file_hash(path: Path) -> str:
    """Give the hash of a file's content.

    Raises
    ------
    UserError
        When it cannot be read.
    """
    try:
        return _hash(path.read_bytes())
    except OSError as problem:
        raise UserError(f"the file cannot be read ({problem.strerror})", file=path) from None


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
