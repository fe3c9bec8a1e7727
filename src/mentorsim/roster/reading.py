"""What was read how: a report of every column, every different value, and everybody who was left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from mentorsim.documents.table_file import RowNumber
from mentorsim.roster.header import said_rows
from mentorsim.roster.words import folded

_MOST_ON_SCREEN = 12
_MOST_BRIEFLY = 4
#: Kinds of answers whose words are everybody's, so that they may be shown even if one person wrote them.
_PUBLIC = frozenset(
    {"roles", "yes or no", "times", "time zones", "numbers", "grades", "survey answers", "a filter"}
)


@dataclass(frozen=True)
class ValueReading:
    """One different value of a column: how often it occurs, and what it was read as."""

    value: str
    count: int
    read_as: str


@dataclass(frozen=True)
class ColumnReading:
    """One column: the setting that it serves, the kind of answers it was taken for, and why.

    ``values`` are empty for columns whose cells are personal (ids, names, free text). ``empty`` is how many
    mentees and how many mentors have no answer in it. ``guessed`` marks what nobody said.
    """

    column: str
    setting: str
    kind: str
    why: str
    values: tuple[ValueReading, ...] = ()
    empty: tuple[int, int] = (0, 0)
    not_understood: tuple[RowNumber, ...] = ()
    guessed: bool = False


@dataclass(frozen=True)
class LeftOut:
    """Rows of the file that are nobody's: which, and why."""

    rows: tuple[RowNumber, ...]
    why: str


@dataclass(frozen=True)
class ReadingReport:
    """How a list of people was read.

    ``people`` are the numbers of mentees, mentors, those who are both, and those who are neither.
    """

    file: str
    notes: tuple[str, ...]
    columns: tuple[ColumnReading, ...]
    unused: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    people: Mapping[str, int] = field(default_factory=dict)

    def as_data(self) -> dict[str, Any]:
        """Return plain mappings and lists, as for JSON."""
        return {**asdict(self), "people": dict(self.people)}

    def lines(self, *, brief: bool = False) -> Iterator[str]:
        """Say it on a screen: a line for each column, indented lines for its values.

        What a single person wrote is not shown, unless it is one of the words that everybody uses. A
        ``brief`` report shows only values that were read as something else than they say.
        """
        yield from self.notes
        for column in self.columns:
            yield f"{column.column!r} is {column.setting}: {column.kind} ({column.why})"
            shown = [value for value in column.values if not brief or _is_surprising(value)]
            public = [value for value in shown if value.count > 1 or column.kind in _PUBLIC]
            most = _MOST_BRIEFLY if brief else _MOST_ON_SCREEN
            for value in public[:most]:
                yield f"    {value.count:,} x {value.value!r}: {value.read_as}"
            if len(shown) > len(public[:most]):
                rest = len(shown) - len(public[:most])
                yield f"    and {rest:,} more {'value' if rest == 1 else 'values'}, in the written report"
            if any(column.empty):
                mentees, mentors = column.empty
                yield f"    no answer: {_people(mentees, 'mentee')}, {_people(mentors, 'mentor')}"
            if column.not_understood:
                yield f"    not understood: {said_rows(column.not_understood)}"
        if self.unused:
            yield "Not used: " + ", ".join(map(repr, self.unused))
        yield from self.who()

    def guesses(self) -> Iterator[str]:
        """Say what was guessed and would change who is paired if it were otherwise."""
        for column in self.columns:
            if column.guessed:
                yield f"{column.column!r} is {column.setting}: {column.kind} ({column.why})"

    def who(self) -> Iterator[str]:
        """Say who was left out, and how many people there are."""
        for left in self.left_out:
            yield f"Left out, {left.why}: {said_rows(left.rows)}"
        if self.people:
            counts = (f"{count:,} {who}" for who, count in self.people.items() if count)
            yield "People: " + ", ".join(counts)

    def rows(self) -> Iterator[tuple[str, ...]]:
        """Yield the rows of a sheet: what, column, value, count, read as."""
        for note in self.notes:
            yield "note", "", "", "", note
        for column in self.columns:
            yield "column", column.column, column.setting, "", f"{column.kind} ({column.why})"
            for value in column.values:
                yield "value", column.column, value.value, str(value.count), value.read_as
            if any(column.empty):
                yield "no answer", column.column, "mentees", str(column.empty[0]), ""
                yield "no answer", column.column, "mentors", str(column.empty[1]), ""
            if column.not_understood:
                rows = ", ".join(map(str, column.not_understood))
                yield "not understood", column.column, "", str(len(column.not_understood)), f"rows {rows}"
        for name in self.unused:
            yield "not used", name, "", "", ""
        for left in self.left_out:
            rows = ", ".join(map(str, left.rows))
            yield "left out", "", "", str(len(left.rows)), f"{left.why}: rows {rows}"
        for who, count in self.people.items():
            yield "people", "", who, str(count), ""


def value_readings(cells: Sequence[str], read_as: Mapping[str, str]) -> tuple[ValueReading, ...]:
    """Return every different value that is not empty, the most frequent first."""
    counts = Counter(cell for cell in cells if cell)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(ValueReading(value, count, read_as.get(value, value)) for value, count in ordered)


def _people(count: int, word: str) -> str:
    return f"{count:,} {word}" + ("" if count == 1 else "s")


def _is_surprising(value: ValueReading) -> bool:
    return value.read_as != "an option" and folded(value.value) != folded(value.read_as)
