"""Tick-all-that-apply answers: how a column's cells are parted, also where an option itself holds commas."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from mentorsim.roster.words import folded, is_no, is_no_answer, is_yes

#: What may part answers, the clearest first.
SEPARATORS = (";", "\n", "|", ",")
_NAMES = {"semicolon": ";", "comma": ",", "newline": "\n", "line": "\n", "bar": "|", "slash": "/"}
#: A part that occurs so often is an option rather than chance.
_OFTEN = 2
_SURE = 3
_SURER = 6


@dataclass(frozen=True)
class ListReading:
    """A column of lists: the options by their first spelling, and those of each cell (None: no answer).

    ``joined`` are options that hold the separator themselves and were put together again.
    """

    options: tuple[str, ...]
    chosen: list[frozenset[int] | None]
    separator: str
    joined: tuple[str, ...]


def separator_of(cells: Sequence[str]) -> str | None:
    """Find what parts the answers of a column, or None where each cell is one answer.

    A column is one of lists when several cells have parts that come back in other cells, and among more or
    fewer others.
    """
    known = [cell for cell in cells if not is_no_answer(cell)]
    for separator in SEPARATORS:
        parted = [_parts(cell, separator) for cell in known]
        several = sum(len(parts) > 1 for parts in parted)
        if several < 2 or 10 * several < len(known):
            continue
        counts = Counter(folded(part) for parts in parted for part in parts)
        different = len({folded(cell) for cell in known})
        again = sum(count for count in counts.values() if count >= _OFTEN)
        if 10 * again >= 8 * sum(counts.values()) and (len(counts) < different or len(counts) <= 12):
            # An option to tick stands alone here and among others there; "Salem, Oregon" is one answer.
            lengths: dict[str, set[int]] = {}
            for parts in parted:
                for part in parts:
                    lengths.setdefault(folded(part), set()).add(len(parts))
            if any(len(found) > 1 for found in lengths.values()):
                return separator
    return None


def read_list(
    cells: Sequence[str], separator: str | None = None, options: Sequence[str] | None = None
) -> ListReading:
    """Read the cells of a column as lists of options.

    Parameters
    ----------
    cells
        The cells.
    separator
        What parts them; found where it is None, the semicolon where nothing tells.
    options
        All options, for cells in which an option holds the separator; found where they are None: parts that
        never occur without each other, three times or more where the second continues in small letters, else
        six
        times, are one option.
    """
    mark = _NAMES.get(separator or "", separator or "") or separator_of(cells) or ";"
    parted = [None if is_no_answer(cell) else _parts(cell, mark) for cell in cells]
    joined: tuple[str, ...] = ()
    if options is not None:
        parted = [None if parts is None else _by_options(parts, mark, options) for parts in parted]
    elif mark in (",", "/"):
        parted, joined = _put_together(parted, mark)
    return _numbered(parted, mark, joined, options)


def read_columns(columns: Sequence[Sequence[str]], names: Sequence[str]) -> ListReading:
    """Read several columns as one list: each cell an option, or each column one that is ticked or not."""
    rows = list(zip(*columns, strict=True))
    cells = [cell for row in rows for cell in row]
    ticked = bool(cells) and all(is_yes(cell) or is_no(cell) or is_no_answer(cell) for cell in cells)
    if not ticked:
        # A survey tool may repeat the option's own name in its column.
        parted = [[cell for cell in row if not is_no_answer(cell)] or None for row in rows]
        return _numbered(parted, "", (), None)
    labels = _without_common_start(names)
    chosen = [[label for label, cell in zip(labels, row, strict=True) if is_yes(cell)] for row in rows]
    answered = [any(not is_no_answer(cell) for cell in row) for row in rows]
    return _numbered(
        [parts if some else None for parts, some in zip(chosen, answered, strict=True)], "", (), labels
    )


def _without_common_start(names: Sequence[str]) -> list[str]:
    start = names[0] if names else ""
    for name in names:
        while not name.startswith(start):
            start = start[:-1]
    cut = max((start.rfind(mark) + 1 for mark in " [:-/("), default=0) if len(names) > 1 else 0
    return [name[cut:].strip(" []()-:") or name for name in names]


def _parts(cell: str, separator: str) -> list[str]:
    return [part for part in (piece.strip() for piece in cell.split(separator)) if part]


def _by_options(parts: list[str], separator: str, options: Sequence[str]) -> list[str]:
    known = {folded(option): option for option in options}
    found, place = [], 0
    while place < len(parts):
        for end in range(len(parts), place, -1):
            text = f"{separator} ".join(parts[place:end])
            if folded(text) in known or end == place + 1:
                found.append(known.get(folded(text), text))
                place = end
                break
    return found


def _put_together(
    parted: list[list[str] | None], separator: str
) -> tuple[list[list[str] | None], tuple[str, ...]]:
    joined: list[str] = []
    for _ in range(4):
        counts: Counter[str] = Counter()
        pairs: Counter[tuple[str, str]] = Counter()
        for parts in parted:
            for part in parts or ():
                counts[part] += 1
            for first, second in zip(parts or (), (parts or ())[1:], strict=False):
                pairs[first, second] += 1
        always = {
            first: second
            for (first, second), count in pairs.items()
            if counts[first] == counts[second] == count and count >= (_SURE if _goes_on(second) else _SURER)
        }
        if not always:
            break
        for first, second in always.items():
            joined.append(f"{first}{separator} {second}")
        parted = [None if parts is None else _merged(parts, always, separator) for parts in parted]
    final = {part for parts in parted for part in parts or ()}
    return parted, tuple(option for option in joined if option in final)


def _goes_on(part: str) -> bool:
    # The rest of an option continues in small letters or with "and"; options of their own begin like others.
    return part[:1].islower() or bool(re.match(r"(and|und|et|y|e|or|oder)\b", part))


def _merged(parts: list[str], always: dict[str, str], separator: str) -> list[str]:
    found: list[str] = []
    place = 0
    while place < len(parts):
        part = parts[place]
        if place + 1 < len(parts) and always.get(part) == parts[place + 1]:
            found.append(f"{part}{separator} {parts[place + 1]}")
            place += 2
        else:
            found.append(part)
            place += 1
    return found


def _numbered(
    parted: list[list[str] | None], separator: str, joined: tuple[str, ...], options: Sequence[str] | None
) -> ListReading:
    spelling: dict[str, str] = {folded(option): option for option in options or ()}
    for parts in parted:
        for part in parts or ():
            spelling.setdefault(folded(part), part)
    ordered = sorted(spelling)
    place = {fold: number for number, fold in enumerate(ordered)}
    chosen = [None if parts is None else frozenset(place[folded(part)] for part in parts) for parts in parted]
    return ListReading(tuple(spelling[fold] for fold in ordered), chosen, separator, joined)
