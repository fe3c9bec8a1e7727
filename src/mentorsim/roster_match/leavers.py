"""People of a list who are not on the roster any more, and ids that a spreadsheet has changed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from mentorsim.roster_match.locked import PairList
from mentorsim.roster_match.record import read_record

_SHORTENED = re.compile(r"(\d)[.,](\d+)E\+?(\d+)\Z", re.IGNORECASE)


@dataclass(frozen=True)
class Leavers:
    """A list without those who have left, and sentences about whom that concerns, without names."""

    listed: PairList
    notes: tuple[str, ...]


def without_leavers(listed: PairList, on_roster: Collection[str]) -> Leavers:
    """Take out of a list who was on the roster when it was made, by its record, and is not now.

    A mentee who has left is left out; the mentees of a mentor who has left are matched anew. An id that the
    record does not know stays: it is a mistake, and is refused as one.

    Parameters
    ----------
    listed
        The list.
    on_roster
        Ids of everybody who counts now.
    """
    once: set[str] = set()
    for entry in read_record(listed.path):
        for mentee, places in entry.pairs.items():
            once |= {mentee, *places}
    gone = {name for pair in listed.pairs for name in (pair.mentee, *pair.mentors)} & once - set(on_roster)
    if not gone:
        return Leavers(listed, ())
    kept = [pair for pair in listed.pairs if pair.mentee not in gone]
    freed = sum(bool(gone & set(pair.mentors)) for pair in kept)
    pairs = tuple(replace(pair, mentors=(), group="") if gone & set(pair.mentors) else pair for pair in kept)
    left = len(listed.pairs) - len(kept)
    mentors = len({name for pair in listed.pairs for name in pair.mentors} & gone)
    notes = (
        [f"{_count(left, 'mentee')} of {listed.path.name} left: not on the roster any more."] if left else []
    )
    if mentors:
        notes.append(
            f"{_count(mentors, 'mentor')} of {listed.path.name} left: {_count(freed, 'mentee')} to be "
            "matched anew."
        )
    return Leavers(replace(listed, pairs=pairs), tuple(notes))


def spreadsheet_damage(name: str, on_roster: Iterable[str]) -> str:
    """Say what a spreadsheet has probably done to an id that is not on the roster; empty where nothing."""
    known = list(on_roster)
    if any(other != name and other.lstrip("0") == name.lstrip("0") for other in known if name.isdigit()):
        return (
            "; did the spreadsheet drop leading zeros? Format the columns of ids as text before opening "
            "the list, "
            "or write it as .xlsx"
        )
    short = _SHORTENED.match(name)
    if short is not None:
        start = (short[1] + short[2]).rstrip("0")
        if any(other.isdigit() and other.startswith(start) for other in known):
            return (
                "; did the spreadsheet shorten long numbers? Format the columns of ids as text, or use .xlsx"
            )
    return ""


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}" + ("" if number == 1 else "s")
