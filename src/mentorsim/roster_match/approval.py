"""From draft to approved: when a list may be written over, and what its record says."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from mentorsim.errors import UserError
from mentorsim.roster_match.edits import Move, moves, places_of
from mentorsim.roster_match.locked import PairList, read_pair_list
from mentorsim.roster_match.record import (
    RecordEntry,
    append,
    content_hash,
    file_hash,
    read_record,
    record_path,
    with_entry,
)

_MOST_ROWS = 10


def refuse_overwriting(out: Path, others: Sequence[Path]) -> None:
    """Refuse to write over an approved list, one changed by hand, or a file of somebody else's.

    Raises
    ------
    UserError
        Saying what to do instead.
    """
    entries = read_record(out)
    if entries and entries[-1].what == "approved":
        raise UserError(
            "this list is approved and is not written over; give --out another name, and keep the pairs as "
            f"they are with --locked {out.name}",
            file=out,
        )
    if not entries:
        there = [path for path in (out, *others) if path.exists() or path.is_symlink()]
        if there:
            # A list without its record: somebody else's files, or a record that was taken away.
            raise UserError(
                f"{_listed(there)} already, without a record of mentorsim's ({record_path(out).name}), and "
                f"{'is' if len(there) == 1 else 'are'} not overwritten; give --out another name, or delete "
                f"{'the file' if len(there) == 1 else 'these files'} if nobody needs "
                f"{'it' if len(there) == 1 else 'them'}",
                file=there[0],
            )
    elif out.exists() and entries[-1].content["file_sha256"] != file_hash(out):
        raise UserError(
            "this list was changed by hand after it was written and is not written over; keep its pairs with "
            f"--locked {out.name} and give --out another name, or delete the file",
            file=out,
        )


def drafted_record(
    out: Path,
    content: bytes,
    about: Mapping[str, Any],
    pairs: Mapping[str, tuple[str, ...]],
    locked: Path | None,
    locked_mentees: Collection[str] = (),
) -> bytes:
    """Return the record of a list with the line that a draft was written.

    What the machine proposed for locked pairs is taken over from the record of the list that they come from,
    so that what was moved by hand there still needs its reason.

    Parameters
    ----------
    out, content
        The list, and what will be in it.
    about
        From what it was made.
    pairs
        Where each mentee stands.
    locked, locked_mentees
        The list that pairs were locked from, and whose they are.
    """
    proposed = dict(pairs)
    if locked is not None:
        for mentee, places in _origin(read_record(locked)).items():
            if mentee in locked_mentees:
                proposed[mentee] = places
    line = {
        **about,
        "file_sha256": content_hash(content),
        "pairs": {mentee: list(places) for mentee, places in pairs.items()},
        "proposed": {mentee: list(places) for mentee, places in proposed.items()},
    }
    return with_entry(out, "draft", line)


def last_entry(out: Path) -> RecordEntry:
    """Return the last line of a list's record.

    Raises
    ------
    UserError
        When the list has none.
    """
    entries = read_record(out)
    if not entries:
        raise UserError(
            f"there is no record {record_path(out).name} beside it, so it is not known what was proposed; "
            "approve the list where `mentorsim match` wrote it, under the same name",
            file=out,
        )
    return entries[-1]


def hand_moves(out: Path) -> tuple[PairList, tuple[Move, ...]]:
    """Read a list and say who was moved since it was proposed, or last approved.

    Raises
    ------
    UserError
        When the list or its record cannot be read.
    """
    last_entry(out)
    listed = read_pair_list(out)
    return listed, moves(_origin(read_record(out)), listed)


def list_to_lock(path: Path) -> PairList:
    """Read a list whose pairs are to stay; it counts as approved while nobody has changed it since.

    Raises
    ------
    UserError
        When the list or its record cannot be read.
    """
    listed = read_pair_list(path)
    entries = read_record(path)
    approved = bool(entries) and entries[-1].what == "approved"
    unchanged = approved and entries[-1].content["file_sha256"] == file_hash(path)
    return replace(listed, is_approved=unchanged)


def with_reasons(out: Path, moved: Sequence[Move], reason: str) -> tuple[Move, ...]:
    """Add a reason to every move: its own, or else the one for all.

    Raises
    ------
    UserError
        When some move has none; rows are named.
    """
    lacking = [move for move in moved if not (move.reason or reason)]
    if lacking:
        rows = [f"row {move.line}" for move in lacking if move.line is not None]
        gone = len(lacking) - len(rows)
        shown = rows[:_MOST_ROWS] + (["..."] if len(rows) > _MOST_ROWS else [])
        shown += [f"{gone} taken out"] if gone else []
        raise UserError(
            f"mentees moved by hand without a reason: {len(lacking)} ({', '.join(shown)}); say why with "
            "--reason, or in the column 'reason for change'",
            file=out,
        )
    return tuple(
        Move(move.line, move.mentee, move.before, move.after, move.reason or reason) for move in moved
    )


def record_approval(
    out: Path, listed: PairList, moved: Sequence[Move], warnings: Sequence[str], about: Mapping[str, Any]
) -> None:
    """Add to the record that a list was approved, with who was moved and why."""
    content = {
        **about,
        "file_sha256": file_hash(out),
        "moved": [
            {
                "mentee": move.mentee,
                "from": list(move.before),
                "to": list(move.after),
                "reason": move.reason,
            }
            for move in moved
        ],
        "warnings": list(warnings),
        "pairs": {mentee: list(places) for mentee, places in places_of(listed).items()},
    }
    append(out, "approved", content)


def _listed(paths: Sequence[Path]) -> str:
    names = [path.name for path in paths]
    if len(names) == 1:
        return f"{names[0]} exists"
    return f"{', '.join(names[:-1])} and {names[-1]} exist"


def _origin(entries: tuple[RecordEntry, ...]) -> dict[str, tuple[str, ...]]:
    """What a list is compared with: the pairs last approved, or those that the machine last proposed."""
    if not entries:
        return {}
    last = entries[-1]
    found = last.pairs if last.what == "approved" else last.proposed
    return dict(found)
