"""The record beside a list: what the machine proposed, what was approved, who was moved by hand and why.

A text file with one JSON object per line, to which lines are only ever added. Each line has the hash of the
line before and that of its own content, so that a line changed or taken out later is noticed. The file is
replaced as a whole: a full disk or a killed process leaves the record as it was.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from mentorsim.errors import DiskError, UserError
from mentorsim.files import PRIVATE_MODE, settle, write_together

State = Literal["draft", "approved"]
#: What the first line names in place of a line before it.
BEGINNING = "0" * 64


@dataclass(frozen=True)
class RecordEntry:
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

    def check(self) -> None:
        """Look whether the content is that of a record's line.

        Raises
        ------
        ValueError, KeyError, TypeError, AttributeError
            When it is not.
        """
        if self.what not in get_args(State) or not isinstance(self.content["file_sha256"], str):
            raise ValueError(self.what)
        stands = [self.pairs, self.proposed] if self.what == "draft" else [self.pairs]
        if not all(isinstance(name, str) for places in stands for names in places.values() for name in names):
            raise TypeError(self.what)


def record_path(out: Path) -> Path:
    """Return the record's name: that of the list with ``.record.jsonl`` after it."""
    return out.with_name(f"{out.name}.record.jsonl")


def read_record(out: Path) -> tuple[RecordEntry, ...]:
    """Read the record of a list; nothing where there is none.

    Raises
    ------
    UserError
        When it cannot be read, or a line was changed after it was written.
    """
    return _entries(record_path(out), _read(out))


def with_entry(out: Path, what: State, content: Mapping[str, Any]) -> bytes:
    """Return the record of a list with a line added.

    Raises
    ------
    UserError
        When the record cannot be read, or was changed.
    """
    data = _read(out)
    _entries(record_path(out), data)
    lines = data.splitlines()
    entry: dict[str, Any] = {"previous": content_hash(lines[-1]) if lines else BEGINNING, "what": what}
    entry |= {"content": content}
    entry["own"] = content_hash(_json(entry))
    return b"".join(line + b"\n" for line in (*lines, _json(entry)))


def append(out: Path, what: State, content: Mapping[str, Any]) -> None:
    """Add a line to the record of a list.

    Raises
    ------
    UserError
        When the record was changed, or cannot be written; it is then as it was.
    """
    path = record_path(out)
    try:
        write_together(out, {path: with_entry(out, what, content)}, mode=PRIVATE_MODE)
    except OSError as problem:
        raise DiskError(f"cannot write {path}: {problem.strerror or problem}") from None


def _read(out: Path) -> bytes:
    path = record_path(out)
    try:
        settle(out)
        return path.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as problem:
        raise DiskError(f"the record cannot be read ({problem.strerror})", file=path) from None


def _entries(path: Path, data: bytes) -> tuple[RecordEntry, ...]:
    before = BEGINNING
    entries = []
    lines = data.splitlines()
    for number, line in enumerate(lines, 1):
        try:
            found = json.loads(line)
            previous, what, content = found["previous"], found["what"], found["content"]
            own = found.pop("own", None)  # lines of the first versions have none
            RecordEntry(what, content).check()
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            if number == len(lines) and not data.endswith(b"\n"):
                sentence = (
                    "the last line is unfinished (whoever wrote it was stopped); delete that line, and the "
                    "record is as it was before"
                )
            else:
                sentence = "this line is not a line of a record; it was changed"
            raise UserError(sentence, file=path, line=number) from None
        if previous != before:
            raise UserError(
                "the line before was changed or taken out after this one was written; the record cannot be "
                "trusted from here on",
                file=path,
                line=number,
            )
        if own is not None and own != content_hash(_json(found)):
            raise UserError("this line was changed after it was written", file=path, line=number)
        before = content_hash(line)
        entries.append(RecordEntry(what, content))
    return tuple(entries)


def _json(entry: Mapping[str, Any]) -> bytes:
    return json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode()


def file_hash(path: Path) -> str:
    """Return the hash of a file's content.

    Raises
    ------
    UserError
        When it cannot be read.
    """
    try:
        return content_hash(path.read_bytes())
    except OSError as problem:
        raise DiskError(f"the file cannot be read ({problem.strerror})", file=path) from None


def content_hash(data: bytes) -> str:
    """Return the hash of what is or will be in a file."""
    return hashlib.sha256(data).hexdigest()
